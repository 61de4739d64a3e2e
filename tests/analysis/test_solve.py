"""What situations are worth: by hand, by a second solver of ours, exactly, and never with knowledge nobody could have."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from benchmarks.storm import common
from sim.analysis.explore import explore
from sim.analysis.solve import (
    NotExact,
    evenly,
    of_actions,
    options,
    price_of_thinking,
    solve,
    solve_exactly,
    value_of_evidence,
)
from tests.analysis import scenes
from tests.analysis.second import second_opinion
from tests.analysis.test_forgetting import minimal
from tests.engine import test_demands, test_time
from tests.engine.house import small


def three(found):
    solved = solve(found)
    return pytest.approx((solved.best[0], solved.worst[0], solved.random[0]), abs=1e-9)


def begun(found) -> int:
    """Return the situation right after the beginning."""
    return int(found.to[found.falls[found.acts[0]]])


def at_once(found, solved, node: str) -> float:
    return next(o.value for o in options(found, solved, begun(found)) if (o.node, o.think) == (node, 0))


# ---------------------------------------------------------------- by hand


def test_whoever_knew_the_truth_would_promise_more_than_honest_play_reaches():
    scenario = small(scenes.TRUTH)
    found = explore(scenario)
    assert solve_exactly(found).best == 9 and solve(found).best[0] == pytest.approx(9, abs=1e-12)
    told = {truth: solve_exactly(explore(scenario, variant=truth)).best for truth in ("card", "ups")}
    assert told == {"card": 10, "ups": 20}
    assert Fraction(3, 4) * told["card"] + Fraction(1, 4) * told["ups"] == Fraction(25, 2) > solve_exactly(found).best


def test_evidence_is_worth_what_best_play_loses_without_it():
    found = explore(small(scenes.TRUTH))
    assert three(found) == (9, -1, (7.5 + 5 + 5.25) / 3)
    assert value_of_evidence(found) == {"a/log": pytest.approx(1.5, abs=1e-12)}


def test_each_choice_has_its_value_and_its_loss():
    found = explore(small(scenes.TRUTH))
    said = {o.node: (o.value, o.loss) for o in options(found, solve(found), begun(found))}
    assert said == {
        "a/log": (pytest.approx(9), pytest.approx(0)), "a/card": (pytest.approx(7.5), pytest.approx(1.5)),
        "a/ups": (pytest.approx(5), pytest.approx(4)), "wait": (pytest.approx(0), pytest.approx(9)),
    }


def test_thinking_has_its_price():
    found = explore(small(scenes.SLOW), think="edges")
    solved = solve(found)
    assert three(found) == (20, -5, 15)
    assert price_of_thinking(options(found, solved, begun(found))) == {
        "a/stop": ((480, pytest.approx(4)),), "a/dice": ((480, pytest.approx(4)),),
    }
    at_beats = price_of_thinking(options(*(lambda f: (f, solve(f), begun(f)))(explore(small(scenes.SLOW), think="beats"))))
    assert at_beats["a/stop"] == tuple((60 * m, pytest.approx(m / 2)) for m in (2, 4, 6, 8))


def test_a_circle_without_time_is_valued_by_what_leads_out_of_it():
    found = explore(small(scenes.ROUND))
    assert solve(found).order.round is not None
    assert three(found) == (5, 0, 7 / 3)
    with pytest.raises(NotExact, match="leads back"):
        solve_exactly(found)


def test_the_common_scenario_has_the_values_all_solvers_agree_on():
    found = explore(common())
    assert found.situations == 5_379
    assert three(found) == (102, 0, 46.577910625603316)


# ---------------------------------------------------------------- exactly


SMALL = {
    "minimal": minimal, "common, three decisions": lambda: common(10, 3), "truth": lambda: small(scenes.TRUTH),
    "slow": lambda: small(scenes.SLOW), "harm": lambda: small(scenes.HARM), "demand": lambda: small(test_demands.PHONE),
    "beats": lambda: small(test_time.BEATS), "metered": lambda: small(test_time.METERED),
}


CIRCLES = {"round": lambda: small(scenes.ROUND), "condition": lambda: small(test_time.WHEN)}


@pytest.mark.parametrize("name", SMALL)
def test_fractions_and_floats_agree(name):
    found = explore(SMALL[name](), think="once")
    exact, solved = solve_exactly(found), solve(found)
    values = np.array([[float(value) for value in three] for three in exact.each]).T
    assert np.allclose(values, [solved.best, solved.worst, solved.random], rtol=0, atol=1e-9)
    assert three(found) == (float(exact.best), float(exact.worst), float(exact.random))
    by_action = of_actions(found, solved.best, solved)
    inside = np.flatnonzero(found.acts[1:] > found.acts[:-1])
    assert np.allclose(np.maximum.reduceat(by_action, found.acts[:-1][inside]), solved.best[inside])
    assert np.allclose(np.add.reduceat(evenly(found), found.acts[:-1][inside]), 1)


@pytest.mark.parametrize("think", ["once", "edges"])
@pytest.mark.parametrize("name", [*SMALL, *CIRCLES])
def test_a_second_solver_that_walks_the_engine_agrees(name, think):
    scenario = (SMALL | CIRCLES)[name]()
    assert three(explore(scenario, think=think)) == second_opinion(scenario, think)


# ---------------------------------------------------------------- parts of a map


def test_what_a_narrow_map_promises_can_be_had():
    scenario = small(scenes.HARM)
    whole, narrow = explore(scenario, think="edges"), explore(scenario, think="edges", most=100)
    assert whole.whole and not narrow.whole
    assert solve(whole).worst[0] <= solve(narrow).worst[0] <= solve(narrow).best[0] <= solve(whole).best[0]


def test_what_was_not_looked_into_counts_as_it_is_told_to():
    scenario = small(scenes.HARM)
    part = explore(scenario, think="edges", most=2)
    assert part.open.any()
    low, high = solve(part, open_value=-1000.0), solve(part, open_value=1000.0)
    whole = solve(explore(scenario, think="edges"))
    assert low.worst[0] <= whole.worst[0] and whole.best[0] <= high.best[0] and np.isfinite(low.random).all()
    each = np.full(part.situations, -1000.0)
    assert solve(part, open_value=each).worst[0] == low.worst[0]
