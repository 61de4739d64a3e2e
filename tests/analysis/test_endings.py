"""An ending is reached by a way the engine tells so, unreachable by proof, and otherwise only not found."""
from __future__ import annotations

from fractions import Fraction

import pytest

from sim.analysis.checks.bounds import between
from sim.analysis.checks.endings import endings, told_of
from sim.analysis.checks.witness import Ways, happened, steps
from sim.analysis.maps.explore import explore
from sim.authoring.expressions import Scope, parse
from sim.authoring.plans import play, read_plan
from sim.authoring.writing import plan_text
from sim.domain.situation import Situation
from sim.domain.units import Frozen
from sim.engine.formulas import worked
from sim.engine.telling import tell
from tests.engine.house import small


def standing(body: str) -> dict[str, str]:
    """How it stands with each ending; and every way found is played, and ends so."""
    scenario = small(body)
    ways = Ways(explore(scenario))
    found = endings(ways)
    for reached in found:
        if reached.way is not None:
            plan, _ = read_plan(plan_text(scenario, steps(ways.map, reached.way)).encode(), "p.yaml", "p")
            assert plan is not None
            played = play(plan, scenario)
            told = tell(scenario, played.situation, played.events)
            assert told.ending.id == reached.ending
            assert (told.told, told.value) == (told_of(ways, reached.way).told, told_of(ways, reached.way).value)
    return {reached.ending: reached.standing for reached in found}


STAGES = """
meters: {trust: {label: T, start: 50}}
stages:
  a:
    title: A
    question: Q
    choices:
      - {id: good, label: Good, do: {trust: +20}, to: b}
      - {id: bad, label: Bad, chance: {worse: {weight: 1, do: {trust: -30}}, same: {weight: 3}}, to: b}
  b: {title: B, question: Q, choices: [{id: end, label: End, to: end}]}
"""


def test_a_band_of_a_figure_over_the_final_situation_is_reached_or_shut_for_sure():
    body = STAGES + """
value: {label: V, unit: u, told: trust, told_label: T}
endings:
  - {id: best, title: B, text: t, above: 71}
  - {id: good, title: G, text: t, above: 70}
  - {id: between, title: M, text: t, above: 51}
  - {id: poor, title: P, text: t, above: 0}
"""
    assert standing(body) == {"best": "unreachable", "good": "reached", "between": "unreachable", "poor": "reached"}


LOST = """
totals: {lost: {label: L, unit: u, rate: "60", worth: -1}}
horizon: 2h
value: {label: V, unit: u, told: "clamp(100 - lost, 0, 100)", told_label: T}
stages:
  a:
    title: A
    question: Q
    deadline: 1h30m
    default: d
    on_deadline: {to: end}
    choices:
      - {id: mend, label: Mend, takes: 20m, to: end}
      - {id: help, label: Help, takes: 10m}
      - {id: ring, label: Ring, takes: 25m}
endings:
  - {id: first, title: F, text: t, above: 90}
  - {id: second, title: S, text: t, above: 60}
  - {id: third, title: T, text: t, above: 20}
  - {id: last, title: L, text: t, above: 0}
"""


def test_bands_of_a_total_are_reached_by_ways_with_more_and_less_of_it_and_shut_by_its_bounds():
    # the quickest run loses 20, the slowest 90; between them 30, 45, 55
    assert standing(LOST) == {"first": "unreachable", "second": "reached", "third": "reached", "last": "reached"}


def test_a_band_between_that_no_run_falls_into_is_only_not_found():
    body = LOST.replace("above: 60", "above: 77").replace("above: 20}", "above: 72}")
    assert standing(body) == {"first": "unreachable", "second": "reached", "third": "not found", "last": "reached"}


OVERRIDE = STAGES + """
facts: {harm: {price: 10}}
injects:
  - {id: warning, at: "08:10", note: n}
value: {label: V, unit: u, told: trust, told_label: T}
endings:
  - {id: hurt, title: H, text: t, when: trust <= 20, warned: [WARNED]}
  - {id: fine, title: F, text: t, above: 0}
"""


def test_an_overriding_ending_is_reached_only_past_its_warning():
    assert standing(OVERRIDE.replace("WARNED", "warning")) == {"hurt": "reached", "fine": "reached"}
    assert standing(OVERRIDE.replace("WARNED", "a/bad")) == {"hurt": "reached", "fine": "reached"}
    assert standing(OVERRIDE.replace("WARNED", "a/good")) == {"hurt": "unreachable", "fine": "reached"}
    assert standing(OVERRIDE.replace("WARNED", "warning").replace("trust <= 20", "trust <= 10"))["hurt"] == "unreachable"


def test_the_way_past_a_warning_waits_for_it():
    ways = Ways(explore(small(OVERRIDE.replace("WARNED", "warning"))))
    hurt = next(reached for reached in endings(ways) if reached.ending == "hurt")
    assert hurt.way is not None and "inject:warning" in happened(ways.map, hurt.way)


def test_in_a_map_that_is_not_whole_nothing_is_unreachable():
    bands = "endings: [{id: a, title: A, text: t, above: 80}, {id: b, title: B, text: t, above: 0}]"
    ways = Ways(explore(small(STAGES + bands), most=1))
    assert not ways.map.whole
    assert {reached.standing for reached in endings(ways)} <= {"reached", "not found"}


@pytest.mark.parametrize("text", [
    "a + 2 * b - c", "a * b", "a / b", "b / a", "min(a, b, 3) - max(a, -b)", "abs(a - b)", "floor(b / 3)", "clamp(a * 2, 0, b)",
    "clamp(3, a, b)", "if(a > b and c == 2, a, b)", "if(a <= 4 or not (b < 2), a - b, b * b)", "a * a - a", "abs(a) / 4 + c / b",
    "if(a != b, 1, 2)", "a / (b - b)",
])
def test_what_a_formula_gives_lies_between_its_bounds_wherever_its_totals_lie_in_theirs(text):
    types = dict.fromkeys("abc", "number")
    scope = Scope(types=types, words={}, asks={}, forbidden={}, hidden=frozenset(), time=lambda text: None)
    formula = parse(text, scope, "number")
    give = worked(small(STAGES), formula)
    thirds = [Fraction(n, 3) for n in range(-7, 8, 2)]
    for low, high in ((0, 7), (2, 5), (3, 3)):
        one, two = thirds[low:high + 1], thirds[max(0, low - 1):high]
        ranges = {"a": (one[0], one[-1]), "b": (two[0], two[-1])}
        least, most = between(formula.node, ranges, lambda node: 2)
        for a in one:
            for b in two:
                found = give(Situation(values=Frozen({"a": a, "b": b, "c": 2})))
                assert least <= found <= most, (a, b)
