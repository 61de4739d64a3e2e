"""Truth, luck and belief: nothing is drawn before it shows, and what shows teaches by Bayes' rule."""
from __future__ import annotations

import dataclasses
from collections import Counter
from fractions import Fraction

import pytest

from sim.domain import events as e
from sim.domain.situation import Situation
from sim.domain.units import NodeId
from sim.domain.written import WRITE
from sim.engine.chance import live, lowest, rigged
from tests.engine.house import KITCHEN_SINK, Play, play, random_player, refused, small

PBX = """
meters: {m: {label: M, start: 50}}
latent:
  root: {card: 6, ups: 1, rat: 3}
  mood: {good: 1, bad: 1}
stages:
  a:
    evidence:
      - {id: log, label: Log, again: true, tests: {root: ups}, hits: {if true: 9/10, if false: 1/10},
            yes: {do: {m: +1}}, no: {do: {m: -1}}}
      - {id: two, label: Two, tests: {root: [ups, rat]}, hits: {if true: 3/4, if false: 1/5}}
      - {id: sure, label: Sure, tests: {root: card}}
      - {id: mood, label: Mood, tests: {mood: good}, hits: {if true: 1, if false: 1/2}}
      - {id: truth, label: Truth, again: true, truth: {by: root, cases: {rat: {do: {m: +9}}, card: {}, ups: {}}}}
    choices:
      - {id: coin, label: Coin, again: true, chance: {heads: {}, tails: {}}}
      - {id: try, label: Try, again: true, chance: {works: {weight: {by: root, cases: {card: 9, ups: 1, rat: 0}}},
            fails: {weight: 1}}}
      - {id: certain, label: Certain, chance: {yes: {do: {m: +2}}, never: {weight: 0}}}
      - {id: bye, label: Bye, to: end}
variants:
  ups: {title: UPS, latent: {root: {ups: 1}}}
"""


def bayes(prior: tuple[int, ...], likelihood: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    joint = [weight * chance for weight, chance in zip(prior, likelihood, strict=True)]
    return tuple(share / sum(joint) for share in joint)


def shares(weights: tuple[int, ...]) -> tuple[Fraction, ...]:
    return tuple(Fraction(weight, sum(weights)) for weight in weights)


@pytest.mark.parametrize("answer, likelihood", [
    ("yes", (Fraction(1, 10), Fraction(9, 10), Fraction(1, 10))), ("no", (Fraction(9, 10), Fraction(1, 10), Fraction(9, 10))),
])
def test_a_test_revises_belief_by_bayes_rule(answer, likelihood):
    run = play(PBX, branches={"a/log?": answer})
    run.look(0, "log")
    assert shares(run.now.belief["root"]) == bayes((6, 1, 3), likelihood)
    assert run.now.values["m"] == (51 if answer == "yes" else 49)


def test_a_test_by_hand():
    """6 : 1 : 3, and the log says UPS at 9/10 where it is so and 1/10 where it is not: 6 : 9 : 3, that is 2 : 3 : 1."""
    run = play(PBX, branches={"a/log?": "yes"})
    run.look(0, "log")
    assert run.of(e.BeliefRevised) == [e.BeliefRevised(at=0, latent="root", weights=(2, 3, 1))]
    run.look(0, "log")
    assert run.now.belief["root"] == (2, 27, 1)


def test_a_test_of_several_values_is_true_for_each_of_them():
    run = play(PBX, branches={"a/two?": "yes"})
    run.look(0, "two")
    assert run.now.belief["root"] == (8, 5, 15), "6 x 4/20 : 1 x 15/20 : 3 x 15/20"


def test_weights_by_a_latent_teach_about_it_too():
    run = play(PBX, branches={"a/try%": "works"})
    run.choose(0, "try")
    # works: card 9/10, ups 1/2, rat 0
    assert shares(run.now.belief["root"]) == bayes((6, 1, 3), (Fraction(9, 10), Fraction(1, 2), Fraction(0)))


def test_a_fixed_weight_is_weighed_against_what_it_stands_beside():
    run = play(PBX, branches={"a/try%": "fails"})
    run.choose(0, "try")
    assert shares(run.now.belief["root"]) == bayes((6, 1, 3), (Fraction(1, 10), Fraction(1, 2), Fraction(1)))


def test_a_draw_that_has_nothing_to_do_with_truth_teaches_nothing():
    run = play(PBX)
    run.choose(0, "coin")
    assert len(run.of(e.ChanceDrawn)) == 1 and not run.of(e.BeliefRevised)


def test_one_latent_is_not_touched_by_a_test_of_the_other():
    run = play(PBX, branches={"a/mood?": "no"})
    run.look(0, "mood")
    assert dict(run.now.belief) == {"root": (6, 1, 3), "mood": (0, 1)}
    run.look(0, "sure")
    assert run.now.belief["mood"] == (0, 1)


def test_what_is_certain_is_not_drawn():
    run = play(PBX, luck=_no_luck)
    run.choose(0, "certain")
    assert run.now.values["m"] == 52 and not run.of(e.ChanceDrawn)


def _no_luck(node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
    raise AssertionError(f"{node} was drawn")


def test_truth_settles_what_is_so_and_is_not_drawn_again():
    run = play(PBX, branches={"a/truth=": "rat"})
    run.look(0, "truth")
    assert run.now.belief["root"] == (0, 0, 1) and run.now.values["m"] == 59
    run.luck = _no_luck
    run.look(1, "truth")
    assert run.now.values["m"] == 68
    run.choose(2, "try")
    assert not [x for x in run.of(e.ChanceDrawn) if x.node == "a/try%"], "with a rat it cannot work, and that is certain now"


def test_a_perfect_test_leaves_no_doubt():
    run = play(PBX, branches={"a/sure?": "no"})
    run.look(0, "sure")
    assert run.now.belief["root"] == (0, 1, 3)


def test_a_variant_settles_hidden_truth_from_the_start():
    run = play(PBX, luck=_no_luck, variant="ups")
    assert run.now.belief["root"] == (0, 1, 0)
    run.look(0, "truth")
    run.look(0, "sure")
    assert run.now.belief["root"] == (0, 1, 0)


@pytest.mark.parametrize("node, want", [
    ("log", Fraction(6, 10) * Fraction(1, 10) + Fraction(1, 10) * Fraction(9, 10) + Fraction(3, 10) * Fraction(1, 10)),
    ("two", Fraction(6, 10) * Fraction(1, 5) + Fraction(4, 10) * Fraction(3, 4)),
    ("sure", Fraction(6, 10)),
])
def test_over_many_seeds_a_test_says_yes_as_often_as_belief_expects(node, want):
    scenario = small(PBX)
    yes = 0
    for seed in range(1500):
        run = play(scenario, seed=seed)
        run.look(0, node)
        yes += run.of(e.ChanceDrawn)[0].branch == "yes"
    assert abs(yes / 1500 - float(want)) < 4 * (float(want) * (1 - float(want)) / 1500) ** 0.5


def test_over_many_seeds_belief_neither_gains_nor_loses_on_average():
    """Whatever is looked into, the mean of what is believed afterwards is what was believed before."""
    scenario, mean, seeds = small(PBX), Counter(), 1500
    for seed in range(seeds):
        run = play(scenario, seed=seed)
        run.look(0, "log")
        run.choose(0, "try")
        run.look(0, "truth")
        for n, share in enumerate(shares(run.now.belief["root"])):
            mean[n] += float(share)
    assert [round(mean[n] / seeds, 1) for n in range(3)] == [0.6, 0.1, 0.3]


# ---------------------------------------------------------------- luck

def branches(run: Play, node: str) -> list[str]:
    return [x.branch for x in run.of(e.ChanceDrawn) if x.node == node]


def test_the_same_seed_gives_the_same_luck():
    one, other = play(PBX, seed=11), play(PBX, seed=11)
    for run in (one, other):
        for at in range(20):
            run.choose(at, "coin")
    assert one.events == other.events
    assert len(set(branches(one, "a/coin%"))) == 2, "each visit draws anew"
    assert [x.visit for x in one.of(e.ChanceDrawn)] == list(range(1, 21))


def test_another_seed_gives_other_luck():
    def flips(seed: int) -> tuple[str, ...]:
        run = play(PBX, seed=seed)
        for at in range(20):
            run.choose(at, "coin")
        return tuple(branches(run, "a/coin%"))

    assert len({flips(seed) for seed in range(20)}) == 20


def test_a_draw_does_not_depend_on_what_other_nodes_drew():
    plain, busy = play(PBX, seed=3), play(PBX, seed=3)
    for at in range(10):
        plain.choose(at, "coin")
        busy.look(at, "log")
        busy.choose(at, "try")
        busy.choose(at, "coin")
    assert branches(plain, "a/coin%") == branches(busy, "a/coin%")


def test_luck_is_a_hash_that_is_the_same_on_every_machine():
    draw = live(2024)
    assert [draw(NodeId("a/b%"), n, ("x", "y", "z"), (1, 2, 3)) for n in range(1, 13)] == [
        live(2024)(NodeId("a/b%"), n, ("x", "y", "z"), (1, 2, 3)) for n in range(1, 13)]
    tally = Counter(draw(NodeId("n"), n, ("x", "y", "z"), (1, 2, 3)) for n in range(6000))
    assert [round(tally[i] / 1000) for i in range(3)] == [1, 2, 3]


def test_luck_never_draws_what_has_no_weight():
    assert {live(seed)(NodeId("n"), 1, ("x", "y", "z"), (0, 5, 0)) for seed in range(200)} == {1}
    assert {rigged(seed, {"n": "x"})(NodeId("n"), 1, ("x", "y"), (0, 1)) for seed in range(20)} == {1}


def test_weights_of_any_size_are_drawn_exactly():
    huge = 10**40
    assert {live(seed)(NodeId("n"), 1, ("x", "y"), (1, huge)) for seed in range(200)} == {1}
    assert lowest((huge * 6, huge * 9)) == (2, 3)


def test_a_situation_holds_neither_seed_nor_truth():
    """Two players with the same news stand in the same situation, whatever is so and whatever will be drawn."""
    assert {field.name for field in dataclasses.fields(Situation)} == {
        "at", "phase", "horizon", "accrued", "variant", "threads", "visited", "opened", "values", "belief", "knows", "used",
        "arrived", "works", "parked", "demands", "consequences", "coming", "draws", "charged", "where", "rigs",
    }
    scenario = small(KITCHEN_SINK)
    seen = {WRITE.bytes_of(play(scenario, seed=seed).now) for seed in (1, 987_654_321, 2**63)}
    assert len(seen) == 1 and b"987654321" not in next(iter(seen))
    run = random_player(scenario, 987_654_321)
    assert all(b"987654321" not in WRITE.bytes_of(taken.situation) for taken in run.taken)


def test_a_fact_is_learned_once():
    run = play('facts: {k: {start: "true", hidden: true, known: K}}\n'
               "stages: {a: {evidence: [{id: see, label: See, again: true, reveals: k}], choices: [{id: x, label: X, to: end}]}}")
    run.look(0, "see")
    run.look(5, "see")
    assert len(run.of(e.FactLearned)) == 1 and run.now.known("k")


def test_nested_draws_have_luck_of_their_own():
    scenario = small("""
meters: {m: {label: M, start: 0}}
stages: {a: {choices: [{id: x, label: X, again: true, chance: {in: {chance: {deep: {do: {m: +1}}, off: {}}},
    out: {weight: 0}}}, {id: y, label: Y, to: end}]}}
""")
    run = play(scenario, branches={"a/x#in%": "deep"})
    run.choose(0, "x")
    assert [(x.node, x.branch) for x in run.of(e.ChanceDrawn)] == [("a/x#in%", "deep")] and run.now.values["m"] == 1


def test_an_outcome_belongs_to_the_end_of_the_work_and_so_does_its_draw():
    run = play(PBX.replace("{id: coin, label: Coin", "{id: coin, label: Coin, takes: 60s"))
    run.choose(0, "coin")
    assert not run.of(e.ChanceDrawn)
    run.wait(60)
    assert run.times(e.ChanceDrawn) == [60]
    assert not refused(run.choose(61, "coin"))


def test_a_belief_that_is_tested_again_and_again_keeps_a_bounded_number_of_digits():
    weights = (1, 1)
    for _ in range(1_000):
        weights = lowest((weights[0] * 999_999_998, weights[1] * 7))
    assert weights[1] == 1 and 10**17 < weights[0] <= 10**18, "what is possible stays possible"
