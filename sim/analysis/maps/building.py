"""A map in the making: actions and outcomes as they are found, made into flat arrays at the end."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from sim.analysis.maps.map import Does, Map, Once, Think, Whole, whole
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds
from sim.engine.formulas import worked


class Building:
    """Takes actions in the order of their situations, and after each action its outcomes."""

    def __init__(self, scenario: Scenario, *, variant: str, horizon: Seconds | None, think: Think) -> None:
        self.scenario, self.variant, self.think_times = scenario, variant, think
        self.horizon = scenario.horizon if horizon is None else horizon
        self.totals = tuple(scenario.totals)
        self._deeds, self._chances, self._gains, self._stories = Once(), Once(), Once(), Once()
        self._by: list[int] = []
        self._does: list[int] = []
        self._think: list[int] = []
        self._falls: list[int] = [0]
        self._outcomes: list[tuple[int, int, int, int]] = []

    def action(self, situation: int, does: Does, seconds: int) -> None:
        self._by.append(situation)
        self._does.append(self._deeds(does))
        self._think.append(seconds)
        self._falls.append(len(self._outcomes))

    def outcome(self, chance: Fraction, to: int, gain: tuple[int, ...], story: tuple[str, ...]) -> None:
        self._outcomes.append((self._chances(chance), to, self._gains(gain), self._stories(story)))
        self._falls[-1] = len(self._outcomes)

    def done(
        self, *, each: Sequence[Situation], slots: Sequence[str], whole: bool,
        numbers: Callable[[Situation], int],
    ) -> Map:
        """Return the map of all that was found: every situation, and the slot it lies in."""
        count = len(each)
        at = np.array([situation.at for situation in each], dtype=np.int32)
        table = np.array(self._outcomes, dtype=np.int32).reshape(-1, 4)
        named, ends, worths = Once(), Once(), Once()
        final = np.full(count, -1, dtype=np.int32)
        for number, situation in enumerate(each):
            if situation.phase is Phase.DEBRIEF:
                final[number] = ends(situation)
        return Map(
            scenario=self.scenario, variant=self.variant, horizon=self.horizon, think_times=self.think_times, whole=whole,
            narrow=np.zeros(count, dtype=bool),
            at=at, slot=_numbers([named(slot) for slot in slots]), final=final,
            acts=np.searchsorted(np.array(self._by, dtype=np.int64), np.arange(count + 1)).astype(np.int64),
            does=_numbers(self._does), think=_numbers(self._think), falls=np.array(self._falls, dtype=np.int64),
            chance=table[:, 0].copy(), to=table[:, 1].copy(), gain=table[:, 2].copy(), story=table[:, 3].copy(),
            slots=named.all(), deeds=self._deeds.all(), chances=self._chances.all(), totals=self.totals,
            gains=np.array(self._gains.all(), dtype=np.int64).reshape(-1, len(self.totals) + 1),
            stories=self._stories.all(), each=each, finals=ends.all(),
            worth=_numbers([worths(self._worth(end)) for end in ends.all()]),
            worths=worths.all(), numbers=numbers,
        )

    def _worth(self, end: Situation) -> Fraction:
        formula = self.scenario.worth.formula
        return Fraction(worked(self.scenario, formula)(end)) if formula is not None else Fraction(0)


def _numbers(numbers: list[int]) -> Whole:
    return whole(numbers)
