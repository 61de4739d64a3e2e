"""The quick explorer says what the engine says, of every situation of every scenario at hand."""
from __future__ import annotations

import random

import pytest

from sim.analysis.maps.explore import Progress, explore
from sim.analysis.maps.plain import explore_plainly
from sim.domain.scenario import Scenario
from sim.domain.units import Seconds
from tests.analysis.conform import conforms
from tests.analysis.test_forgetting import minimal
from tests.engine import house, test_demands, test_hands, test_refusals, test_threads, test_time, test_truth
from tests.engine.house import small

BODIES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": text
    for module in (house, test_demands, test_hands, test_refusals, test_threads, test_time, test_truth)
    for name, text in vars(module).items()
    if name.isupper() and isinstance(text, str) and "stages:" in text and name not in ("TOLD", "BEARER")  # those are patterns
    and (module is house or text is not house.KITCHEN_SINK)
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("think", ["once", "edges"])
def test_every_situation_is_as_the_engine_says(name, think):
    found = explore(small(BODIES[name]), think=think, most=1_000, beyond=random.Random(name).choice(["narrow", "open"]))
    numbers = range(found.situations)
    if found.situations > 120:
        numbers = random.Random(3).sample(numbers, 120)
    conforms(found, [0, *numbers])
    assert found.whole == (not found.open.any() and not found.narrow.any())


def same(scenario: Scenario, **how) -> None:
    quick, plain = explore(scenario, **how), explore_plainly(scenario, **how)
    assert quick.whole and plain.whole
    assert (quick.situations, len(quick.does), len(quick.to)) == (plain.situations, len(plain.does), len(plain.to))
    assert {quick.numbers(situation) for situation in plain.each} == set(range(quick.situations))
    assert set(quick.finals) == set(plain.finals) and set(quick.stories) == set(plain.stories)
    by_end = ({end: found.worths[found.worth[n]] for n, end in enumerate(found.finals)} for found in (quick, plain))
    assert next(by_end) == next(by_end)
    conforms(quick)


@pytest.mark.parametrize("how", [{}, {"think": "edges"}, {"variant": "street"}, {"horizon": Seconds(900)}], ids=str)
def test_it_finds_what_the_plain_explorer_finds(how):
    same(minimal(), **how)


def test_of_a_part_it_says_that_it_is_one():
    found = explore(minimal(), think="edges", most=64)
    assert not found.whole and found.narrow.any() and not found.open.any() and found.situations < 149
    conforms(found)
    hardly = explore(minimal(), think="edges", most=100, beyond="open")
    assert not hardly.whole and hardly.open.any()
    conforms(hardly)


def test_it_stops_when_it_is_told_to_and_keeps_what_it_found(monkeypatch):
    monkeypatch.setattr("sim.analysis.maps.explore._OFTEN", 5)
    heard: list[Progress] = []

    def told(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) < 3

    found = explore(minimal(), think="edges", told=told)
    assert len(heard) == 3 and heard[0].found < heard[2].found
    assert not found.whole and found.situations >= heard[2].found
    conforms(found)


def test_it_can_begin_where_somebody_is():
    whole = explore(minimal())
    for situation in list(whole.each)[1:]:
        part = explore(whole.scenario, start=situation)
        assert part.numbers(situation) == 0 and part.whole
        conforms(part)


@pytest.mark.parametrize("name", ["dead-air", "nine-minutes", "warm-plug"])
def test_a_sample_of_the_shipped_scenarios_is_as_the_engine_says(name):
    found = explore(house.real_scenarios()[name], most=2_000, beyond="open")
    conforms(found, random.Random(name).sample(range(found.situations), 80))


@pytest.mark.slow
@pytest.mark.parametrize("think", ["once", "edges", "beats"])
@pytest.mark.parametrize("name", ["dead-air", "nine-minutes", "warm-plug"])
def test_a_larger_sample_of_the_shipped_scenarios_is_as_the_engine_says(name, think):
    found = explore(house.real_scenarios()[name], think=think, most=50_000)
    conforms(found, random.Random(name).sample(range(found.situations), 3_000))


def test_what_grows_larger_than_can_be_counted_is_refused_and_not_counted_wrongly():
    body = """
resources: {gold: {label: Gold, start: 900000000}}
stages:
  a:
    title: A
    choices:
      - {id: more, label: More, again: true, takes: 1h, do: {gold: +900000000}}
      - {id: go, label: Go, when: gold > 0, reason: no, to: end}
value: {label: V, unit: u, formula: gold, told: "50", told_label: T}
"""
    with pytest.raises(OverflowError, match="larger than can be counted"):
        explore(small(body))


def test_large_numbers_are_worked_out_as_the_engine_does():
    body = """
meters: {a: {label: A, start: 900000000, range: [0, 999999999]}, b: {label: B, start: 999999999, range: [-999999999, 999999999]}}
resources: {gold: {label: Gold, start: 100}}
stages:
  a:
    title: A
    choices:
      - {id: one, label: One, do: {a: "b - 3 * a", gold: +100}}
      - {id: two, label: Two, do: {b: "-2 * a", gold: "a + b"}}
      - {id: go, label: Go, when: 3 * a + 3 * b > 4 * 500000000, reason: no, to: end}
      - {id: stay, label: Stay, to: end}
value: {label: V, unit: u, formula: 3 * gold + 5 * a - 7 * b, told: "50", told_label: T}
"""
    found = explore(small(body))
    conforms(found)
    assert set(found.worths) == set(explore_plainly(small(body)).worths)


def test_a_run_that_is_cut_short_has_a_map_of_its_own_whatever_was_explored_before():
    scenario = minimal()
    whole, cut = explore(scenario), explore(scenario, horizon=Seconds(600))
    assert cut.at.max() <= 600 < whole.at.max() and cut.situations < whole.situations
    assert {whole.numbers(situation) for situation in list(cut.each)[1:]} == {-1}
    conforms(cut)
