"""Three solvers of one mind: ours over the map, a second one over the engine, and Storm where it is installed."""
from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.analysis.maps.explore import explore
from sim.analysis.maps.map import Think
from sim.analysis.values.drn import NotWhole, drn
from sim.analysis.values.solve import solve, solve_exactly
from sim.authoring.load import load
from sim.domain.scenario import Scenario
from tests.analysis import test_solve
from tests.analysis.second_solver import second_opinion
from tests.analysis.test_benches import OFFICE
from tests.analysis.test_forgetting import minimal
from tests.engine import test_demands, test_refusals, test_time
from tests.engine.house import small

ROOT = Path(__file__).resolve().parents[2]
CIRCLES = {"circle": test_solve.CIRCLE, "dice": test_solve.DICE}


def valued(body: str, total: str, formula: str) -> str:
    """Return a scenario that nobody valued with a total of some rate, worth a seventh, and a formula."""
    return body + f'''
totals: {{t: {{label: T, rate: "{total}", worth: -1/7}}}}
value: {{label: V, unit: u, formula: "{formula}", told: "50", told_label: T}}
'''


SMALL = {
    **{name: body for name, (body, *_) in test_solve.BY_HAND.items()},
    "hurry": test_solve.HURRY,
    "day": test_solve.VALUED_DAY,
    "phone": valued(test_demands.PHONE, "m * 3 + 1", "m / 3 - 7"),
    "two": valued(test_demands.TWO, "m", "if(used(a/decide), m, m / 2)"),
    "plain": valued(test_refusals.PLAIN, "13", "if(visited(b), 5, 2)"),
    "queue": valued(test_time.QUEUE, "60 * 7", "if(visited(b), 5, 2) + if(used(a/errand), 100, 0)"),
    "tie": valued(test_time.TIE, "if(gone, 40, 90)", "if(used(a/work), 3, 0) - if(used(a/two), 1/2, 0)"),
    "beats": valued(test_time.BEATS, "600", "if(used(a/errand), 30, if(used(a/quick), 11, 0))"),
    "closes": valued(test_time.CLOSES, "60", "if(visited(c), -5, 5)"),
    "metered": test_time.METERED,
}


def common() -> Scenario:
    scenario = load((ROOT / "benchmarks" / "common.yaml").read_bytes(), "common.yaml").scenario
    assert scenario is not None
    return scenario


# ---------------------------------------------------------------- a second solver of our own


LARGE = [("day", "once"), ("tie", "edges"), ("common", "once")]
LARGEST = [("day", "edges"), ("two", "edges")]
"""Too large for a solver that forgets nothing."""


def of(name: str) -> Scenario:
    others = {"minimal": minimal, "common": common}
    return others[name]() if name in others else small({**SMALL, **CIRCLES}[name])


def pairs() -> list[tuple[str, str]]:
    found = [(name, think) for name in (*SMALL, "minimal") for think in ("once", "edges")] + [("common", "once")]
    return [pair for pair in found if pair not in LARGEST]


@pytest.mark.parametrize(
    ("name", "think"), [pytest.param(*pair, marks=[pytest.mark.slow] if pair in LARGE else []) for pair in pairs()]
)
def test_the_engine_walked_and_the_map_solved_are_worth_the_same(name, think):
    found = explore(of(name), think=think)
    assert found.whole
    exactly = solve_exactly(found)
    assert second_opinion(of(name), think) == (exactly.best, exactly.worst, exactly.random)


@pytest.mark.parametrize("name", CIRCLES)
def test_so_they_are_where_play_can_turn_in_a_circle(name):
    solved, other = solve(explore(of(name))), second_opinion(of(name), close=1e-13)
    assert (solved.best[0], solved.worst[0], solved.random[0]) == pytest.approx(other, abs=1e-9)


# ---------------------------------------------------------------- Storm

STORM = """
import json, sys
import stormpy
said = {}
for file in sys.argv[1:]:
    model = stormpy.build_model_from_drn[stormpy.Rational](file)
    for one in ("max", "min"):
        try:
            (asked,) = stormpy.parse_properties('R{"value"}' + one + '=? [F "done"]')
            said.setdefault(file, []).append(str(stormpy.model_checking(model, asked).get_value(model.initial_states[0])))
        except Exception as wrong:
            said.setdefault(file, []).append(repr(wrong))
print(json.dumps(said))
"""


def storm(models: dict[str, list[str]], folder: Path) -> dict[str, list[str]]:
    """Return what Storm says of models, highest and lowest, each as a fraction, by the name of the model."""
    files = {str(folder / f"{n}.drn"): name for n, name in enumerate(models)}
    for file, name in files.items():
        Path(file).write_text("\n".join(models[name]) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", STORM, *files], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {files[file]: said for file, said in json.loads(done.stdout.splitlines()[-1]).items()}


NEEDS_STORM = pytest.mark.skipif(find_spec("stormpy") is None, reason='stormpy is not installed: pip install ".[dev]"')


@NEEDS_STORM
def test_storm_is_of_one_mind_with_us_fraction_by_fraction(tmp_path):
    maps = {f"{name} {think}": explore(of(name), think=think) for name, think in pairs()}
    maps["minimal street"] = explore(minimal(), variant="street")
    maps["rigs and flows"] = explore(small(OFFICE))
    said = storm(
        {name: list(drn(found)) for name, found in maps.items()}
        | {f"{name} at random": list(drn(found, "random")) for name, found in maps.items()},
        tmp_path,
    )
    for name, found in maps.items():
        ours = solve_exactly(found)
        assert said[name] == [str(ours.best), str(ours.worst)], name
        assert said[f"{name} at random"] == [str(ours.random)] * 2, name


@NEEDS_STORM
def test_storm_counts_play_that_never_leaves_a_circle_as_endless_and_is_of_one_mind_in_the_rest(tmp_path):
    maps = {name: explore(of(name)) for name in CIRCLES}
    said = storm(
        {name: list(drn(found)) for name, found in maps.items()}
        | {f"{name} at random": list(drn(found, "random")) for name, found in maps.items()},
        tmp_path,
    )
    for name, found in maps.items():
        ours = solve(found)
        assert said[name][0] == "inf" and float(Fraction(said[name][1])) == pytest.approx(ours.worst[0], abs=1e-9)
        assert float(Fraction(said[f"{name} at random"][0])) == pytest.approx(ours.random[0], abs=1e-9)


def test_a_part_of_a_map_is_not_written_as_if_it_were_the_whole():
    with pytest.raises(NotWhole):
        drn(explore(minimal(), think="edges", most=64))
    with pytest.raises(NotWhole):
        drn(explore(minimal(), most=10, beyond="open"))


def test_what_is_written_for_storm_is_what_stands_on_paper():
    lines = list(drn(explore(small(test_solve.CHANCE))))
    head = lines.index("@model")
    assert lines[2:head] == ["@type: MDP", "@parameters", "", "@reward_models", "value", "@nr_states", "7", "@nr_choices", "9"]
    assert lines[head + 1].endswith(" init") and lines[-3:] == ["state 6 [0] done", "\taction stay [0]", "\t\t6 : 1"]
    assert sorted(line.strip() for line in lines if "action" in line) == [
        "action begin [0]", "action bet [0]", "action end [10]", "action end [14]", "action end [30]", "action end [8]",
        "action stay [0]", "action sure [0]", "action wait@36000 [0]",
    ]
    assert sorted(line.split()[2] for line in lines if " : " in line) == ["1"] * 8 + ["1/4", "3/4"]


# ---------------------------------------------------------------- scenarios nobody thought of


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Return a scenario of one to three stages with chances, levels, deadlines, work, a truth and looks at it."""
    stages = ["a", "b", "c"][: draw(st.integers(1, 3))]
    whole = st.integers(-5, 5)

    def leads(at: int) -> str:
        to = draw(st.sampled_from(["", "end", *stages[at + 1:]]))
        return f", to: {to}" if to else ""

    def result(at: int, leaf: bool = False) -> str:
        kind = "plain" if leaf else draw(st.sampled_from(["plain", "plain", "chance", "truth"]))
        if kind == "chance":
            weights = [draw(st.integers(1, 3)) for _ in range(draw(st.integers(2, 3)))]
            falls = ", ".join(f"r{n}: {{weight: {weight}, {result(at, True)}}}" for n, weight in enumerate(weights))
            return f"chance: {{{falls}}}"
        if kind == "truth":
            return f"truth: {{by: root, cases: {{x: {{{result(at, True)}}}, y: {{{result(at, True)}}}}}}}"
        flag = draw(st.sampled_from(["", ", set: {burnt: 'true'}"]))
        return f"do: {{m: {draw(whole):+}}}{flag}{leads(at)}"

    lines = []
    for at, stage in enumerate(stages):
        lines.append(f"  {stage}:")
        if draw(st.booleans()):
            to = draw(st.sampled_from(["end", *stages[at + 1:]]))
            lines += [f"    deadline: {draw(st.integers(1, 4)) * 5}m", "    default: D"]
            lines.append(f"    on_deadline: {{do: {{m: {draw(whole):+}}}, to: {to}}}")
        if draw(st.booleans()):
            true, false = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
            lines.append(
                f"    evidence: [{{id: see, label: See, takes: {draw(st.integers(0, 2)) * 4}m, tests: {{root: x}}, "
                f"hits: {{if true: {true}/5, if false: {false}/5}}}}]"
            )
        lines.append("    choices:")
        for n in range(draw(st.integers(1, 2))):
            takes = draw(st.sampled_from(["", "", ", takes: 3m", ", takes: 7m"]))
            again = draw(st.sampled_from(["", "", ", again: true"]))
            when = draw(st.sampled_from(["", "", ", when: m > 4, reason: R"]))
            lines.append(f"      - {{id: c{n}, label: L{n}{takes}{again}{when}, {result(at)}}}")
        lines.append(f"      - {{id: go, label: Go, to: {[*stages, 'end'][at + 1]}}}")
    x, y = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    return "\n".join([
        "horizon: 20m", "beat: 1m", "facts: {burnt: {price: 7}}", f"latent: {{root: {{x: {x}, y: {y}}}}}",
        "meters: {m: {label: M, start: 5, range: [0, 9]}}",
        f"totals: {{t: {{label: T, rate: \"{draw(st.sampled_from(['60', 'm * 7', 'if(burnt, 30, 0)']))}\", worth: "
        f"{draw(st.sampled_from(['-1/3', '2']))}}}}}",
        "stages:", *lines,
        f"injects: [{{id: news, at: {draw(st.integers(1, 9))}m, do: {{m: {draw(whole):+}}}}}]",
        f'value: {{label: V, unit: u, formula: "{draw(st.sampled_from(["m", "m * m / 3", "if(burnt, m, 4)"]))}", told: "50", '
        "told_label: T}",
    ])


def both_find(body: str, think: Think, most: int) -> None:
    found = explore(small(body), think=think, most=most, beyond="open")
    assume(found.whole)
    solved = solve(found)
    if solved.order.round is None:
        exactly, other = solve_exactly(found), second_opinion(small(body), think)
        assert (exactly.best, exactly.worst, exactly.random) == other
    else:
        other = second_opinion(small(body), think, close=1e-12)
    assert (solved.best[0], solved.worst[0], solved.random[0]) == pytest.approx(tuple(map(float, other)), abs=1e-6)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(bodies())
def test_whatever_is_made_up_both_solvers_find_it_worth_the_same(body):
    both_find(body, "once", 60)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(bodies(), st.sampled_from(["once", "edges", "beats"]))
def test_so_they_do_of_larger_ones(body, think):
    both_find(body, think, 300)
