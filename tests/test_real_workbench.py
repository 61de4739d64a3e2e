"""The workbench in a real window, on a display of its own: something is put together with keys alone, and with a mouse alone."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pygame
import pytest

from sim.authoring.load import load
from sim.domain import commands as c
from sim.domain import events as e
from sim.screens.view import View
from sim.shell import loop
from sim.shell.journals import read_journal
from sim.shell.settings import Settings
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from tests.milk import FILE
from tests.test_real_window import SIZE, Person, colours, display, drawing, person, share_apart, tools, until

__all__ = ["display", "person", "tools"]  # the fixtures

IDEA = {"boxes": 2, "ice": 4, "mia": 1}
RIG = "rig:cold:boxes*2+ice*4+mia"
ALIKE = 0.001
"""The share of pixels that may differ."""


def bench(person: Person, goal: str = "", chosen: dict[str, int] | None = None) -> View:
    """Return the workbench as it looks where the run on disk stands, with this chosen."""
    app = person.app("play")
    session = app.run.session
    session.compose()
    session.bench.goal, session.bench.chosen = goal, dict(chosen or {})
    return app.view()


def begins(person: Person) -> None:
    person.starts("play", str(FILE))
    until("picture", lambda: colours(person.display.picture()) > 50)
    for _ in range(10):  # a key that was pressed while the window was still opening is not taken
        person.presses("Return")
        with suppress(pytest.fail.Exception):
            until("run on disk", lambda: person.happened(e.StageOpened), patience=2)
            return
    pytest.fail("It did not begin.")


def built(person: Person) -> bool:
    return person.happened(e.RigBuilt)


def comes_to(person: Person, does: Any, focus: str, goal: str = "", chosen: dict[str, int] | None = None) -> None:
    """Do something until this is chosen and has the focus: what is done in the first blink of a screen is not taken."""
    least = 1.0

    def shown() -> bool:
        nonlocal least
        wanted = drawn(bench(person, goal, chosen), focus)
        least = min(least, share_apart(tiles(here(person)), tiles(wanted)))
        return least < ALIKE

    for _ in range(10):
        does()
        with suppress(pytest.fail.Exception):
            until("that", shown, patience=2)
            return
    pytest.fail(f"It did not come to {goal} {chosen}; at best {least:.2%} of it looked different.")


def here(person: Person) -> pygame.Surface:
    left, top, width, height = person.where()
    return person.display.picture().subsurface((left, top, width, height))


def drawn(view: View, focus: str) -> pygame.Surface:
    """Return the picture of a view in which this has the focus."""
    stage, surface = Stage(drawing(), loop.look_of(Settings()), SIZE, Phrases()), pygame.Surface(SIZE, depth=32)
    stage.show(view)
    stage.focus_on(focus, reveal=False)
    stage.paint(surface)
    return surface


def tiles(picture: pygame.Surface) -> pygame.Surface:
    """Return the part of the window in which the parts are, where no clock runs."""
    return picture.subsurface((20, 130, 600, 400))


def presses_until(person: Person, what: str, found: Any, *keys: str) -> None:
    """Press keys again and again until something came of it: a key in the first blink of a screen is not taken."""
    deadline = time.monotonic() + 30
    while not found():
        assert time.monotonic() < deadline, f"there was no {what}"
        person.presses(*keys)
        with suppress(pytest.fail.Exception):
            until(what, found, patience=1)


@pytest.mark.slow
def test_something_is_put_together_tried_and_taken_down_by_keyboard_alone(person):
    begins(person)
    comes_to(person, lambda: person.presses("b"), "aim-cold")
    comes_to(person, lambda: person.presses("1"), "aim-cold", "cold")
    for keys, focus, chosen in (
        (("3",), "part-boxes", {"boxes": 1}),
        (("plus",), "part-boxes", {"boxes": 2}),
        (("Down",), "part-sign", {"boxes": 2}),
        (("Down", "Return"), "part-mia", {"boxes": 2, "mia": 1}),
        (("4",), "part-ice", {"boxes": 2, "ice": 2, "mia": 1}),
        (("plus",), "part-ice", IDEA),
    ):
        comes_to(person, lambda: person.presses(*keys), focus, "cold", chosen)
    assert not person.commands(c.Choose), "composing is nothing that happened"

    person.presses("n")
    until("note", lambda: person.commands(c.Note))
    assert "Pack the milk into two cool boxes with four bags of ice; Mia carries." in person.commands(c.Note)[0].text
    person.presses("Escape")
    comes_to(person, lambda: person.presses("b"), "aim-cold", "cold", IDEA)
    person.presses("t")
    until("attempt", lambda: person.commands(c.Choose))
    assert [str(command.choice) for command in person.commands(c.Choose)] == [RIG]
    until("what was built", lambda: built(person))

    presses_until(person, "taking down", lambda: len(person.commands(c.Choose)) == 2, "space", "b", "d")
    until("its end", lambda: person.happened(e.RigEnded))
    assert read_journal(person.folders[0] / "journal.jsonl").fault == ""


@pytest.mark.slow
def test_something_is_put_together_and_tried_by_mouse_alone(person):
    person.starts("play", str(FILE))
    until("picture", lambda: colours(person.display.picture()) > 50)
    briefing = person.app()
    briefing.brief(load(FILE.read_bytes(), FILE.name).scenario, FILE.read_bytes(), None, "", None)
    person.sees(briefing.view)
    person.clicks("begin", briefing.view())
    until("run on disk", lambda: person.happened(e.StageOpened))
    person.sees(lambda: person.view("play"), alike=0.03)
    comes_to(person, lambda: person.clicks("bench", person.view("play")), "aim-cold")
    comes_to(person, lambda: person.clicks("aim-cold", bench(person)), "aim-cold", "cold")
    before: dict[str, int] = {}
    for name, chosen in (
        ("part-boxes", {"boxes": 1}), ("part-boxes-more", {"boxes": 2}), ("part-ice", {"boxes": 2, "ice": 2}),
        ("part-ice-more", {"boxes": 2, "ice": 4}), ("part-mia", IDEA),
    ):
        comes_to(person, lambda: person.clicks(name, bench(person, "cold", before)), name, "cold", chosen)
        before = chosen

    person.clicks("try", bench(person, "cold", IDEA))
    until("attempt", lambda: person.commands(c.Choose))
    assert [str(command.choice) for command in person.commands(c.Choose)] == [RIG]
    until("what was built", lambda: built(person))
