"""Simulated trainees come to what brute force says they must, by luck and by choice, and are told as the engine tells them."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from functools import cache
from math import isclose
from pathlib import Path

import numpy as np
import pytest

from benchmarks.storm import common
from sim.analysis.checks.choosing import by_chance
from sim.analysis.checks.endings import told_of
from sim.analysis.checks.witness import Ways, gains, happened
from sim.analysis.cohorts import walk as walks
from sim.analysis.cohorts.cohort import Crowd, crowd, walked
from sim.analysis.cohorts.moments import moments, together
from sim.analysis.cohorts.personas import PERSONAS, people, weights
from sim.analysis.cohorts.stepping import Tally
from sim.analysis.cohorts.summary import difficulty, exactly, sample
from sim.analysis.cohorts.walk import Columns, Walk, columns_of, walk_of
from sim.analysis.maps.explore import explore
from sim.analysis.maps.map import Map
from sim.analysis.values.deciding import decisions
from sim.analysis.values.figuring import Telling
from sim.analysis.values.solve import solve
from sim.authoring.load import load
from sim.domain.copying import replace
from sim.domain.units import Frozen
from sim.engine.formulas import worked
from tests.engine.house import KITCHEN_SINK, real_scenarios, small

ROOT = Path(__file__).resolve().parents[2]
PLAIN = tuple(name for name in PERSONAS if name != "mixture")

LOTTERY = """
stages:
  a:
    title: A
    question: Q
    choices:
      - {id: safe, label: Safe, do: {cash: 6}, to: end}
      - id: bet
        label: Bet
        chance: {win: {weight: 1, do: {cash: 12}, to: end}, lose: {weight: 3, to: end}}
resources: {cash: {label: Cash, start: 0}}
value: {label: V, unit: u, formula: cash, told: cash, told_label: T}
endings:
  - {id: rich, title: R, text: t, above: 10}
  - {id: fine, title: F, text: t, above: 6}
  - {id: poor, title: P, text: t, above: 0}
"""
ROUND = """
horizon: 1h
stages:
  a: {title: A, question: Q, choices: [{id: over, label: O, again: true, to: b}, {id: end, label: E, do: {cash: 5}, to: end}]}
  b: {title: B, question: Q, choices: [{id: back, label: B, again: true, to: a}]}
resources: {cash: {label: Cash, start: 0}}
value: {label: V, unit: u, formula: cash, told: cash, told_label: T}
"""
ENDLESS = ROUND.replace(", {id: end, label: E, do: {cash: 5}, to: end}", "")
WARNED = """
facts: {hurt: {price: 7}, deaf: {}}
meters: {calm: {label: C, start: 50}}
totals: {lost: {label: L, rate: "calm / 7", worth: "-1/3"}, kept: {label: K, rate: "12 - calm / 10", worth: 2}}
stages:
  a:
    title: A
    question: Q
    deadline: 20m
    default: d
    on_deadline: {to: b, set: {hurt: true}}
    choices:
      - {id: call, label: Call, takes: 10m, do: {calm: 7}, to: b}
      - id: rush
        label: Rush
        takes: 3m
        chance: {bad: {weight: 1, set: {deaf: true}, later: {id: bell, in: 8m}}, good: {weight: 2}}
  b:
    title: B
    question: Q
    deadline: 30m
    default: d
    on_deadline: {do: {calm: -20}, to: end}
    choices: [{id: on, label: On, takes: 5m, to: end}, {id: back, label: Back, takes: 12m, to: a}]
injects: [{id: horn, at: "08:15", unless: deaf}]
later: {bell: {note: Ding.}}
horizon: 2h
value:
  {label: V, unit: u, formula: calm * 2, told: "floor(100 * kept / max(1, kept + lost)) + if(hurt and not used(a/call), -3, 0)",
   told_label: T}
endings:
  - {id: harm, title: H, text: h, when: hurt and kept > 5, warned: [horn, a/rush]}
  - {id: deaf, title: D, text: d, when: deaf and calm <= 57, warned: [bell]}
  - {id: good, title: G, text: g, above: 47}
  - {id: fair, title: F, text: f, above: 45}
  - {id: poor, title: P, text: p, above: 0}
"""
SCENARIOS = {
    "minimal": lambda: load((ROOT / "tests" / "minimal.yaml").read_bytes(), "minimal.yaml").scenario,
    "lottery": lambda: small(LOTTERY),
    "round": lambda: small(ROUND),
    "warned": lambda: small(WARNED),
    "common": common,
    "sink": lambda: small(KITCHEN_SINK),
    "nine-minutes": lambda: real_scenarios()["nine-minutes"],
}
WHOLE = ("minimal", "lottery", "warned")


@cache
def map_of(name: str) -> Map:
    return explore(SCENARIOS[name](), most={"sink": 300, "nine-minutes": 2_000}.get(name, 100_000))


@cache
def crowd_of(name: str, persona: str) -> Crowd:
    return crowd(map_of(name), persona)


def by_hand(found: Map, chances: np.ndarray) -> dict[tuple[float, str], float]:
    """Return the chance of each (value, ending), every run taken by itself."""
    ways, came = Ways(found), {}
    left = [(0, (), 1.0)]
    while left:
        here, way, mass = left.pop()
        if found.final[here] >= 0:
            told = told_of(ways, way)
            key = round(float(told.value), 9), told.ending.id
            came[key] = came.get(key, 0.0) + mass
            continue
        for action in found.actions(here):
            for outcome in found.outcomes(action):
                share = mass * chances[action] * float(found.chances[found.chance[outcome]])
                if share > 0:
                    left.append((int(found.to[outcome]), (*way, ways_step(here, action, outcome)), share))
    return came


def ways_step(here: int, action: int, outcome: int):
    from sim.analysis.checks.witness import Taken

    return Taken(here, action, outcome)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("persona", PLAIN)
def test_what_a_persona_comes_to_is_what_all_its_runs_come_to(name, persona):
    found = map_of(name)
    who, came = crowd_of(name, persona), by_hand(found, weights(found, persona))
    mean = sum(value * chance for (value, _), chance in came.items())
    variance = sum((value - mean) ** 2 * chance for (value, _), chance in came.items())
    assert isclose(who.moments.mean, mean, abs_tol=1e-9) and isclose(who.moments.variance, variance, rel_tol=1e-9, abs_tol=1e-9)
    outcomes = exactly(who)
    values: dict[float, float] = {}
    endings = dict.fromkeys((ending.id for ending in found.scenario.endings), 0.0)
    for (value, ending), chance in came.items():
        values[value] = values.get(value, 0.0) + chance
        endings[ending] += chance
    given = dict(zip((round(value, 9) for value in outcomes.values), outcomes.chances, strict=True))
    assert given.keys() == values.keys() and all(isclose(given[v], values[v], abs_tol=1e-12) for v in values)
    assert outcomes.endings == pytest.approx(endings, abs=1e-12) and outcomes.error == 0


@pytest.mark.parametrize("name", [*WHOLE, "round", "common", "nine-minutes"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_sample_comes_close_to_what_is_exact(name, persona):
    who = crowd_of(name, persona)
    many = 50_000
    found, exact = sample(who, walked(who, many, seed=11)), exactly(who)
    assert found.trainees == many
    assert abs(found.mean - who.moments.mean) <= 4 * (who.moments.variance / many) ** 0.5 + 1e-9
    assert exact.endings is not None and found.outcomes.endings is not None
    for ending, chance in exact.endings.items():
        assert abs(found.outcomes.endings[ending] - chance) <= 4 * (chance * (1 - chance) / many) ** 0.5 + 1e-4, ending
    assert sum(exact.chances) == pytest.approx(1)
    assert float(np.dot(exact.values, exact.chances)) == pytest.approx(who.moments.mean)


def test_luck_and_choice_are_told_apart_as_by_hand():
    found = map_of("lottery")
    guesser = crowd_of("lottery", "guesser").moments
    # half take 6, half bet: 12 with one chance in four. The bet is worth 3 and varies by 27; the choice is between 6 and 3
    assert (guesser.mean, guesser.luck, guesser.choices) == (4.5, 13.5, 2.25)
    assert guesser.lucky == 13.5 / 15.75
    master = crowd_of("lottery", "master").moments
    assert (master.mean, master.luck, master.choices, master.lucky) == (6, 0, 0, 0)
    solved = solve(found)
    hard = difficulty(found, solved)
    assert hard.gap == 0.25 and hard.failing == 0.375 and not hard.by_par  # silence is worth nothing at all
    mixed = together([(0.5, guesser), (0.5, master)])
    assert (mixed.mean, mixed.luck, mixed.choices) == (5.25, 6.75, 1.125 + 0.75**2)


def test_what_differs_between_the_groups_of_a_mixture_is_choice():
    who = crowd_of("warned", "mixture")
    mean = sum(group.share * group.moments.mean for group in who.groups)
    outcomes = exactly(who)
    assert who.moments.mean == pytest.approx(mean)
    assert who.moments.variance == pytest.approx(
        sum((value - mean) ** 2 * chance for value, chance in zip(outcomes.values, outcomes.chances, strict=True))
    )
    assert people("mixture").keys() == {"careful", "hasty", "silent", "guesser"}
    with pytest.raises(KeyError):
        people("nobody")


def test_the_mean_of_a_guesser_is_what_random_play_is_worth():
    assert crowd_of("common", "guesser").moments.mean == pytest.approx(46.577910625603316, abs=1e-9)
    assert crowd_of("common", "master").moments.mean == 102
    found = map_of("nine-minutes")
    assert crowd_of("nine-minutes", "guesser").moments.mean == pytest.approx(float(solve(found).random[0]))
    assert crowd_of("nine-minutes", "master").moments.mean == pytest.approx(float(solve(found).best[0]))


@pytest.mark.parametrize("name", ["common", "sink", "nine-minutes"])
def test_personas_keep_their_word(name):
    found = map_of(name)
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    kind = np.array([found.deed(action).kind for action in range(len(found.does))])
    for persona in PLAIN:
        chances = weights(found, persona)
        sums = np.bincount(by, weights=chances, minlength=found.situations)
        assert np.allclose(sums[np.diff(found.acts) > 0], 1) and (chances >= 0).all()
        decided = np.bincount(by[(kind != "wait") & (found.think == 0)], minlength=found.situations)[by] > 0
        if persona in ("careful", "guesser"):
            assert not chances[(kind == "wait") & decided].any(), "nothing lapses that could be decided"
        if persona == "hasty":
            assert not chances[kind == "evidence"].any() and not chances[found.think > 0][kind[found.think > 0] != "wait"].any()
        if persona == "silent":
            assert (chances[(kind == "wait")] >= 0.9 - 1e-12).all()


def test_whoever_could_go_round_for_ever_stops_where_no_end_can_be_reached():
    assert exactly(crowd_of("round", "guesser")).values == (5.0,)
    found = explore(small(ENDLESS))
    who = crowd(found, "guesser")
    assert exactly(who).endings == {"fine": 0.0}, "nobody is told who never ends"
    assert sample(who, walked(who, 100, seed=1)).mean == 0 == who.moments.mean


# ---------------------------------------------------------------- telling


@pytest.mark.parametrize("name", ["minimal", "warned", "nine-minutes", "common"])
def test_runs_are_told_as_the_engine_tells_them(name):
    found = map_of(name)
    ways, columns, dice = Ways(found), columns_of(found), np.random.default_rng(5)
    rows, ends, tells = [], [], []
    for _ in range(150 if name in ("minimal", "warned") else 60):
        way = by_chance(ways, dice)
        if not way:
            continue
        tells.append(told_of(ways, way))
        amounts = gains(found, way)
        marks = set(happened(found, way))
        bits = sum(1 << bit for bit, (_, warns) in enumerate(columns.warned) if marks & warns)
        harm, warned = [amounts[-1]] * columns.harm, [bits] * bool(columns.warned)
        rows.append([len(rows), *(amounts[n] for n in columns.totals), *harm, *warned])
        ends.append(int(found.to[way[-1].outcome]))
    telling, table, at = Telling(found, columns), np.array(rows, dtype=np.int64), np.array(ends)
    assert telling.values(table, at) == pytest.approx([float(told.value) for told in tells])
    assert telling.told(table, at) == pytest.approx([float(told.told) for told in tells], abs=1e-9)
    assert [telling.endings[n].id for n in telling.ending(table, at)] == [told.ending.id for told in tells]
    if name == "warned":
        assert {told.ending.id for told in tells} >= {"harm", "deaf", "good"}


FORMULAS = (
    "calm", "calm / 7 - 2", "lost / floor(calm / 1000)", "kept / lost", "floor(calm / 3)", "floor(-calm / 3)",
    "abs(calm - 80)", "if(clock >= 08:40, 1, 0)",
    "min(calm, lost, 3)", "max(kept, 2 * calm)", "clamp(calm, 60, 40)", "clamp(calm, 10, 20)", "if(deaf, 1, 2)",
    "if(not deaf and calm > 30 or used(a/call), 5, -5)", "if(visited(b), 1, 0) + if(knows(hurt), 2, 0) + if(open(main), 4, 0)",
    "if(mood == sour, 1, if(mood != glad, 2, 3))", "demand * 2", "1000000 * 1000000 * 1000000 * calm", "if(hurt == deaf, 1, 0)",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_worked_out_as_the_engine_does(text):
    body = WARNED.replace("floor(100 * kept / max(1, kept + lost)) + if(hurt and not used(a/call), -3, 0)", text)
    body = body.replace("deaf: {}", "deaf: {}, mood: {words: [glad, sour, calmed]}")
    body = body.replace("set: {hurt: true}", "set: {hurt: true, mood: sour}")
    found = explore(small('profiles: {demand: {"08:00": 4, "08:20": 9}}\n' + body))
    told, telling = found.scenario.worth.told, Telling(found, columns_of(found))
    ends = np.flatnonzero(found.final >= 0)
    assert len(ends) > 5
    columns = telling.columns
    totals = {name: 7_000 * (n + 1) + 123 for n, name in enumerate(found.totals)}
    row = [totals[found.totals[n]] for n in columns.totals] + [0] * (columns.harm + bool(columns.warned))
    given = telling.told(np.array([[place, *row] for place in range(len(ends))]), ends)
    for place, end in enumerate(ends.tolist()):
        final = found.finals[int(found.final[end])]
        named = {**final.values, **{name: Fraction(amount, 1000) for name, amount in totals.items()}}
        wanted = worked(found.scenario, told)(replace(final, values=Frozen(named)))
        assert given[place] == pytest.approx(float(wanted), rel=1e-12, abs=1e-12), final


# ---------------------------------------------------------------- which decisions matter


def test_the_decision_that_matters_most_is_the_one_between_the_most_different_things():
    found = map_of("minimal")
    solved = solve(found)
    first, *others = decisions(found, solved)
    assert [first.stages, *(other.stages for other in others)] == [("fixing",), ("dark",)]
    assert first.spread == 45 == first.options[0].value - first.options[-1].value and first.likely == 0.5
    assert [option.node for option in first.options] == ["fixing/wait", "wait", "fixing/new-fuse"]
    (dark,) = others
    assert dark.likely == 1 and dark.at == 0 and dark.situation != 0


# ---------------------------------------------------------------- too many to carry along


@pytest.mark.parametrize("name", ["minimal", "warned", "nine-minutes"])
@pytest.mark.parametrize("persona", ["guesser", "mixture"])
def test_what_is_made_one_is_off_by_no_more_than_is_said(name, persona):
    who = crowd_of(name, persona)
    exact, rough = exactly(who), exactly(who, few=1)
    assert rough.endings is None and exact.error == 0 < rough.error or len(exact.values) == len(rough.values)
    assert float(np.dot(rough.values, rough.chances)) == pytest.approx(who.moments.mean)
    for value in np.linspace(exact.values[0] - 1, exact.values[-1] + 1, 50).tolist():
        low, high = rough.below(value - rough.error), rough.below(value + rough.error)
        assert low - 1e-9 <= exact.below(value) <= high + 1e-9


# ---------------------------------------------------------------- the same everywhere

SOMEWHERE_ELSE = """
import json, sys
from sim.analysis.cohorts.cohort import crowd, walked
from sim.analysis.maps.explore import explore
from sim.authoring.load import load


def main():
    scenario = load(open(sys.argv[1], "rb").read(), "some.yaml").scenario
    who = crowd(explore(scenario, most=int(sys.argv[2])), "mixture")
    found = {}
    for backend in sys.argv[3:]:
        how, address = {"backend": backend, "jobs": 2}, None
        if backend == "dask":
            from distributed import LocalCluster
            cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
            how["scheduler"] = cluster.scheduler_address
        tallies = walked(who, 70_000, seed=3, **how)
        found[backend] = [[one.rows.tolist(), one.counts.tolist()] for one in tallies]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
"""


def elsewhere(tmp_path: Path, *backends: str) -> dict[str, list]:
    script = tmp_path / "elsewhere.py"
    script.write_text(SOMEWHERE_ELSE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(ROOT / "scenarios" / "nine-minutes" / "scenario.yaml"), "2000", *backends],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_threads_and_processes_come_to_the_same_counts(tmp_path):
    found = elsewhere(tmp_path, "serial", "threading", "loky")
    assert found["serial"] == found["threading"] == found["loky"]
    assert sum(sum(counts) for _, counts in found["serial"]) == 70_000


@pytest.mark.slow
def test_a_cluster_comes_to_the_same_counts(tmp_path):
    pytest.importorskip("distributed", reason="dask[distributed] is not installed: pip install .[cluster]")
    found = elsewhere(tmp_path, "serial", "dask")
    assert found["serial"] == found["dask"]


def test_one_seed_gives_one_cohort_and_another_seed_another():
    who = crowd_of("common", "guesser")

    def counts(seed: int, many: int = 40_000) -> list[int]:
        (tally,) = walked(who, many, seed)
        return tally.counts.tolist()

    assert counts(1) == counts(1) != counts(2)
    assert walked(who, 0, 1)[0].counts.sum() == 0


def test_what_workers_are_handed_is_arrays_and_nothing_else():
    walk = crowd_of("nine-minutes", "hasty").groups[0].walk
    assert {type(getattr(walk, name)) for name in Walk.__slots__} == {np.ndarray, int}
    assert {type(getattr(Tally, name)).__name__ for name in Tally.__slots__} == {"member_descriptor"}


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize("name", ["sink", "nine-minutes", "common"])
@pytest.mark.parametrize("persona", ["careful", "silent", "master"])
def test_every_draw_falls_on_an_outcome_as_often_as_its_chance_says(name, persona):
    walk = crowd_of(name, persona).groups[0].walk
    for number in range(0, walk.inner, max(1, walk.inner // 60)):
        base, shift = int(walk.code[number]) >> 5, int(walk.code[number]) & 31
        width, whole = 2 ** (32 - shift), 2**shift
        came: dict[int, float] = {}
        for cell in range(width):
            least = int(walk.least[base + cell])
            below = min(max(least - cell * whole, 0), whole)
            for part, edge in ((below, walk.pairs[2 * (base + cell)]), (whole - below, walk.pairs[2 * (base + cell) + 1])):
                came[int(edge)] = came.get(int(edge), 0) + part / 2**32
        wanted: dict[int, float] = {}
        for edge in range(int(walk.first[number]), int(walk.first[number + 1])):
            key = edge if walk.gain.shape[1] else int(walk.code[walk.to[edge]])
            wanted[key] = wanted.get(key, 0) + float(walk.chance[edge])
        assert {key: share for key, share in came.items() if share > 1e-8} == pytest.approx(wanted, abs=1e-8)


def test_a_walk_that_would_have_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(walks, "_FREE", 16)
    found = map_of("common")
    with pytest.raises(walks.TooWide, match="cells"):
        walk_of(found, weights(found, "guesser"), Columns(
            totals=(), harm=False, warned=(), table=np.zeros((1, 0), dtype=np.int64), bits=np.zeros(1, dtype=np.int64),
        ))


def test_those_who_come_past_what_was_explored_are_counted():
    assert crowd_of("common", "guesser").moments.strayed == 0
    narrow = explore(common(), most=500)
    strayed = moments(narrow, weights(narrow, "guesser")).strayed
    assert 0 < strayed <= 1
    assert moments(narrow, weights(narrow, "silent")).strayed < strayed
