"""Random play, sampled, against what the map of a scenario says exactly."""
from __future__ import annotations

from sim.analysis.maps.explore import explore
from sim.analysis.values.sampled import random_play
from sim.analysis.values.solve import solve
from tests.analysis.test_forgetting import minimal


def test_the_sampled_mean_lies_about_the_exact_one_and_says_how_far_off_it_may_be():
    exact = solve(explore(minimal())).random[0]
    few, many = random_play(minimal(), plays=100), random_play(minimal(), plays=400)
    assert few.give > many.give > 0 and many.plays == 400
    assert abs(many.value - exact) < 2 * many.give
    assert random_play(minimal(), plays=100) == few
