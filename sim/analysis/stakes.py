"""What each decision of a scenario costs against the best still possible, met as a trainee who chooses evenly would meet it."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sim.analysis.graph import Heat
from sim.analysis.map import Map, Real
from sim.analysis.sweep import MOST_ROUNDS, SETTLED, chances, evenly, seconds


def stakes(found: Map) -> Heat:
    """Return for each choice, investigation and lapse what it costs against the best, and for each stage what chance decisions cost.

    Means over how often a trainee comes there who chooses evenly. Where the map is not whole the best is the best found.
    """
    best, each = best_values(found)
    visits = visited(found)
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    lost = best[by] - each
    share, unit = evenly(found), found.scenario.worth.unit
    sums, weights = defaultdict[str, float](float), defaultdict[str, float](float)
    for action, mark, stage in _decisions(found):
        seen = float(visits[by[action]])
        sums[mark] += seen * float(lost[action])
        weights[mark] += seen
        if stage and share[action]:
            sums[stage] += seen * float(share[action]) * float(lost[action])
            weights[stage] += seen * float(share[action])
    means = {mark: max(0.0, sums[mark] / weights[mark]) for mark in sums if weights[mark]}
    most = max(means.values(), default=0.0)
    known = "" if found.whole else f" Only {found.situations:,} situations were explored: the best is the best of those."
    return Heat(
        level={mark: mean / most if most else 0.0 for mark, mean in means.items()},
        text={mark: "no loss" if mean < 0.005 else f"-{_number(mean)} {unit}".strip() for mark, mean in means.items()},
        says=f"Heat is value: what a decision costs on average against the best still possible, in {unit or 'units of value'}; "
             f"for a stage, what deciding evenly costs there. The best play is worth {_number(float(best[0]))}.{known}",
    )


def _number(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.1f}".removesuffix(".0") if abs(number) >= 1 else f"{number:.2f}"


def _decisions(found: Map) -> Iterator[tuple[int, str, str]]:
    """Yield (action, mark of what it decides, mark of its stage); a wait counts where it lets a deadline run out."""
    for action in range(len(found.does)):
        story = found.stories[int(found.story[int(found.falls[action])])]
        kind = found.deed(action).kind
        if kind in ("choice", "evidence"):
            sign = "choice:" if kind == "choice" else "look:"
            mark = next((mark for mark in story if mark.startswith(sign)), "")
            yield action, mark, f"stage:{mark.removeprefix(sign).partition('/')[0]}"
        elif kind == "wait":
            yield from ((action, mark, "") for mark in story if mark.startswith("lapse:"))


def best_values(found: Map) -> tuple[Real, Real]:
    """Return the value of the best play from each situation, and of the best play after each action, without what came before."""
    worths = np.array([float(worth) for worth in found.worths])
    best = np.zeros(found.situations)
    over = np.flatnonzero(found.final >= 0)
    best[over] = worths[found.worth[found.final[over]]]
    prices = [float(found.scenario.totals[name].worth) / 1000 for name in found.totals]
    gain = found.gains @ np.array([*prices, -1.0])
    part, each = chances(found), np.zeros(len(found.does))
    for second in seconds(found, last_first=True):
        outcomes = second.outcomes
        got, to, chance = gain[found.gain[outcomes]], found.to[outcomes], part[outcomes]
        if second.again:
            best[second.who] = -np.inf  # nobody gains by going round in one second
        for _ in range(MOST_ROUNDS if second.again else 1):
            after = np.add.reduceat(chance * (got + best[to]), second.falls)
            now = np.maximum.reduceat(after, second.acts)
            still = np.array_equal(now, best[second.who])
            each[second.actions] = after
            best[second.who] = now
            if still:
                break
    return best, each


def visited(found: Map) -> Real:
    """Return how often each situation is met in a play that chooses evenly."""
    weight = chances(found) * np.repeat(evenly(found), np.diff(found.falls))
    visits = np.zeros(found.situations)
    visits[0] = 1.0
    for second in seconds(found, last_first=False):
        by, to, part = second.who[second.by[second.of]], found.to[second.outcomes], weight[second.outcomes]
        inside = np.isin(to, second.who)
        new = np.zeros(found.situations)
        new[second.who] = visits[second.who]
        for _ in range(MOST_ROUNDS if second.again else 0):
            new = np.bincount(to[inside], new[by[inside]] * part[inside], found.situations)
            if new.max(initial=0.0) < SETTLED:
                break
            visits += new
        np.add.at(visits, to[~inside], visits[by[~inside]] * part[~inside])
    return visits
