"""How a run is played: to learn, as a drill, or as an exam; and hints, a step at a time."""
from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from sim.cli import main
from sim.domain import events as e
from sim.screens.intents import Again, Change, Decide, Go, Hint, LetRun, Picture, Release, Reopen, Start
from sim.screens.learning import feedback
from sim.screens.view import Group, View, actions_of
from sim.shell import exams, runs
from sim.shell.app import App
from sim.shell.disk import NotKept
from sim.shell.front import _playing
from sim.shell.kept import first_hand
from sim.surfaces.terminal import describe


def started(data, mode: str = "", **settings) -> App:
    app = App(data=data)
    for name, value in settings.items():
        setattr(app, name, value)
    app.act(Start(scenario="nine-minutes", seed=7, mode=mode))
    return app


def first_choice(app: App) -> Decide:
    stage = app.run.session.scenario.stages[app.run.session.situation.threads["main"].stage]
    return Decide(thread="main", choice=next(choice.id for choice in stage.choices if choice.panel is not None))


def to_the_end(app: App) -> None:
    for _ in range(4000):
        if app.screen != "play":
            return
        app.dialog = ""
        app.act(LetRun())
        app.tick(1.0)
    raise AssertionError("it never ends")


def words(view: View) -> str:
    return " ".join(describe(view).split())


# ---------------------------------------------------------------- getting in


def test_from_the_first_start_two_presses_lead_to_the_first_decision(tmp_path):
    """Enter on the card that has the focus, Enter to begin: then there is something to decide."""
    from sim.shell.assets import assets
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    app = App.at(tmp_path)
    stage = Stage(assets(), Look(), (1280, 720), Phrases())
    for _ in range(2):
        stage.show(app.view())
        app.act(stage.live(stage.state.focus).target.action.intent)
    stage.show(app.view())
    live = stage.live(stage.state.focus)
    assert app.screen == "play" and live.target.kind == "option" and live.seen[3] > 0
    app.close_run()


def test_the_first_briefing_shows_its_begin_without_scrolling(tmp_path):
    from sim.shell.assets import assets
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what="nine-minutes"))
    stage = Stage(assets(), Look(), (1280, 720), Phrases())
    stage.show(app.view())
    begin = stage.live("begin")
    assert begin.seen[3] == begin.target.h and stage.state.focus == "begin"


# ---------------------------------------------------------------- learning


def test_learning_a_decision_is_followed_by_what_practitioners_say_and_the_clock_stands(tmp_path):
    app = started(tmp_path, "learn")
    app.act(first_choice(app))
    assert app.dialog == "feedback"
    said = words(app.view())
    assert "What practitioners say" in said and "of 7" in said
    before = app.run.session.clock
    for _ in range(20):
        app.tick(1.0)
    assert app.run.session.clock == before
    app.close_run()


def test_a_decision_can_be_taken_again_as_marked_practice(tmp_path):
    app = started(tmp_path, "learn")
    app.act(first_choice(app))
    again = next(action for action in actions_of(app.view()) if action.id == "retake")
    assert isinstance(again.intent, Again)
    app.act(again.intent)
    assert app.run.session.header.practice and app.run.session.header.mode == "learn"
    assert app.run.session.situation.threads["main"].open and app.screen == "play"
    app.close_run()


def test_in_a_drill_nothing_is_said_of_a_decision_before_the_end(tmp_path):
    app = started(tmp_path)
    app.act(first_choice(app))
    assert app.dialog == "" and "practitioners" not in words(app.view()).lower()
    app.close_run()


# ---------------------------------------------------------------- hints


def test_hints_come_one_at_a_time_are_kept_and_cost_nothing(tmp_path):
    app = started(tmp_path)
    hints = app.run.session.scenario.debrief.hints
    before = app.run.session.situation
    for _ in range(len(hints) + 2):
        app.act(Hint())
    given = [event for event in app.run.session.events if isinstance(event, e.NoteWritten) and event.kind == "hint"]
    assert [event.text for event in given] == list(hints)
    assert app.run.session.situation == before and app.dialog == "hints"
    assert all(hint.split(".")[0] in words(app.view()).replace("\n      ", " ") for hint in hints[:1])
    folder = app.run.folder
    app.close_run()
    kept = runs.look_at(folder)
    assert not kept.doubt and sum(isinstance(x, e.NoteWritten) for m in kept.moments for x in m.events) == len(hints)


def test_the_debrief_says_which_hints_were_taken(tmp_path):
    app = started(tmp_path)
    app.act(Hint())
    app.dialog = ""
    to_the_end(app)
    app.act(Go(screen="debrief", what="think"))
    assert "Hints you took" in words(app.view())
    app.close_run()


# ---------------------------------------------------------------- exams


@pytest.fixture
def handed(tmp_path):
    app = started(tmp_path, "exam", word="acorn", extra="25")
    app.act(first_choice(app))
    to_the_end(app)
    yield app
    app.close_run()


def test_in_an_exam_there_are_no_hints_and_no_more_time(tmp_path):
    app = started(tmp_path, "exam")
    assert {"hint", "more"}.isdisjoint(action.id for action in actions_of(app.view()))
    app.act(Hint())
    assert not any(isinstance(event, e.NoteWritten) for event in app.run.session.events)
    app.close_run()


def test_an_exam_that_is_over_is_handed_in_and_tells_nothing(handed):
    said = words(handed.view())
    told = handed.run.session.scenario.endings
    assert "Handed in" in said and not any(ending.title in said for ending in told)
    for screen in ("debrief", "replay"):
        handed.act(Go(screen=screen, what="decisions" if screen == "debrief" else ""))
        assert "Handed in" in words(handed.view())
    handed.act(Go(screen="catalogue"))
    assert not any(ending.title in words(handed.view()) for ending in told) and "Handed in" in words(handed.view())


def test_only_the_word_that_was_set_opens_it(handed, capsys):
    handed.act(Release(word="oak"))
    assert "not the word" in handed.view().alert and "Handed in" in words(handed.view())
    assert main(["report", str(handed.run.folder)]) == 3 and "release" in capsys.readouterr().err
    handed.act(Release(word=" acorn "))
    assert "Handed in" not in words(handed.view())
    assert main(["report", str(handed.run.folder)]) == 0


def test_the_command_line_releases_too(handed, capsys):
    folder = str(handed.run.folder)
    assert main(["release", folder, "--code", "oak"]) == 3
    assert main(["release", folder, "--code", "acorn"]) == 0 and exams.is_released(handed.run.folder)


def test_nothing_on_disk_says_the_word(handed):
    assert all(b"acorn" not in path.read_bytes() for path in handed.run.folder.rglob("*") if path.is_file())


def test_extra_time_slows_thinking_stays_over_a_restart_and_is_in_no_report(handed, tmp_path, capsys):
    assert exams.pace_of("25") == Fraction(4, 5) and exams.pace_of("100") == Fraction(1, 2) and exams.pace_of("untimed") == 0
    handed.act(Release(word="acorn"))
    capsys.readouterr()
    for format_ in ("text", "md", "json", "html"):
        assert main(["report", str(handed.run.folder), "--format", format_]) == 0
    out = capsys.readouterr().out
    assert "extra" not in out.lower() and "25 %" not in out.replace("25 % of", "").partition("accommodation")[2]


def test_the_pace_of_an_exam_is_the_one_that_was_set_with_it(tmp_path):
    app = started(tmp_path, "exam", extra="100")
    app.act(Change(setting="pace", value="0"))
    assert app.run.session.pace == Fraction(1, 2)
    name = app.run.folder.name
    app.act(Go(screen="catalogue"))
    app.act(Reopen(run=name))
    assert app.run.session.pace == Fraction(1, 2)
    app.close_run()


@pytest.mark.parametrize("mode", ["", "learn", "exam"])
def test_the_journal_says_how_it_was_played_and_a_drill_as_before(tmp_path, mode):
    app = started(tmp_path, mode)
    folder = app.run.folder
    app.close_run()
    head = (folder / "journal.jsonl").read_text("utf-8").splitlines()[0]
    assert ('"mode"' in head) == bool(mode) and runs.look_at(folder).header.mode == mode


def test_an_exam_is_set_up_in_its_briefing_and_its_word_is_never_shown(tmp_path):
    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what="nine-minutes"))
    assert "A word to open it" not in words(app.view())
    app.act(Change(setting="mode", value="exam"))
    assert "anybody can" in words(app.view())
    app.act(Change(setting="extra", value="50"))
    app.act(Change(setting="word", value=""), " acorn ")
    said = words(app.view())
    assert "One is set." in said and "acorn" not in said and "50 %" in said
    begin = next(action for action in actions_of(app.view()) if action.id == "begin")
    app.act(begin.intent)
    assert app.run.session.pace == Fraction(2, 3) and exams.extra_of(app.run.folder) == "50"
    with pytest.raises(NotKept):
        exams.release(app.run.folder, "")
    exams.release(app.run.folder, "acorn")
    app.close_run()


def test_the_extra_time_of_one_is_not_that_of_the_next(tmp_path):
    app = started(tmp_path, "exam", extra="100")
    app.act(Go(screen="catalogue"))
    app.act(Start(scenario="nine-minutes", seed=8, mode="exam"))
    assert app.run.session.pace == 1 and exams.extra_of(app.run.folder) == "0"
    app.close_run()


def test_an_exam_that_is_begun_again_is_set_as_it_was_also_after_the_program_was_left(tmp_path):
    app = started(tmp_path, "exam", word="acorn", extra="100")
    name = app.run.folder.name
    app.close_run()
    later = App.at(tmp_path)
    later.act(Reopen(run=name))
    later.act(Go(screen="restart", what="!"))
    assert later.run.folder.name != name and later.run.session.pace == Fraction(1, 2)
    with pytest.raises(NotKept):
        exams.release(later.run.folder, "")
    later.close_run()


def test_an_exam_that_is_kept_elsewhere_is_still_opened_by_its_word(tmp_path):
    app = started(tmp_path / "here", "exam", word="acorn", extra="25")
    runs.move(app.run, tmp_path / "there")
    assert exams.extra_of(app.run.folder) == "25" and app.run.folder.parent.parent == tmp_path / "there"
    with pytest.raises(NotKept):
        exams.release(app.run.folder, "oak")
    app.close_run()


def test_before_its_release_an_exam_gives_no_picture_and_nobody_plays_it_from_the_middle(handed):
    run = handed.run
    handed.act(Picture())
    handed.act(Again(moment=2))
    handed.act(Again(moment=2, what_if=True))
    assert handed.run is run and not (run.folder / "result.png").exists()


def test_practice_from_a_released_exam_is_a_drill(handed):
    handed.act(Release(word="acorn"))
    handed.act(Again(moment=2))
    assert handed.run.session.header.practice == 2 and handed.run.session.header.mode == ""


def test_a_released_exam_is_told_in_the_catalogue_and_counts(handed):
    handed.act(Go(screen="catalogue"))
    assert first_hand(result for _, result in handed.runs_on_disk()) == []
    name = handed.runs_on_disk()[0][0]
    handed.act(Reopen(run=name))
    handed.act(Release(word="acorn"))
    handed.act(Go(screen="catalogue"))
    (_, result), = handed.runs_on_disk()
    assert result["ending_title"] in words(handed.view()) and first_hand([result]) == [result]


@pytest.mark.parametrize("claim", [True, "true", 1])
def test_a_summary_that_claims_its_exam_was_released_is_not_believed(handed, claim):
    folder = handed.run.folder
    handed.act(Go(screen="catalogue"))
    file = folder / "result.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "released": claim}), encoding="utf-8")
    handed.forget_runs()
    assert handed.runs_on_disk()[0][1]["released"] is False and "Handed in" in words(handed.view())


def test_what_changed_is_told_while_one_learns_or_how_long_it_takes(tmp_path):
    app = started(tmp_path, "learn")
    session = app.run.session
    app.act(Decide(thread="main", choice="ask"))
    said = words(app.view())
    assert "Nothing has changed yet: it takes 20 s." in said and "Since" not in said
    app.act(Go(screen="dialog"))
    known = session.scenario.facts["four_slides"].known
    for _ in range(300):
        if options := [a for a in actions_of(app.view()) if isinstance(a.intent, Decide) and a.enabled]:
            break
        app.act(LetRun())
        app.tick(1.0)
    app.act(options[0].intent)
    assert app.dialog == "feedback" and known in words(app.view()).partition("Since the decision before")[2].partition("Go on")[0]
    app.close_run()


def test_only_what_the_player_can_see_is_told_of_what_changed(tmp_path):
    app = App.at(tmp_path)
    app.act(Start(scenario="dead-air", seed=7, mode="learn"))
    scenario = app.run.session.scenario
    stage, choice = next((s, c) for s in scenario.stages.values() for c in s.choices if c.panel is not None)
    seen = next(meter for meter in scenario.meters.values() if not meter.hidden)
    unseen = next(meter for meter in scenario.meters.values() if meter.hidden)
    ids = {"thread": stage.thread, "stage": stage.id, "choice": choice.id}
    made = e.ChoiceMade(at=0, by="you", waited=0, leads_on=False, rivals=(), **ids)
    moves = [e.VariableSet(at=0, what=meter.id, value=1, by=by) for meter, by in ((seen, 5), (seen, -2), (unseen, 9))]
    shown = replace(_playing(app, app.run, None), events=(made, *moves), about=f"feedback 1 {stage.id} {choice.id}")
    rows = [row for block in feedback(shown) if isinstance(block, Group) and block.title == "What it changed"
            for row in block.blocks]
    assert [(row.title, row.aside) for row in rows] == [(seen.label, "+3")]
    app.close_run()


def test_who_has_never_played_is_told_two_keys_until_the_first_decision(tmp_path):
    told = "Press 1 to 9 to choose"
    app = App.at(tmp_path)
    app.act(Start(scenario="nine-minutes", seed=7))
    assert told in words(app.view())
    app.act(first_choice(app))
    assert told not in words(app.view())
    app.act(Go(screen="catalogue"))
    app.act(Start(scenario="nine-minutes", seed=7))
    assert told not in words(app.view())
    app.close_run()
