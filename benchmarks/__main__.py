"""Measure what has to be quick: `python benchmarks`. Exits 1 if a bound does not hold.

A measure is a module with `measure(quick) -> list[Figure]`, in the table at the end.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import analysis, engine, explore, flows, journal, start, winding, window, workbench  # noqa: E402
from benchmarks.figure import Figure  # noqa: E402

LIBRARIES = ("pygame-ce", "pyyaml", "transitions", "pydantic", "platformdirs", "numpy", "joblib")

TEMPLATE = """# Performance

Measured by `python benchmarks --write`, which writes this page afresh: no figure in it was typed by hand.

| | |
| --- | --- |
| date | {date} |
| processor | {processor}, {cores} cores |
| system | {system} |
| Python | {python} |
| libraries | {libraries} |

{tables}

## How to read it

- **×** means: that many times as long as something bare that is measured beside it, in the same round. Rounds follow each
  other; the ratio is taken inside a round, and the median of the rounds is told. Such a figure moves little from machine to
  machine, and little when the machine has other work. Compare ratios, not milliseconds.
- **Processor time** is the time a process was at work; what it waited for is not in it. Where waiting belongs to the thing
  (a display server that draws, a disk that writes), the figure says that it is time by the clock.
- A bound is the most a figure may be. Figures without one are there to know.

To measure again, or only a part:

```sh
python benchmarks
python benchmarks --quick --only start
python benchmarks --write
```
"""


def main(argv: list[str]) -> int:
    """Measure, print a table, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python benchmarks", description="Measure what has to be quick.")
    parser.add_argument("--only", choices=MEASURES, metavar="NAME", action="append", help=f"one of: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and shorter plays: for a look, not for the record")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--list", action="store_true", help="say what would be measured, and measure nothing")
    asked = parser.parse_args(argv)
    names = [name for name in MEASURES if not asked.only or name in asked.only]
    if asked.list:
        print("\n".join(names))
        return 0
    taken: dict[str, list[Figure]] = {}
    for name in names:
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        taken[name] = MEASURES[name](asked.quick)
        print(f"{name}\n{table(taken[name])}\n", flush=True)
    if asked.write:
        (ROOT / "docs" / "performance.md").write_text(page(taken), encoding="utf-8")
    return 0 if all(figure.holds for figures in taken.values() for figure in figures) else 1


def rows(figures: list[Figure]) -> list[tuple[str, str, str, str]]:
    """Return what, how much, the bound, and whether it holds."""
    return [
        (
            figure.what,
            f"{figure.value:.2f} {figure.unit}",
            "" if figure.most is None else f"{figure.most:g} {figure.unit}",
            "" if figure.most is None else "holds" if figure.holds else "does not hold",
        )
        for figure in figures
    ]


def table(figures: list[Figure]) -> str:
    """Return the figures as aligned lines."""
    lines = [("", "measured", "at most", ""), *rows(figures)]
    wide = [max(len(line[n]) for line in lines) for n in range(3)]
    return "\n".join(f"  {a:{wide[0]}}  {b:>{wide[1]}}  {c:>{wide[2]}}  {d}".rstrip() for a, b, c, d in lines)


def page(taken: dict[str, list[Figure]]) -> str:
    """Return docs/performance.md."""
    tables = []
    for name, figures in taken.items():
        lines = [f"## {name}", "", "| | measured | at most | | how |", "| --- | ---: | ---: | --- | --- |"]
        lines += [f"| {' | '.join(row)} | {figure.how} |" for row, figure in zip(rows(figures), figures, strict=True)]
        tables.append("\n".join(lines))
    return TEMPLATE.format(
        date=date.today().isoformat(), processor=_processor(), cores=os.cpu_count(), system=platform.platform(terse=True),
        python=platform.python_version(), libraries=", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES),
        tables="\n\n".join(tables),
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


MEASURES = {
    "start": start.measure, "window": window.measure, "winding": winding.measure,
    "workbench": workbench.measure, "engine": engine.measure,
    "journal": journal.measure, "flows": flows.measure, "explore": explore.measure, "analysis": analysis.measure,
}
"""By the name `--only` uses; a new measure is a module and a line here."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
