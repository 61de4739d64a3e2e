"""What decisions at the workbench were worth: what was built, what was refused, what was shown."""
from __future__ import annotations

import math

import pytest

from sim.analysis.maps.explore import explore
from sim.analysis.reviews.review import Effort, reviews
from sim.analysis.values.solve import options, solve
from sim.authoring import plans
from sim.domain import commands as c
from sim.domain.review import Review
from sim.engine.program import program_of
from tests.analysis.test_review import choose, last, played
from tests.engine import house
from tests.engine.house import Play, small

PHONES = """
horizon: 60m
beat: 1m
workbench: {question: Q, goals: {in: G}, tries: 6m, shows: 1m, people: {tim: Hm.}, nothing: A heap.}
kit:
  lines: {label: Lines, phrase: ["line 1", "lines 1 to {n}"], kind: carrier, affords: [line], count: 4, amounts: [2, 4]}
  phones: {label: Phones, phrase: ["a phone", "{n} phones"], kind: store, affords: [rings], count: 4, amounts: [2, 4]}
rigs:
  desk:
    label: Phones
    sentence: "Wire {phones} to {lines}"
    slots: {lines: {needs: line, lacks: No line.}, phones: {needs: rings, lacks: Nothing rings.}}
    rules: [{must: phones.count <= lines.count, lesson: More phones than lines.}]
    takes: 10m
    gives: {ringing: phones.count}
    exit: {takes: 5m}
people: {tim: {name: Tim}}
meters: {ringing: {label: R, start: 0, range: [0, 4]}}
totals: {rung: {label: Rung, rate: ringing * 60, worth: 1}}
value: {label: V, unit: "$", formula: "0", told: "50", told_label: T}
stages:
  a: {title: A, workbench: true, choices: [{id: end, label: End, to: end}]}
"""
"""A phone earns a dollar a minute from when it is wired. Four of them wired at once earn 200 by the end of the hour, two 100."""
FOUR, TWO, TWO_OF_FOUR = "rig:in:lines*4+phones*4", "rig:in:lines*2+phones*2", "rig:in:lines*4+phones*2"
TOO_MANY = "rig:in:lines*2+phones*4"


def reviewed(*chosen: tuple[int, str]) -> Review:
    scenario = small(PHONES)
    return last(scenario, played(scenario, *(choose(at, what) for at, what in chosen)), replays=3)


def test_what_was_built_is_held_against_the_best_that_could_have_been():
    best, = reviewed((0, FOUR)).decisions
    assert (best.how, best.what) == ("exact", "Wire 4 phones to lines 1 to 4")
    assert (best.before, best.loss.value) == (pytest.approx(200), 0)
    two, = reviewed((0, TWO)).decisions
    assert two.loss.value == pytest.approx(40), "forty minutes of four phones are left, less ten in which they are wired again"


def test_what_comes_to_the_same_as_another_costs_the_same():
    """It is not in the map, which has one for all that come to the same."""
    ways = program_of(small(PHONES)).ways
    assert ways is not None and TWO in {made.id for made in ways.folded} and TWO_OF_FOUR not in {made.id for made in ways.folded}
    one, other = (reviewed((180, what)).decisions[0] for what in (TWO, TWO_OF_FOUR))
    assert (other.loss, other.thinking, other.gap) == (one.loss, one.thinking, one.gap)
    assert (one.loss.value, one.thinking.value) == (pytest.approx(40), pytest.approx(12))
    assert other.line[0].label == "Wire 4 phones to lines 1 to 4" and other.what == "Wire 2 phones to lines 1 to 4"


@pytest.mark.parametrize(("idea", "minutes"), [
    (TOO_MANY, 6), ("rig:in:lines*2", 6), (f"show:tim:{FOUR.removeprefix('rig:')}", 1), (f"show:tim:{TOO_MANY[4:]}", 1),
])
def test_what_is_refused_or_shown_costs_the_time_it_took(idea, minutes):
    refused, built = reviewed((120, idea), (120 + 60 * minutes, FOUR)).decisions
    assert (refused.loss.value, refused.thinking.value) == (pytest.approx(4 * minutes), pytest.approx(8))
    assert (built.loss.value, built.before) == (0, pytest.approx(192 - 4 * minutes))


def test_taking_down_is_judged_like_a_choice():
    built, down = reviewed((0, FOUR), (600, "down:desk")).decisions
    assert (built.loss.value, down.what) == (0, "Take down: Phones")
    assert down.loss.value == pytest.approx(40), "ten minutes in which they are wired again, and nothing rings"


def test_options_name_what_can_be_built():
    found = explore(small(PHONES))
    worth = {option.node: option.value for option in options(found, solve(found), int(found.to[0]))}
    assert set(worth) == {FOUR, TWO, "a/end", "wait"} and worth[FOUR] == pytest.approx(200)


# ---------------------------------------------------------------- the shipped ones


@pytest.mark.slow
@pytest.mark.parametrize(("name", "plan"), [
    ("dead-air", "table"), ("nine-minutes", "portable"), ("nine-minutes", "textbook"), ("warm-plug", "creative"),
    ("warm-plug", "watched"),
])
def test_a_run_of_a_shipped_scenario_that_tried_things_is_judged_throughout(name, plan):
    folder = house.SCENARIOS / name
    scenario = house.real_scenarios()[name]
    read, _ = plans.read_plan((folder / "plans" / f"{plan}.yaml").read_bytes(), plan, plan)
    assert read is not None
    run = Play(scenario, plans.luck_of(read))
    plans.play(read, scenario, lambda command: (run.send(command), run.now)[::-1])
    told = [taken.command for taken in run.taken[1:] if not isinstance(taken.command, c.Wait)]
    moments = played(scenario, *told, luck=run.luck)
    review = list(reviews(scenario, moments, 7, replays=2, efforts=(Effort(100, 40),)))[-1]
    assert review.done and review.decisions and all(judged.how != "not ready" for judged in review.decisions)
    begun = {moment.seq: moment.command for moment in moments if isinstance(moment.command, c.Choose)}
    benched = [one for one in review.decisions if one.seq in begun and ":" in begun[one.seq].choice]
    assert benched and not any(one.what.startswith(("rig:", "down:", "show:")) for one in benched)
    assert all(not move.label.startswith(("rig:", "down:")) for one in review.decisions for move in one.line)
    figures = [figure for judged in review.decisions for figure in (judged.loss.value, judged.thinking.value, judged.before)]
    assert all(map(math.isfinite, figures))
