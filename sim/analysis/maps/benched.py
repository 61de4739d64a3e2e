"""What a batch of situations has at the workbench: which ideas are out for all of them need not be traced."""
from __future__ import annotations

from typing import Any

import numpy as np

from sim.analysis.maps.batches import Batch
from sim.analysis.maps.tracing import Base, TracedProgram, answering
from sim.domain.formula import Formula
from sim.domain.kit import Part
from sim.domain.situation import Situation
from sim.engine.improvise import returned


class Benched:
    """A batch at a place. Each part and each rule is asked about once, however many ideas there are."""

    def __init__(self, program: TracedProgram, place: Situation, base: Base, batch: Batch) -> None:
        self._program, self._place, self._base, self._batch = program, place, base, batch
        self._most: dict[str, int] = {}
        self._so: dict[int, bool] = {}

    def may(self, what: str) -> bool:
        """Return whether something can be built by any of the batch, as far as one part and one rule after another tell."""
        bench = self._program.workbench
        made = bench.composed(what) if bench is not None else None
        if bench is None or made is None:
            return True
        back = returned(bench, self._place, made)
        if any(self._free(part) < n - back.get(part.id, 0) or not self._seen(part) for part, n in made.parts):
            return False
        return all(self._holds(must) for must, _ in made.rules)

    def _free(self, part: Part) -> int:
        found = self._most.get(part.id)
        if found is None:
            fixed, number = self._base[part.id]
            found = self._most[part.id] = number if fixed else int(np.max(self._batch.rows[number], initial=0))
        return found

    def _seen(self, part: Part) -> bool:
        return part.noticed is None or self._holds(part.noticed)

    def _holds(self, formula: Formula) -> bool:
        """Return whether a condition holds for any of the batch."""
        found = self._so.get(id(formula))
        if found is None:
            known = self._program.known(formula, self._place)
            answers: Any = answering(known, [self._base[name] for name in known.names])(self._batch)
            found = self._so[id(formula)] = bool(np.any(answers))
        return found
