"""What of a scenario's features is so in a situation, and what an event exercises of them: by the marks of `features`."""
from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.maps.moves import story
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import NodeId, node_of
from sim.engine.fitting import RIG
from sim.engine.program import program_of


def held(scenario: Scenario, situation: Situation) -> Iterator[str]:
    """Yield how the conditions come out that are asked in a situation: of what is on screen, and of injects that may yet come."""
    if situation.phase is not Phase.RUNNING:
        return
    program = program_of(scenario)
    for standing in situation.threads.values():
        stage = scenario.stages[standing.stage]
        if not standing.open or standing.settled:
            continue
        for n, passage in enumerate(stage.text):
            if passage.when is not None:
                yield _mark("text", f"{stage.id}/{n + 1}", program.holds(passage.when, situation))
        for item in stage.items:
            appears = program.holds(item.task.appears, situation)
            if item.task.appears is not None:
                yield _mark("appears", item.node, appears)
            if appears and item.task.when is not None:
                yield _mark("when", item.node, program.holds(item.task.when, situation))
    for name in program.conditional:
        if name not in situation.arrived and name not in situation.coming:
            if not program.holds(scenario.injects[name].when, situation):
                yield _mark("when", f"inject/{name}", False)


def _mark(what: str, node: str, value: bool) -> str:
    return f"{what}:{node}={'true' if value else 'false'}"


def implied(scenario: Scenario, mark: str) -> Iterator[str]:
    """Yield what else is so where a mark of a story is told: that a deadline was met, how a condition came out."""
    kind, _, name = mark.partition(":")
    if kind == "choice" and NodeId(name) in program_of(scenario).settles:
        stage, _ = program_of(scenario).items[NodeId(name)]
        if stage.on_deadline is not None:
            yield f"kept:{stage.id}"
    elif kind in ("inject", "skipped"):
        inject = next(inject for inject in scenario.injects.values() if inject.id == name)
        if inject.when is not None:
            yield _mark("when", f"inject/{name}", True)
        if inject.unless is not None:
            yield _mark("unless", f"inject/{name}", kind == "skipped")
    elif kind in ("consequence", "cancelled"):
        late = next(late for late in scenario.consequences.values() if late.id == name)
        if late.unless is not None:
            yield _mark("unless", f"later/{name}", kind == "cancelled")


def told_by(scenario: Scenario, event: e.Event, before: Situation) -> Iterator[str]:
    """Yield every mark of an event that happened in a situation."""
    if isinstance(event, e.StageEntered):
        standing = before.threads.get(event.thread)
        if standing is not None:
            yield f"move:{standing.stage}>{event.stage}"
    if isinstance(event, e.ConsequenceCancelled) and before.consequences.get(event.consequence, event.at) > event.at:
        yield f"cancelled:{event.consequence}"  # taken back before its time: its `unless` was not asked
        return
    if isinstance(event, e.WorkBegan) and event.node.startswith(RIG) and "!" in event.node:
        yield f"lesson:{event.node.partition('!')[2]}"
    for mark in story((event,)):
        yield mark
        yield from implied(scenario, mark)


def node_chosen(event: e.Event) -> NodeId | None:
    """Return the node of what a player began by an event, if they did."""
    if isinstance(event, e.ChoiceMade):
        return node_of(event.stage, event.choice)
    return event.node if isinstance(event, e.WorkBegan) and event.kind == "evidence" else None
