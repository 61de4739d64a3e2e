"""Whatever somebody wrote, what reaches a font or a terminal is text that can be drawn, and not without end."""

from __future__ import annotations

import ast
import json
import sys
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

import pygame
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import sample_benches
import sample_views as sample

from sim.debrief.formats import report
from sim.debrief.measures import debriefed
from sim.domain.texts import MARKS, MOST, safe_text
from sim.screens.intents import Go, LetRun, Write
from sim.screens.view import View
from sim.shell import runs
from sim.shell.app import App
from sim.shell.assets import assets
from sim.surfaces.terminal import render, render_side
from sim.surfaces.window import text as setting
from sim.surfaces.window.entry import Entry
from sim.surfaces.window.marks import Words
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.theme import Look
from tests.boiler import started

WINDOW = Path(setting.__file__).parent
HOSTILE = (
    "",
    "\0",
    "a\0b",
    "\ud800",
    "a\udfffb",
    "\udc80" * 50,
    "\x1b[2J\x07",
    "‮evil‬ \u2066x\u2069",
    "\ufeff",
    "\ufffe\uffff",
    "\U0001fffe",
    "\ufdd0",
    "\u2028\u2029\x85",
    "Z" + "\u0336\u0489\u20dd" * 200,
    "\u0301" * 300,
    "\ufe0f" * 20,
    "👩\u200d🚒 €",
    "a" * 30_000,
    "W" * 2_000,
    "x " * 20_000,
    "\n" * 3_000,
    "a\n" * 4_000,
    "\t\t\t",
    "نص عربي",
    "漢字" * 400,
    "**a** `b` [[c]] **",
    "{x}",
    "\xad\u200b\u2060",
    "\ue000\U000f0000",
    "﷽" * 100,
    "𒐫" * 100,
    "\r\n",
)
VIEWS = sample.VIEWS | {"bench": sample_benches.VIEWS["bench-composed"]}
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60) | st.sampled_from(HOSTILE)


@given(ANYTHING)
@settings(max_examples=300, deadline=None)
def test_a_safe_text_has_nothing_in_it_that_cannot_be_drawn(text):
    safe = safe_text(text)
    assert len(safe) <= MOST
    marks = 0
    for char in safe:
        kind = unicodedata.category(char)
        assert kind not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or char == "\n"
        assert kind != "Cf" or char in "\u200c\u200d"
        marks = marks + 1 if kind.startswith("M") else 0
        assert marks <= MARKS
    assert safe_text(safe) == safe
    safe.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Rita: “The queue is 40 long.”",
        "€ 1 200 · 5 %",
        "Łukasz, Søren, Nguyễn",
        "e\u0301 o\u0302\u0301",
        "line\nline",
        "می\u200cروم",
        "漢字",
        "🚒",
    ],
)
def test_what_people_write_stays_as_it_is(text):
    assert safe_text(text) == text


def test_plain_text_is_not_even_copied():
    text = "".join(["The queue ", "is 40 long."])
    assert safe_text(text) is text


def test_a_text_without_end_gets_one():
    assert safe_text("a" * (MOST + 1)) == "a" * (MOST - 1) + "…" and safe_text("a" * MOST) == "a" * MOST


# --- the border -----------------------------------------------------------------------------------------------------


class Careful(pygame.font.Font):
    """A font that is only ever given what is safe."""

    def size(self, text, *args):
        assert "\n" not in text and safe_text(text) == text
        return super().size(text, *args)

    def render(self, text, *args, **kwargs):
        assert "\n" not in text and safe_text(text) == text
        return super().render(text, *args, **kwargs)


@cache
def drawing():
    return assets()


def written_over(thing: object, texts: list[str]) -> object:
    """The same with every text in it taken from `texts` in turn."""
    if isinstance(thing, str):
        texts.append(texts.pop(0))
        return texts[-1]
    if isinstance(thing, tuple):
        return tuple(written_over(one, texts) for one in thing)
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    free = [
        one.name for one in fields(thing) if one.type in ("str", "str | None") or not isinstance(getattr(thing, one.name), str)
    ]
    kept = ("intent", "tags", "weights")
    return replace(thing, **{name: written_over(getattr(thing, name), texts) for name in free if name not in kept})


def blocks_in(thing: object) -> set[type]:
    if isinstance(thing, tuple):
        return {kind for one in thing for kind in blocks_in(one)}
    if not is_dataclass(thing):
        return set()
    return {type(thing)} | {kind for one in fields(thing) for kind in blocks_in(getattr(thing, one.name))}


def test_the_views_written_over_have_every_block():
    from typing import get_args

    from sim.screens.view import Block

    assert {kind.__name__ for view in VIEWS.values() for kind in blocks_in(view)} >= {
        one.__forward_arg__ if hasattr(one, "__forward_arg__") else one.__name__ for one in get_args(Block)
    }


@pytest.mark.parametrize("name", VIEWS)
@given(texts=st.lists(ANYTHING, min_size=1, max_size=9))
@settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_in_any_field_of_any_block_is_drawn_and_printed(name, texts, monkeypatch):
    monkeypatch.setattr(setting.pygame.font, "Font", Careful)
    view = written_over(VIEWS[name], [*texts])
    assert isinstance(view, View)
    stage = Stage(drawing(), Look(), (1024, 720), Phrases())
    stage.show(view)
    stage.paint(pygame.Surface((1024, 720), depth=32))
    for line in (render(view) + render_side(view)).split("\n"):
        assert safe_text(line) == line


@pytest.mark.parametrize("text", HOSTILE)
def test_each_hostile_text_is_drawn_in_each_of_its_ways(text, monkeypatch):
    monkeypatch.setattr(setting.pygame.font, "Font", Careful)
    stage = Stage(drawing(), Look(), (800, 600), Phrases())
    kit = stage.kit
    for box in (kit.flow(text, 300, (1, 2, 3)), kit.line(text, (1, 2, 3)), kit.flow(text, 1, (1, 2, 3), face="mono")):
        for words in [mark for _, _, mark in box.spots if isinstance(mark, Words)][:40]:
            picture = kit.text.render(words)
            assert picture.get_height() <= 2 * words.h and picture.get_width() in (words.w, 1)


def test_only_the_typesetter_touches_fonts_and_it_gives_them_pieces_of_safe_text():
    def names(path: Path) -> set[str]:
        return {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}

    assert {path.name for path in WINDOW.glob("*.py") if names(path) & {"font", "freetype", "Font", "SysFont"} - {"font"}} == {
        "text.py"
    }
    giving = [
        (function.name, ast.unparse(call.args[0]))
        for function in ast.walk(ast.parse((WINDOW / "text.py").read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("size", "render", "get_metrics")
    ]
    assert sorted(giving) == [
        ("_advance", "char"),
        ("_covers", "char"),
        ("_drawn", "char"),
        ("_drawn", "piece"),
        ("_drawn", "piece"),
        ("_drawn", "pieces[0][0]"),
        ("width", "piece"),
    ]


# --- notes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_a_note_with_any_text_is_kept_as_it_was_and_shown_as_it_can_be(tmp_path, text):
    app = to_the_end_after(started(tmp_path), text)
    assert app.run is not None and app.run.folder is not None
    folder, written = app.run.folder, text.strip()[:2000]
    kept = [m.text for m in app.run.session.messages if m.who == "Your note"]
    assert kept == [written]
    shown = stage_of(app.view())
    for page in ("timeline", "think"):
        app.act(Go(screen="debrief", what=page))
        shown.show(app.view())
        shown.paint(pygame.Surface((1280, 720), depth=32))
        (render(app.view()) + render_side(app.view())).encode("utf-8")
    app.close_run()
    found = runs.look_at(folder)
    scenario = found.scenario
    assert found.doubt == ""
    session = runs.session_of(found.header, scenario)
    session.restore(found.moments)
    assert [m.text for m in session.messages if m.who == "Your note"] == [written] and runs.played_again(session) == ""
    told = debriefed(scenario, found.moments)
    for name in ("text", "md"):
        whole = report(name, scenario, told, found.header)
        whole.encode("utf-8")
        assert "\x1b" not in whole and "\0" not in whole and "\u202e" not in whole
    assert json.loads(report("json", scenario, told, found.header))["notes"][0]["text"] == written


def to_the_end_after(app: App, note: str) -> App:
    """Write a note, and let the clock decide everything."""
    app.act(Write(), note)
    for _ in range(5000):
        if app.screen == "debrief":
            return app
        app.act(LetRun())
        app.tick(1.0)
    raise AssertionError("it never ends")


def stage_of(view: View) -> Stage:
    stage = Stage(drawing(), Look(), (1280, 720), Phrases())
    stage.show(view)
    return stage


def test_a_note_as_long_as_it_may_be_is_typed_without_keeping_a_picture_of_all_of_it_at_each_letter(monkeypatch):
    drawn: list[str] = []

    class Watched(Careful):
        def render(self, text, *args, **kwargs):
            drawn.append(text)
            return super().render(text, *args, **kwargs)

    monkeypatch.setattr(setting.pygame.font, "Font", Watched)
    stage = stage_of(sample.settings())
    stage.focus_on("field:name")
    entry = Entry()
    for _ in range(2500):
        entry = entry.typed("W ")
    assert len(entry.text) == 2000
    for caret in range(0, 2000, 50):
        stage.state.entries["name"] = Entry(entry.text, caret)
        stage.touch()
        stage.paint(pygame.Surface((1280, 720), depth=32))
    assert any("W W" in text for text in drawn) and max(map(len, drawn)) < 600
