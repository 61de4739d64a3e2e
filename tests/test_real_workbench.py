"""The workbench in a real window, on a display of its own: something is put together with keys alone, and with a mouse alone."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest

from sim.domain import commands as c
from sim.domain import events as e
from sim.screens.view import View
from sim.shell.journals import read_journal
from tests.milk import FILE
from tests.test_real_window import Person, colours, display, person, tools, until

__all__ = ["display", "person", "tools"]  # the fixtures

IDEA = {"boxes": 2, "ice": 4, "mia": 1}
RIG = "rig:cold:boxes*2+ice*4+mia"
ALIKE = 0.03
"""The share of pixels that may differ: the clock, and what is left of the deadline."""


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


def presses_until(person: Person, what: str, found: Any, *keys: str) -> None:
    """Press keys again and again until something came of it: a key in the first blink of a screen is not taken."""
    deadline = time.monotonic() + 30
    while not found():
        assert time.monotonic() < deadline, f"there was no {what}"
        person.presses(*keys)
        with suppress(pytest.fail.Exception):
            until(what, found, patience=1)


def test_something_is_put_together_tried_and_taken_down_by_keyboard_alone(person):
    begins(person)
    person.presses("space")  # what there is to read is read
    person.presses("b")
    person.sees(lambda: bench(person), alike=ALIKE)
    time.sleep(0.4)  # the first blink of the screen
    person.presses("1")
    person.presses("3", "plus")
    person.presses("Down", "Up", "4")
    person.presses("plus")
    person.presses("6")
    person.sees(lambda: bench(person, "cold", IDEA), alike=ALIKE)
    assert not person.commands(c.Choose), "composing is nothing that happened"

    person.presses("n")
    until("note", lambda: person.commands(c.Note))
    assert "Pack the milk into two cool boxes with four bags of ice; Mia carries." in person.commands(c.Note)[0].text
    person.presses("Escape", "b", "t")
    until("attempt", lambda: person.commands(c.Choose))
    assert [str(command.choice) for command in person.commands(c.Choose)] == [RIG]
    until("what was built", lambda: built(person))

    presses_until(person, "taking down", lambda: len(person.commands(c.Choose)) == 2, "space", "b", "d")
    until("its end", lambda: person.happened(e.RigEnded))
    assert read_journal(person.folders[0] / "journal.jsonl").fault == ""


def test_something_is_put_together_shown_and_tried_by_mouse_alone(person):
    person.starts("play", str(FILE))
    until("picture", lambda: colours(person.display.picture()) > 50)
    briefing = person.app()
    from sim.authoring.load import load

    briefing.brief(load(FILE.read_bytes(), FILE.name).scenario, FILE.read_bytes(), None, "", None)
    person.sees(briefing.view)
    person.clicks("begin", briefing.view())
    until("run on disk", lambda: person.happened(e.StageOpened))
    person.sees(lambda: person.view("play"), alike=ALIKE)
    time.sleep(0.4)
    person.clicks("bench", person.view("play"))
    person.sees(lambda: bench(person), alike=ALIKE)
    time.sleep(0.4)
    chosen: dict[str, int] = {}
    person.clicks("aim-cold", bench(person))
    for name, part, amount in (
        ("part-boxes", "boxes", 1), ("part-boxes-more", "boxes", 2), ("part-ice", "ice", 2), ("part-ice-more", "ice", 4),
        ("part-mia", "mia", 1),
    ):
        person.clicks(name, bench(person, "cold", chosen))
        chosen[part] = amount
        person.sees(lambda: bench(person, "cold", chosen), alike=ALIKE)
    assert chosen == IDEA

    person.clicks("try", bench(person, "cold", IDEA))
    until("attempt", lambda: person.commands(c.Choose))
    assert [str(command.choice) for command in person.commands(c.Choose)] == [RIG]
    until("what was built", lambda: built(person))
