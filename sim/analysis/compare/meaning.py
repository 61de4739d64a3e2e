"""What a scenario says, name by name: each thing in it with its fields, those that decide apart from those that are only read.

Comments, layout and the order of keys are not in it, but where order decides: ways that luck can go are drawn in theirs.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from sim.analysis.drawing.graph import duration
from sim.domain.formula import Asks, Constant, Formula, Name, Node, Serving, parts
from sim.domain.kit import Slot
from sim.domain.scenario import (
    Award,
    Cancel,
    CloseThread,
    Dismantle,
    Evidence,
    Latent,
    Move,
    OpenThread,
    Outcome,
    Passage,
    Reveal,
    Say,
    Scenario,
    Schedule,
    Send,
    SetFact,
)

_READ = """
    text title label detail question default reason known warning unit icon why minority summary source stop word says job name
    note briefing last questions principles hints interview causes cousins objectives formula_label told_label told_unit version
    difficulty minutes first board terms shown good bands spread rating offered_label served_label phrase sentence goals
    dead_label rooms tiles size
"""

TEXTS = frozenset(_READ.split())
"""Fields that are read, shown or reported, and decide nothing in a run."""

Thing = tuple[str, str]
"""Its kind, such as `stage` or `meter`, and its name."""


class Says(NamedTuple):
    """What a field says: compared by `value`, written as `shown`; `read` if it is only read."""

    value: Any
    shown: str
    read: bool


class Order(tuple[str, ...]):
    """Names in an order that counts; only another order of the same names is another."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Order) and (tuple(self) == tuple(other) or sorted(self) != sorted(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__


def ordered(names: Iterable[str]) -> Says:
    """Return an order of names as a field."""
    order = Order(map(str, names))
    return Says(order, ", ".join(order), False)


Meaning = Mapping[Thing, Mapping[str, Says]]


def meaning(scenario: Scenario) -> Meaning:
    """Return every thing in a scenario with its fields, as far as they say anything."""
    found = {thing: dict(_fields(what, "", skip)) for thing, what, skip in _things(scenario)}
    for stage in scenario.stages.values():
        found[("stage", str(stage.id))]["order"] = ordered(item.id for item in stage.items)._replace(read=True)
    for flow in scenario.flows.values():
        found[("flow", str(flow.id))]["order"] = ordered(flow.groups)
    if scenario.bench is not None:  # parts are the first that fit, families the first they fit
        found[("list", "kit")] = {"order": ordered(scenario.bench.parts)}
        found[("list", "rigs")] = {"order": ordered(scenario.bench.families)}
        for family in scenario.bench.families.values():
            found[("rig", family.id)]["slots.order"] = ordered(slot.id for slot in family.slots)
    for kind, names in (
        ("injects", scenario.injects), ("consequences", scenario.consequences), ("threads", scenario.threads),
        ("endings", [ending.id for ending in scenario.endings]),
    ):
        found[("list", kind)] = {"order": ordered(names)}
    return found


def _things(scenario: Scenario) -> Iterator[tuple[Thing, Any, frozenset[str]]]:
    none = frozenset({"id"})
    yield ("scenario", str(scenario.meta.id)), scenario.meta, none
    yield ("scenario", "time"), {
        "weekday": scenario.weekday, "start": scenario.midnight, "horizon": scenario.horizon, "pace": scenario.pace,
        "beat": scenario.beat, "briefing": scenario.briefing, "provisional": scenario.provisional,
    }, none
    for stage in scenario.stages.values():
        yield ("stage", str(stage.id)), stage, none | {"choices", "evidence"}
        for item in stage.items:
            yield ("investigation" if isinstance(item, Evidence) else "choice", str(item.node)), item, none | {"node"}
    made = {total for flow in scenario.flows.values() for total in flow.totals}  # they say nothing that the flow does not
    for kind, mapping in _KINDS:
        for name, what in getattr(scenario, mapping).items():
            if name not in made:
                yield (kind, str(name)), what if is_dataclass(what) else {"text": what}, none | {"serving"}
    for variant in scenario.variants.values():
        latents = {
            name: dict(zip(scenario.latents[name].values, weights, strict=True)) for name, weights in variant.latents.items()
        }
        yield ("variant", variant.id), {"title": variant.title, "set": variant.values, "latent": latents}, none
    for kind, listed in (("ending", scenario.endings), ("duty", scenario.duties)):
        for one in listed:
            yield (kind, str(one.id)), one, none
    yield ("value", scenario.worth.label), scenario.worth, frozenset({"label"})
    yield ("debrief", "words"), scenario.debrief, none
    if scenario.bench is not None:
        yield ("workbench", "of the scenario"), scenario.bench, frozenset({"parts", "families"})
        for part in scenario.bench.parts.values():
            yield ("part", str(part.id)), part, none
        for family in scenario.bench.families.values():
            yield ("rig", family.id), family, none
    if scenario.scene is not None:
        yield ("scene", "of the scenario"), scenario.scene, none
    for kind in ("never", "always", "eventually"):
        held = [prop.formula for prop in scenario.properties if prop.kind == kind]
        for formula in held:
            yield ("property", f"{kind} {formula.text}"), {}, none


_KINDS = (
    ("inject", "injects"), ("consequence", "consequences"), ("thread", "threads"), ("meter", "meters"), ("resource", "resources"),
    ("fact", "facts"), ("latent", "latents"), ("profile", "profiles"), ("total", "totals"), ("person", "people"),
    ("flow", "flows"), ("place", "places"), ("role", "roles"), ("term", "terms"),
)


def _fields(what: Any, before: str, skip: frozenset[str]) -> Iterator[tuple[str, Says]]:
    if isinstance(what, Latent):
        yield from _field(what, before, False)
        return
    pairs = what.items() if isinstance(what, Mapping) else ((f.name, getattr(what, f.name)) for f in fields(what))
    for name, value in pairs:
        if name not in skip:
            yield from _field(value, f"{before}{name}", str(name) in TEXTS or before.startswith(("panel.", "drift.")))


def _field(value: Any, name: str, read: bool) -> Iterator[tuple[str, Says]]:
    if value is None or value == () or value == "" or value == {}:
        return
    match value:
        case Outcome():
            yield from _outcome(value, "" if name == "outcome" else f"{name}.")
        case Formula(text=text, node=node):
            yield name, Says(said(node), text, read)
        case tuple() if all(isinstance(one, Passage) for one in value):
            written = " / ".join(one.text + (f" (when {one.when.text})" if one.when else "") for one in value)
            yield name, Says(tuple((one.text, one.when and said(one.when.node)) for one in value), written, True)
        case Latent():
            for way, weight in zip(value.values, value.weights, strict=True):
                yield way, Says(weight, str(weight), False)
            yield "order", ordered(value.values)
        case Mapping():
            for key, inside in value.items():
                yield from _field(inside, f"{name}.{key}", read)
        case tuple() if any(is_dataclass(one) for one in value):
            for n, one in enumerate(value):
                yield from _field(one, f"{name}.{one.id if isinstance(one, Slot) else n + 1}", read)
        case _ if is_dataclass(value):
            inside = "" if name == "task" else f"{name}."
            for key, says in _fields(value, inside, frozenset({"id", "node"})):
                yield key, says._replace(read=says.read or read)
        case frozenset():
            yield name, Says(value, ", ".join(sorted(map(str, value))), read)
        case _:
            yield name, Says(value, _shown(name, value), read)


def said(node: Node) -> tuple[Any, ...]:
    """Return what a formula says by itself: its parts in order. What a flow hangs on is said by the flow."""
    found: list[Any] = []
    for part in parts(node):
        match part:
            case Serving(flow=flow):
                found.append(f"serving({flow})")
            case Constant() | Name() | Asks():
                found.append(part)
            case _:
                signs = [str(value) for field in fields(part) if isinstance(value := getattr(part, field.name), str)]
                several = [len(value) for field in fields(part) if isinstance(value := getattr(part, field.name), tuple)]
                found.append((type(part), *signs, *several))
    return tuple(found)


_TIMES = frozenset(
    ("at", "after", "takes", "deadline", "closes", "opens", "horizon", "beat", "resume", "noted", "by", "in", "tries", "shows")
)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and name.rpartition(".")[2] in _TIMES:
        return duration(value)  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return ", ".join(" ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)
    return str(value)


def _outcome(outcome: Outcome, before: str) -> Iterator[tuple[str, Says]]:
    """Yield what follows from something in the author's own keys."""
    counted: dict[str, int] = {}
    for effect in outcome.effects:
        name, says = _effect(effect)
        counted[name] = counted.get(name, 0) + 1
        yield f"{before}{name}" + (f" ({counted[name]})" if counted[name] > 1 else ""), says
    chance = outcome.chance
    if chance is not None:
        kind = "chance" if chance.truth is None else "truth"
        if chance.truth is not None:
            yield f"{before}truth.by", Says(chance.truth, str(chance.truth), False)
        yield f"{before}{kind}.order", ordered(branch.id for branch in chance.branches)
        for branch in chance.branches:
            here = f"{before}{kind}.{branch.id}"
            if chance.truth is None:
                cases = tuple(sorted(branch.cases.items()))
                written = f"by {branch.by}: {', '.join(f'{k} {v}' for k, v in cases)}" if branch.by else str(branch.weight)
                yield f"{here}.weight", Says((branch.weight, branch.by, cases), written, False)
            yield from _outcome(branch.outcome, f"{here}.")
    if outcome.to is not None:
        yield f"{before}to", Says(outcome.to, str(outcome.to), False)


def _effect(effect: Any) -> tuple[str, Says]:
    match effect:
        case SetFact(fact=fact, value=value):
            return f"set.{fact}", Says((type(value), value), _shown("", value), False)
        case Move(what=what, by=by):
            return f"do.{what}", Says(said(by.node), by.text, False)
        case Reveal(fact=fact):
            return f"reveals.{fact}", Says(True, "yes", False)
        case Send(who=who, where=where):
            return f"moves.{who}", Says(where, str(where), False)
        case Schedule(consequence=name, delay=delay, slot=slot):
            return f"later.{name}", Says((delay, slot), f"in {duration(delay)}" + (f" from {slot}" if slot else ""), False)
        case Cancel(consequence=name):
            return f"cancels.{name}", Says(True, "yes", False)
        case OpenThread(thread=thread):
            return f"opens.{thread}", Says(True, "yes", False)
        case Dismantle(family=family):
            return f"ends.{family}", Says(True, "yes", False)
        case CloseThread(thread=thread):
            return f"closes.{thread}", Says(True, "yes", False)
        case Award(competency=name, points=points):
            return f"score.{name}", Says(points, f"{points:+}", False)
        case Say(who=who, channel=channel, text=text):
            words = tuple((p.text, p.when and said(p.when.node)) for p in text)
            return f"says.{who or 'note'}", Says((who, channel, words), " / ".join(p.text for p in text), True)
    raise AssertionError(f"an effect nobody knows: {effect!r}")
