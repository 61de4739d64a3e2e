"""What an author may write. Every key of a scenario file, its type and its meaning; also the published JSON Schema.

Scalars arrive as text and are typed here. Conditions, formulas and clock times stay text: `compile` reads them, because
they need the names and the first day of the whole scenario.
"""
from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from sim.domain.scene import State

ID = r"^[a-z][a-z0-9_.-]{0,47}$"
_DURATION = re.compile(r"(?:([0-9]{1,4})d)?\s*(?:([0-9]{1,5})h)?\s*(?:([0-9]{1,6})m)?\s*(?:([0-9]{1,7})s)?")
_FRACTION = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9}|/[0-9]{1,9})?")


def seconds(text: object) -> int:
    """Return a duration such as `90s`, `20m`, `1h30m` or `2d` in seconds. Raises ValueError for anything else."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or not any(found.groups()):
        raise ValueError("write a duration with its unit: 90s, 20m, 1h30m or 2d")
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def fraction(text: object) -> Fraction:
    """Return a number such as `6`, `6.5` or `13/2`. Raises ValueError for anything else."""
    try:
        if not isinstance(text, str) or _FRACTION.fullmatch(text.strip()):
            return Fraction(str(text).strip())
    except (ValueError, ZeroDivisionError):
        pass
    raise ValueError("write a number such as 6, 6.5 or 13/2")


def _in_range(low: int | Fraction, high: int) -> AfterValidator:
    def check(value: Fraction) -> Fraction:
        if not low <= value <= high:
            raise ValueError(f"it must lie between {low} and {high}")
        return value
    return AfterValidator(check)


def _whole(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"[+-]?[0-9]{1,9}", text.strip()):
        raise ValueError("write a whole number")
    return int(text) if isinstance(text, str) else text


def _truth(text: object) -> object:
    if isinstance(text, str):
        if text not in ("true", "false"):
            raise ValueError("write true or false")
        return text == "true"
    return text


def listed(value: object) -> object:
    """One thing may stand without the brackets of a list."""
    return [value] if isinstance(value, str | dict) and value else value


FEW, MANY = Field(max_length=100), Field(max_length=1000)
"""How many entries a list or mapping may have: far more than anybody writes, and few enough to be read in a moment."""

Id = Annotated[str, Field(pattern=ID, description="lower-case letters, digits, - _ . ; begins with a letter")]
Duration = Annotated[int, BeforeValidator(seconds), WithJsonSchema({"type": "string", "examples": ["20m", "1h30m"]})]
Span = Annotated[Duration, Field(ge=1)]
Time = Annotated[str, Field(pattern=r"^((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?[0-9]{1,2}:[0-9]{2}$|^\+?([0-9]+[dhms] ?)+$",
                            description="a clock time, `09:15` on the first day or `Wed 10:30`; or a duration since the start")]
Number = Annotated[Fraction, BeforeValidator(fraction), WithJsonSchema({"type": ["number", "string"]})]
Rating = Annotated[Number, _in_range(1, 7)]
Pace = Annotated[Number, _in_range(Fraction(1, 100), 86_400)]
Chancy = Annotated[Number, _in_range(0, 1)]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
Formula = Annotated[str, Field(min_length=1, max_length=500, description="an expression: `phones >= 8 and not told_rita`")]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
Label = Annotated[str, Field(min_length=1, max_length=160)]
Unit = Annotated[str, Field(max_length=20)]
Icon = Annotated[str, Field(pattern=r"^[a-z0-9-]*$", max_length=48)]
Level = Annotated[str, Field(max_length=60, description="true, false, one of the fact's words, or a whole number")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Passage(Strict):
    """A paragraph shown only `when` something holds."""

    text: Words
    when: Formula | None = None


def _passages(value: object) -> object:
    items = [value] if isinstance(value, str | dict) else value
    return [{"text": item} if isinstance(item, str) else item for item in items] if isinstance(items, list) else items


Text = Annotated[
    tuple[Passage, ...],
    BeforeValidator(_passages),
    Field(max_length=100, description="a text, or a list of texts and {when, text}"),
]
Ids = Annotated[tuple[Id, ...], BeforeValidator(listed), FEW]
Names = Annotated[tuple[Annotated[str, Field(max_length=500)], ...], BeforeValidator(listed), FEW]


class Speech(Strict):
    """Words somebody says. `channel`: phone, walk-in, mail, radio, news, chat, monitor or note.

    `plainly` is told instead to who would rather not read what may distress.
    """

    who: Annotated[str, Field(alias="from", max_length=60)]
    text: Text
    plainly: Text = ()
    channel: Literal["phone", "walk-in", "mail", "radio", "news", "chat", "monitor", "note"] = "walk-in"


class Weight(Strict):
    """A weight that depends on hidden truth: one for each value of the latent `by`."""

    by: Id
    cases: Annotated[dict[Id, Whole], FEW]


class Later(Strict):
    """A consequence that falls due `in` a while, or that long after the opening of the stage `slot`."""

    id: Id
    delay: Annotated[Span, Field(alias="in")]
    slot: Annotated[Id | None, Field(alias="from")] = None


def _laters(value: object) -> object:
    return [value] if isinstance(value, dict) else value


class Outcome(Strict):
    """What follows when something is done, arrives, or is left undone. In this order; `chance` then `to` come last."""

    note: Text = ()
    plainly: Text = ()
    says: Annotated[tuple[Speech, ...], BeforeValidator(listed), FEW] = ()
    set: Annotated[dict[Id, Level], FEW] = {}
    do: Annotated[dict[Id, Formula], FEW] = {}
    reveals: Ids = ()
    moves: Annotated[dict[Id, Id], FEW] = {}
    cancels: Ids = ()
    later: Annotated[tuple[Later, ...], BeforeValidator(_laters), FEW] = ()
    opens: Ids = ()
    closes: Ids = ()
    ends: Ids = ()
    score: Annotated[dict[Id, Annotated[Whole, Field(ge=-20, le=20)]], FEW] = {}
    chance: Annotated[dict[Id, Branch], FEW] = {}
    truth: Truths | None = None
    to: Id | None = None


class Branch(Outcome):
    """One way it can turn out, as likely as its weight is to the sum of all."""

    weight: Whole | Weight = 1


class Truths(Strict):
    """It turns out by hidden truth: one outcome for each value of the latent `by`, which is then known for sure."""

    by: Id
    cases: Annotated[dict[Id, Outcome], FEW]


class Panel(Strict):
    """Practitioners' mean rating of effectiveness, 1 harmful to 7 excellent, with a reason and who disagrees."""

    rating: Rating
    why: Annotated[str, Field(max_length=400)] = ""
    minority: Annotated[str, Field(max_length=400)] = ""
    spread: Number | None = None


class Task(Outcome):
    """What can be done: choices and evidence. `by` somebody else leaves your hands free."""

    id: Id
    label: Label
    detail: Annotated[str, Field(max_length=300)] = ""
    icon: Icon = ""
    appears: Formula | None = None
    when: Formula | None = None
    reason: Annotated[str, Field(max_length=160)] = ""
    cost: Annotated[dict[Id, Annotated[Whole, Field(ge=0)]], FEW] = {}
    takes: Duration = 0
    by: Id = "you"
    at: Id | None = None
    again: Truth = False


class Choice(Task):
    panel: Panel | None = None


class Hits(Strict):
    """How often the test says yes: where it is so, and where it is not."""

    if_true: Annotated[Chancy, Field(alias="if true")] = Fraction(1)
    if_false: Annotated[Chancy, Field(alias="if false")] = Fraction(0)


class Evidence(Task):
    """An investigation. With `tests` it is a test of a latent, which answers `yes` or `no` and can be wrong."""

    tests: Annotated[dict[Id, Ids], FEW] = {}
    hits: Hits = Hits()
    yes: Outcome | None = None
    no: Outcome | None = None


class Stage(Strict):
    """A matter to be decided. `deadline` and `on_deadline` come together, or neither."""

    title: Label = ""
    question: Annotated[str, Field(max_length=200)] = ""
    text: Text = ()
    thread: Id = "main"
    opens: Time | None = None
    closes: Time | None = None
    deadline: Span | None = None
    on_deadline: Outcome | None = None
    default: Annotated[str, Field(max_length=160)] = ""
    drift: Panel | None = None
    looks: Annotated[Whole, Field(ge=0, le=20)] | None = None
    evidence: Annotated[tuple[Evidence, ...], FEW] = ()
    choices: Annotated[tuple[Choice, ...], FEW] = ()
    pace: Pace | None = None
    beat: Span | None = None
    board: Truth = False
    stop: Annotated[str, Field(max_length=300)] = ""
    weight: Annotated[Whole, Field(ge=0, le=5)] = 1
    confidence: Truth = False
    role: Id | None = None
    workbench: Truth = False


class Demand(Strict):
    """It wants an answer, and stops what you are doing. Coming back costs `resume`, or `noted` after a parking note."""

    label: Label
    takes: Duration = 0
    deadline: Span
    default: Annotated[str, Field(max_length=160)] = ""
    resume: Duration = 0
    noted: Duration = 0
    answer: Outcome = Outcome()
    on_deadline: Outcome = Outcome()


class Inject(Outcome):
    """Something that arrives `at` a time, or `after` its `when` turns true."""

    id: Id
    at: Time | None = None
    when: Formula | None = None
    after: Duration = 0
    unless: Formula | None = None
    contingency: Truth = False
    roles: Ids = ()
    demand: Demand | None = None


class Consequence(Outcome):
    unless: Formula | None = None


class Meter(Strict):
    label: Label
    start: Whole
    range: tuple[Whole, Whole] = (0, 100)
    unit: Annotated[str, Field(max_length=12)] = ""
    good: Literal["high", "low", "neither"] = "high"
    hidden: Truth = False
    bands: Annotated[dict[Unit, Whole], FEW] = {}
    icon: Icon = ""


class Resource(Strict):
    label: Label
    start: Annotated[Whole, Field(ge=0)]
    unit: Annotated[str, Field(max_length=12)] = ""
    icon: Icon = ""


class Fact(Strict):
    """`words` makes it one of named words instead of true/false. `known`: what the notebook says once it is known."""

    start: Level = "false"
    words: Annotated[tuple[Level, ...], BeforeValidator(listed), FEW] = ()
    hidden: Truth = False
    known: Annotated[str, Field(max_length=300)] = ""
    worth: Annotated[Whole, Field(ge=0, le=5)] = 0
    price: Annotated[Whole, Field(ge=0)] = 0
    warning: Annotated[str, Field(max_length=300)] = ""


class Person(Strict):
    name: Label
    job: Annotated[str, Field(max_length=80)] = ""
    where: Id | None = None
    hours: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$")], ...],
        BeforeValidator(listed),
        Field(max_length=8),
    ] = ()
    helps: Truth = False
    shown: Truth = True
    tired: Formula | None = None


class Thread(Strict):
    """A matter besides the main one. Opens with the run, or when something `opens` it."""

    title: Label
    start: Id
    open: Truth = False


class Total(Strict):
    """What adds up while time passes: `rate` an hour. `worth` is in the unit of `value`."""

    label: Label
    unit: Unit = ""
    rate: Formula | None = None
    worth: Number = Fraction(0)
    shown: Truth = False


class Group(Strict):
    """Where so many of a flow can be at once: `lines`. With `hands`, so many pass each on first, in `handover` on average."""

    label: Label
    lines: Formula
    handling: Formula
    hands: Formula | None = None
    handover: Formula | None = None
    handlers: Formula | None = None
    patience: Formula | None = None


class Flow(Strict):
    """What comes in, `offered` an hour, and is served or lost: calls, orders, tickets. Who finds a group full tries the next."""

    label: Label
    unit: Unit = ""
    offered: Formula
    worth: Number = Fraction(0)
    shown: Truth = False
    offered_label: Annotated[str, Field(max_length=160)] = ""
    served_label: Annotated[str, Field(max_length=160)] = ""
    known: Formula | None = None
    groups: Annotated[dict[Id, Group], Field(max_length=6)]


class Term(Strict):
    """A trade word, written `[[word]]` in texts, and the line with which a person explains it when first met."""

    word: Label
    says: Id
    text: Annotated[str, Field(min_length=1, max_length=240)]


class Duty(Strict):
    """A critical task: `done` must have turned true by the time `by`. It counts only if `when` holds at the end."""

    id: Id
    label: Label
    by: Time
    done: Formula
    when: Formula | None = None
    competency: Id
    why: Annotated[str, Field(max_length=300)] = ""


class Value(Strict):
    """`formula` is added to what the totals are worth. `told` is the figure that the endings are bands of."""

    label: Label
    unit: Unit
    formula: Formula | None = None
    formula_label: Annotated[str, Field(max_length=120)] = ""
    told: Formula
    told_label: Label
    told_unit: Unit = "%"
    par: Number | None = None


class Ending(Strict):
    """A band of the told figure from `above` up, or an override `when` a harm was done that was `warned` of."""

    id: Id
    title: Label
    text: Text
    above: Number | None = None
    when: Formula | None = None
    warned: Names = ()
    last: Text = ()


class Lesson(Strict):
    """A line of the lesson plan of a shorter version, in minutes of the lesson."""

    from_: Annotated[Whole, Field(ge=0, le=300, alias="from")]
    to: Annotated[Whole, Field(ge=0, le=300)]
    what: Words
    screen: Words
    teacher: Words


class Shorter(Strict):
    """What a shorter version tells and asks at its end, and the lesson it makes; its time stands in `meta.cuts`."""

    endings: Annotated[tuple[Ending, ...], FEW] = ()
    questions: Names = ()
    lesson: Annotated[tuple[Lesson, ...], FEW] = ()


class Cause(Strict):
    text: Words
    when: Formula | None = None


class Cousin(Strict):
    text: Words
    source: Words


class Debrief(Strict):
    questions: Names = ()
    principles: Names = ()
    hints: Names = ()
    interview: Annotated[str, Field(max_length=4000)] = ""
    causes: Annotated[tuple[Cause, ...], BeforeValidator(_passages), FEW] = ()
    cousins: Annotated[tuple[Cousin, ...], FEW] = ()


class RoleCard(Strict):
    """What one player or group knows and nobody else: revealed once they have said it aloud."""

    title: Label
    job: Words
    knows: Words
    fact: Id | None = None
    ask: Words


class ForRoom(Strict):
    """What a scenario gives the person at the front of a room."""

    cards: Annotated[dict[Id, RoleCard], Field(max_length=12)] = {}


Grid = Annotated[Whole, Field(ge=-60, le=60)]
Cell = tuple[Grid, Grid]


class Spots(NamedTuple):
    """Cells in order, or a cell for each place."""

    cells: Annotated[tuple[Cell, ...], FEW] = ()
    places: Annotated[dict[Id, Cell], FEW] = {}


def _spots(value: object) -> object:
    """Read `[3, 4]`, `[[3, 4], [5, 4]]` and `{office: [3, 4]}`."""
    if isinstance(value, list):
        one = len(value) == 2 and not any(isinstance(part, list) for part in value)
        return {"cells": [value] if one else value}
    return {"places": value} if isinstance(value, dict) else value


_CELL = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
At = Annotated[Spots, BeforeValidator(_spots), WithJsonSchema({
    "anyOf": [_CELL, {"type": "array", "items": _CELL}, {"type": "object", "additionalProperties": _CELL}],
    "examples": ["[3, 4]"], "description": "a cell `[column, row]`, a list of cells, or for a person a cell for each place",
})]


class Room(Strict):
    """A part of the place: a thin outline with its name."""

    label: Annotated[str, Field(max_length=60)] = ""
    at: Cell
    size: Cell


class Look(Strict):
    """How a tile can be, `when` something holds: a formula that may name `n`, `talking(flow)`, `waiting(flow)`, `lost(flow)`."""

    state: Annotated[State, Field(alias="is")]
    when: Formula | None = None


class Tile(Strict):
    """One thing, or `count` of a kind, `row` of them in a line; or a `person`, with a cell for each place they may be at."""

    id: Id
    label: Label
    icon: Icon = ""
    person: Id | None = None
    at: At
    count: Annotated[Whole, Field(ge=1, le=100)] | None = None
    step: Cell = (1, 0)
    row: Annotated[Whole, Field(ge=1, le=100)] | None = None
    down: Cell | None = None
    size: Annotated[Whole, Field(ge=1, le=20)] = 1
    states: Annotated[tuple[Look, ...], BeforeValidator(listed), FEW] = ()


class Scene(Strict):
    """A schematic of the place on a grid of `size` cells; `text` says it in one sentence, the first that holds."""

    label: Label
    size: tuple[Annotated[Whole, Field(ge=4, le=60)], Annotated[Whole, Field(ge=4, le=60)]]
    rooms: Annotated[tuple[Room, ...], FEW] = ()
    tiles: Annotated[tuple[Tile, ...], FEW]
    text: Text


Weights = Annotated[dict[Id, Annotated[Whole, Field(ge=0)]], FEW]


class Variant(Strict):
    """Other starting values and other hidden truth."""

    title: Label
    set: Annotated[dict[Id, Level], FEW] = {}
    latent: Annotated[dict[Id, Weights], FEW] = {}


def _affordances(value: object) -> object:
    return dict.fromkeys(value, "true") if isinstance(value, list) else value


class Part(Strict):
    """Something to improvise with. `affords`: what it is good for, as a list, or with numbers as in `{hands: 1}`."""

    label: Label
    phrase: Annotated[tuple[Label, ...], BeforeValidator(listed), Field(max_length=2)] = ()
    kind: Id
    affords: Annotated[dict[Id, Level], BeforeValidator(_affordances), FEW]
    count: Annotated[Whole, Field(ge=0, le=9999)] = 1
    amounts: Annotated[tuple[Annotated[Whole, Field(ge=1, le=9999)], ...], BeforeValidator(listed), Field(max_length=12)] = (1,)
    noticed: Formula | None = None
    person: Id | None = None
    spent: Truth = False
    icon: Icon = ""


class Slot(Strict):
    """A place in a family of rigs. `lacks`: the lesson where it is what an idea lacks."""

    needs: Ids
    lacks: Text = ()
    optional: Truth = False


class Rule(Strict):
    """What `must` hold, and the `lesson` where it does not. `says`: how somebody puts it who is shown the idea."""

    must: Formula
    lesson: Text
    says: Annotated[dict[Id, Text], FEW] = {}


class Brings(Outcome):
    """What building brings, too, where `when` holds of the slots."""

    when: Formula | None = None


class Exit(Outcome):
    """The way back."""

    takes: Duration = 0
    by: Id = "you"


class Rig(Outcome):
    """A family of arrangements. Formulas may name `slot.count` and `slot.affordance`; `takes` gives seconds."""

    goal: Id | None = None
    label: Label
    sentence: Annotated[str, Field(min_length=1, max_length=300)]
    slots: Annotated[dict[Id, Slot], Field(min_length=1, max_length=8)]
    rules: Annotated[tuple[Rule, ...], FEW] = ()
    takes: Formula = "0"
    cost: Annotated[dict[Id, Formula], FEW] = {}
    by: Id = "you"
    at: Id | None = None
    gives: Annotated[dict[Id, Formula], FEW] = {}
    brings: Annotated[tuple[Brings, ...], BeforeValidator(_laters), FEW] = ()
    reactions: Annotated[dict[Id, Text], FEW] = {}
    exit: Exit | None = None
    tier: Literal["reproductive", "adaptive", "creative"] = "adaptive"
    rare: Annotated[Whole, Field(ge=0, le=5)] = 0
    panel: Panel | None = None


class Workbench(Strict):
    """Where parts become rigs. `tries`: what it takes to find out that something cannot work. `people`: who can be shown an idea,
    and what each says who has nothing to say of it. `over`: the lesson of parts too many. `dead`: from when on the plan is known
    to be dead; `dead_label` says it in words that can follow *before*: `the five days were known`."""

    question: Label
    goals: Annotated[dict[Id, Label], Field(min_length=1, max_length=6)]
    tries: Span = 300
    shows: Span = 60
    people: Annotated[dict[Id, Text], FEW] = {}
    nothing: Text
    over: Text = ()
    dead: Formula | None = None
    dead_label: Annotated[str, Field(max_length=80)] = ""


class Properties(Strict):
    never: Names = ()
    always: Names = ()
    eventually: Names = ()


class Meta(Strict):
    id: Id
    version: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    title: Label
    summary: Annotated[str, Field(max_length=400)]
    minutes: Annotated[Whole, Field(ge=1, le=240)]
    difficulty: Annotated[Whole, Field(ge=1, le=5)]
    source: Words
    first: Truth = False
    icon: Icon = ""
    objectives: Annotated[Names, Field(max_length=4)] = ()
    competencies: Annotated[dict[Id, Label], FEW]
    cuts: Annotated[dict[Unit, Time], FEW] = {}
    content: Annotated[Names, Field(max_length=6)] = ()


class Clock(Strict):
    """`start` is the time the player sees first, such as `Tue 08:37`."""

    start: Annotated[str, Field(pattern=r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [0-9]{1,2}:[0-9]{2}$")]


class Company(Strict):
    """What somebody may replace with their own: names as they are written in the file, prices by where they stand."""

    names: Annotated[dict[Id, Label], FEW] = {}
    prices: Annotated[dict[Id, Label], FEW] = {}


class ScenarioFile(Strict):
    """A scenario: everything that can happen. One file, `meta` first."""

    meta: Meta
    clock: Clock
    horizon: Time
    pace: Pace
    beat: Span | None = None
    provisional: Truth = True
    briefing: Text
    start: Id
    meters: Annotated[dict[Id, Meter], FEW] = {}
    resources: Annotated[dict[Id, Resource], FEW] = {}
    facts: Annotated[dict[Id, Fact], MANY] = {}
    latent: Annotated[dict[Id, Weights], FEW] = {}
    profiles: Annotated[dict[Id, Annotated[dict[Time, Annotated[Whole, Field(ge=0)]], FEW]], FEW] = {}
    totals: Annotated[dict[Id, Total], Field(max_length=20)] = {}
    flows: Annotated[dict[Id, Flow], Field(max_length=4)] = {}
    people: Annotated[dict[Id, Person], FEW] = {}
    places: Annotated[dict[Id, Label], FEW] = {}
    roles: Annotated[dict[Id, Label], FEW] = {}
    threads: Annotated[dict[Id, Thread], FEW] = {}
    workbench: Workbench | None = None
    kit: Annotated[dict[Id, Part], FEW] = {}
    rigs: Annotated[dict[Id, Rig], Field(max_length=40)] = {}
    terms: Annotated[dict[Id, Term], FEW] = {}
    stages: Annotated[dict[Id, Stage], MANY]
    injects: Annotated[tuple[Inject, ...], MANY] = ()
    later: Annotated[dict[Id, Consequence], MANY] = {}
    duties: Annotated[tuple[Duty, ...], FEW] = ()
    value: Value
    endings: Annotated[tuple[Ending, ...], FEW]
    debrief: Debrief = Debrief()
    variants: Annotated[dict[Id, Variant], FEW] = {}
    properties: Properties = Properties()
    scene: Scene | None = None
    room: ForRoom | None = None
    shorter: Annotated[dict[Unit, Shorter], FEW] = {}
    company: Company = Company()


def json_schema() -> dict[str, Any]:
    """Return the schema editors complete from, in the older draft that YAML language servers read."""
    schema = ScenarioFile.model_json_schema(by_alias=True)

    def older(node: Any) -> Any:
        if isinstance(node, dict):
            return {("definitions" if key == "$defs" else "items" if key == "prefixItems" else key): older(value)
                    for key, value in node.items()}
        if isinstance(node, list):
            return [older(item) for item in node]
        return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) else node

    found = older(schema)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Cordless scenario", **found}
