"""What the situations of a run are worth: each explored from where it stands, as far as a budget goes."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analysis.maps.explore import explore
from sim.analysis.maps.liveness import Liveness
from sim.analysis.maps.map import Does, Map, Real
from sim.analysis.maps.plain import explore_plainly
from sim.analysis.reviews.backward import best
from sim.analysis.reviews.guesses import FITS, PARTNER, Guess
from sim.analysis.values.solve import of_actions, solve
from sim.domain.review import Move
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds, on_bench
from sim.domain.written import state_hash
from sim.engine.improvise import called

LONGEST_LINE = 3
"""How many things to do a best line names."""


PLAINLY = 1_000
"""Situations up to which it is quicker to explore one after another than many at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a situation is worth by best play from there, without what was gained before: one figure a fit.

    `actions` are those that decide at once, and to let it run; `exact` that all fits agree because nothing had to be guessed.
    """

    value: Real
    actions: dict[Does, Real]
    exact: bool
    line: tuple[Move, ...] = ()


Known = Callable[[Situation], float | None]
"""What a situation is worth by best play, None where that is not known."""

MOST_KEPT = 100_000
"""Situations up to which what they are worth is kept on disk."""

_SIGNED = b"cordless worth 1\n"


def whole(chart: Map) -> Known:
    """Return what the situations of a whole map are worth."""
    values = solve(chart).best

    def known(situation: Situation) -> float | None:
        number = chart.numbers(situation)
        return float(values[number]) if number >= 0 else None

    return known


def packed(scenario: Scenario, chart: Map) -> bytes:
    """Return what the situations of a whole map are worth as bytes: numbers that name them, and one value each."""
    names = np.array([int(state_hash(chart.each[n]), 16) for n in range(chart.situations)], dtype="<u8")
    order = np.argsort(names)
    return _SIGNED + scenario.digest.encode() + b"\n" + names[order].tobytes() + solve(chart).best[order].astype("<f8").tobytes()


def kept(scenario: Scenario, data: bytes) -> Known | None:
    """Return what `packed` kept; None if it is of another scenario, or damaged."""
    head = _SIGNED + scenario.digest.encode() + b"\n"
    count, rest = divmod(len(data) - len(head), 16)
    if not data.startswith(head) or rest or not count:
        return None
    names = np.frombuffer(data, dtype="<u8", count=count, offset=len(head))
    values = np.frombuffer(data, dtype="<f8", count=count, offset=len(head) + 8 * count)
    if not np.isfinite(values).all() or (names[1:] < names[:-1]).any():
        return None
    forget = Liveness(scenario).forget

    def known(situation: Situation) -> float | None:
        name = int(state_hash(forget(situation)), 16)
        place = int(np.searchsorted(names, np.uint64(name)))
        return float(values[place]) if place < count and int(names[place]) == name else None

    return known


class Standings:
    """Works out what situations are worth, and remembers what needs no guess."""

    def __init__(self, scenario: Scenario, known: Known | None = None) -> None:
        self.scenario, self._whole = scenario, known
        self.guess = Guess(scenario)
        self._forget = Liveness(scenario).forget
        self._exact: dict[Situation, Worth] = {}

    def known(self, situation: Situation) -> Worth | None:
        """Return what is known without a guess, None if that is nothing yet."""
        return self._exact.get(self._forget(situation))

    def sample(self, situation: Situation, most: int, samples: int, seed: int) -> list[Situation]:
        """Return some of the open situations that exploring from here within `most` leaves; none if it leaves none."""
        if samples <= 0 or self.known(situation) is not None:
            return []
        chart = self._explored(situation, most)
        guessed = self._guessed(chart)
        if not guessed:
            self._worth(situation, chart)
            return []
        chosen = np.random.default_rng(seed).choice(guessed, min(samples, len(guessed)), replace=False)
        return [chart.each[int(n)] for n in np.sort(chosen)]

    def worth(self, situation: Situation, most: int) -> Worth:
        """Return what a situation is worth, exploring at most so many that follow from it."""
        known = self.known(situation)
        return known if known is not None else self._worth(situation, self._explored(situation, most))

    def _explored(self, situation: Situation, most: int) -> Map:
        """Return the map from a situation on, whole or open where about `most` situations had been found."""
        if most <= PLAINLY:
            return explore_plainly(self.scenario, think="once", most=most, start=situation, variant=situation.variant)
        return explore(
            self.scenario, think="once", start=situation, variant=situation.variant, told=lambda progress: progress.found < most
        )

    def _joined(self, chart: Map) -> dict[int, float]:
        """Return the open situations that are in the whole map, and what they are worth there."""
        if self._whole is None:
            return {}
        found = {int(n): self._whole(chart.each[int(n)]) for n in np.flatnonzero(chart.open)}
        return {n: value for n, value in found.items() if value is not None}

    def _guessed(self, chart: Map) -> list[int]:
        joined = self._joined(chart)
        return [n for n in np.flatnonzero(chart.open).tolist() if n not in joined]

    def _worth(self, situation: Situation, chart: Map) -> Worth:
        opened, joined = np.flatnonzero(chart.open), self._joined(chart)
        guessed = [n for n in opened.tolist() if n not in joined]
        exact = not guessed
        given = np.zeros((len(opened), 1 if exact else FITS))
        place = {n: row for row, n in enumerate(opened.tolist())}
        for n, value in joined.items():
            given[place[n]] = value
        if guessed:
            given[[place[n] for n in guessed]] = self.guess([chart.each[n] for n in guessed])
        if exact:
            values, every = _exactly(chart, given[:, 0])
        else:
            values, every = best(chart, given, PARTNER)
        found = Worth(
            value=values[0], exact=exact,
            actions={chart.deed(action): every[action] for action in chart.actions(0)},
            line=self._line(chart, every.mean(axis=1)),
        )
        if exact:
            self._exact[self._forget(situation)] = found
        return found

    def _line(self, chart: Map, worths: Real) -> tuple[Move, ...]:
        """Return the first things to do on the best line, chance falling the likeliest way; first a wait only if it is best."""
        found: list[Move] = []
        here, seen = 0, {0}
        while len(found) < LONGEST_LINE and chart.actions(here):
            actions = chart.actions(here)
            top = max(worths[a] for a in actions)
            near = 1e-9 * max(1.0, abs(float(top)))
            # on a tie what decides something comes before letting it run, and the author's first before the rest
            action = next(a for a in actions if worths[a] >= top - near)
            called = label(self.scenario, chart.each[here], chart.deed(action))
            if called or not found:
                found.append(Move(at=Seconds(int(chart.at[here])), label=called))
            outcome = max(chart.outcomes(action), key=lambda o: chart.chances[int(chart.chance[o])])
            here = int(chart.to[outcome])
            if here in seen:
                break
            seen.add(here)
        return tuple(found)


def _exactly(chart: Map, given: Real) -> tuple[Real, Real]:
    """Return the value of every situation and action, `given` that of each open situation; every fit is right."""
    opened = np.zeros(chart.situations)
    opened[chart.open] = given
    solved = solve(chart, open_value=opened)
    every = of_actions(chart, solved.best, solved)
    return np.repeat(solved.best[:, None], FITS, axis=1), np.repeat(every[:, None], FITS, axis=1)


def label(scenario: Scenario, situation: Situation, does: Does) -> str:
    """Return what an action is called on screen, empty for letting it run."""
    if on_bench(does.item):
        return called(scenario, does.item) or does.item
    if does.kind in ("choice", "evidence"):
        standing = situation.threads.get(does.thread)
        stage = scenario.stages[standing.stage] if standing is not None else None
        items = () if stage is None else stage.choices if does.kind == "choice" else stage.evidence
        return next((item.label for item in items if item.id == does.item), does.item)
    if does.kind == "answer":
        demand = next((inject.demand for inject in scenario.injects.values() if inject.id == does.item), None)
        name = demand.label if demand is not None and demand.label else does.item
        return f"Not now: {name}" if does.how.startswith("carry_on") else name
    return ""
