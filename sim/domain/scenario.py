"""A scenario once it is known to make sense: immutable, every reference resolved, no clock and no file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from sim.domain.formula import Formula
from sim.domain.kit import Bench
from sim.domain.scene import Scene
from sim.domain.units import (
    CardId,
    ChoiceId,
    ConsequenceId,
    EvidenceId,
    FactId,
    FlowId,
    Frozen,
    GroupId,
    InjectId,
    LatentId,
    NodeId,
    PersonId,
    PlaceId,
    RoleId,
    Seconds,
    StageId,
    TermId,
    ThreadId,
    TotalId,
    Value,
    VarId,
)

# ---------------------------------------------------------------- words


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, shown only while `when` holds (always, if there is none)."""

    text: str
    when: Formula | None = None


Text = tuple[Passage, ...]
"""What is read: those of its passages that hold, in order. `{name}` in it stands for a variable's present value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A trade word, and the one line in which a person explains it when it is first met."""

    id: TermId
    word: str
    says: PersonId
    text: str


# ---------------------------------------------------------------- what happens


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFact:
    fact: FactId
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A meter or resource changes by `by` (rounded down), and stays within its bounds."""

    what: VarId
    by: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """The player now knows the fact."""

    fact: FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A person, or you, is now somewhere else."""

    who: PersonId
    where: PlaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A consequence falls due `delay` from now, or from the opening of the stage `slot`. Pending once per id."""

    consequence: ConsequenceId
    delay: Seconds
    slot: StageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    consequence: ConsequenceId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseThread:
    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Points for a competency: write-only."""

    competency: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Somebody says something; without `who` the narrator does. `text` is found under (node, index).

    `plain` is what is told instead to who would rather not read it as it is written.
    """

    index: int
    who: str
    channel: str
    text: Text
    plain: Text = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Erect:
    """An arrangement of a family now stands."""

    family: str
    rig: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismantle:
    """What stands of a family is taken down: its parts come back, its meters go back to their start."""

    family: str
    how: Literal["taken", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """Another outcome follows, whole."""

    outcome: Outcome


Effect = (
    SetFact | Move | Reveal | Send | Schedule | Cancel | OpenThread | CloseThread | Award | Say | Erect | Dismantle | Then
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way chance can go. Its weight is `weight`, or `cases` by the value of the latent `by` (all listed)."""

    id: str
    outcome: Outcome
    weight: int = 1
    by: LatentId | None = None
    cases: Frozen[str, int] = field(default_factory=Frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A draw. With `truth` the branches are the values of that latent and it is settled by the draw."""

    node: NodeId
    branches: tuple[Branch, ...]
    truth: LatentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows: effects in order, then a draw, then where it leads."""

    node: NodeId
    effects: tuple[Effect, ...] = ()
    chance: Chance | None = None
    to: StageId | None = None


# ---------------------------------------------------------------- what can be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What practitioners think of a decision: mean effectiveness 1 to 7, and why; and who disagrees."""

    rating: Fraction
    why: str = ""
    minority: str = ""
    spread: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What doing something needs: whose hands, for how long, where, at what cost, under which condition.

    `appears`: whether it exists at all for the player; `when`: shown, but with `reason` instead of a way to do it.
    """

    takes: Seconds = Seconds(0)
    by: PersonId
    where: PlaceId | None = None
    cost: tuple[tuple[VarId, int], ...] = ()
    appears: Formula | None = None
    when: Formula | None = None
    reason: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    id: ChoiceId
    node: NodeId
    label: str
    detail: str
    task: Task
    outcome: Outcome
    panel: Panel | None = None
    icon: str = ""

    @property
    def leads_on(self) -> bool:
        """Whether it settles the matter: some way it turns out leads to another stage, or closes a thread."""
        return any(
            outcome.to is not None or any(isinstance(effect, CloseThread) for effect in outcome.effects)
            for outcome in outcomes_below(self.outcome)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A test of a latent: seen as `yes` with chance `if_true` where it is one of `values`, else with `if_false`."""

    latent: LatentId
    values: frozenset[str]
    if_true: Fraction
    if_false: Fraction
    yes: Outcome
    no: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An investigation: it costs time and changes what the player knows, not what is so."""

    id: EvidenceId
    node: NodeId
    label: str
    detail: str
    task: Task
    outcome: Outcome
    probe: Probe | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A matter to be decided. `opens` fixed makes it a slot; `deadline` is from opening, `closes` a fixed time."""

    id: StageId
    thread: ThreadId
    title: str
    question: str
    text: Text
    choices: tuple[Choice, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    opens: Seconds | None = None
    deadline: Seconds | None = None
    closes: Seconds | None = None
    on_deadline: Outcome | None = None
    default: str = ""
    drift: Panel | None = None
    looks: int | None = None
    pace: Fraction
    beat: Seconds
    board: bool = False
    stop: str = ""
    weight: int = 1
    confidence: bool = False
    role: RoleId | None = None
    workbench: bool = False

    @property
    def items(self) -> tuple[Choice | Evidence, ...]:
        """Everything that can be done here: choices, then investigations."""
        return (*self.choices, *self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """An inject that wants an answer. `noted` is the cost of coming back to parked work after a parking note."""

    label: str
    takes: Seconds
    deadline: Seconds
    default: str
    resume: Seconds
    noted: Seconds
    answer: Outcome
    on_deadline: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """Something that arrives: `at` a time, or `after` its condition `when` turns true; never while `unless` holds.

    With `contingency` it is what happens because something was *not* done in its window.
    """

    id: InjectId
    outcome: Outcome
    at: Seconds | None = None
    when: Formula | None = None
    after: Seconds = Seconds(0)
    unless: Formula | None = None
    contingency: bool = False
    roles: frozenset[RoleId] = frozenset()
    demand: Demand | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What falls due later, `unless` that holds by then."""

    id: ConsequenceId
    outcome: Outcome
    unless: Formula | None = None


# ---------------------------------------------------------------- what there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    id: VarId
    label: str
    low: int
    high: int
    start: int
    unit: str = ""
    good: Literal["high", "low", "neither"] = "high"
    hidden: bool = False
    bands: tuple[tuple[int, str], ...] = ()
    icon: str = ""

    def band(self, level: int) -> str:
        """Return the name of the range `level` lies in, empty if the author named none."""
        return next((name for start, name in reversed(self.bands) if level >= start), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is spent. Never below zero. One not `shown` is a part of the kit, and stands on the workbench alone."""

    id: VarId
    label: str
    start: int
    unit: str = ""
    icon: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """True/false, or one of `words`. A `hidden` one must be found before a rule may depend on its value.

    `known` is what the notebook says once the player knows it; `price` is charged once when it comes true.
    """

    id: FactId
    start: Value
    words: tuple[str, ...] = ()
    hidden: bool = False
    known: str = ""
    price: int = 0
    warning: str = ""
    worth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """Hidden truth: one of `values`, with whole-number `weights` before anything is seen."""

    id: LatentId
    values: tuple[str, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`hours` are spans of the day in seconds after midnight; none means always. `helps`: lends a pair of hands.

    One not `shown` is among the people on screen only once they have spoken. `tired`: whether anybody can see that they are.
    """

    id: PersonId
    name: str
    job: str
    where: PlaceId | None = None
    hours: tuple[tuple[int, int], ...] = ()
    helps: bool = False
    shown: bool = True
    tired: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    id: ThreadId
    title: str
    start: StageId
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A level over the clock: each (time, level) holds from that time on; the first is at 0."""

    id: str
    levels: tuple[tuple[Seconds, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What adds up while time passes, at `rate` an hour; written, never read by a rule. `worth` is value per unit."""

    id: TotalId
    label: str
    unit: str
    rate: Formula | None
    worth: Fraction
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Where some of a flow can be at once. `handling`, `handover` and `patience` are in seconds.

    With `hands`, so many pass each one on, in `handover` on average, before it is handled; the line is taken throughout.
    Without `handlers` every line has one; without `patience` nobody gives up.
    """

    id: GroupId
    label: str
    lines: Formula
    handling: Formula
    hands: Formula | None = None
    handover: Formula | None = None
    handlers: Formula | None = None
    patience: Formula | None = None

    @property
    def formulas(self) -> tuple[Formula | None, ...]:
        """Its numbers, in the order in which a queue is told of them."""
        return self.lines, self.handling, self.hands, self.handover, self.handlers, self.patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What comes in, `offered` an hour, and is served or lost: calls, orders, tickets. `worth` is value per unit served.

    It makes two totals, `ID_offered` and `ID_served`; `serving` is the rate of the second. Where its bottleneck is may be
    told to a player once `known` holds.
    """

    id: FlowId
    label: str
    offered_label: str
    served_label: str
    unit: str
    worth: Fraction
    shown: bool
    known: Formula | None
    offered: Formula
    groups: Frozen[GroupId, Group]
    serving: Formula

    @property
    def totals(self) -> tuple[TotalId, TotalId]:
        """The names of what came and of what was served."""
        return TotalId(f"{self.id}_offered"), TotalId(f"{self.id}_served")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A critical task: done once `done` is true, in its window if at or before `by`. Due only if `when` holds at the end."""

    id: str
    label: str
    by: Seconds
    done: Formula
    competency: str
    why: str = ""
    when: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run is told. With `when` it overrides the bands; with `above` it is a band of the told figure.

    An overriding ending names the injects, stages, choices or facts that `warned` of it: without one seen, it cannot apply.
    """

    id: str
    title: str
    text: Text
    when: Formula | None = None
    above: Fraction | None = None
    warned: frozenset[str] = frozenset()
    last: Text = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What best play is measured in. `told` is the figure the endings are bands of."""

    label: str
    unit: str
    formula: Formula | None
    formula_label: str
    told: Formula
    told_label: str
    told_unit: str
    par: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One sentence of why it went as it went; the first whose `when` holds at the end is told."""

    text: str
    when: Formula | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cousin:
    """Something like it that really happened."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    questions: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    interview: str = ""
    causes: tuple[Cause, ...] = ()
    cousins: tuple[Cousin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A named change for replay: other starting values, other hidden truth."""

    id: str
    title: str
    values: Frozen[VarId, Value]
    latents: Frozen[LatentId, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """What must `never`, `always` or `eventually` hold in every run."""

    kind: Literal["never", "always", "eventually"]
    formula: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a catalogue shows. `minutes` are real ones; `cuts` map real minutes to the time a shorter version ends.

    `content` says what in it some would rather know beforehand.
    """

    id: str
    version: str
    title: str
    summary: str
    minutes: int
    difficulty: int
    source: str
    first: bool = False
    icon: str = ""
    objectives: tuple[str, ...] = ()
    competencies: Frozen[str, str] = field(default_factory=Frozen)
    cuts: Frozen[int, Seconds] = field(default_factory=Frozen)
    content: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A line of a lesson plan: from minute `since` to `until`, what is done, what the projector shows, what the teacher does."""

    since: int
    until: int
    what: str
    screen: str
    teacher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorter:
    """A version of so many real `minutes` that ends at scenario time `at`, with what is told and asked there, and a lesson."""

    minutes: int
    at: Seconds
    endings: tuple[Ending, ...] = ()
    questions: tuple[str, ...] = ()
    lesson: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A role card."""

    id: CardId
    title: str
    job: str
    knows: str
    fact: FactId | None
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a scenario gives the person at the front."""

    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Scenario:
    """A crisis to be played. Everything is in the author's order. Compared by identity: `digest` names its text."""

    meta: Meta
    digest: str
    weekday: int
    midnight: Seconds
    horizon: Seconds
    pace: Fraction
    beat: Seconds
    briefing: Text
    provisional: bool
    meters: Frozen[VarId, Meter]
    resources: Frozen[VarId, Resource]
    facts: Frozen[FactId, Fact]
    latents: Frozen[LatentId, Latent]
    profiles: Frozen[str, Profile]
    totals: Frozen[TotalId, Total]
    flows: Frozen[FlowId, Flow]
    people: Frozen[PersonId, Person]
    places: Frozen[PlaceId, str]
    roles: Frozen[RoleId, str]
    threads: Frozen[ThreadId, Thread]
    stages: Frozen[StageId, Stage]
    injects: Frozen[InjectId, Inject]
    consequences: Frozen[ConsequenceId, Consequence]
    terms: Frozen[TermId, Term]
    duties: tuple[Duty, ...]
    worth: Worth
    endings: tuple[Ending, ...]
    debrief: Debrief
    variants: Frozen[str, Variant]
    properties: tuple[Property, ...]
    bench: Bench | None = None
    scene: Scene | None = None
    room: Room | None = None
    shorter: tuple[Shorter, ...] = ()

    def cut_at(self, horizon: int) -> Shorter | None:
        """Return the shorter version that ends at this scenario time, if there is one."""
        return next((one for one in self.shorter if one.at == horizon), None)


def outcomes_below(outcome: Outcome) -> Iterator[Outcome]:
    """Yield `outcome`, what follows it whole, and every outcome its draws can lead to."""
    yield outcome
    for effect in outcome.effects:
        if isinstance(effect, Then):
            yield from outcomes_below(effect.outcome)
    if outcome.chance is not None:
        for branch in outcome.chance.branches:
            yield from outcomes_below(branch.outcome)


def all_endings(scenario: Scenario) -> tuple[Ending, ...]:
    """Return every ending, those of shorter versions after those of the whole."""
    return (*scenario.endings, *(ending for cut in scenario.shorter for ending in cut.endings))


def all_outcomes(scenario: Scenario) -> Iterator[Outcome]:
    """Yield every outcome an author wrote, wherever it stands."""
    for stage in scenario.stages.values():
        for choice in stage.choices:
            yield from outcomes_below(choice.outcome)
        for evidence in stage.evidence:
            yield from outcomes_below(evidence.outcome)
            if evidence.probe is not None:
                yield from outcomes_below(evidence.probe.yes)
                yield from outcomes_below(evidence.probe.no)
        if stage.on_deadline is not None:
            yield from outcomes_below(stage.on_deadline)
    for inject in scenario.injects.values():
        yield from outcomes_below(inject.outcome)
        if inject.demand is not None:
            yield from outcomes_below(inject.demand.answer)
            yield from outcomes_below(inject.demand.on_deadline)
    for consequence in scenario.consequences.values():
        yield from outcomes_below(consequence.outcome)
    if scenario.bench is not None:
        for top in bench_outcomes(scenario.bench):
            yield from outcomes_below(top)


def bench_outcomes(bench: Bench) -> Iterator[Outcome]:
    """Yield every outcome an author wrote for the workbench."""
    yield bench.nothing
    yield bench.over
    yield from bench.asked.values()
    for family in bench.families.values():
        yield family.outcome
        yield from (slot.lacks for slot in family.slots)
        yield from (brings.outcome for brings in family.brings)
        yield from family.reactions.values()
        for rule in family.rules:
            yield rule.lesson
            yield from rule.says.values()
        if family.exit is not None:
            yield family.exit.outcome
