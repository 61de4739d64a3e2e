"""What each decision of a scenario costs against the best still possible, met as a trainee who chooses evenly would meet it."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sim.analysis.drawing.graph import Heat
from sim.analysis.drawing.traffic import visited
from sim.analysis.maps.map import Map
from sim.analysis.values.solve import evenly, of_actions, solve
from sim.engine.fitting import RIG
from sim.engine.program import program_of


def stakes(found: Map) -> Heat:
    """Return what each choice, investigation, family built and lapse costs against the best, and deciding evenly in each stage.

    Means over how often a trainee comes there who chooses evenly. Where the map is not whole the best is the best found.
    """
    solved, visits = solve(found), visited(found)
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    lost = solved.best[by] - of_actions(found, solved.best, solved)
    share, unit = evenly(found), found.scenario.worth.unit
    sums, weights = defaultdict[str, float](float), defaultdict[str, float](float)
    for action, mark, stage in _decisions(found):
        if found.narrow[by[action]]:
            continue  # nobody decided anything there: what that costs is not known
        seen = float(visits[by[action]])
        sums[mark] += seen * float(lost[action])
        weights[mark] += seen
        if stage and share[action]:
            sums[stage] += seen * float(share[action]) * float(lost[action])
            weights[stage] += seen * float(share[action])
    means = {mark: max(0.0, sums[mark] / weights[mark]) for mark in sums if weights[mark]}
    most = max(means.values(), default=0.0)
    known = "" if found.whole else (
        f" Only {found.situations:,} situations were explored, and little of what comes late: the best is the best of those, "
        "and what decisions cost is not yet what they cost in truth."
    )
    return Heat(
        level={mark: mean / most if most else 0.0 for mark, mean in means.items()},
        text={mark: "no loss" if mean < 0.005 else f"\u2212{_number(mean)}" for mark, mean in means.items()},
        says=f"Heat is value: what a decision costs on average against the best still possible, in {unit or 'units of value'}; "
             f"for a stage, what deciding evenly costs there. The best play is worth {_number(float(solved.best[0]))}.{known}",
    )


def _number(number: float) -> str:
    places = 0 if abs(number) >= 100 else 1 if abs(number) >= 1 else 2
    return f"{number:,.{places}f}".removesuffix(".0")


def _decisions(found: Map) -> Iterator[tuple[int, str, str]]:
    """Yield (action, mark of what it decides, mark of its stage); a wait counts where it lets a deadline run out."""
    bench = program_of(found.scenario).workbench
    for action in range(len(found.does)):
        story = found.stories[int(found.story[int(found.falls[action])])]
        kind, item = found.deed(action).kind, found.deed(action).item
        if kind in ("choice", "evidence"):
            sign = "choice:" if kind == "choice" else "look:"
            mark = next((mark for mark in story if mark.startswith(sign)), "")
            made = bench.composed(item) if bench is not None and item.startswith(RIG) else None
            decides = f"built:{made.family.id}" if made is not None and made.family is not None else mark
            yield action, decides, f"stage:{mark.removeprefix(sign).partition('/')[0]}"
        elif kind == "wait":
            yield from ((action, mark, "") for mark in story if mark.startswith("lapse:"))
