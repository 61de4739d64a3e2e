"""What there is in a scenario that a run can exercise: each thing with a mark, the same that `moves.story` tells.

Beyond those marks: `kept:STAGE`, a decision that settled a stage with a deadline; `move:FROM>TO`, from a stage to the next of its
thread; `WHAT:NODE=true` and `=false` for a condition that came out so, where WHAT is `appears`, `when`, `unless` or `text`.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.analysis.maps.moves import story
from sim.domain import events as e
from sim.domain.formula import Formula
from sim.domain.scenario import Cancel, Chance, Evidence, Outcome, Scenario, Stage, all_outcomes, outcomes_below
from sim.domain.situation import Phase, Situation
from sim.domain.units import LatentId, NodeId, StageId, node_of
from sim.engine.program import program_of

KINDS: dict[str, str] = {
    "stage": "stages opened",
    "choice": "choices made",
    "look": "investigations made",
    "result": "results of investigations",
    "branch": "branches of chance",
    "lapse": "deadlines run out",
    "kept": "deadlines met",
    "inject": "injects arrived",
    "skipped": "injects skipped",
    "answer": "demands answered or not",
    "consequence": "consequences fallen",
    "cancelled": "consequences cancelled",
    "condition": "conditions true and false",
    "move": "ways from stage to stage",
}
"""What can be exercised, and how a table names it."""


class Feature(NamedTuple):
    """`place` names where it was written, as `authoring.places` does; `words` say what it is, beyond its name."""

    kind: str
    mark: str
    name: str
    place: str
    words: str = ""


def features(scenario: Scenario) -> tuple[Feature, ...]:
    """Return everything in a scenario that a run can exercise, kind by kind, in the author's order."""
    found = (*_stages(scenario), *_arrivals(scenario), *_draws(scenario), *_conditions(scenario), *_moves(scenario))
    order = {kind: n for n, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda feature: order[feature.kind]))


def _stages(scenario: Scenario) -> Iterator[Feature]:
    for stage in scenario.stages.values():
        place = f"stage:{stage.id}"
        yield Feature("stage", place, str(stage.id), place, stage.title)
        for item in stage.items:
            kind = "look" if isinstance(item, Evidence) else "choice"
            yield Feature(kind, f"{kind}:{item.node}", str(item.node), f"item:{item.node}", item.label)
        if stage.on_deadline is not None:
            yield Feature("lapse", f"lapse:{stage.id}", str(stage.id), f"deadline:{stage.id}", stage.default)
            if any(choice.leads_on for choice in stage.choices):
                yield Feature("kept", f"kept:{stage.id}", str(stage.id), f"deadline:{stage.id}", "decided in time")


def _arrivals(scenario: Scenario) -> Iterator[Feature]:
    for inject in scenario.injects.values():
        name, place = str(inject.id), f"inject:{inject.id}"
        yield Feature("inject", place, name, place)
        if inject.unless is not None:
            yield Feature("skipped", f"skipped:{name}", name, place, f"unless {inject.unless.text}")
        for how in ("answer", "carry_on", "abandon", "lapse") if inject.demand is not None else ():
            yield Feature("answer", f"answer:{name}:{how}", f"{name}: {how.replace('_', ' ')}", place)
    effects = [effect for outcome in all_outcomes(scenario) for effect in outcome.effects]
    cancels = {effect.consequence for effect in effects if isinstance(effect, Cancel)}
    for late in scenario.consequences.values():
        name, place = str(late.id), f"later:{late.id}"
        yield Feature("consequence", f"consequence:{name}", name, place)
        if late.unless is not None or late.id in cancels:
            yield Feature("cancelled", f"cancelled:{name}", name, place)


def _draws(scenario: Scenario) -> Iterator[Feature]:
    for stage in scenario.stages.values():
        for evidence in stage.evidence:
            for way in ("yes", "no") if evidence.probe is not None else ():
                node = str(evidence.node)
                yield Feature("result", f"draw:{node}?={way}", f"{node}: {way}", f"item:{node}", evidence.label)
    for outcome in all_outcomes(scenario):
        chance = outcome.chance
        if chance is None or (chance.truth is not None and not _is_open(scenario, chance.truth)):
            continue
        why = f"the truth of {chance.truth}" if chance.truth is not None else ""
        for branch in chance.branches:
            yield Feature("branch", f"draw:{chance.node}={branch.id}", f"{outcome.node}: {branch.id}", _place(chance), why)


def _is_open(scenario: Scenario, latent: LatentId) -> bool:
    """Whether the latent may be more than one thing, to begin with or in a variant: what is certain is never drawn."""
    several = (scenario.latents[latent].weights, *(variant.latents.get(latent, ()) for variant in scenario.variants.values()))
    return any(sum(weight > 0 for weight in weights) > 1 for weights in several)


def _place(chance: Chance) -> str:
    """Return the place of what a draw belongs to: a choice or investigation, a deadline, an inject, a consequence."""
    node = str(chance.node).rstrip("%=")
    while node.rpartition("#")[0] or node.rpartition("=")[0]:
        node = max(node.rpartition("#")[0], node.rpartition("=")[0], key=len)
    return place_of(node)


def place_of(node: str) -> str:
    """Return how `authoring.places` names where the outcome of a node stands."""
    first, _, rest = node.partition("/")
    if first == "inject" and rest:
        return f"inject:{rest.partition('!')[0]}"
    if first == "later" and rest:
        return f"later:{rest}"
    if node.endswith("!deadline"):
        return f"deadline:{node.removesuffix('!deadline')}"
    return f"item:{node.partition('?')[0]}"


def conditions(scenario: Scenario) -> Iterator[tuple[str, str, Formula]]:
    """Yield (mark without its value, place, formula) of every condition that decides what can be had, read or comes."""
    for stage in scenario.stages.values():
        for n, passage in enumerate(stage.text):
            if passage.when is not None:
                yield f"text:{stage.id}/{n + 1}", f"stage:{stage.id}", passage.when
        for item in stage.items:
            for what, formula in (("appears", item.task.appears), ("when", item.task.when)):
                if formula is not None:
                    yield f"{what}:{item.node}", f"item:{item.node}", formula
    for inject in scenario.injects.values():
        for what, formula in (("when", inject.when), ("unless", inject.unless)):
            if formula is not None:
                yield f"{what}:inject/{inject.id}", f"inject:{inject.id}", formula
    for late in scenario.consequences.values():
        if late.unless is not None:
            yield f"unless:later/{late.id}", f"later:{late.id}", late.unless


def _conditions(scenario: Scenario) -> Iterator[Feature]:
    for mark, place, formula in conditions(scenario):
        what, _, node = mark.partition(":")
        for way in ("true", "false"):
            yield Feature("condition", f"{mark}={way}", f"{node}: {what} {way}", place, formula.text)


def _moves(scenario: Scenario) -> Iterator[Feature]:
    seen: set[tuple[StageId, StageId]] = set()
    for stage in scenario.stages.values():
        for outcome, place in _outcomes(stage):
            to = outcome.to
            if to is None or to not in scenario.stages or (stage.id, to) in seen:
                continue
            if scenario.stages[to].thread == stage.thread:
                seen.add((stage.id, to))
                yield Feature("move", f"move:{stage.id}>{to}", f"{stage.id} -> {to}", place)


def _outcomes(stage: Stage) -> Iterator[tuple[Outcome, str]]:
    """Yield every outcome of what is in a stage, with the place it stands at."""
    for item in stage.items:
        probe = item.probe if isinstance(item, Evidence) else None
        for top in (item.outcome, *((probe.yes, probe.no) if probe else ())):
            yield from ((outcome, f"item:{item.node}") for outcome in outcomes_below(top))
    if stage.on_deadline is not None:
        yield from ((outcome, f"deadline:{stage.id}") for outcome in outcomes_below(stage.on_deadline))


# ---------------------------------------------------------------- in a run


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
    for mark in story((event,)):
        yield mark
        yield from implied(scenario, mark)


def node_chosen(event: e.Event) -> NodeId | None:
    """Return the node of what a player began by an event, if they did."""
    if isinstance(event, e.ChoiceMade):
        return node_of(event.stage, event.choice)
    return event.node if isinstance(event, e.WorkBegan) and event.kind == "evidence" else None
