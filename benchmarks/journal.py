"""What it costs that a moment is on disk before it is shown, against appending the same bytes and waiting for the disk."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.engine import ROOT
from benchmarks.figure import Figure
from sim.authoring.load import load
from sim.domain.journal import Header, Moment, journal_of, recover, state_hash
from sim.domain.situation import Situation, fold
from sim.shell import runs
from sim.shell.auto import play_at_random
from sim.shell.journals import JournalFile
from sim.shell.system import sync


def measure(quick: bool = False) -> list[Figure]:
    """Return the cost of a durable moment, and of reading a run back."""
    moments, situations = _a_run()
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:  # beside the sources: a real disk, where /tmp may be memory
        kept = [_durably(Path(folder), n, moments, situations) for n in range(3 if quick else 15)]
    ratios = [statistics.median(ours) / statistics.median(bare) for ours, bare in kept]
    tails = [_late(ours) / _late(bare) for ours, bare in kept]
    data = journal_of(Header(program="", scenario="dead-air", digest="", seed=3), moments)
    began = time.perf_counter()
    for _ in range(5):
        recover(data)
    reading = (time.perf_counter() - began) / 5 / len(moments) * 1e6
    return [
        Figure(
            what="a durable moment", value=statistics.median(ratios), unit="×", most=1.5,
            how=f"hash of the situation, line, append, wait for the disk, look at the size: {len(moments)} moments of Dead Air,"
            " each beside a bare append and fdatasync of the same bytes; medians of each round, by the clock",
        ),
        Figure(what="the same, the slowest in a hundred", value=statistics.median(tails), unit="×", how="as above"),
        Figure(what="bare append and fdatasync", value=statistics.median(x for _, bare in kept for x in bare) * 1e6, unit="µs"),
        Figure(what="reading a moment back", value=reading, unit="µs", how="decoded, folded and checked"),
    ]


def _a_run() -> tuple[list[Moment], list[Situation]]:
    text = (ROOT / "scenarios" / "dead-air" / "scenario.yaml").read_bytes()
    scenario = load(text, "dead-air").scenario
    assert scenario is not None
    run = runs.begin(None, scenario, text, seed=3)
    play_at_random(run.session, 3)
    situations, now = [], Situation()
    for moment in run.session.moments:
        now = fold(moment.events, now)
        situations.append(now)
    return run.session.moments, situations


def _durably(folder: Path, n: int, moments: list[Moment], situations: list[Situation]) -> tuple[list[float], list[float]]:
    """Return the seconds for each moment, ours and bare, one after the other."""
    journal = JournalFile.create(folder / f"{n}.jsonl", Header(program="", scenario="dead-air", digest="", seed=3))
    bare = os.open(folder / f"{n}.bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    lines = journal_of(Header(program="", scenario="dead-air", digest="", seed=3), moments).splitlines(keepends=True)[1:]
    took: tuple[list[float], list[float]] = ([], [])
    for moment, situation, line in zip(moments, situations, lines, strict=True):
        began = time.perf_counter()
        assert state_hash(situation) == moment.state
        journal.keep(moment)
        between = time.perf_counter()
        os.write(bare, line)
        sync(bare)
        took[0].append(between - began)
        took[1].append(time.perf_counter() - between)
    journal.close()
    os.close(bare)
    return took


def _late(values: list[float]) -> float:
    return sorted(values)[len(values) * 99 // 100]
