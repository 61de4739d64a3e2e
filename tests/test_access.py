"""Everybody can play: what docs/accessibility.md promises and no other test shows."""
from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pygame
import pytest

from sim.authoring.load import load
from sim.domain import events as e
from sim.engine.program import program_of
from sim.screens.feed import told as messages_of
from sim.screens.intents import Change, Decide, Go, LetRun, Start
from sim.screens.keymap import KEYS, changed, pressed, read_keys, written
from sim.screens.view import actions_of
from sim.shell.app import App
from sim.shell.assets import assets
from sim.shell.settings import Settings, load_settings, save_settings, size_of
from sim.shell.shots import views
from sim.surfaces.terminal import describe, render_side
from sim.surfaces.window.focus import along
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.theme import Look
from sim.surfaces.window.window import Pressed, Window
from tests.milk import PACKED, at_bench

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")


@pytest.fixture(scope="module")
def screens(tmp_path_factory):
    """One view of every screen and dialog, from real runs."""
    found = {}
    for _, view in views(tmp_path_factory.mktemp("access")):
        found.setdefault((view.screen, tuple(region.label for region in view.regions)), view)
    return list(found.values())


@pytest.fixture
def app(tmp_path):
    started = App(data=tmp_path)
    started.act(Start(scenario="nine-minutes", seed=7))
    yield started
    started.close_run()


def test_every_test_this_page_names_is_there():
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", PAGE)
    assert len(named) >= 28 and len(re.findall(r"^\| *\d+ \|", PAGE, re.MULTILINE)) == 34
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file}::{test}"


# ---------------------------------------------------------------- time


def test_in_a_pause_everything_can_be_read_and_no_time_passes(app):
    app.act(Go(screen="dialog", what="words"))
    before = app.run.session.clock
    for _ in range(120):
        app.tick(1.0)
    assert app.run.session.clock == before and app.view().region("feed") is not None


def test_the_pace_is_in_no_score(tmp_path):
    values = set()
    for pace in ("0", "1/4", "1", "2"):
        one = App(data=tmp_path / pace.replace("/", "-"), settings=Settings(pace=pace))
        one.act(Start(scenario="nine-minutes", seed=7))
        session = one.run.session
        session.let_run()
        stage = session.scenario.stages[session.situation.threads["main"].stage]
        session.choose("main", stage.choices[0].id)
        values.add((str(session.situation.values), session.pace in map(Fraction, ("0", "1/4", "1", "2"))))
        one.close_run()
    assert len(values) == 1


def test_a_deadline_does_not_take_away_what_is_being_typed(app):
    """The clock stands while somebody writes, and what is typed outlives that the view beneath it changes."""
    app.act(Go(screen="dialog", what="notes"))
    stage = Stage(assets(), Look(), (1280, 720), Phrases())
    stage.show(app.view())
    from sim.surfaces.window.entry import Entry

    stage.state.entries["note"] = Entry("half a thought", 14)
    for _ in range(200):
        app.tick(1.0)
    stage.show(replace(app.view(), alert="Something else happened."))
    assert stage.state.entries["note"].text == "half a thought"


def test_a_deadline_does_not_take_away_what_is_being_put_together(tmp_path):
    one = at_bench(tmp_path, parts=PACKED)
    session = one.run.session
    put = dict(session.bench.chosen)
    for _ in range(4000):
        if any(isinstance(event, e.DeadlineLapsed) for event in session.events):
            break
        if wanted := next((a for a in actions_of(one.view()) if a.id.endswith("!answer") and a.enabled), None):
            one.act(wanted.intent)
        one.tick(0.5)
    else:
        pytest.fail("no deadline ever lapsed")
    assert put and session.bench.chosen == put
    one.close_run()


def test_four_dials_of_stress_are_set_apart(app):
    for name, value in (("pace", "1/2"), ("interruptions", "wait"), ("pressure", "calm")):
        before = app.settings
        app.act(Change(setting=name, value=value))
        dials = ("pace", "interruptions", "pressure")
        assert [dial for dial in dials if getattr(before, dial) != getattr(app.settings, dial)] == [name]
    app.act(Change(setting="mode", value="learn"))
    assert app.mode == "learn" and app.run.session.waits and app.run.session.pace == Fraction(1, 2)


# ---------------------------------------------------------------- hands


def test_tab_reaches_everything_on_every_screen_and_comes_round(screens):
    for view in screens:
        stage = Stage(assets(), Look(), (1280, 720), Phrases())
        stage.show(view)
        lives = stage.lives()
        wanted = {live.target.id for live in lives if live.target.kind not in ("newer", "taken", "point")}
        reached, focus = set(), ""
        for _ in range(len(lives) + 2):
            focus = along(lives, focus, 1)
            reached.add(focus)
        assert wanted <= reached, (view.screen, wanted - reached)


def test_help_and_the_way_back_have_the_same_keys_everywhere(screens):
    for view in screens:
        keys = {action.key for action in actions_of(view)}
        must_be_answered = any(region.label == "unsaved" for region in view.regions)
        room = any(action.id.startswith("room") for action in actions_of(view))  # a stop goes on, and is not left
        assert "escape" in keys or must_be_answered or room, view.title
        helps = [action for action in actions_of(view) if action.id == "help"]
        assert all(action.key == "f1" for action in helps)
        in_front = view.region("dialog") is not None or view.screen in ("help", "delete")  # one Esc away from it
        assert helps or room or in_front or view.screen.startswith("room"), view.title


def test_any_key_can_become_another_and_none_is_lost():
    keys: dict[str, str] = {}
    for n, (key, _) in enumerate(KEYS):
        keys, said = changed(keys, key, "zpn1wj,"[n % 7])
        assert said.endswith(".") and read_keys(written(keys)) == keys
        held = [keys.get(name, name) for name, _ in KEYS]
        assert len(set(held)) == len(held), "no key stands for two things"


@pytest.mark.parametrize("typed", ["", "  ", "ab", "\n", "\u0007", "+", "=", "tab", "enter", "left", "pageup"])
def test_what_is_no_key_or_has_to_stay_changes_nothing_and_says_so(typed):
    keys, said = changed({"p": "z"}, "p", typed)
    assert keys == {"p": "z"} and said.endswith((": one of them.", "stay what they are."))


@pytest.mark.parametrize("here", [("catalogue", ""), ("briefing", "dead-air"), ("profile", ""), ("play", ""), ("debrief", "")])
@pytest.mark.parametrize("there", [("settings",), ("help",), ("settings", "help"), ("settings", "settings hands", "help")])
def test_the_way_back_from_settings_and_help_leads_to_where_one_was(tmp_path, here, there):
    one = App(data=tmp_path)
    if here[0] in ("play", "debrief"):
        one.act(Start(scenario="nine-minutes", seed=7))
    one.act(Go(screen=here[0], what=here[1]))
    before = one.view()
    for way in there:
        screen, _, what = way.partition(" ")
        one.act(Go(screen=screen, what=what))
        assert one.screen == screen and one.alert == ""
    back = next(action for action in actions_of(one.view()) if action.key == "escape")
    one.act(back.intent)
    assert (one.view().screen, one.view().title, one.alert) == (before.screen, before.title, "")
    one.close_run()


@pytest.mark.parametrize("key", ["space", "escape", "f1", "f11"])
def test_a_key_with_a_name_can_become_another_too_and_is_shown_as_that(app, key):
    app.act(Change(setting=f"key-{key}", value=""), "f7")
    assert app.alert.endswith(": F7.")
    app.run.session.hold = 0
    there = {action.key for action in actions_of(app.view())}
    assert key not in there
    assert key == "space" or "f7" in there
    app.act(Go(screen="help"))
    shown = describe(app.view())
    assert key == "f1" or "F7" in shown


def test_without_letter_keys_no_way_back_is_lost_to_a_letter(app):
    app.act(Change(setting="key-escape", value=""), "q")
    assert "q" in {action.key for action in actions_of(app.view())}
    app.act(Change(setting="letters", value="off"))
    there = [action.key for action in actions_of(app.view())]
    assert "escape" in there and "q" not in there


def test_the_help_page_names_the_keys_that_are_in_force(app):
    app.act(Change(setting="key-p", value=""), "z")
    app.act(Go(screen="help"))
    assert "Z · pause" in describe(app.view())
    app.act(Change(setting="letters", value="off"))
    assert "By Tab or click" in describe(app.view())


@pytest.mark.parametrize("line", ["p=z n=z", "p=", "p=zz", "nonsense", "p=n", "=", "p=\u0000"])
def test_a_line_of_keys_that_makes_no_sense_counts_as_none(line):
    assert read_keys(line) == {}


def test_a_key_that_was_changed_is_shown_and_does_it_and_is_kept(app, tmp_path):
    app.act(Change(setting="key-p", value=""), "z")
    pause = next(action for action in actions_of(app.view()) if action.id == "pause")
    assert pause.key == "z" and "z: Pause" in describe(app.view())
    assert load_settings(tmp_path).keys == "p=z"
    app.act(Change(setting="keys", value="usual"))
    assert load_settings(tmp_path).keys == ""


STAYING = {"", "enter", "left", "right", "pageup", "pagedown", "home", "end", "+", "-", "="}
"""What moves, scrolls and presses stays: with it everything can be reached."""


def test_every_key_that_does_anything_can_be_another(screens):
    known = dict(KEYS)
    for view in screens:
        for action in actions_of(view):
            assert action.key in known or action.key in STAYING, (view.screen, action.id, action.key)


def test_without_letter_keys_no_letter_does_anything_and_everything_can_still_be_reached(screens):
    for view in screens:
        without = pressed(view, {}, letters=False)
        ours, theirs = actions_of(view), actions_of(without)
        assert [action.id for action in ours] == [action.id for action in theirs]
        assert not any(len(action.key) == 1 and action.key.isalpha() for action in theirs)
        stage = Stage(assets(), Look(), (1280, 720), Phrases())
        stage.show(without)
        if view.region("dialog") is not None:
            continue
        there = {live.target.id for live in stage.lives()}
        lost = [action.id for action in view.keys if action.weight != "quiet" and action.id not in there]
        assert lost == [], (view.screen, lost)


def test_the_next_key_pressed_becomes_the_new_one_and_its_letter_is_typed_nowhere(window, tmp_path):
    window.restyle(Look())
    one = App(data=tmp_path)
    one.act(Go(screen="settings", what="hands"))
    one.act(Change(setting="key-p", value="?"))
    window.show(one.view())
    window.hear(10_000)
    for key, means in ((pygame.K_RETURN, None), (pygame.K_UP, None), (pygame.K_LSHIFT, None), (pygame.K_F7, "f7"),
                       (pygame.K_SPACE, "space"), (pygame.K_z, "z")):
        typed = chr(key) if key < 127 else ""
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=typed, mod=0, scancode=0))
        pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=typed or "x"))
        heard = [press for press in window.hear(10_000 + key % 997) if isinstance(press, Pressed)]
        assert [press.text for press in heard] == ([means] if means else []), key
        window.hear(10_001 + key % 997)
        assert window._stage.state.entries["new-key"].text == ""
    one.act(heard[0].action.intent, heard[0].text)
    assert one.settings.keys == "p=z" and one.view().region("dialog") is None


def test_escape_leaves_a_key_as_it_is(window, tmp_path):
    window.restyle(Look())
    one = App(data=tmp_path)
    one.act(Go(screen="settings", what="hands"))
    one.act(Change(setting="key-p", value="?"))
    window.show(one.view())
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, unicode="", mod=0, scancode=0))
    heard = [press for press in window.hear(10_000) if isinstance(press, Pressed)]
    one.act(heard[0].action.intent, heard[0].text)
    assert one.settings.keys == "" and one.view().region("dialog") is None and one.alert == ""


@pytest.fixture
def window(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    opened = Window(assets(), Look(scan=1000), (1280, 720), wanted_driver="dummy")
    pygame.event.clear()
    yield opened
    opened.close()


def test_where_the_focus_goes_round_by_itself_one_switch_plays(window, app):
    app.run.session.let_run()
    window.show(app.view())
    seen, now = [], 10_000
    for _ in range(12):
        now += 1000
        window.hear(now)
        seen.append(window._stage.state.focus)
    assert len(set(seen)) > 4 and not window._stage.state.typing
    while window._stage.live(window._stage.state.focus).target.kind != "option":
        now += 1000
        window.hear(now)
    wanted = window._stage.state.focus
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_SPACE, unicode=" ", mod=0, scancode=0))
    heard = [one for one in window.hear(now + 10) if isinstance(one, Pressed)]
    assert [one.action.id for one in heard] == [wanted]


def test_a_press_in_the_half_second_after_things_moved_takes_nothing(window, app):
    window.restyle(Look())
    app.run.session.let_run()
    window.show(app.view())
    window.hear(10_000)
    stage = app.run.session.scenario.stages["arrive"]
    app.act(Decide(thread="main", choice=stage.choices[0].id))
    for _ in range(300):
        app.act(LetRun())
        app.tick(0.5)
        if app.run.session.is_free and app.run.session.situation.threads["main"].stage != "arrive":
            break
    window.show(app.view())
    window.hear(20_000)
    for after, takes in ((400, False), (520, True)):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_1, unicode="1", mod=0, scancode=0))
        pygame.event.post(pygame.event.Event(pygame.KEYUP, key=pygame.K_1, unicode="1", mod=0, scancode=0))
        heard = [one for one in window.hear(20_000 + after) if isinstance(one, Pressed)]
        window.hear(20_000 + after + 1)
        assert bool(heard) == takes, after


def test_the_window_is_opened_as_it_was_closed(tmp_path):
    save_settings(tmp_path, Settings(size="1100x740"))
    assert size_of(load_settings(tmp_path).size) == (1100, 740)
    for nonsense in ("0x0", "1100", "axb", "1100x99999", "-5x700", ""):
        assert size_of(nonsense) is None


# ---------------------------------------------------------------- words


def test_what_is_hard_to_read_is_named_and_the_shipped_scenarios_are_not():
    for file in sorted((ROOT / "scenarios").glob("*/scenario.yaml")):
        assert load(file.read_bytes(), str(file)).problems == ()
    long = "briefing: " + "and so it went on " * 8 + "until it ended."
    raw = re.sub(rb"briefing:.*", long.encode(), (ROOT / "tests" / "minimal.yaml").read_bytes(), count=1)
    assert "SC605" in {problem.code for problem in load(raw, "s.yaml").problems}


def test_a_distressing_moment_can_be_told_in_one_plain_line_and_what_happens_is_the_same(tmp_path):
    told = {}
    for distress in ("written", "plain"):
        one = App(data=tmp_path / distress, settings=Settings(distress=distress))
        one.act(Start(scenario="dead-air", seed=7))
        session = one.run.session
        node = next(node for node, say in program_of(session.scenario).says.items() if say.plain)
        event = e.Said(at=session.situation.at, node=node[0], index=node[1])
        found = messages_of(session.scenario, 99, (event,), session.situation, frozenset(), session.plainly)
        told[distress] = found.messages[0].text
        one.close_run()
    assert "Dolores" in told["written"] and "looked after" in told["plain"] and "floor" not in told["plain"]


def test_every_shipped_scenario_says_plainly_where_somebody_is_hurt():
    for file in sorted((ROOT / "scenarios").glob("*/scenario.yaml")):
        scenario = load(file.read_bytes(), str(file)).scenario
        assert any(say.plain for say in program_of(scenario).says.values()), file


def test_all_that_was_learned_stays_in_reach(app):
    said = render_side(app.view())
    assert "People" in said and {"words", "notes", "help"} <= {action.id for action in actions_of(app.view())}


def test_what_may_distress_stands_on_the_card_too(tmp_path):
    shown = describe(App(data=tmp_path).view())
    assert shown.count("Good to know") == len(list((ROOT / "scenarios").glob("*/scenario.yaml")))


@pytest.mark.parametrize("name", ["nine-minutes", "warm-plug", "dead-air"])
def test_what_may_distress_is_said_before_and_leaving_is_one_key_away(tmp_path, name):
    one = App(data=tmp_path)
    one.act(Go(screen="briefing", what=name))
    assert "Good to know beforehand" in describe(one.view())
    one.act(Start(scenario=name, seed=7))
    leave = next(action for action in actions_of(one.view()) if action.key == "escape")
    one.act(leave.intent)
    assert "Everything so far is on disk" in describe(one.view())
    one.close_run()
