"""A shelf of hostile scenarios: each is told what is wrong with it, or plays to its end, and does nothing else to the machine.

The files are in tests/hostile, each saying in its first line what it tries; what is too large or cannot stand in a file of
text is made by the table below. What a scenario may not do while it is read and played, tests/guard.py listens for.
"""
from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from sim.authoring.load import load
from sim.authoring.model import ScenarioFile
from sim.authoring.reader import MAX_BYTES, read
from sim.cli import main
from sim.debrief.formats import report
from sim.debrief.measures import debriefed
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase
from sim.shell import library, runs
from sim.shell.app import App
from sim.shell.auto import play_at_random
from sim.shell.results import result
from sim.surfaces.terminal import render, render_side
from tests.boiler import RAW as BOILER
from tests.boiler import junk_player
from tests.engine.house import KITCHEN_SINK, text_of
from tests.hostile_play import meddled, only_problems, soon

HERE = Path(__file__).parent
MINIMAL = (HERE / "minimal.yaml").read_bytes()
FILES = {file.stem: file.read_bytes() for file in sorted((HERE / "hostile").glob("*.yaml"))}


def many(count: int, line: str) -> bytes:
    return "".join(line.replace("#", str(n)) for n in range(count)).encode()


def under(key: bytes, lines: bytes) -> bytes:
    """Return the minimal scenario with more lines under one of its keys."""
    return MINIMAL.replace(key, key + lines, 1)


MADE = {
    "a mebibyte of brackets": b"[" * MAX_BYTES,
    "a mebibyte of dashes": b"- " * (MAX_BYTES // 2),
    "a mebibyte of question marks": b"? " * (MAX_BYTES // 2),
    "a mebibyte of braces": b"{a: " * (MAX_BYTES // 4),
    "a mebibyte of colons": b"a:" * (MAX_BYTES // 2),
    "a mebibyte of tabs": b"\t" * MAX_BYTES,
    "a mebibyte of empty lines": b"\n" * MAX_BYTES,
    "a mebibyte of carriage returns": b"\r\n" * (MAX_BYTES // 2),
    "a mebibyte of comments": b"#\n" * (MAX_BYTES // 2),
    "a mebibyte of escapes": b'a: "' + b"\\u0041" * 170_000 + b'"',
    "a mebibyte of folds": b'a: "' + b"\\\n" * 500_000 + b'"',
    "a mebibyte of exclamation marks": b"!" * MAX_BYTES,
    "an anchor of a mebibyte": b"a: &" + b"x" * 1_000_000,
    "a key of a mebibyte": b"a" * 1_000_000 + b": 1",
    "an indent of a mebibyte": b"a:\n" + b" " * 1_000_000 + b"b: 1",
    "more than a mebibyte": b"a" * (MAX_BYTES + 1),
    "a hundred thousand entries where keys belong": b"meta: [" + b"a," * 99_000 + b"]\n",
    "fifty thousand keys": b"meta: {" + many(49_000, "a#: 1,") + b"}\n",
    "fifty thousand keys twice": b"meta: {" + b"a: 1," * 49_000 + b"}\n",
    "forty thousand keys that mean nothing": MINIMAL + many(40_000, "a#: 1\n"),
    "twelve thousand bad stages": under(b"stages:\n", many(12_000, "  st#: {choices: 1, x: 2}\n")),
    "nine hundred stages bad in six ways": under(
        b"stages:\n", many(900, "  s#: {choices: 1, x: 2, y: 3, text: {a: b}, deadline: x}\n")),
    "thousands of slips among thousands of names": under(
        b"facts:\n", many(900, "  fact_number_#: {}\n")).replace(
        b"injects:\n", b"injects:\n" + many(900, "  - {id: i#, at: 10m, set: {fact_numbr_#: true, fact_numbq_#: true}}\n")),
    "a thousand stages and a thousand ways into them": under(
        b"stages:\n", many(990, "  s#: {choices: [{id: a, label: a, to: s#}]}\n")).replace(
        b"injects:\n", b"injects:\n" + many(990, "  - {id: i#, at: 10m, to: s#}\n")),
    "five thousand choices": under(b"stages:\n", b"".join(
        b"  s%d:\n    choices:\n" % k + many(99, "      - {id: c#, label: c#, to: end}\n") for k in range(50))),
    "a hundred long formulas": MINIMAL + b"properties:\n  never:\n" + many(99, "    - " + "trust + # + " * 38 + "1 > 0\n"),
    "two words of sixty thousand letters": MINIMAL.replace(
        b"told_mia: {}", b"told_mia: {start: " + b"ab" * 30_000 + b", words: [" + (b"ba" * 30_000 + b",") * 14 + b"]}"),
    "random bytes": random.Random(1).randbytes(100_000),
    "tabs and carriage returns": MINIMAL.replace(b"\n", b"\r\n").replace(b"  ", b"\t"),
    "a NUL after every letter": MINIMAL.decode().encode("utf-16-le"),
}
ALL = {**FILES, **MADE}
PLAYABLE = [name for name, raw in FILES.items() if load(raw, name).scenario is not None]


def play_in_text(scenario: Scenario, raw: bytes, data: Path, seed: int, presses: int) -> None:
    """Play as somebody would who presses anything, printing all there is to see; then play to the end, and tell how it went."""
    app = App.at(data)
    app.brief(scenario, raw, seed, "", None)
    for screen in ("briefing", "play"):
        if screen == "play":
            app.start(app.about, seed, "")
        see(app)
    for _ in junk_player(app, seed, presses):
        see(app)
    app.close_run()
    run = runs.begin(data, scenario, raw, seed=seed)
    play_at_random(run.session, seed)
    assert run.session.situation.phase is Phase.DEBRIEF
    run.finish()
    found = debriefed(scenario, tuple(run.session.moments))
    json.dumps(result(run.session, found, run.folder))
    for form in ("text", "md", "json"):
        assert printable(report(form, scenario, found, run.session.header))
    run.close()


def see(app: App) -> None:
    view = app.view()
    assert printable(render(view)) and printable(render_side(view))


def printable(text: str) -> bool:
    """Whether a text holds nothing that a terminal would obey."""
    return not any(char < " " or "\x7f" <= char < "\xa0" for char in text.replace("\n", ""))


# ---------------------------------------------------------------- the shelf


def test_the_shelf_is_full_and_half_of_it_can_be_played():
    assert len(FILES) >= 100 and 40 <= len(PLAYABLE) <= len(FILES) - 40


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_scenario_is_told_what_is_wrong_at_its_place_or_can_be_played(name):
    with soon(name):
        loaded = load(ALL[name], "s.yaml")
        if loaded.scenario is not None:
            meddled(loaded.scenario, name)
    assert loaded.scenario is not None or loaded.problems
    only_problems(loaded.problems, loaded.text)


@pytest.mark.parametrize("name", PLAYABLE)
def test_a_hostile_scenario_that_can_be_played_plays_to_its_end_and_is_told(name, tmp_path):
    scenario = load(FILES[name], "s.yaml").scenario
    assert scenario is not None
    play_in_text(scenario, FILES[name], tmp_path, 1, 6)
    assert {path.name for path in tmp_path.iterdir()} <= {"runs", "settings.json", "sessions"}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYABLE)
def test_a_hostile_scenario_plays_to_its_end_with_any_seed(name, tmp_path):
    scenario = load(FILES[name], "s.yaml").scenario
    assert scenario is not None
    for seed in range(2, 6):
        play_in_text(scenario, FILES[name], tmp_path / str(seed), seed, 60)
        with soon(f"{name} {seed}"):
            meddled(scenario, f"{name} {seed}")


# ---------------------------------------------------------------- the command line


@pytest.mark.parametrize("name", FILES)
def test_the_command_line_tells_of_a_hostile_scenario_in_sentences(name, tmp_path, capsys):
    file = tmp_path / "scenario.yaml"
    file.write_bytes(FILES[name])
    before = ["--data-dir", str(tmp_path / "data")]
    form = ("full", "concise", "json")[len(name) % 3]
    assert main([*before, "check", str(file), "--no-explore", "--format", form]) == (0 if name in PLAYABLE else 1)
    code = main([*before, "play", str(file), "--auto", "random", "--seed", "3", *(["--json"] if len(name) % 2 else [])])
    assert code == (0 if name in PLAYABLE else 1)
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err and printable(said.err) and printable(said.out)


def test_the_list_has_a_line_for_every_hostile_scenario(tmp_path, capsys, monkeypatch):
    shelf = {**FILES, **{name: ALL[name] for name in ("a mebibyte of brackets", "random bytes", "a mebibyte of folds")}}
    for name, raw in shelf.items():
        folder = tmp_path / "scenarios" / name.replace(" ", "-")
        folder.mkdir(parents=True)
        (folder / "scenario.yaml").write_bytes(raw)
    monkeypatch.setattr(library, "shipped", lambda: tmp_path)
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == len(shelf) and printable(out)
    assert main(["list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(shelf)


# ---------------------------------------------------------------- every field that takes a text

PAYLOADS = (
    "os.system", "__class__", "__import__('os').system('x')", "{0.__class__}", "{trust.__class__}", "%s%n", "{{7*7}}", "${x}",
    "../../etc/passwd", "!!python/object/apply:os.system ['x']", "\x1b[2J\x1b]0;x\a", "\u202eabc", "a\u0000b", "\ud800",
    "trigger",
    "__dict__", "subprocess.Popen", "", " ", "=cmd|' /c calc'!A0", "<script>", "[[x]] **y** `z`", "&a", "*a", "state", "9" * 400,
    "x" * 70_000, "S\u0301\u0302\u0303\u0304\u0305\u0306", "true", "end", "you", "1/0", "-1s",
)
Place = tuple[str | int, ...]


@cache
def full() -> tuple[str, ...]:
    """Return scenarios as JSON which together show every key that takes a text."""
    found: list[dict[str, Any]] = [read(raw, "x").data for raw in (text_of(KITCHEN_SINK).encode(), BOILER, MINIMAL)]
    found[2]["properties"] = {"never": ["trust < 0"], "always": ["trust >= 0"], "eventually": ["told_mia"]}
    found[2]["debrief"]["cousins"] = [{"text": "A lift that stopped.", "source": "Invented for the tests."}]
    found[2]["scene"] = {
        "label": "The shop",
        "size": ["8", "8"],
        "rooms": [{"label": "Cellar", "at": ["0", "0"], "size": ["8", "8"]}],
        "tiles": [
            {"id": "lamp", "label": "Lamp {n}", "icon": "sun", "at": ["1", "1"], "states": [{"is": "off", "when": "n > 1"}]},
            {"id": "mia", "label": "Mia", "person": "mia", "at": {"shop": ["4", "4"]}},
        ],
        "text": [{"when": "told_mia", "text": "{lamp.off} lamps are off."}, "It is dark."],
    }
    found[2]["room"] = {"cards": {"porter": {
        "title": "The porter", "job": "Keys.", "knows": "The shop is cold.", "fact": "told_mia", "ask": "Who was here?"}}}
    found[2]["meta"]["cuts"] = {"5": "5m"}
    found[2]["company"] = {"names": {"helper": "Mia"}, "prices": {"cash": "resources.cash.start"}}
    found[2]["shorter"] = {"5": {
        "questions": ["What was lost?"],
        "endings": [{"id": "short", "title": "Short", "text": ["It ends here."], "above": "0"}],
        "lesson": [{"from": "0", "to": "5", "what": "Play", "screen": "The shop", "teacher": "Waits."}],
    }}
    return tuple(json.dumps(data) for data in found)


def models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in get_args(kind) for model in models(inner)]


def takes_text(kind: Any) -> bool:
    return kind is str or any(takes_text(inner) for inner in get_args(kind) if get_origin(kind) is not dict)


def fields(kind: Any, data: Any, at: Place, found: dict[tuple[str, str], Place]) -> None:
    """Find a place in `data` for every field of the schema that takes a text, and for every mapping's keys."""
    several = models(kind)
    if isinstance(data, dict):
        for model in several:
            known = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
            if get_origin(kind) is dict or not data.keys() <= known.keys():
                continue
            for key, inner in known.items():
                if takes_text(inner) or get_origin(inner) is dict:
                    found.setdefault((model.__name__, key), (*at, key))
                fields(inner, data.get(key), (*at, key), found)
        if get_origin(kind) is dict:
            for key, value in data.items():
                fields(get_args(kind)[1], value, (*at, key), found)
        elif several == [] or kind not in several:
            for inner in get_args(kind):
                fields(inner, data, at, found)
    elif isinstance(data, list):
        for n, value in enumerate(data):
            for inner in get_args(kind):
                fields(inner, value, (*at, n), found)


@cache
def places() -> dict[tuple[str, str], tuple[int, Place]]:
    found: dict[tuple[str, str], tuple[int, Place]] = {}
    for n, text in enumerate(full()):
        here: dict[tuple[str, str], Place] = {}
        fields(ScenarioFile, json.loads(text), (), here)
        for field, place in here.items():
            found.setdefault(field, (n, place))
    return found


def every_field(kind: Any, seen: set[type[BaseModel]]) -> set[tuple[str, str]]:
    """Return every field below a model that takes a text or a mapping."""
    found: set[tuple[str, str]] = set()
    for model in models(kind):
        if model not in seen:
            seen.add(model)
            for name, field in model.model_fields.items():
                if takes_text(field.annotation) or get_origin(field.annotation) is dict:
                    found.add((model.__name__, field.alias or name))
                found |= every_field(field.annotation, seen)
    return found


def with_payload(which: int, place: Place, payload: str, as_key: bool) -> bytes:
    """Return a scenario with the payload in one place: as the value there, or as the key of the first thing in it."""
    data: Any = json.loads(full()[which])
    top = data
    for step in place[:-1]:
        data = data[step]
    there = data.get(place[-1]) if isinstance(data, dict) else data[place[-1]]
    if as_key and isinstance(there, dict) and there:
        data[place[-1]] = {(payload if n == 0 else key): value for n, (key, value) in enumerate(there.items())}
    else:
        data[place[-1]] = payload
    return json.dumps(top, ensure_ascii="\ud800" in payload).encode()


def test_every_field_that_takes_a_text_has_a_place_to_be_tried_in():
    assert every_field(ScenarioFile, set()) - places().keys() == set()


def try_payloads(field: tuple[str, str], payloads: tuple[str, ...], ways: tuple[bool, ...], data: Path | None = None) -> int:
    """Return how many of the payloads could be played with. They are; a fifth in text to the end, where `data` is given."""
    which, place = places()[field]
    played = 0
    for n, payload in enumerate(payloads):
        for as_key in ways:
            raw = with_payload(which, place, payload, as_key)
            with soon((field, payload[:50])):
                loaded = load(raw, "s.yaml")
            assert loaded.scenario is not None or loaded.problems
            only_problems(loaded.problems, loaded.text)
            if loaded.scenario is not None:
                played += 1
                meddled(loaded.scenario, n, 20)
                if data is not None and n % 5 == len(place) % 5:
                    play_in_text(loaded.scenario, raw, data / f"{n} {as_key}", n, 3)
    return played


def test_any_field_may_hold_anything():
    """One payload for every other field, another one for each, in turn as a value and as a key."""
    some = sorted(places())[::2]
    played = sum(try_payloads(field, (PAYLOADS[n % len(PAYLOADS)],), (n % 4 == 0,)) for n, field in enumerate(some))
    assert 0 < played < len(some)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_every_field_may_hold_everything(part, tmp_path):
    for n, field in enumerate(sorted(places())[part::10]):
        try_payloads(field, PAYLOADS, (False, True), tmp_path / str(n))
