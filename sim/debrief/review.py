"""What a debrief says, as data. Screens draw it and formats print it; nobody works anything out twice."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sim.debrief.improvised import Improvised, Narrow
from sim.domain.scenario import Shorter
from sim.domain.units import Seconds
from sim.engine.telling import Told

Tone = Literal["plain", "good", "warn", "bad", "accent", "strong", "quiet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something said or shown; `who` is a name, empty for the narrator."""

    when: str
    who: str
    text: str

    @property
    def line(self) -> str:
        return f"{self.who}: {self.text}" if self.who else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """An option as the panel sees it, 1 to 7. `choice` is empty for letting the clock decide."""

    choice: str
    label: str
    rating: Fraction
    why: str
    minority: str
    spread: Fraction | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """How near a decision came to the panel's best, 0..1, from the lowest and the highest rating on offer.

    `contested`: practitioners disagree, and everything within half a point of the top counts as the top.
    """

    share: Fraction
    lowest: Fraction
    highest: Fraction
    contested: bool
    top_two: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A choice, or a deadline that passed. `id` names it in notes; `keep` moments are kept to play again from before it.

    `others` are the labels that could also be had, rated or not. `practised`: it belongs to the run this one was taken from.
    """

    id: str
    seq: int
    keep: int
    at: Seconds
    when: str
    again: str
    stage: str
    title: str
    question: str
    chosen: str
    lapsed: bool
    known: tuple[str, ...]
    others: tuple[str, ...]
    options: tuple[Rated, ...]
    credit: Credit | None
    weight: int
    confidence: int | None
    followed: tuple[Heard, ...]
    disagreements: tuple[Heard, ...]
    practised: bool

    @property
    def rated(self) -> Rated | None:
        """What was chosen, as the panel sees it, if it was rated."""
        return next((option for option in self.options if option.chosen), None)

    @property
    def best(self) -> Rated | None:
        """What the panel rates highest, the author's first on a tie."""
        return max(self.options, key=lambda option: option.rating, default=None)

    @property
    def gained(self) -> Fraction:
        return self.credit.share * self.weight if self.credit is not None else Fraction(0)

    @property
    def lost(self) -> Fraction:
        return (1 - self.credit.share) * self.weight if self.credit is not None else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing a channel counts: by which rule, at which moment, with what number."""

    rule: str
    moment: str
    number: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way of looking at a run, never added to another. `share` 0..1000, None where there is nothing to divide by."""

    id: Literal["outcome", "judgement", "process", "improvisation", "calibration"]
    title: str
    asks: str
    figure: str
    share: int | None
    provisional: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """What the run shows of an ability, in thousandths: mean and where it lies with 80 %. Not `enough` below weight 6."""

    id: str
    title: str
    mean: int
    low: int
    high: int
    weight: int
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A critical task. `done` is when it first held, None if it never did; `due` false if the run was cut short of it."""

    label: str
    why: str
    competency: str
    by: Seconds
    done: Seconds | None
    due: bool

    @property
    def in_time(self) -> bool:
        return self.done is not None and self.done <= self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fact worth finding: when it was found, None if it was not, and where it could be."""

    known: str
    worth: int
    found: Seconds | None
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline; `place` 0..1000 between begin and end."""

    seq: int
    at: Seconds
    when: str
    kind: Literal["stage", "decision", "lapse", "inject", "answer", "consequence", "harm", "fact", "built", "end"]
    title: str
    detail: str
    place: int
    icon: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best thing the player did; `why` is the panel's, empty if it was no decision."""

    when: str
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The one moment to look at: the decision where most was lost, or that mattered most. `why` says which, in a sentence."""

    decision: Decision
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Debriefing:
    """A run, looked back upon. `channels` are in a fixed order; calibration is absent if nobody said how sure they were, and
    improvisation if nothing was tried. `improvised` is None without a workbench; `narrow` says where each flow was.

    `hints` are those that were taken, `cut` the shorter version that was played, None for the whole. `practice` counts the
    moments taken over from another run, 0 for a first-hand one;
    `taken_up` is when this one began. `doubt` says in a sentence what of the run cannot be trusted, empty if all can.
    """

    told: Told
    outcome: str
    finished: bool
    ended: str
    cause: str
    best: Best
    moment: Turn | None
    decisions: tuple[Decision, ...]
    channels: tuple[Channel, ...]
    competencies: tuple[Competency, ...]
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    timeline: tuple[Entry, ...]
    notes: tuple[Heard, ...]
    hints: tuple[Heard, ...]
    cut: Shorter | None
    improvised: Improvised | None
    narrow: tuple[Narrow, ...]
    practice: int
    doubt: str
    taken_up: str

    def channel(self, name: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.id == name), None)

    def decision(self, name: str) -> Decision | None:
        return next((decision for decision in self.decisions if decision.id == name), None)
