"""What happened. Past tense, in order, never edited: what a journal holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.domain.units import (
    CardId,
    ChoiceId,
    ConsequenceId,
    FactId,
    Frozen,
    InjectId,
    LatentId,
    NodeId,
    PersonId,
    PlaceId,
    Seconds,
    StageId,
    Thousandths,
    ThreadId,
    TotalId,
    Value,
    VarId,
)

Kind = Literal["choice", "evidence", "answer"]

NoteKind = Literal["", "stop", "know", "assume", "open", "hint"]
"""What a note is: of one's own; or in a room the question of a stop, what is known, what is assumed, what is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBegan:
    """`values` are all variables, `belief` the weights of what each latent may be, `open_threads` their first stages."""

    at: Seconds
    scenario: str
    digest: str
    variant: str
    horizon: Seconds
    values: Frozen[VarId, Value]
    belief: Frozen[LatentId, tuple[int, ...]]
    where: Frozen[PersonId, PlaceId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrued:
    """What each total gained since the last moment."""

    at: Seconds
    amounts: Frozen[TotalId, Thousandths]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStruck:
    """A time that some condition names."""

    at: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOpened:
    at: Seconds
    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadClosed:
    at: Seconds
    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered:
    """The thread moves on to a stage that opens at `opens`: now, at the next beat, or when its slot begins."""

    at: Seconds
    thread: ThreadId
    stage: StageId
    opens: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOpened:
    """`due` is when the clock will decide, None if it will not."""

    at: Seconds
    thread: ThreadId
    stage: StageId
    due: Seconds | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMade:
    """`waited` is the time since the stage opened; `rivals` are the choices that could also be had."""

    at: Seconds
    thread: ThreadId
    stage: StageId
    choice: ChoiceId
    by: str
    waited: Seconds
    leads_on: bool
    rivals: tuple[ChoiceId, ...]
    confidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRefused:
    """Something asked for that could not be had: a fact, not a failure. `reason` is a code such as `late`, `busy`."""

    at: Seconds
    what: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkBegan:
    """Somebody's hands are taken until `until`."""

    at: Seconds
    who: PersonId
    kind: Kind
    node: NodeId
    thread: ThreadId
    stage: StageId
    until: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDone:
    at: Seconds
    who: PersonId
    node: NodeId


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStopped:
    """An inject wants an answer; the work in hand waits with `left` to do."""

    at: Seconds
    who: PersonId
    node: NodeId
    left: Seconds
    inject: InjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkResumed:
    at: Seconds
    who: PersonId
    node: NodeId
    until: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDropped:
    """Abandoned, or cut off by the end."""

    at: Seconds
    who: PersonId
    node: NodeId


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandMade:
    at: Seconds
    inject: InjectId
    due: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandMet:
    """`how`: being answered, put off (the work goes on, the demand stays), abandoned the work for it, lapsed, or done."""

    at: Seconds
    inject: InjectId
    how: Literal["answer", "carry_on", "abandon", "lapse", "done"]
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLapsed:
    at: Seconds
    thread: ThreadId
    stage: StageId
    rivals: tuple[ChoiceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectArrived:
    at: Seconds
    inject: InjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectSkipped:
    """Its time came while its `unless` held."""

    at: Seconds
    inject: InjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectScheduled:
    """Its condition has turned true; it arrives at `due`."""

    at: Seconds
    inject: InjectId
    due: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequenceScheduled:
    at: Seconds
    consequence: ConsequenceId
    due: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequenceFell:
    at: Seconds
    consequence: ConsequenceId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequenceCancelled:
    at: Seconds
    consequence: ConsequenceId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceDrawn:
    """`visit` counts the draws at this node, from 1."""

    at: Seconds
    node: NodeId
    visit: int
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefRevised:
    at: Seconds
    latent: LatentId
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet:
    """A meter, resource or fact has a new value; `by` is the change where it is a number."""

    at: Seconds
    what: VarId
    value: Value
    by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLearned:
    at: Seconds
    fact: FactId
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmCharged:
    """A fact with a price came true for the first time."""

    at: Seconds
    fact: FactId
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoved:
    at: Seconds
    who: PersonId
    where: PlaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class RigBuilt:
    """What was composed at the workbench, `rig`, now stands, as one of its family."""

    at: Seconds
    family: str
    rig: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RigEnded:
    """It stands no more: taken down by the player, taken apart to build another of its family, or ended by something else."""

    at: Seconds
    family: str
    rig: str
    how: Literal["taken", "rebuilt", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words were shown: those under (node, index)."""

    at: Seconds
    node: NodeId
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    at: Seconds
    node: NodeId
    competency: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten:
    """`clock` is what the player's clock showed: a note moves no rule, so `at` is the time of the event before it."""

    at: Seconds
    clock: Seconds
    text: str
    about: str
    by: str
    kind: NoteKind = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSeated:
    """Who is in the room. `people` is 0 if nobody counted; `names` whether the teams are called by name on the screen."""

    at: Seconds
    teams: tuple[str, ...]
    people: int
    names: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsCounted:
    """A show of hands, `hands` beside `choices`. Like a note it moves no rule, and `clock` is what the clock showed."""

    at: Seconds
    clock: Seconds
    thread: ThreadId
    stage: StageId
    round: int
    team: str
    choices: tuple[ChoiceId, ...]
    hands: tuple[int, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRevealed:
    """What only one role knew has been said aloud; the fact on the card, if there is one, is learned right after."""

    at: Seconds
    card: CardId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPaused:
    at: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResumed:
    at: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """`how`: at the horizon, because a choice led there, or because nothing was left open."""

    at: Seconds
    how: Literal["horizon", "led", "closed"]


Event = (
    RunBegan
    | Accrued
    | ClockStruck
    | ThreadOpened
    | ThreadClosed
    | StageEntered
    | StageOpened
    | ChoiceMade
    | ChoiceRefused
    | WorkBegan
    | WorkDone
    | WorkStopped
    | WorkResumed
    | WorkDropped
    | DemandMade
    | DemandMet
    | DeadlineLapsed
    | InjectArrived
    | InjectSkipped
    | InjectScheduled
    | ConsequenceScheduled
    | ConsequenceFell
    | ConsequenceCancelled
    | ChanceDrawn
    | BeliefRevised
    | VariableSet
    | FactLearned
    | HarmCharged
    | PersonMoved
    | RigBuilt
    | RigEnded
    | Said
    | Scored
    | NoteWritten
    | TeamsSeated
    | HandsCounted
    | CardRevealed
    | RunPaused
    | RunResumed
    | RunEnded
)
