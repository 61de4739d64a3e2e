"""What came of a decision: the first words of its outcome, of the draw that decided it, and of what it set going."""
from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.record import Step, said_at
from sim.debrief.review import Heard
from sim.debrief.wording import heard, label
from sim.domain import events as e
from sim.domain.scenario import Outcome, Scenario, Schedule, outcomes_below
from sim.domain.units import ConsequenceId, NodeId, Seconds, node_of

Found = tuple[int, Heard]
"""Which step, and what was said."""


def nodes_of(outcome: Outcome) -> frozenset[NodeId]:
    return frozenset(below.node for below in outcomes_below(outcome))


def followed(scenario: Scenario, steps: tuple[Step, ...], start: int, node: NodeId, outcome: Outcome) -> tuple[Heard, ...]:
    """Return what followed from the decision at step `start`; each node speaks once, each consequence when it fell."""
    return tuple(words for _, words in sorted(_followed(scenario, steps, start, node, outcome), key=lambda found: found[0]))


def _followed(scenario: Scenario, steps: tuple[Step, ...], start: int, node: NodeId, outcome: Outcome) -> Iterator[Found]:
    nodes = nodes_of(outcome)
    planned = {x.consequence for below in outcomes_below(outcome) for x in below.effects if isinstance(x, Schedule)}
    spoken: set[NodeId] = set()
    turned_out: Seconds | None = steps[start].event.at
    for n, step in enumerate(steps[start + 1:], start + 1):
        match step.event:
            case e.WorkBegan(node=begun) if begun == node:
                turned_out = None
            case e.WorkDone(node=done) if done == node:
                turned_out = step.event.at
            case e.WorkDropped(node=dropped) if dropped == node:
                yield n, Heard(when=label(scenario, step.event.at), who="", text="It was left undone.")
            case e.ChoiceMade(stage=stage, choice=choice) if node_of(stage, choice) == node:
                return  # made a second time: what follows now belongs to that
            case e.Said(node=speaking) if speaking in nodes and speaking not in spoken:
                words = heard(scenario, step.event, step.settled)
                if words is not None:
                    spoken.add(speaking)
                    yield n, words
            case e.ConsequenceScheduled(consequence=name, at=at) if name in planned and at == turned_out:
                fallen = _fell(scenario, steps, n, name)
                if fallen is not None:
                    yield fallen


def _fell(scenario: Scenario, steps: tuple[Step, ...], start: int, name: ConsequenceId) -> Found | None:
    """Return the first words of a consequence scheduled at step `start`, None if it was called off or says nothing."""
    for n, step in enumerate(steps[start + 1:], start + 1):
        match step.event:
            case e.ConsequenceCancelled(consequence=gone) if gone == name:
                return None
            case e.ConsequenceFell(consequence=fallen) if fallen == name:
                said = said_at(steps, n, nodes_of(scenario.consequences[name].outcome))
                words = heard(scenario, said.event, said.settled) if said is not None else None
                return (n, words) if words is not None else None
    return None
