"""The scene: what may be written, what it shows and when, that its shapes need no colour and no words."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace as viewed
from pathlib import Path
from typing import Any, get_args

import pygame
import pytest
import sample_views as sample
from test_window import ASSETS

from sim.authoring import plans
from sim.authoring.cover import cover
from sim.authoring.load import load
from sim.debrief.record import record, rests
from sim.domain.copying import replace
from sim.domain.journal import Header
from sim.domain.scenario import Scenario
from sim.domain.scene import State
from sim.domain.situation import Situation
from sim.domain.units import Seconds
from sim.engine.flows import now
from sim.engine.rhythm import clock_label
from sim.screens.intents import Go
from sim.screens.scene import WORDS, Glance, edges, scene
from sim.screens.view import Group, Region, Scene, View, actions_of
from sim.shell.app import App
from sim.shell.library import Book
from sim.shell.session import Session
from sim.surfaces.terminal import render, render_side
from sim.surfaces.window.glyphs import glyph
from sim.surfaces.window.marks import Glyph
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.theme import Look as Look_
from tests.boiler import RAW

ROOT = Path(__file__).parent.parent
MINIMAL = (ROOT / "tests" / "minimal.yaml").read_text(encoding="utf-8")


def example() -> str:
    """Return the scene of docs/language.md."""
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    found = re.search(r"## Scene\n.*?```yaml\n(.*?)```", page, re.S)
    assert found is not None
    return found[1]


def shop(written: str = "") -> Scenario:
    """Return the dark shop with a scene."""
    loaded = load((MINIMAL + (written or example())).encode(), "shop.yaml")
    assert loaded.problems == ()
    assert loaded.scenario is not None
    return loaded.scenario


def begun(scenario: Scenario, at: int = 0) -> Session:
    session = Session(scenario, Header(program="", scenario="dark-shop", digest=scenario.digest, seed=7))
    session.begin()
    session._catch_up(Seconds(at))
    return session


def seen(scenario: Scenario, situation: Situation, at: int = 0, flows: Any = None) -> Scene:
    shown = scene(scenario, situation, flows or {}, Seconds(at))
    assert shown is not None
    return shown


def states(shown: Scene) -> Counter[str]:
    return Counter(tile.state for tile in shown.tiles)


# ---------------------------------------------------------------- what may be written


def test_the_scene_in_the_documentation_shows_what_the_page_says():
    scenario = shop()
    session = begun(scenario)
    shown = seen(scenario, session.situation)
    assert shown.text == "12 customers an hour walk out."
    assert states(shown) == {"lost": 12, "quiet": 2}
    customers = [(tile.x, tile.y) for tile in shown.tiles if tile.label.startswith("Customer")]
    assert customers[:2] == [(1, 3), (3, 3)] and customers[6] == (1, 5), "six in a row, the next row below"
    told = replace(session.situation, values=session.situation.values.put("told_mia", True))
    assert seen(scenario, told).text == "12 customers wait at the door."
    assert states(seen(scenario, told, 5400)) == {"waiting": 4, "quiet": 2}, "at half past ten four customers an hour are left"


WRONG = (
    ("{is: lost, when", "{is: drowned, when", "SC004", "`drowned` is not one of the words that can stand here"),
    ("at: [1, 3] ", "at: [11, 3] ", "SC004", "tile `customer` at [21, 3] does not lie within the grid of 20 by 10 cells"),
    ("at: [14, 0], size: [6, 10]", "at: [14, 0], size: [7, 10]", "SC004", "room `Cellar` does not lie within the grid"),
    ("cellar: [16, 4]", "attic: [16, 4]", "SC105", "no place is called `attic`"),
    ("person: mia", "person: max", "SC105", "no person is called `max`"),
    ("at: {shop: [1, 8]}", "at: [1, 8]", "SC004", "a person stands at a place"),
    ("- {id: mia, person: mia,", "- {id: mia,", "SC004", "only a `person` is now here and now there"),
    ("- {id: you,", "- {id: mia,", "SC106", "two tiles are called `mia`"),
    ("{is: waiting, when: \"n <= customers and told_mia\"}", "{is: waiting}", "SC004", "`lost` is never seen"),
    ("    - \"{customer.lost} customers an hour walk out.\"\n", "", "SC008", "there is no sentence for when none of these holds"),
    ("{customer.lost} cust", "{customer.gone} cust", "SC602", "called `customer.gone`"),
    ("when: told_mia, text", "when: n > 1, text", "SC101", "no meter, resource or fact is called `n`"),
    ("n <= customers\"", "n <= lost(calls)\"", "SC101", "no flow is called `calls`"),
    ("n <= customers\"", "n <= root\"", "SC103", "`root` is hidden truth"),
    ("n <= customers\"", "fuse_blown\"", "SC103", "`fuse_blown` is hidden until the player finds it"),
    ("at: [1, 3] ", "at: [[1, 3], [2, 3]] ", "SC004", "`at` lists the cells already"),
    ("states:  ", "state:  ", "SC003", "`state` is not a key that means anything here"),
)


@pytest.mark.parametrize(("right", "wrong", "code", "message"), WRONG)
def test_what_is_wrong_with_a_scene_is_said_where_it_stands(right, wrong, code, message):
    assert right in example()
    loaded = load((MINIMAL + example().replace(right, wrong, 1)).encode(), "shop.yaml")
    assert [problem.code for problem in loaded.problems if message in problem.message] == [code], loaded.problems
    where = next(problem.where for problem in loaded.problems if message in problem.message)
    assert where.line > MINIMAL.count("\n")


def test_a_scene_may_not_show_a_meter_that_is_hidden_from_the_player():
    text = (MINIMAL + example()).replace("trust: {label: Trust, start: 50}", "trust: {label: Trust, start: 50, hidden: true}")
    loaded = load(text.replace("n <= customers\"", "n <= trust\"").encode(), "shop.yaml")
    assert [(p.code, p.message) for p in loaded.problems] == [
        ("SC103", "`trust` is hidden from the player, and a scene is on their screen")
    ]


# ---------------------------------------------------------------- what it shows


CALLS = """
flows:
  calls:
    label: Calls
    unit: calls
    offered: customers * 12
    groups:
      till: {label: The till, lines: 8, handling: 6m, hands: "1", handover: 45s, patience: 90s}
      home: {label: At home, lines: 2, handling: 6m, patience: 90s}
"""
LINES = """
scene:
  label: Lines
  size: [24, 4]
  tiles:
    - id: line
      label: "Line {n}"
      at: [0, 0]
      count: 12
      states:
        - {is: talking, when: "n <= talking(calls/till)"}
        - {is: ringing, when: "n <= talking(calls/till) + waiting(calls/till)"}
        - {is: quiet}
    - {id: cross, label: Lost, at: [0, 2], count: 20, states: [{is: lost, when: "n * 5 <= lost(calls)"}]}
  text:
    - when: waiting(calls) > 1 and lost(calls) > 20
      text: "{line.talking} talk, {line.ringing} ring, {lost(calls)} an hour give up; {serving(calls)} do not."
    - "{talking(calls/till)} talk."
"""


def test_a_tile_asks_a_flow_how_many_lines_talk_and_wait_and_how_many_callers_are_lost():
    scenario = shop(CALLS + LINES)
    situation = begun(scenario).situation
    for at in (0, 5400):
        calls = now(scenario, situation, Seconds(at))["calls"]
        till = calls.groups[0]
        shown = seen(scenario, situation, at, {"calls": calls})
        talking, lost = int(till.talking), int(calls.offered - calls.served)
        assert states(shown)["talking"] == talking > 0
        assert states(shown)["ringing"] == int(till.talking + till.waiting) - talking
        assert states(shown)["lost"] == min(lost // 5, 20)
        if at:
            assert shown.text == f"{talking} talk.", "48 calls an hour are no trouble"
        else:
            ringing = states(shown)["ringing"]
            assert shown.text == f"{talking} talk, {ringing} ring, {lost} an hour give up; {int(calls.served)} do not."


def test_a_person_is_where_the_situation_has_them_and_nowhere_else():
    scenario = shop()
    session = begun(scenario)

    def you(situation: Situation) -> list[tuple[int, int, str]]:
        return [(tile.x, tile.y, tile.state) for tile in seen(scenario, situation).tiles if tile.initial == "Y"]

    assert you(session.situation) == [(4, 8, "quiet")]
    down = replace(session.situation, where=session.situation.where.put("you", "cellar"))
    assert you(down) == [(16, 4, "quiet")]
    out = replace(session.situation, where=session.situation.where.drop("you"))
    assert you(out) == []


def test_a_person_whose_hands_are_full_is_busy():
    scenario = shop()
    session = begun(scenario)
    session.choose("main", "tell-mia")
    assert [tile.state for tile in seen(scenario, session.situation).tiles if tile.initial] == ["busy", "quiet"]


def test_a_person_is_away_outside_their_hours():
    scenario = shop()
    person = replace(scenario.people["mia"], hours=((9 * 3600, 10 * 3600),))
    scenario = replace(scenario, people=scenario.people.put("mia", person))
    now = begun(scenario).situation
    mia = [next(t.state for t in seen(scenario, now, at).tiles if t.initial == "M") for at in (0, 3599, 3600)]
    assert mia == ["quiet", "quiet", "away"]
    assert 3600 in edges(scenario)


def test_the_scene_is_worked_out_again_only_when_something_can_have_changed_it():
    scenario = shop()
    now, asked = begun(scenario).situation, []
    glance = Glance(scenario, lambda *given: asked.append(given[2]) or {})
    first = glance.at(now, Seconds(0))
    assert glance.at(now, Seconds(4000)) is first and asked == [0]
    assert glance.at(now, Seconds(5400)) != first, "the customers change at half past ten"
    assert asked == [0, 5400]


# ---------------------------------------------------------------- shapes


def shape(state: str, size: int, round_: bool) -> bytes:
    """Return a state drawn in one colour, as shades."""
    drawn = glyph(Glyph(size, size, state, round_, max(size // 16, 1), (255, 255, 255), (0, 0, 0)))
    ground = pygame.Surface((size, size), depth=32)
    ground.blit(drawn, (0, 0))
    return pygame.image.tobytes(ground, "RGB")[::3]


@pytest.mark.parametrize("round_", [False, True])
@pytest.mark.parametrize("size", [16, 18, 26, 44])
def test_every_two_states_can_be_told_apart_without_colour_and_without_an_icon(size, round_):
    drawn = {state: shape(state, size, round_) for state in get_args(State)}
    for one, other in itertools.combinations(drawn, 2):
        apart = sum(abs(a - b) > 90 for a, b in zip(drawn[one], drawn[other], strict=True))
        assert apart * 100 >= size * size * 4, (one, other, apart)


def test_every_state_has_a_word():
    assert set(WORDS) == set(get_args(State))


# ---------------------------------------------------------------- on the screens


PICTURE = """
scene:
  label: The school
  size: [12, 6]
  rooms: [{label: Boiler room, at: [0, 0], size: [12, 6]}]
  tiles:
    - id: room
      icon: thermometer
      label: "Room {n}"
      at: [1, 3]
      count: 4
      size: 2
      step: [2, 0]
      states: [{is: cold, when: "clock >= 08:00"}, {is: quiet}]
    - {id: you, person: you, label: You, size: 2, at: {hall: [9, 3], cellar: [9, 1]}}
  text:
    - {when: "clock >= 08:00", text: "{room.cold} rooms are cold."}
    - All is quiet.
"""


def playing(tmp_path: Path, picture: str = PICTURE) -> App:
    """Return the program with the boiler just begun, in a school that can be seen."""
    text, file = RAW + picture.encode(), tmp_path / "boiler" / "scenario.yaml"
    file.parent.mkdir()
    file.write_bytes(text)
    app = App.at(tmp_path / "data")
    app._books = (Book(file.parent, cover(text, "boiler/scenario.yaml", "boiler")),)
    app.act(Go(screen="briefing", what="boiler"))
    app.start("boiler", 7, "")
    return app


def pictured(view: View) -> Scene | None:
    """Return the picture of a view, wherever it stands."""
    blocks = [block for region in view.regions for block in region.blocks]
    inside = [inner for block in blocks for inner in (block.blocks if isinstance(block, Group) else (block,))]
    return next((block for block in reversed(inside) if isinstance(block, Scene)), None)


def test_the_scene_stands_beside_the_matter_and_a_key_shows_it_large(tmp_path):
    app = playing(tmp_path)
    shown = pictured(app.view())
    assert shown is not None and not shown.large and shown.text == "All is quiet."
    look = next(action for action in actions_of(app.view()) if action.key == "l")
    app.act(look.intent)
    large = pictured(app.view())
    assert large == viewed(shown, large=True)
    app.act(Go(screen="dialog"))
    assert pictured(app.view()) == shown


def test_without_a_scene_there_is_neither_picture_nor_key_nor_page(tmp_path):
    app = playing(tmp_path, "")
    assert pictured(app.view()) is None
    assert "l" not in [action.key for action in actions_of(app.view())]
    app.act(Go(screen="replay"))
    assert "show-scene" not in [action.id for action in actions_of(app.view())]


def test_the_terminal_says_the_sentence_and_who_is_where(tmp_path):
    app = playing(tmp_path)
    assert "All is quiet." in render_side(app.view())
    app.act(Go(screen="dialog", what="scene"))
    lines = render(app.view()).splitlines()
    assert "All is quiet." in lines and "  - You · Boiler room · quiet" in lines


def test_a_view_with_a_scene_costs_little_more_than_one_without(tmp_path):
    """The picture is the same object from frame to frame while nothing can have changed it."""
    app = playing(tmp_path)
    first = pictured(app.view())
    app.tick(0.5)
    assert pictured(app.view()) is first


# ---------------------------------------------------------------- in the window


@pytest.mark.parametrize(
    ("size", "scale", "beside"),
    [
        ((1280, 720), 100, True), ((1920, 1080), 100, True), ((1280, 720), 200, False), ((1920, 1080), 200, False),
        ((1024, 720), 100, False),
    ],
)
def test_the_picture_stands_beside_the_matter_where_there_is_room_and_steps_aside_where_there_is_not(size, scale, beside):
    stage = Stage(ASSETS, Look_(text_scale=scale), size, Phrases())
    stage.show(sample.seen())
    glyphs = [mark for pane in stage.frame.front.panes for _, _, mark in pane.box.spots if isinstance(mark, Glyph)]
    assert bool(glyphs) is beside
    if beside:
        assert len(glyphs) == 16 and min(glyph.w for glyph in glyphs) >= 16


def test_an_equal_picture_paints_nothing_and_one_tile_that_changes_only_itself():
    stage = Stage(ASSETS, Look_(), (1280, 720), Phrases())
    surface = pygame.Surface((1280, 720), depth=32)
    stage.show(sample.tracked())
    stage.paint(surface)
    stage.show(sample.tracked())
    assert stage.paint(surface) == []
    view = sample.tracked()
    office = view.regions[0].blocks[0]
    first, *others = office.tiles
    changed = viewed(office, tiles=(viewed(first, state="lost"), *others))
    region = viewed(view.regions[0], blocks=(changed,))
    stage.show(viewed(view, regions=(region, *view.regions[1:])))
    dirty = stage.paint(surface)
    assert len(dirty) == 1 and max(dirty[0].size) < 40


# ---------------------------------------------------------------- Dead Air


def dead_air(plan_name: str, *at: str) -> list[Scene]:
    """Return the office as it is at these times of a plan."""
    folder = ROOT / "scenarios" / "dead-air"
    scenario = load((folder / "scenario.yaml").read_bytes(), "scenario.yaml").scenario
    assert scenario is not None
    plan, _ = plans.read_plan((folder / "plans" / f"{plan_name}.yaml").read_bytes(), "plan.yaml", plan_name)
    assert plan is not None
    header = Header(program="", scenario="dead-air", digest=scenario.digest, seed=7, plan=plan_name)
    session = Session(scenario, header, luck=plans.luck_of(plan))
    plans.play(plan, scenario, session.carry_out)
    moments, found = tuple(session.moments), []
    for when in at:
        after = [(situation, until) for situation, until in rests(record(moments)) if clock_label(scenario, until) >= when]
        situation = after[0][0]
        time = next(t for t in range(situation.at, after[0][1] + 60) if clock_label(scenario, Seconds(t)) >= when)
        shown = scene(scenario, situation, now(scenario, situation, Seconds(time)), Seconds(time))
        assert shown is not None
        found.append(shown)
    return found


def test_the_drowning_desk_is_known_from_a_quiet_hour_with_every_word_covered():
    noon, evening = dead_air("interview", "Tue 11:45", "Tue 17:35")
    assert states(noon)["drowning"] == 1 and states(evening)["drowning"] == 0
    assert states(noon)["lost"] >= 10 and states(evening)["lost"] == 0
    pictures = []
    for shown in (noon, evening):
        bare = viewed(shown, text="", rooms=(), legend=())
        view = View(screen="s", title="", regions=(Region(role="body", blocks=(viewed(bare, large=True),)),))
        stage = Stage(ASSETS, Look_(), (1280, 720), Phrases())
        stage.show(view)
        surface = pygame.Surface((1280, 720), depth=32)
        stage.paint(surface)
        pictures.append(pygame.transform.grayscale(surface))
    one, other = (pygame.image.tobytes(picture, "RGB")[::3] for picture in pictures)
    apart = sum(abs(a - b) > 60 for a, b in zip(one, other, strict=True))
    assert apart > 3000, "in shades of grey, without a letter"
