"""Formulas of a family once its slots are filled, remembered: most ways to fill them differ in nothing that a formula reads."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.domain.formula import Formula, put_in, reads
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.engine.formulas import worked


class Put(NamedTuple):
    """A formula with the slots in place. `value` is what it comes to, None where that hangs on how things stand."""

    formula: Formula
    value: Any


class Filling:
    """Puts into the formulas of one scenario what fills the slots."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}
        self._put: dict[tuple[object, ...], Put] = {}

    def put(self, formula: Formula, given: Mapping[str, bool | int]) -> Put:
        """Return a formula of a family; `given` says each `slot.count` and `slot.affordance`."""
        written = formula.text, formula.type
        if written not in self._names:
            self._names[written] = tuple(sorted(name for name in reads(formula) if name in given))
        key = (*written, *(given[name] for name in self._names[written]))
        if key not in self._put:
            made = Formula(formula.text, put_in(formula.node, given), formula.type)
            self._put[key] = Put(made, None if reads(made) else worked(self._scenario, made)(Situation()))
        return self._put[key]
