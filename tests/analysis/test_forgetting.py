"""What is forgotten changes nothing: the reduced map is worth what the whole one is, and every way of one is in the other."""
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sim.analysis.maps.map import Map
from sim.analysis.maps.plain import explore_plainly
from sim.authoring.load import load
from sim.engine.telling import tell
from tests.engine.house import small

ROOT = Path(__file__).resolve().parents[2]


def minimal():
    scenario = load((ROOT / "tests" / "minimal.yaml").read_bytes(), "minimal.yaml").scenario
    assert scenario is not None
    return scenario


def shares(found: Map) -> dict[tuple[tuple[int, ...], str, int], Fraction]:
    """Return the chance of every (gains, figures at the end) if everything is chosen evenly, by walking the map exactly."""
    worth = found.scenario
    now: dict[tuple[int, tuple[int, ...]], Fraction] = {(0, (0,) * found.gains.shape[1]): Fraction(1)}
    ended: dict[tuple[tuple[int, ...], str, int], Fraction] = {}
    while now:
        after: dict[tuple[int, tuple[int, ...]], Fraction] = {}
        for (situation, gains), chance in now.items():
            actions = found.actions(situation)
            if not actions:
                told = tell(worth, found.finals[found.final[situation]], ())
                key = (gains, told.ending.id, int(told.value))
                ended[key] = ended.get(key, Fraction(0)) + chance
            for action in actions:
                for outcome in found.outcomes(action):
                    more = tuple(int(a) for a in found.gains[found.gain[outcome]])
                    to = (int(found.to[outcome]), tuple(a + b for a, b in zip(gains, more, strict=True)))
                    after[to] = after.get(to, Fraction(0)) + chance / len(actions) * found.chances[found.chance[outcome]]
        now = after
    return ended


@pytest.mark.parametrize("think", ["once", "edges"])
def test_the_smallest_scenario_comes_out_alike_with_and_without_forgetting(think):
    scenario = minimal()
    reduced, unreduced = (explore_plainly(scenario, think=think, forget=forget) for forget in (True, False))
    assert reduced.whole and unreduced.whole and reduced.situations < unreduced.situations
    assert shares(reduced) == shares(unreduced)
    assert set(reduced.stories) == set(unreduced.stories)


def test_a_fact_that_nothing_reads_any_more_is_forgotten_and_one_that_is_read_is_not():
    body = """
facts: {seen: {}, idle: {}}
stages:
  a:
    title: A
    choices:
      - {id: one, label: One, set: {seen: true}, to: b}
      - {id: two, label: Two, set: {idle: true}, to: b}
      - {id: three, label: Three, to: b}
  b:
    title: B
    choices:
      - {id: go, label: Go, when: seen, reason: no, to: end}
      - {id: stay, label: Stay, to: end}
"""
    found = explore_plainly(small(body))
    # before, A, B with and without `seen` (without `idle`), and two ends: led and at the horizon tell alike, so one
    assert found.situations == 5
