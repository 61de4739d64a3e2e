"""How sure somebody said they were, and how often they were right."""
from __future__ import annotations

from sim.debrief.decisions import decisions_of
from sim.debrief.record import record
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario


def sureness_of(scenario: Scenario, moments: tuple[Moment, ...], practice: int) -> dict[int, tuple[int, int]]:
    """Return (right, said) for each level in percent, highest first: right is one of the two the panel rated highest."""
    found: dict[int, tuple[int, int]] = {}
    for decision in decisions_of(scenario, record(moments), practice):
        if decision.confidence is not None and decision.credit is not None:
            right, said = found.get(decision.confidence, (0, 0))
            found[decision.confidence] = right + decision.credit.top_two, said + 1
    return dict(sorted(found.items(), reverse=True))
