"""The program as a person meets it: screens, runs left and taken up again, and every button pressed in every order."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.domain.situation import Phase
from sim.screens.intents import (
    Again,
    Change,
    Decide,
    Delete,
    Go,
    KeepNowhere,
    Leave,
    LetRun,
    PauseRun,
    Reopen,
    ResumeRun,
    Start,
    Write,
)
from sim.screens.view import Option, actions_of
from sim.shell import runs
from sim.shell.app import App
from sim.shell.kept import kept_runs
from sim.surfaces.terminal import describe
from tests.boiler import RAW, an_app, ended, junk_player, let_pass, lucky, read_and_wait, started


def to_the_end(app: App) -> App:
    """Let the clock decide everything."""
    for _ in range(5000):
        if app.screen == "debrief":
            return app
        assert app.run is not None
        if app.run.session.hold <= 0 and app.run.session.passing is None:
            app.act(LetRun())
        app.tick(1.0)
    raise AssertionError("it never ends")


def offered(app: App) -> set[str]:
    return {action.id for action in actions_of(app.view()) if action.enabled}


def kept(app: App) -> dict:
    ((_, found),) = kept_runs(app.data)
    return found


# ---------------------------------------------------------------- the way through


def test_the_catalogue_offers_the_scenario_and_the_briefing_begins_it(tmp_path):
    app = an_app(tmp_path)
    assert "card-boiler" in offered(app)
    app.act(Go(screen="briefing", what="boiler"))
    view = app.view()
    assert view.screen == "briefing"
    begin = next(action for action in actions_of(view) if action.id == "begin")
    app.act(begin.intent)
    assert app.screen == "play" and app.run is not None and app.run.session.situation.phase is Phase.RUNNING
    app.close_run()


def test_the_seed_that_was_typed_is_the_seed_of_the_run(tmp_path):
    app = an_app(tmp_path)
    app.act(Go(screen="briefing", what="boiler"))
    app.act(Change(setting="seed", value=""), "4711")
    app.act(next(action for action in actions_of(app.view()) if action.id == "begin").intent)
    assert app.run.session.header.seed == 4711
    app.close_run()


@pytest.mark.parametrize("typed", ["seven", "-1", "1234567890", "²", "1.5", "\x00"])
def test_what_is_no_seed_is_said_and_one_is_drawn(tmp_path, typed):
    app = an_app(tmp_path)
    app.act(Go(screen="briefing", what="boiler"))
    app.act(Change(setting="seed", value=""), typed)
    assert app.seed is None and "whole number" in app.view().alert


def test_a_run_that_ends_opens_its_debrief_and_the_catalogue_names_the_best_result(tmp_path):
    app = to_the_end(started(tmp_path, luck=lucky()))
    assert app.view().screen == "debrief" and ended(app)
    first = kept(app)["told"]
    app.act(Go(screen="catalogue"))
    assert f"Best so far · {kept(app)['ending_title']} · {first:g} %" in describe(app.view())
    app.start("boiler", 7, "")
    app.run.session.luck = lucky()
    app.run.session.choose("main", "tell")
    to_the_end(app)
    app.act(Go(screen="catalogue"))
    told = [found["told"] for _, found in kept_runs(tmp_path)]
    assert max(told) > first
    assert f"{max(told):g} %" in describe(app.view()).partition("Best so far")[2].partition("\n")[0]


def test_practice_is_no_result(tmp_path):
    app = to_the_end(started(tmp_path))
    best = kept(app)["told"]
    folder = next((tmp_path / "runs").iterdir())
    better = json.loads((folder / "result.json").read_text()) | {"practice": True, "told": best + 1}
    app.act(Go(screen="catalogue"))
    (tmp_path / "runs" / "29990101-000000-boiler-zz").mkdir()
    (tmp_path / "runs" / "29990101-000000-boiler-zz" / "journal.jsonl").write_bytes((folder / "journal.jsonl").read_bytes())
    (tmp_path / "runs" / "29990101-000000-boiler-zz" / "result.json").write_text(json.dumps(better))
    line = describe(app.view()).partition("Best so far")[2].partition("\n")[0]
    assert f"{best:g} %" in line


def test_a_run_that_was_left_is_offered_and_goes_on_at_the_same_clock(tmp_path):
    app = started(tmp_path)
    let_pass(app, 40)
    app.act(Decide(thread="main", choice="heaters"))
    read_and_wait(app)
    let_pass(app, 31)
    at, situation, messages = app.run.session.at, app.run.session.situation, app.run.session.messages
    app.act(Go(screen="dialog", what="leave"))
    assert "away" in offered(app)
    app.act(Go(screen="catalogue"))
    assert app.run is None
    name = next((tmp_path / "runs").iterdir()).name
    again = an_app(tmp_path)
    assert f"kept-{name}" in offered(again)
    again.act(Reopen(run=name))
    session = again.run.session
    assert abs(session.at - at) <= 4 and session.situation == situation and session.messages == messages
    to_the_end(again)
    again.close_run()


def test_a_program_that_was_closed_while_paused_comes_back_paused(tmp_path):
    app = started(tmp_path)
    app.act(PauseRun())
    app.act(Leave())
    assert app.over
    again = an_app(tmp_path)
    again.act(Reopen(run=next((tmp_path / "runs").iterdir()).name))
    assert again.dialog == "paused" and "resume" in offered(again)
    let_pass(again, 60)
    assert again.run.session.clock == 0
    again.act(ResumeRun())
    assert again.dialog == "" and again.run.session.situation.phase is Phase.RUNNING
    again.close_run()


@pytest.mark.parametrize("dialog", ["words", "notes", "leave", "confidence main tell"])
def test_no_time_passes_behind_a_dialog(tmp_path, dialog):
    app = started(tmp_path)
    let_pass(app, 30)
    clock = app.run.session.clock
    app.act(Go(screen="dialog", what=dialog))
    let_pass(app, 100, 1.0)
    assert app.run.session.clock == clock
    app.act(Go(screen="dialog"))
    app.tick(1.0)
    assert app.run.session.clock > clock
    app.close_run()


def test_settings_and_help_stop_the_run_and_lead_back_to_it(tmp_path):
    for screen in ("settings", "help"):
        app = started(tmp_path / screen)
        app.act(Go(screen=screen))
        let_pass(app, 100, 1.0)
        back = next(action for action in actions_of(app.view()) if action.id == "back")
        app.act(back.intent)
        assert app.screen == "play" and app.run.session.clock == 0 and app.dialog == ""
        assert app.run.session.situation.phase is Phase.RUNNING
        app.close_run()


def test_a_setting_holds_at_once_and_is_there_the_next_time(tmp_path):
    app = started(tmp_path)
    looks = []
    app.restyled = looks.append
    app.act(Change(setting="pace", value="0"))
    app.act(Change(setting="theme", value="contrast"))
    assert app.run.session.pace == 0 and [settings.theme for settings in looks] == ["dark", "contrast"]
    let_pass(app, 100, 1.0)
    assert app.run.session.clock == 0
    app.close_run()
    assert App.at(tmp_path).settings == app.settings


def test_starting_over_is_asked_about_first(tmp_path):
    app = started(tmp_path)
    app.act(Go(screen="restart"))
    assert app.dialog == "restart" and len(kept_runs(tmp_path)) == 1
    app.close_run()


def test_starting_over_is_the_same_scenario_with_the_same_seed_from_the_beginning(tmp_path):
    app = started(tmp_path, seed=99)
    app.act(Decide(thread="main", choice="tell"))
    app.act(Go(screen="restart", what="!"))
    session = app.run.session
    assert session.header.seed == 99 and len(session.moments) == 1 and session.clock == 0
    assert len(kept_runs(tmp_path)) == 2
    app.close_run()


def test_a_note_is_kept_and_an_empty_one_is_not(tmp_path):
    app = started(tmp_path)
    app.act(Write(), "  ")
    app.act(Write(), "Ask Ola.")
    assert [m.text for m in app.run.session.messages] == ["Ask Ola."]
    app.close_run()


# ---------------------------------------------------------------- again


def test_again_plays_on_from_a_decision_as_practice_with_all_that_came_before(tmp_path):
    app = started(tmp_path, luck=lucky())
    let_pass(app, 30)
    app.act(Decide(thread="main", choice="heaters"))
    read_and_wait(app)
    app.act(Decide(thread="main", choice="tell"))
    to_the_end(app)
    original = app.run.session
    action = next(action for action in actions_of(app.view()) if action.id == "again")
    assert isinstance(action.intent, Again)
    app.act(action.intent)
    practice = app.run.session
    moment = action.intent.moment
    assert practice.header.practice == moment and practice.header.of == original_folder(tmp_path, practice)
    assert practice.header.seed == original.header.seed
    assert [m.events for m in practice.moments] == [m.events for m in original.moments[:moment]]
    assert app.screen == "play" and "practice" in str(app.view()).lower()
    to_the_end(app)
    assert runs.played_again(practice) == ""
    assert "practice" in describe(app.view())
    app.close_run()
    assert sorted(found["practice"] for _, found in kept_runs(tmp_path)) == [False, True]


def original_folder(data: Path, practice) -> str:
    return next(path.name for path in (data / "runs").iterdir() if path.name == practice.header.of)


def test_a_run_read_from_disk_can_be_played_again_from_its_debrief(tmp_path):
    app = to_the_end(started(tmp_path))
    app.act(Go(screen="catalogue"))
    again = an_app(tmp_path)
    again.act(Reopen(run=next((tmp_path / "runs").iterdir()).name))
    assert again.screen == "debrief"
    action = next(action for action in actions_of(again.view()) if action.id == "again")
    again.act(action.intent)
    assert again.screen == "play" and again.run.session.header.practice == action.intent.moment
    again.close_run()


# ---------------------------------------------------------------- when something is wrong


def test_where_nothing_can_be_written_the_game_goes_on_and_says_so(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    app = started(tmp_path / "file" / "data")
    assert app.dialog == "unsaved" and "could not be written" in describe(app.view())
    for _ in range(100):
        app.tick(1.0)
    assert app.run.session.at == 0, "nothing is shown, and no time passes, before somebody has said how it goes on"
    app.act(KeepNowhere())
    assert "not being saved" in app.view().alert
    app.act(Change(setting="theme", value="light"))
    assert "could not be written" in app.view().alert and app.settings.theme == "light"
    to_the_end(app)
    assert app.view().screen == "debrief"
    for page in ("timeline", "channels", "decisions", "think"):
        app.act(Go(screen="debrief", what=page))
        app.view()
    app.act(Go(screen="catalogue"))
    assert app.view().screen == "catalogue"


def test_where_nothing_can_be_written_a_decision_can_still_be_played_again(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    app = started(tmp_path / "file" / "data")
    app.act(KeepNowhere())
    to_the_end(app)
    app.act(next(action for action in actions_of(app.view()) if action.id == "again").intent)
    assert app.screen == "play" and app.run.session.header.practice > 0 and app.dialog == "unsaved"


def test_a_run_that_cannot_be_opened_is_a_sentence_in_the_catalogue(tmp_path):
    app = started(tmp_path)
    app.close_run()
    folder = next((tmp_path / "runs").iterdir())
    (folder / "journal.jsonl").write_bytes(b"junk")
    again = an_app(tmp_path)
    again.act(Reopen(run=folder.name))
    assert "cannot be read" in again.view().alert and again.view().screen == "catalogue"
    again.act(Reopen(run="no-such-run"))
    assert again.view().alert


@pytest.mark.parametrize(
    "junk",
    [
        b"junk",
        b"[]",
        b'{"told": "x", "finished": true, "scenario": "boiler"}',
        b'{"told": null, "finished": true, "scenario": "boiler"}',
        b'{"told": [1], "finished": true, "scenario": "boiler"}',
        b'{"wall": 7, "finished": 1, "title": []}',
        b'{"told": NaN, "finished": true, "scenario": "boiler"}',
    ],
)
def test_a_damaged_result_does_not_keep_the_catalogue_from_opening(tmp_path, junk):
    app = to_the_end(started(tmp_path))
    app.act(Go(screen="catalogue"))
    folder = next((tmp_path / "runs").iterdir())
    (folder / "result.json").write_bytes(junk)
    view = an_app(tmp_path).view()
    assert view.screen == "catalogue" and f"kept-{folder.name}" in {action.id for action in actions_of(view)}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_fails_in_the_middle_of_a_run_stops_it_and_says_what_to_do(tmp_path):
    app = started(tmp_path)
    before = app.run.session.situation
    app.run.journal._file = Path("/dev/full").open("r+b", buffering=0)
    app.act(Decide(thread="main", choice="tell"))
    assert app.dialog == "unsaved" and "Everything before" in describe(app.view())
    for _ in range(1500):
        app.tick(1.0)
    assert app.run.session.situation == before, "what is not kept has not happened"
    app.act(Go(screen="catalogue"))
    assert app.view().screen == "catalogue"


def test_a_scenario_that_does_not_load_is_on_the_shelf_with_the_reason(tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "scenario.yaml").write_bytes(RAW.replace(b"start: cold\n", b"start: nowhere\n"))
    app = an_app(tmp_path / "data")
    from sim.authoring.cover import cover
    from sim.shell.library import Book

    app._books = (Book(folder, cover(RAW, "x", "boiler")),)
    app.act(Go(screen="briefing", what="boiler"))
    assert "cannot be played" in app.view().alert and "SC" in app.view().alert
    app.act(Start(scenario="nothing"))
    assert "There is no scenario" in app.view().alert


def test_deleting_asks_once_and_then_it_is_gone(tmp_path):
    app = started(tmp_path)
    app.act(Go(screen="catalogue"))
    name = next((tmp_path / "runs").iterdir()).name
    app.act(Go(screen="delete", what=name))
    assert app.view().region("dialog") is not None and (tmp_path / "runs" / name).exists()
    app.act(Delete(run=name))
    assert kept_runs(tmp_path) == () and app.view().screen == "catalogue"
    app.act(Delete(run=name))
    assert "no run called" in app.view().alert


# ---------------------------------------------------------------- whoever presses whatever


@pytest.mark.parametrize("seed", range(10))
def test_three_hundred_presses_of_anything_enabled_with_anything_typed_break_nothing(tmp_path, seed):
    app = an_app(tmp_path)
    screens = set()
    for action in junk_player(app, seed, 300):
        app.over = False  # somebody who closed the program opens it again
        view = app.view()
        describe(view)
        screens.add(view.screen)
        for block in (block for region in view.regions for block in region.blocks):
            assert not isinstance(block, Option) or block.action.enabled or block.action.reason, action.id
    app.close_run()
    assert len(screens) > 1
    for name, _ in kept_runs(tmp_path):
        kept = runs.look_at(tmp_path / "runs" / name)
        assert kept.doubt == ""
        session = runs.session_of(kept.header, kept.scenario)
        session.restore(kept.moments)
        assert runs.played_again(session) == ""


def test_the_catalogue_shows_the_runs_there_were_when_it_was_opened(tmp_path):
    app = started(tmp_path)
    app.act(Go(screen="catalogue"))
    first = app.view()
    assert app.view() is first, "nothing changed, nothing is drawn up anew"
    (run,) = (tmp_path / "runs").iterdir()
    shutil.copytree(run, run.with_name("29990101-000000-boiler-zz"))
    assert app.view() is first, "hundreds of runs are not read in every frame"
    app.act(Go(screen="settings"))
    app.act(Go(screen="catalogue"))
    assert describe(app.view()).count("Go on") == describe(first).count("Go on") + 1
    app.act(Go(screen="delete", what=run.name))
    app.act(Delete(run=run.name))
    assert describe(app.view()).count("Go on") == describe(first).count("Go on")


def test_what_is_changed_on_a_screen_is_seen_at_once(tmp_path):
    app = an_app(tmp_path)
    app.act(Go(screen="settings"))
    before = app.view()
    app.act(Change(setting="theme", value="light"))
    assert app.view() != before and app.settings.theme == "light"
    app.act(Go(screen="briefing", what="boiler"))
    drawn = app.view()
    app.act(Change(setting="seed", value=""), "41")
    assert app.view() != drawn and "41" in describe(app.view())


def test_a_replay_shows_the_moment_that_was_asked_for_forwards_and_back(tmp_path):
    app = to_the_end(started(tmp_path))
    shown = {}
    for moment in (1, 2, 3, 2, 1):
        app.act(Go(screen="replay", what=str(moment)))
        text = describe(app.view())
        assert f"moment {moment} of" in text and shown.setdefault(moment, text) == text
    assert len(set(shown.values())) == 3
    app.act(Go(screen="catalogue"))
    app.act(Start(scenario="boiler", seed=8))
    app = to_the_end(app)
    app.act(Go(screen="replay", what="2"))
    assert "seed 8" in repr(app.view().region("header")), "another run, another replay"


def test_a_press_in_one_breath_with_the_closing_of_the_window_does_nothing(tmp_path):
    app = to_the_end(started(tmp_path))
    app.leave()
    app.act(Again(moment=1))
    assert app.over and app.run is None
