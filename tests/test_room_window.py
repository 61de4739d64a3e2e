"""A room in the window: every screen of it whole at the sizes of projectors, and a vote counted with keys and with the mouse."""

from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import sys
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from test_window import ASSETS, KEYS, Person, assert_nothing_is_cut_or_covered

from sim.domain import commands as c
from sim.screens.view import Parts, Poster, Region, View, actions_of
from sim.shell.app import App
from sim.surfaces.window.blocks import Blocks
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Words
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import BUILT_IN
from sim.surfaces.window.window import Look, Pressed, Window
from tests.rooms import screens_of_a_room
from tests.test_room import a_room, blocks, commands, read

SIZES = ((1024, 768), (1280, 720), (1920, 1080))


@pytest.fixture(autouse=True)
def dummy_display(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


@pytest.fixture(scope="module")
def screens(tmp_path_factory) -> dict[str, View]:
    return dict(screens_of_a_room(tmp_path_factory.mktemp("room")))


@pytest.fixture
def window() -> Iterator[Window]:
    opened = Window(ASSETS, Look(text_scale=150), (1280, 720), wanted_driver="dummy")
    pygame.event.clear()
    yield opened
    opened.close()


@pytest.mark.parametrize("scale", [150, 200])
@pytest.mark.parametrize("size", SIZES)
def test_no_word_on_a_screen_of_a_room_is_cut_off_or_covered(screens, size, scale):
    for view in screens.values():
        stage = Stage(ASSETS, Look(theme="light", text_scale=scale), size, Phrases())
        stage.show(view)
        assert_nothing_is_cut_or_covered(stage, size)


def kit(em: int = 24) -> Kit:
    return Kit(Typesetter(ASSETS), BUILT_IN, em, Phrases(), 720)


def lines_of(text: str, width: int, alone: bool) -> tuple[int, int]:
    """Return how many lines a poster has, and how large its letters are."""
    box = Blocks(kit()).lay(Poster(text=text, alone=alone), width)
    words = [(y, mark) for _, y, mark in box.spots if isinstance(mark, Words)]
    return len({y for y, _ in words}), words[0][1].size


def test_a_poster_is_as_large_as_its_words_allow_and_larger_where_it_stands_alone():
    short, long = "What do you do first?", "Before you choose: write down the problem in one sentence without the word phone."
    assert lines_of(short, 1200, True)[1] > lines_of(short, 1200, False)[1] >= lines_of(long, 1200, False)[1]
    for text in (short, long):
        for width in (600, 1200):
            assert (lines_of(text, width, True)[0] <= 3 and lines_of(text, width, False)[0] <= 2) or width == 600
            assert lines_of(text, width, False)[1] >= 24 * 3 // 2, "at least half as large again as running text"


class Teacher(Person):
    """Somebody at the window of a program that does what is pressed."""

    def __init__(self, window: Window, app: App) -> None:
        super().__init__(window)
        self.app = app
        self.look()

    def look(self) -> None:
        self.sees(self.app.view())
        self.window.hear(self.now)
        self.now += 600  # long enough to have seen what is there

    def key(self, key: str) -> None:
        code, typed = KEYS.get(key) or ord(key), key if len(key) == 1 else ""
        event = {"key": code, "unicode": typed, "mod": 0, "scancode": 0}
        self.do(pygame.event.Event(pygame.KEYDOWN, event), pygame.event.Event(pygame.KEYUP, event))

    def click(self, name: str) -> None:
        spot = self.points(name)
        self.do(pygame.event.Event(pygame.MOUSEMOTION, pos=spot, rel=(0, 0), buttons=(0, 0, 0)),
                pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=spot, button=1),
                pygame.event.Event(pygame.MOUSEBUTTONUP, pos=spot, button=1))

    def do(self, *events: pygame.event.Event) -> None:
        for event in events:
            pygame.event.post(event)
        for one in self.window.hear(self.now):
            if isinstance(one, Pressed):
                self.app.act(one.action.intent, one.text)
        self.look()


def amounts(app: App) -> list[str]:
    return [part.amount for part in blocks(app.view(), Parts)[0].parts]


def test_a_vote_is_counted_with_the_keyboard_alone(tmp_path, window):
    app = a_room(tmp_path)
    read(app)
    teacher = Teacher(window, app)
    teacher.key("v")
    teacher.key("enter")
    for digits in ("12", "9"):
        assert teacher.stage.state.typing, "a number can be typed at once"
        teacher.types(digits)
        teacher.key("enter")
    teacher.key("c")
    assert amounts(app) == ["12 hands", "9 hands"]
    teacher.key("1")
    teacher.key("escape")  # out of the line to type into
    teacher.key("escape")
    assert amounts(app) == ["12 hands", "9 hands"]
    teacher.key("2")
    teacher.types("8")
    teacher.key("enter")
    teacher.key("enter")
    assert [count.hands for count in commands(app, c.Tally)] == [(12, 8)]


def test_a_vote_is_counted_with_the_mouse_alone(tmp_path, window):
    app = a_room(tmp_path)
    read(app)
    teacher = Teacher(window, app)
    teacher.click("room-vote")
    first, second = (part for part in blocks(app.view(), Parts)[0].parts)
    for step in (first.more, first.more, first.more, first.less, second.more):
        teacher.click(step.id)
    assert amounts(app) == ["2 hands", "1 hand"]
    teacher.click("room-keep")
    assert [count.hands for count in commands(app, c.Tally)] == [(2, 1)]


def test_plus_and_minus_step_the_hands_of_the_answer_that_has_the_focus(tmp_path, window):
    app = a_room(tmp_path)
    read(app)
    teacher = Teacher(window, app)
    teacher.key("v")
    teacher.key("+")
    teacher.key("+")
    teacher.key("-")
    assert amounts(app)[0] == "1 hand"


def test_a_line_is_typed_into_a_column_without_the_mouse(tmp_path, window):
    app = a_room(tmp_path)
    read(app)
    teacher = Teacher(window, app)
    teacher.key("g")
    teacher.key("2")
    teacher.types("moved on Friday")
    teacher.key("enter")
    teacher.types("by the caretaker")
    teacher.key("enter")
    assert [(one.kind, one.text) for one in commands(app, c.Note)[1:]] == [
        ("assume", "moved on Friday"), ("assume", "by the caretaker")]
    teacher.key("escape")
    teacher.key("escape")
    teacher.key("m")
    assert app.room is not None and app.room.panel == "stop" and app.room.left > 180


def test_every_key_of_the_person_at_the_front_is_on_the_stage(tmp_path):
    app = a_room(tmp_path)
    read(app)
    there = {action.key for action in actions_of(app.view())}
    assert {"v", "g", "o", "n", "p", "f1", "space", "escape", "f11", "w"} <= there


def test_a_poster_without_words_is_drawn_all_the_same():
    view = View(screen="room", title="", regions=(Region(role="body", blocks=(Poster(text=""),)),))
    stage = Stage(ASSETS, Look(), (640, 480), Phrases())
    stage.show(view)
