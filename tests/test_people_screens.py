"""The screens of who plays, of hints and of exams, as text held to golden files.

`pytest --golden tests/test_people_screens.py` writes them anew.
"""
from __future__ import annotations

from pathlib import Path

import pytest

from sim.debrief.competencies import ability
from sim.screens.handed import handed_in
from sim.screens.intents import Change, Go, Hint, Start
from sim.screens.profile import Person, Suggested, profile
from sim.screens.view import View
from sim.shell.app import App
from sim.surfaces.terminal import describe

GOLDEN = Path(__file__).parent / "golden" / "people"

FULL = Person(
    folder="p-0", nickname="Otter 7", plays=31, others=(("", ""), ("p-1", "Heron 3")), silent=2,
    sureness=((95, 14, 20), (50, 3, 6)),
    abilities=(ability("service", "Service", 8, 2), ability("detail", "Detail", 3, 9), ability("steadiness", "Steadiness", 2, 1)),
    results=(("Nine Minutes", "4", "88 %", "You never noticed", "up from 71", "2026-05-03"),),
    suggested=Suggested(scenario="nine-minutes", title="Nine Minutes", why="It is a week since then.", fresh="seed"),
)


def shown(folder: Path) -> dict[str, View]:
    app = App.at(folder)
    app.act(Go(screen="profile"))
    found = {"profile-empty": app.view(), "profile-full": profile(FULL)}
    found["exam-handed-in"] = handed_in("Nine Minutes", "r-1", "10:24")
    app.act(Go(screen="briefing", what="nine-minutes"))
    app.act(Change(setting="mode", value="exam"))
    found["briefing-exam"] = app.view()
    app.act(Start(scenario="nine-minutes", seed=7, mode="learn"))
    app.act(Hint())
    found["hints"] = app.view()
    app.act(Go(screen="dialog"))
    found["play-first"] = app.view()
    app.close_run()
    return found


NAMES = ("briefing-exam", "exam-handed-in", "hints", "play-first", "profile-empty", "profile-full")


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    return shown(tmp_path_factory.mktemp("people"))


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_says_what_it_said(views, name, rewrite):
    file = GOLDEN / f"{name}.txt"
    if rewrite:
        file.parent.mkdir(exist_ok=True)
        file.write_text(describe(views[name]), encoding="utf-8")
    assert set(views) == set(NAMES)
    assert rewrite or {path.stem for path in GOLDEN.glob("*.txt")} == set(NAMES)
    assert describe(views[name]) == file.read_text(encoding="utf-8")
