"""What situations are worth, held to values worked out by hand: the sums stand beside the scenarios."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sim.analysis.maps.explore import explore
from sim.analysis.maps.map import Map
from sim.analysis.values.order import order_of
from sim.analysis.values.solve import NotExact, options, price_of_thinking, solve, solve_exactly, value_of_evidence
from sim.authoring.load import load
from tests.analysis.test_forgetting import minimal
from tests.engine.house import small
from tests.engine.test_threads import DAY

COMMON = Path(__file__).resolve().parents[2] / "benchmarks" / "common.yaml"

# ---------------------------------------------------------------- scenarios small enough to solve on paper

CHANCE = """
meters: {m: {label: M, start: 10}}
stages:
  a:
    choices:
      - {id: sure, label: Sure, do: {m: +4}, to: end}
      - {id: bet, label: Bet, chance: {win: {weight: 1, do: {m: +20}, to: end}, lose: {weight: 3, do: {m: -2}, to: end}}}
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
"""
# sure 14; bet 10 + (20 - 3 * 2) / 4 = 27/2; nothing until the horizon 10; evenly (14 + 27/2) / 2

DEADLINE = """
meters: {m: {label: M, start: 10}}
stages:
  a:
    deadline: 10m
    on_deadline: {do: {m: -6}, to: end}
    default: D
    choices: [{id: go, label: Go, do: {m: +3}, to: end}, {id: stay, label: Stay, do: {m: -1}, to: b}]
  b: {choices: [{id: out, label: Out, do: {m: -2}, to: end}]}
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
"""
# go 13; stay, and then out 7 or the horizon 9; the deadline 4; evenly (13 + 7) / 2

TOTALS = """
horizon: 1h
meters: {m: {label: M, start: 10}}
totals: {lost: {label: L, rate: "60", worth: -2/3}}
stages:
  a:
    choices:
      - {id: quick, label: Quick, takes: 3m, do: {m: -1}, to: end}
      - {id: slow, label: Slow, takes: 12m, to: end}
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
"""
# two thirds a minute: quick 9 - 2 = 7; slow 10 - 8 = 2; the whole hour 10 - 40 = -30

HARM = """
facts: {burnt: {price: 70}}
meters: {m: {label: M, start: 10}}
stages:
  a:
    choices:
      - {id: careful, label: C, do: {m: +12}, to: end}
      - {id: risky, label: R, chance: {ok: {weight: 4, do: {m: +30}, to: end}, fire: {set: {burnt: "true"}, to: end}}}
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
"""
# careful 22; risky 4/5 * 40 + 1/5 * (10 - 70) = 20; the horizon 10

PATIENCE = """
meters: {m: {label: M, start: 10}}
stages: {a: {choices: [{id: go, label: Go, do: {m: +1}, to: end}]}}
injects: [{id: luck, at: 5m, do: {m: +50}}]
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
"""
# go 11; wait five minutes, then go 61

FUSE = """
resources: {cash: {label: Cash, start: 2}}
meters: {m: {label: M, start: 10}}
latent: {root: {fuse: 1, street: 1}}
stages:
  a:
    evidence:
      - {id: look, label: Look, cost: {cash: 2}, tests: {root: fuse}, hits: {if true: 9/10, if false: 1/10}}
    choices:
      - {id: buy, label: Buy, truth: {by: root, cases: {fuse: {do: {m: +20}, to: end}, street: {do: {m: -10}, to: end}}}}
      - {id: call, label: Call, truth: {by: root, cases: {fuse: {to: end}, street: {do: {m: +12}, to: end}}}}
value: {label: V, unit: u, formula: m + cash, told: "50", told_label: T}
variants: {fuse: {title: F, latent: {root: {fuse: 1}}}, street: {title: S, latent: {root: {street: 1}}}}
"""
# buy 12 + (20 - 10) / 2 = 17; call 12 + 12/2 = 18; look first (-2): it says fuse half the time, and is right 9 times in 10:
# then buy 10 + 18 - 1 = 27, else call 10 + 9/10 * 12 = 104/5: (27 + 104/5) / 2 = 239/10

BLIND = FUSE.replace("if true: 9/10, if false: 1/10", "if true: 1/2, if false: 1/2")

CIRCLE = """
meters: {m: {label: M, start: 10}}
facts: {up: {}}
stages:
  a:
    choices:
      - {id: "on", label: On, again: true, set: {up: "true"}}
      - {id: "off", label: Off, again: true, set: {up: "false"}}
      - {id: leave, label: Leave, to: end}
value: {label: V, unit: u, formula: "m + if(up, 5, 0)", told: "50", told_label: T}
"""
# up and leave 15, down and leave 10. At random, where what changes nothing does not count: down is worth (up + 10) / 2,
# up is worth (down + 15) / 2: down 35/3

DICE = """
meters: {m: {label: M, start: 0, range: [0, 3]}}
stages:
  a:
    choices:
      - id: roll
        label: Roll
        again: true
        chance: {up: {weight: 2, do: {m: +1}}, down: {weight: 1, do: {m: -1}}}
      - {id: leave, label: Leave, to: end}
value: {label: V, unit: u, formula: m * m, told: "50", told_label: T}
"""
# rolling costs nothing: best 9, worst 0. At random v(m) = (m * m + 2/3 v(m + 1) + 1/3 v(m - 1)) / 2, where 0 and 3 stay as they
# are on one of the two sides. So v(0) = 2/5 v(1); v(1) = 15/28 + 5/14 v(2); v(3) = 27/4 + 1/4 v(2); and then
# v(2) = (4 + 1/3 * 15/28 + 2/3 * 27/4) / (2 - 1/3 * 5/14 - 2/3 * 1/4) = 81/16

BY_HAND = {
    "chance": (CHANCE, Fraction(14), Fraction(10), Fraction(55, 4)),
    "deadline": (DEADLINE, Fraction(13), Fraction(4), Fraction(10)),
    "totals": (TOTALS, Fraction(7), Fraction(-30), Fraction(9, 2)),
    "harm": (HARM, Fraction(22), Fraction(10), Fraction(21)),
    "patience": (PATIENCE, Fraction(61), Fraction(11), Fraction(11)),
    # worst: look, and where it says street buy all the same, 10 + 2 - 9 = 3, else let the day pass, 10
    # random: look is then worth (15 + 16) / 2, so (17 + 18 + 31/2) / 3
    "fuse": (FUSE, Fraction(239, 10), Fraction(13, 2), Fraction(101, 6)),
    # the look shows nothing: after it both are worth two less, and what is worst is to let the day pass, 10
    "blind": (BLIND, Fraction(18), Fraction(10), Fraction(101, 6)),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_scenario_is_worth_what_it_is_on_paper(name):
    body, best, worst, random = BY_HAND[name]
    found = explore(small(body))
    exactly, solved = solve_exactly(found), solve(found)
    assert (exactly.best, exactly.worst, exactly.random) == (best, worst, random)
    for values, which in ((solved.best, 0), (solved.worst, 1), (solved.random, 2)):
        assert values.tolist() == pytest.approx([float(each[which]) for each in exactly.each], abs=1e-9)


def test_the_common_scenario_is_worth_what_others_found():
    scenario = load(COMMON.read_bytes(), "common.yaml").scenario
    assert scenario is not None
    found = explore(scenario)
    exactly, solved = solve_exactly(found), solve(found)
    assert (exactly.best, exactly.worst) == (102, 0) == (solved.best[0], solved.worst[0])
    assert float(exactly.random) == pytest.approx(46.577910625603316, abs=1e-9)
    assert solved.random[0] == pytest.approx(float(exactly.random), abs=1e-9)


# ---------------------------------------------------------------- belief, not truth


def test_nobody_is_promised_what_only_the_truth_would_tell():
    honest = solve_exactly(explore(small(FUSE))).best
    knowing = [solve_exactly(explore(small(FUSE), variant=truth)).best for truth in ("fuse", "street")]
    assert honest == Fraction(239, 10)
    assert knowing == [32, 24] and sum(knowing) / 2 == 28  # 10 + 2 + 20 and 10 + 2 + 12: buy or call, without a look


# ---------------------------------------------------------------- circles that take no time


def test_who_turns_in_a_circle_gains_nothing_by_it():
    found = explore(small(CIRCLE))
    solved = solve(found)
    assert (solved.best[0], solved.worst[0]) == (15, 10)
    assert solved.random[0] == pytest.approx(35 / 3, abs=1e-9)
    with pytest.raises(NotExact, match="leads back to where it was made"):
        solve_exactly(found)


def test_who_may_roll_again_rolls_until_it_is_good():
    found = explore(small(DICE))
    solved = solve(found)
    assert solved.best[0] == pytest.approx(9, abs=1e-9) and solved.worst[0] == pytest.approx(0, abs=1e-9)
    two = Fraction(81, 16)
    assert solved.random[0] == pytest.approx(float(Fraction(2, 5) * (Fraction(15, 28) + Fraction(5, 14) * two)), abs=1e-9)


def test_a_price_that_best_play_never_pays_does_not_make_its_value_less_exact():
    ruin = '      - {id: ruin, label: Ruin, set: {dead: "true"}, do: {m: -3}, to: end}\nfacts: {dead: {price: 1000000}}\nvalue:'
    solved = solve(explore(small(DICE.replace("value:", ruin))))
    assert solved.best[0] == pytest.approx(9, abs=1e-9) and solved.worst[0] == -1_000_000


ROUNDS = """
horizon: 1h
facts: {f: {}}
meters: {m: {label: M, start: 5, range: [0, 9]}}
stages:
  a:
    deadline: 10m
    on_deadline: {to: end}
    default: D
    choices:
      - {id: x, label: X, again: true, set: {f: "true"}}
      - {id: y, label: Y, again: true, set: {f: "false"}}
      - {id: up, label: Up, takes: 1m, again: true, do: {m: +1}}
      - {id: down, label: Down, takes: 1m, again: true, do: {m: -1}}
value: {label: V, unit: u, formula: "m + if(f, 2, 0)", told: "50", told_label: T}
"""
# four minutes up and the fact at the end: 9 + 2; five down without it: 0


def test_circles_are_settled_second_by_second_the_latest_first():
    found = explore(small(ROUNDS))
    order = order_of(found)
    assert order.round is not None and len(order.seconds) > 5
    times = [set(found.at[layer.situations].tolist()) for layer in order.seconds]
    assert all(len(at) == 1 for at in times) and times == sorted(times, key=max, reverse=True)
    assert sorted(n for layer in order.seconds for n in layer.situations.tolist()) == sorted(order.round.situations.tolist())
    solved = solve(found, order=order)
    assert (solved.best[0], solved.worst[0]) == (11, 0)
    whole = solve(found, order=replace(order, seconds=(order.round,)))  # all of it, again and again, until nothing changes
    for name in ("best", "worst", "random"):
        assert getattr(solved, name).tolist() == pytest.approx(getattr(whole, name).tolist(), abs=1e-9)


# ---------------------------------------------------------------- what a decision is worth

HURRY = """
horizon: 1h
beat: 1m
meters: {m: {label: M, start: 10}}
totals: {lost: {label: L, rate: "60", worth: -1}}
stages:
  a:
    deadline: 10m
    on_deadline: {do: {m: -6}, to: end}
    default: D
    choices: [{id: go, label: Go, to: end}, {id: pay, label: Pay, do: {m: -3}, to: end}]
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
"""
# one a minute: go at once 10, nine minutes later, in the last beat, 1; pay 7 or -2; the deadline 10 - 10 - 6 = -6


def first(found: Map) -> int:
    """Return the situation right after the beginning."""
    (begin,) = found.actions(0)
    (outcome,) = found.outcomes(begin)
    return int(found.to[outcome])


def test_every_option_has_its_value_its_loss_and_what_thinking_it_over_costs():
    found = explore(small(HURRY), think="edges")
    choices = options(found, solve(found), first(found))
    told = sorted((option.node, option.think, option.value, option.loss) for option in choices)
    assert told == [
        ("a/go", 0, 10, 0), ("a/go", 540, 1, 9), ("a/pay", 0, 7, 3), ("a/pay", 540, -2, 12), ("wait", 600, -6, 16),
    ]
    assert price_of_thinking(choices) == {"a/go": ((540, 9.0),), "a/pay": ((540, 9.0),)}


def test_where_nothing_can_be_done_but_at_once_thinking_has_no_price():
    found = explore(small(HURRY))
    assert price_of_thinking(options(found, solve(found), first(found))) == {}


def test_evidence_is_worth_what_it_adds_to_best_play():
    assert value_of_evidence(explore(small(FUSE))) == {"a/look": pytest.approx(23.9 - 18)}
    assert value_of_evidence(explore(small(BLIND))) == {"a/look": 0}


# ---------------------------------------------------------------- parts of maps


@pytest.mark.parametrize(("text", "think", "most"), [("minimal", "edges", 64), ("minimal", "edges", 100), ("day", "once", 400)])
def test_what_a_narrow_map_promises_can_be_had(text, think, most):
    scenario = minimal() if text == "minimal" else small(VALUED_DAY)
    part, whole = explore(scenario, think=think, most=most), explore(scenario, think=think)
    assert part.narrow.any() and not part.open.any() and whole.whole
    some, every = solve(part), solve(whole)
    assert every.worst[0] - 1e-9 <= some.worst[0] <= some.best[0] <= every.best[0] + 1e-9


def test_what_was_not_looked_into_counts_as_it_is_told_to():
    part = explore(minimal(), most=10, beyond="open")
    assert part.open.any()
    low, high = solve(part, open_value=-1_000.0), solve(part, open_value=1_000.0)
    every = solve(explore(minimal()))
    assert low.best[0] <= every.best[0] <= high.best[0] and low.worst[0] <= every.worst[0] <= high.worst[0]
    assert solve(part, open_value=1_000).best[0] == high.best[0], "a whole number is a number, too"


VALUED_DAY = DAY + """
totals: {t: {label: T, rate: "if(open(printer), 60, 25)", worth: 1/7}}
value: {label: V, unit: u, formula: "if(visited(q), 5, if(f, 1, 0)) - if(open(roof), 3, 0)", told: "50", told_label: T}
"""
