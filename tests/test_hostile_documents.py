"""Whatever comes in a file becomes problems or a scenario that can be played, and soon: nothing is raised, nothing hangs."""
from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from sim.authoring.load import load
from sim.authoring.plans import play, read_plan
from sim.authoring.reader import read
from sim.domain.scenario import Scenario
from tests.boiler import RAW as BOILER
from tests.engine.house import KITCHEN_SINK, text_of
from tests.hostile_play import meddled, only_problems, soon
from tests.mangling import mangled, misjudged

HERE = Path(__file__).parent
MINIMAL = (HERE / "minimal.yaml").read_bytes()
SHIPPED = HERE.parent / "scenarios"
SINK = text_of(KITCHEN_SINK).encode()


@cache
def pieces() -> tuple[bytes, ...]:
    """Return small documents: the parts of scenarios and plans, each by itself."""
    files = [HERE / "minimal.yaml", *SHIPPED.glob("*/plans/*.yaml"), *SHIPPED.glob("*/scenario.yaml")]
    found: list[bytes] = []
    for file in sorted(files):
        part: list[bytes] = []
        for line in file.read_bytes().split(b"\n"):
            if line[:1].isalpha() or len(part) > 14:
                found.append(b"\n".join(part))
                part = []
            part.append(line if part else line.lstrip())
        found.append(b"\n".join(part))
    return tuple(part for part in found if 20 < len(part) < 900)


def document(seed: str) -> bytes:
    """Return the small mangled document of a seed."""
    luck = random.Random(seed)
    return mangled(luck, luck.choice(pieces()))


def scenario(seed: str) -> bytes:
    """Return the mangled or misjudged scenario of a seed."""
    luck = random.Random(seed)
    way = mangled if luck.random() < 0.4 else misjudged
    return way(luck, luck.choice((MINIMAL, BOILER, SINK)))


def read_them(first: int, last: int) -> int:
    """Read the documents of these seeds, and return how many had no problem."""
    sound = 0
    for n in range(first, last):
        raw = document(f"document {n}")
        try:
            with soon(f"document {n}"):
                found = read(raw, "s.yaml")
            assert found.data is not None or found.problems
            only_problems(found.problems, found.text)
            sound += not found.problems
        except Exception as wrong:
            raise AssertionError(f"document('document {n}'):\n{raw.decode('utf-8', 'replace')}") from wrong
    return sound


def play_them(first: int, last: int) -> int:
    """Read, compile and play the scenarios of these seeds, and return how many could be played."""
    played = 0
    for n in range(first, last):
        raw = scenario(f"scenario {n}")
        try:
            with soon(f"scenario {n}"):
                loaded = load(raw, "s.yaml")
                if loaded.scenario is not None:
                    meddled(loaded.scenario, n)
            assert loaded.scenario is not None or loaded.problems
            only_problems(loaded.problems, loaded.text)
            played += loaded.scenario is not None
        except Exception as wrong:
            raise AssertionError(f"scenario('scenario {n}'):\n{raw.decode('utf-8', 'replace')}") from wrong
    return played


def test_three_thousand_mangled_documents_are_read():
    assert 300 < read_them(0, 3_000) < 2_700, "some are sound and some are not, else this tries nothing"


def test_two_hundred_mangled_scenarios_give_problems_or_a_run():
    assert 20 < play_them(0, 200) < 170, "some can be played and some cannot, else this tries nothing"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_a_million_mangled_documents_are_read(part):
    read_them(part * 125_000, (part + 1) * 125_000)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_fifty_thousand_mangled_scenarios_give_problems_or_a_run(part):
    play_them(part * 5_000, (part + 1) * 5_000)


# ---------------------------------------------------------------- plans


def check_plans(first: int, last: int) -> int:
    """Read and play the mangled plans of these seeds on the scenario they belong to, and return how many could be read."""
    scenario_, read_ = _nine_minutes(), 0
    for n in range(first, last):
        luck = random.Random(f"plan {n}")
        raw = luck.choice((mangled, misjudged))(luck, luck.choice(_plans()))
        try:
            with soon(f"plan {n}"):
                plan, problems = read_plan(raw, "s.yaml", "odd")
                only_problems(problems, "")
                assert plan is not None or problems
                if plan is not None:
                    read_ += 1
                    only_problems(play(plan, scenario_).failures, "")
        except Exception as wrong:
            raise AssertionError(f"plan {n}:\n{raw.decode('utf-8', 'replace')}") from wrong
    return read_


@cache
def _nine_minutes() -> Scenario:
    loaded = load((SHIPPED / "nine-minutes" / "scenario.yaml").read_bytes(), "nine-minutes").scenario
    assert loaded is not None
    return loaded


@cache
def _plans() -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted((SHIPPED / "nine-minutes" / "plans").glob("*.yaml")))


def test_three_hundred_mangled_plans_give_problems_or_are_played():
    assert check_plans(0, 300) > 100


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_ten_thousand_mangled_plans_give_problems_or_are_played(part):
    assert check_plans(1000 + part * 5000, 6000 + part * 5000) > 1000
