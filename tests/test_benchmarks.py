"""The benchmarks: that one command measures and tells what it found. How quick anything is, no test judges."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import MEASURES, page, table
from benchmarks.figure import Figure, ratio, rounds, share

ROOT = Path(__file__).resolve().parent.parent

FIGURES = [
    Figure(what="frame", value=0.4, unit="ms", most=1, how="a thousand frames"),
    Figure(what="first frame", value=2.5, unit="times", most=2, how="nine rounds"),
    Figure(what="bare", value=8.0, unit="ms"),
]


def test_a_table_says_of_each_figure_whether_its_bound_holds():
    lines = table(FIGURES).splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["holds", "hold", "ms"]
    assert "0.40 ms" in lines[1] and "does not hold" in lines[2]
    assert len({line.index(" ms") for line in (lines[1], lines[3])}) == 1, "aligned"


def test_the_page_holds_every_figure_and_how_it_was_taken():
    text = page({"window": FIGURES})
    assert all(figure.what in text and figure.how in text for figure in FIGURES)
    assert "## window" in text and "python benchmarks --write" in text


def test_ratios_are_taken_inside_a_round():
    slow = iter([10.0, 1.0, 100.0])
    last = [0.0]

    def bare() -> float:
        last[0] = next(slow)
        return last[0]

    taken = rounds(3, {"bare": bare, "ours": lambda: 2 * last[0]})
    assert ratio(taken, "ours", "bare") == 2


def test_a_share_of_the_values_lies_within_what_is_told():
    assert share(range(100), 0.99) == 99 and share([3.0], 0.99) == 3.0 and share([2, 1], 0.5) == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_comes_to_figures(name):
    done = subprocess.run(
        [sys.executable, "benchmarks", "--quick", "--only", name],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=600,
    )
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr, done.stderr
    assert any(unit in done.stdout for unit in (" ms", " ×"))
