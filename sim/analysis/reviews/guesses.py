"""What a situation that was not looked into may be worth: a guess fitted to how runs went on from situations like it.

From a sample of open situations the run is played on by the engine itself, by a player who mostly takes what the panel thinks
well of. A line is fitted through what those runs came to (ridge regression, Hoerl and Kennard 1970): not with all of them, but
several times with a half, and with the other half. What is best is chosen by the fit of one half and priced by that of the other,
so that nobody is told to do what only a lucky fit thinks well of (double estimation, van Hasselt 2010). How far the fits lie
apart tells how far a figure that rests on them can be trusted (half-sample replication, McCarthy 1969).
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.map import Does, Real
from sim.analysis.maps.moves import command_of, moves
from sim.domain import events as e
from sim.domain.scenario import Panel, Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import NodeId, Seconds, on_bench
from sim.engine.chance import live
from sim.engine.formulas import worked
from sim.engine.program import program_of
from sim.engine.step import step

FITS = 10
"""Fits, in pairs: each with a half of the samples, its neighbour with the other half."""

PARTNER = tuple(fit ^ 1 for fit in range(FITS))
"""The fit by which each chooses what it prices."""

MOST_STEPS = 2_000
"""Decisions after which a run that is played on only waits: what goes round for ever ends as well."""

TRUST = 2.26
"""Standard errors on either side of a figure, 19 times out of 20: Student's t for nine degrees of freedom."""

_FINE = 1_000
_KNOTS = 8
_RIDGES = (1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1000.0)


def value_of(scenario: Scenario, events: Sequence[e.Event]) -> float:
    """Return what events added to the value of a run, harm taken off."""
    found = 0.0
    for event in events:
        if isinstance(event, e.Accrued):
            found += sum(amount * float(scenario.totals[name].worth) for name, amount in event.amounts.items()) / 1000
        elif isinstance(event, e.HarmCharged):
            found -= event.price
    return found


def end_value(scenario: Scenario, situation: Situation) -> float:
    """Return what the formula of the scenario's value gives at the end."""
    formula = scenario.worth.formula
    return float(worked(scenario, formula)(situation)) if formula is not None else 0.0


def played_on(scenario: Scenario, situation: Situation, seed: int) -> float:
    """Return what a run comes to from here on, without what it has gained so far. The same for a seed."""
    luck, mind, found = live(seed), live(seed ^ 0x5EED), 0.0
    weight = _Weights(scenario)
    turn = 0
    while situation.phase is Phase.RUNNING:
        turn += 1
        ways = list(moves(scenario, situation, "once"))
        now = [way for way in ways if way[0].kind != "wait"]
        if not now or turn > MOST_STEPS:
            does, seconds = ways[-1]
        else:
            weights = weight.of([way[0] for way in now])
            does, seconds = now[mind(NodeId("mind"), turn, ("",) * len(now), weights)]
        situation, events = step(scenario, situation, command_of(does, Seconds(situation.at + seconds)), luck)
        found += value_of(scenario, events)
    return found + end_value(scenario, situation)


class _Weights:
    """How gladly each thing is done: three times as gladly for each point the panel gives above the middle of its scale.

    What can be built of one family shares the weight of one thing: that there are many ways makes nobody gladder.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._bench = program_of(scenario).workbench
        self._rated: dict[tuple[str, str], int] = {
            (str(stage.thread), str(choice.id)): _gladly(choice.panel)
            for stage in scenario.stages.values() for choice in stage.choices if choice.panel is not None
        }

    def of(self, ways: Sequence[Does]) -> tuple[int, ...]:
        """Return the weight of each of several things that can be done."""
        if self._bench is None:
            return tuple(self._weight(does) for does in ways)
        families = [self._family(does) for does in ways]
        return tuple(
            max(1, _FINE * self._weight(does) // (families.count(family) if family else 1))
            for does, family in zip(ways, families, strict=True)
        )

    def _family(self, does: Does) -> str:
        made = self._bench.composed(does.item) if self._bench is not None and on_bench(does.item) else None
        return made.family.id if made is not None and made.family is not None else ""

    def _weight(self, does: Does) -> int:
        made = self._bench.composed(does.item) if self._bench is not None and on_bench(does.item) else None
        if made is not None and made.build.panel is not None:
            return _gladly(made.build.panel)
        return self._rated.get((str(does.thread), does.item), 9)


def _gladly(panel: Panel) -> int:
    return max(1, round(9 * 3.0 ** (float(panel.rating) - 4.0)))  # type: ignore[no-any-return]


# ---------------------------------------------------------------- the fit


class Guess:
    """What is guessed from the samples so far."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._situations: list[Situation] = []
        self._came_to: list[float] = []
        self._columns: dict[str, int] = {}
        self._fits: Real = np.zeros((0, FITS))
        self._scale: Real = np.zeros(0)
        self._low = self._high = 0.0

    def learn(self, situations: Sequence[Situation], seed: int) -> None:
        """Play on once from each, and fit anew."""
        for n, situation in enumerate(situations):
            self._situations.append(situation)
            self._came_to.append(played_on(self._scenario, situation, seed * 1_000_003 + n))
        if self._came_to:
            self._fit()

    def _fit(self) -> None:
        rows = [dict(self._features(situation)) for situation in self._situations]
        self._columns = {name: n for n, name in enumerate(dict.fromkeys(name for row in rows for name in row))}
        x, y = self._matrix(rows), np.array(self._came_to)
        self._scale = np.maximum(x.std(axis=0), 1e-9)
        self._low, self._high = float(y.min()), float(y.max())
        order = np.random.default_rng(len(y))
        self._fits = np.zeros((x.shape[1] + 1, FITS))
        for pair in range(0, FITS, 2):
            halves = np.array_split(order.permutation(len(y)), 2)
            for fit, half in enumerate(halves):
                some = half if len(half) else halves[0]
                self._fits[:, pair + fit] = _ridge(x[some] / self._scale, y[some])

    def __call__(self, situations: Sequence[Situation]) -> Real:
        """Return what each may be worth, one column a fit."""
        if not len(self._fits):
            return np.zeros((len(situations), FITS))
        x = self._matrix([dict(self._features(situation)) for situation in situations]) / self._scale
        found: Real = np.clip(x @ self._fits[:-1] + self._fits[-1], self._low, self._high)
        return found

    def _matrix(self, rows: Sequence[dict[str, float]]) -> Real:
        found: Real = np.zeros((len(rows), len(self._columns)))
        for n, row in enumerate(rows):
            for name, level in row.items():
                column = self._columns.get(name)
                if column is not None:
                    found[n, column] = level
        return found

    def _features(self, s: Situation) -> Iterator[tuple[str, float]]:
        """Yield what of a situation may tell how it goes on: the time, where every matter stands, and all that is known."""
        place = s.at * (_KNOTS - 1) / max(1, s.horizon)
        knot = min(int(place), _KNOTS - 2)
        yield f"at {knot}", 1 - (place - knot)
        yield f"at {knot + 1}", place - knot
        yield "worth now", end_value(self._scenario, s)
        for thread, standing in s.threads.items():
            yield f"stage {thread} {standing.stage} {standing.settled}", 1.0
        for name, value in s.values.items():
            if isinstance(value, str):
                yield f"{name}={value}", 1.0
            elif value:
                yield str(name), float(value)
        for mark, names in (("used", s.used), ("visited", s.visited), ("arrived", s.arrived), ("charged", s.charged)):
            for node in names:
                yield f"{mark} {node}", 1.0
        for _, fact in s.knows:
            yield f"knows {fact}", 1.0
        for who, work in s.works.items():
            yield f"busy {who} {work.node}", 1.0
        for consequence in s.consequences:
            yield f"later {consequence}", 1.0
        for latent, weights in s.belief.items():
            for n, weight in enumerate(weights[1:], 1):
                yield f"belief {latent} {n}", weight / sum(weights)


def _ridge(x: Real, y: Real) -> Real:
    """Return slopes and, last, the constant of a ridge regression; how much it shrinks is chosen by generalized cross-validation
    (Golub, Heath and Wahba 1979)."""
    means, mean = x.mean(axis=0), float(y.mean())
    x, y = x - means, y - mean
    squares, axes = np.linalg.eigh(x.T @ x)
    squares, along = np.maximum(squares, 0.0), axes.T @ (x.T @ y)
    total, best, least = float(y @ y), 0.0, np.inf
    for shrink in _RIDGES:
        kept = 1 / (squares + shrink)
        left = total - float((along**2 * (2 * kept - squares * kept**2)).sum())
        free = len(y) - 1 - float((squares * kept).sum())
        if free > 0 and left / free**2 < least:
            best, least = shrink, left / free**2
    slopes: Real = axes @ (along / (squares + (best or _RIDGES[-1])))
    return np.append(slopes, mean - means @ slopes)


def give(figures: NDArray[Any]) -> float:
    """Return half of the interval of a figure that was worked out with every fit."""
    if np.ptp(figures) <= 1e-9 * max(1.0, float(np.abs(figures).max())):
        return 0.0
    return float(TRUST * figures.std())
