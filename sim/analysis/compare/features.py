"""What there is in a scenario that a run can exercise: each thing with a mark, the same that `moves.story` tells.

Beyond those marks: `kept:STAGE`, a decision that settled a stage with a deadline; `move:FROM>TO`, from a stage to the next of its
thread; `WHAT:NODE=true` and `=false` for a condition that came out so, where WHAT is `appears`, `when`, `unless` or `text`;
`lesson:NODE` for a rule of a family that an idea broke, when it was tried.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sim.domain.formula import Formula
from sim.domain.scenario import Cancel, Chance, Evidence, Outcome, Scenario, Stage, all_outcomes, outcomes_below
from sim.domain.units import LatentId, StageId

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
    "rig": "families built",
    "lesson": "lessons of rules taught",
    "exit": "rigs taken down",
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
    found = (
        *_stages(scenario), *_arrivals(scenario), *_draws(scenario), *_rigs(scenario), *_conditions(scenario), *_moves(scenario),
    )
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


def _rigs(scenario: Scenario) -> Iterator[Feature]:
    for family in scenario.bench.families.values() if scenario.bench is not None else ():
        place = f"rigs:{family.id}"
        yield Feature("rig", f"built:{family.id}", family.id, place, family.label)
        for n, rule in enumerate(family.rules, 1):
            yield Feature("lesson", f"lesson:{rule.lesson.node}", f"{family.id}: rule {n}", place, rule.must.text)
        if family.exit is not None:
            yield Feature("exit", f"ended:{family.id}:taken", family.id, place, family.label)


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
    if first == "rig" and rest:
        return f"rigs:{re.split('[!+?@-]', rest)[0]}"
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
