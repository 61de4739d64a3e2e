"""Exploring and solving, beside Storm on the same model; how it grows; random play beside inkjs; what a whole `check` takes.

`python benchmarks/explore.py HIGHEST DECISIONS TIMES` explores and solves the common scenario and prints a line of JSON.
"""
from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import ink  # noqa: E402
from benchmarks.figure import Figure  # noqa: E402
from benchmarks.storm import common  # noqa: E402

BEST, WORST, MEAN = 102.0, 0.0, 46.577910625603316
GROWN = ((12, 12), (20, 20), (30, 30), (34, 34))
"""Highest levels and decisions, from ten thousand situations to three million."""


def measure(quick: bool = False) -> list[Figure]:
    """Return exploring and solving against Storm, growth, random play against inkjs, and a whole check."""
    storm = [*_storm(3 if quick else 7), *_large(1 if quick else 3)]
    return [*storm, *_growth(GROWN[:2] if quick else GROWN), *_inkjs(quick), *_check(quick)]


def _alone(*words: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=900)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _missing() -> list[Figure]:
    return [Figure(what="beside Storm", value=0, unit="", how="not measured: `pip install .[dev]` brings stormpy")]


def _side_by_side(rounds: int, *words: str) -> list[tuple[dict[str, float], dict[str, float]]]:
    return [(_alone("benchmarks/explore.py", *words), _alone("benchmarks/storm.py", *words)) for _ in range(rounds)]


def _took(taken: list[tuple[dict[str, float], dict[str, float]]]) -> float:
    return statistics.median((ours["explore"] + ours["solve"]) / (storm["build"] + storm["check"]) for ours, storm in taken)


def _storm(rounds: int) -> list[Figure]:
    if util.find_spec("stormpy") is None:
        return _missing()
    taken = _side_by_side(rounds, "10", "10", "9")
    cold = _side_by_side(rounds, "10", "10", "1")
    for ours, storm in taken:
        assert abs(ours["best"] - storm["best"]) < 1e-9 and abs(ours["worst"] - storm["worst"]) < 1e-9
        assert abs(ours["best"] - BEST) < 1e-9 and abs(ours["random"] - MEAN) < 1e-9
    how = (
        "the common scenario: explored and solved (best, worst, random) against built and checked (best, worst) from the same"
        " model in PRISM's language; each in a process of its own, median of nine times there, so that steps are traced; values"
        " equal to 1e-9; median of rounds"
    )
    return [
        Figure(what="explore and solve, against Storm", value=_took(taken), unit="×", most=0.5, how=how),
        Figure(what="the same the first time in a process", value=_took(cold), unit="×", how="steps have to be traced first"),
        Figure(
            what="its most memory, against Storm", value=statistics.median(ours["peak"] / storm["peak"] for ours, storm in taken),
            unit="×", most=0.5, how="the whole process, Python and libraries in it",
        ),
    ]


def _large(rounds: int) -> list[Figure]:
    if util.find_spec("stormpy") is None:
        return []
    taken = _side_by_side(rounds, "30", "30", "1")
    for ours, storm in taken:
        assert abs(ours["best"] - storm["best"]) < 1e-9 and abs(ours["worst"] - storm["worst"]) < 1e-9
    return [Figure(
        what=f"the same with levels to 30 and 30 decisions, {taken[0][0]['situations']:,.0f} situations", unit="×", most=1,
        value=_took(taken), how="once in each process; median of rounds",
    )]


def _growth(sizes: tuple[tuple[int, int], ...]) -> list[Figure]:
    bare = _alone("benchmarks/explore.py", "1", "1", "1")["peak"]
    found = [_alone("benchmarks/explore.py", str(high), str(many), "3" if high < 30 else "1") for high, many in sizes]
    each = [(one["explore"] + one["solve"]) / one["situations"] for one in found]
    counts = f"{found[0]['situations']:,.0f} to {found[-1]['situations']:,.0f}"
    memory = [(one["peak"] - bare) / one["situations"] for one in found if one["situations"] > 100_000]
    return [
        Figure(
            what=f"time a situation from {counts}: most against least", value=max(each) / min(each), unit="×", most=2,
            how="the common scenario with higher levels and more decisions, explored and solved",
        ),
        Figure(
            what="memory a situation over the same, from a hundred thousand on: most against least",
            value=max(memory, default=1) / min(memory, default=1), unit="×", most=2,
            how="the most a process had, less that of one with next to no situations",
        ),
        Figure(
            what=f"most memory at {found[-1]['situations']:,.0f} situations", value=found[-1]["peak"] / 1024**2, unit="GB",
            most=2, how="the whole process",
        ),
    ]


def _inkjs(quick: bool) -> list[Figure]:
    if shutil.which("npm") is None:
        return [Figure(what="random play beside inkjs", value=0, unit="", how="not measured: there is no npm here")]
    with tempfile.TemporaryDirectory() as folder:
        words = ["npm", "install", "--silent", "inkjs@2.4.0"]
        got = subprocess.run(words, cwd=folder, capture_output=True, check=False, timeout=300)
        if got.returncode:
            return [Figure(what="random play beside inkjs", value=0, unit="", how="not measured: npm could not install inkjs")]
        taken = [(_choices(50 if quick else 300), ink.measure(Path(folder), 2_000)["choices"]) for _ in range(2 if quick else 5)]
    return [Figure(
        what="choices a second in random play through the live engine, against inkjs",
        value=statistics.median(ours / theirs for ours, theirs in taken), unit="×",
        how="the common scenario: list what is on offer, choose evenly, `step`; five times was wanted and is not reached",
    )]


def _choices(plays: int) -> float:
    from sim.domain import commands as c
    from sim.domain.situation import Phase, Situation
    from sim.domain.units import ChoiceId, Seconds
    from sim.engine.chance import live
    from sim.engine.offers import offers
    from sim.engine.step import step

    scenario, draw, made = common(), random.Random(1), 0
    began = time.perf_counter()
    for seed in range(plays):
        luck = live(seed)
        now, _ = step(scenario, Situation(), c.Begin(at=Seconds(0)), luck)
        while now.phase is Phase.RUNNING:
            one = draw.choice([offer for offer in offers(scenario, now) if not offer.reason])
            now, _ = step(scenario, now, c.Choose(at=now.at, thread=one.thread, choice=ChoiceId(one.item.id)), luck)
            made += 1
    return made / (time.perf_counter() - began)


def _check(quick: bool) -> list[Figure]:
    taken = []
    for _ in range(3 if quick else 9):
        took = []
        for words in (["-c", "pass"], ["main.py", "check", "benchmarks/common.yaml"]):
            began = time.perf_counter()
            subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=True, timeout=60)
            took.append(time.perf_counter() - began)
        taken.append(took)
    return [
        Figure(
            what="`check` of the common scenario as a whole process", unit="ms",
            value=statistics.median(check for _, check in taken) * 1000,
            how="every situation explored and solved; ChoiceScript's quicktest, which tries lines and not situations, took 91 ms"
            " on such a machine, and twice that was wanted",
        ),
        Figure(
            what="the same, against a bare Python", value=statistics.median(check / bare for bare, check in taken), unit="×",
            how="`python -c pass` in the same round",
        ),
    ]


def main(highest: int, decisions: int, times: int) -> None:
    import resource

    from sim.analysis.maps.explore import explore
    from sim.analysis.values.solve import solve

    scenario = common(highest, decisions)
    explored, solved = [], []
    for _ in range(times):
        began = time.perf_counter()
        found = explore(scenario, most=10**9)
        between = time.perf_counter()
        values = solve(found)
        solved.append(time.perf_counter() - between)
        explored.append(between - began)
    print(json.dumps({
        "best": values.best[0], "worst": values.worst[0], "random": values.random[0], "situations": found.situations,
        "explore": statistics.median(explored), "solve": statistics.median(solved),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
