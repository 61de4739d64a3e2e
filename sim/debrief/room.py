"""What a room did, read back from the moments of a run: who sat there, stops, votes, cards said aloud, notes. All with times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from sim.debrief.wording import label
from sim.domain import events as e
from sim.domain.commands import Pause, Resume
from sim.domain.journal import Moment
from sim.domain.scenario import Choice, Scenario
from sim.domain.units import CardId, ChoiceId, Seconds, StageId, ThreadId
from sim.engine.room import card_of

FRONT = "room"
"""By whom a command is that the person at the front gives: what anybody pauses for who is not, is a mere pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One show of hands: its `round`, 1 or 2, whose (`team` empty for the whole room), and `hands` beside the options."""

    round: int
    team: str
    hands: tuple[int, ...]
    wall: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What could be voted for, a choice or something to look into; `taken` if the room then did it.

    `rating` is the panel's, 1 to 7, None if there is none.
    """

    choice: ChoiceId
    label: str
    rating: Fraction | None
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote in one or two rounds. `taken` is what was then decided, None if nothing was (yet)."""

    at: Seconds
    when: str
    thread: ThreadId
    stage: StageId
    title: str
    choices: tuple[ChoiceId, ...]
    counts: tuple[Count, ...]
    answers: tuple[Answer, ...]
    taken: ChoiceId | None = None
    closed: bool = False

    def hands(self, round_: int) -> tuple[int, ...] | None:
        """Return the hands of a round over the whole room, in the order of `answers`; None if it was not held."""
        held = [count.hands for count in self.counts if count.round == round_]
        return tuple(map(sum, zip(*held, strict=True))) if held else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A note with the scenario time it was written at and the time on the wall; `kind` says what it is, empty for a plain one."""

    at: Seconds
    when: str
    wall: str
    kind: e.NoteKind
    text: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A card said aloud."""

    at: Seconds
    when: str
    wall: str
    card: CardId
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All of it, each kind in order. A stop is a line of kind `stop`; the lines written in it come after it in `lines`.

    `stopped` if the run stands still for a stop, and not for a mere pause.
    """

    teams: tuple[str, ...] = ()
    people: int = 0
    names: bool = False
    votes: tuple[Vote, ...] = ()
    lines: tuple[Line, ...] = ()
    said: tuple[Said, ...] = ()
    stopped: bool = False

    @property
    def column(self) -> tuple[tuple[str, str], ...]:
        """What was written down in the last stop: (kind, text)."""
        found: list[tuple[str, str]] = []
        for line in self.lines:
            found = [] if line.kind == "stop" else [*found, (line.kind, line.text)] if line.kind else found
        return tuple(found)

    @property
    def stops(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == "stop")


def votes_of(scenario: Scenario, moments: Iterable[Moment]) -> tuple[Vote, ...]:
    """Return the votes that were held in a run, in order."""
    return room_of(scenario, moments).votes


def room_of(scenario: Scenario, moments: Iterable[Moment]) -> Told:
    """Return what a room did in a run; all of it empty for a run that nobody played in a room."""
    told, votes, lines, said = Told(), list[Vote](), list[Line](), list[Said]()
    stopped = False
    for moment in moments:
        if isinstance(moment.command, Pause | Resume):
            stopped = isinstance(moment.command, Pause) and moment.command.by == FRONT
        for event in moment.events:
            match event:
                case e.TeamsSeated(teams=teams, people=people, names=names):
                    told = replace(told, teams=teams, people=people, names=names)
                case e.HandsCounted():
                    _count(scenario, votes, event, moment.wall)
                case e.NoteWritten(clock=clock, kind=kind, text=text, about=about):
                    when = label(scenario, clock)
                    lines.append(Line(at=clock, when=when, wall=moment.wall, kind=kind, text=text, about=about))
                case e.CardRevealed(at=at, card=name):
                    card = card_of(scenario, name)
                    title, text = (card.title, card.knows) if card is not None else (name, "")
                    said.append(Said(at=at, when=label(scenario, at), wall=moment.wall, card=name, title=title, text=text))
                case e.ChoiceMade(thread=thread, stage=stage, choice=choice):
                    _close(votes, thread, choice, stage)
                case e.WorkBegan(kind="evidence", thread=thread, stage=stage, node=node):
                    looked = ChoiceId(node.rpartition("/")[2])
                    if any(vote.stage == stage and looked in vote.choices for vote in votes if not vote.closed):
                        _close(votes, thread, looked, stage)
                case e.StageEntered(thread=thread) | e.ThreadClosed(thread=thread) | e.DeadlineLapsed(thread=thread):
                    _close(votes, thread, None)
    return replace(told, votes=tuple(votes), lines=tuple(lines), said=tuple(said), stopped=stopped)


def _count(scenario: Scenario, votes: list[Vote], event: e.HandsCounted, wall: str) -> None:
    """Add a show of hands to the vote it belongs to: the one still open there, unless it has been counted in that before."""
    count = Count(round=event.round, team=event.team, hands=event.hands, wall=wall)
    for n, vote in enumerate(votes):
        same = (vote.thread, vote.stage, vote.choices) == (event.thread, event.stage, event.choices)
        if same and not vote.closed and all((one.round, one.team) != (count.round, count.team) for one in vote.counts):
            votes[n] = replace(vote, counts=(*vote.counts, count))
            return
    _close(votes, event.thread, None)
    stage = scenario.stages.get(event.stage)
    known = {str(item.id): item for item in stage.items} if stage is not None else {}
    answers = []
    for name in event.choices:
        item = known.get(name)
        rating = item.panel.rating if isinstance(item, Choice) and item.panel is not None else None
        answers.append(Answer(choice=name, label=item.label if item is not None else name, rating=rating, taken=False))
    votes.append(Vote(
        at=event.clock, when=label(scenario, event.clock), thread=event.thread, stage=event.stage, choices=event.choices,
        title=(stage.question or stage.title) if stage is not None else event.stage, counts=(count,), answers=tuple(answers),
    ))


def _close(votes: list[Vote], thread: ThreadId, taken: ChoiceId | None, stage: str = "") -> None:
    """End the votes still open in a thread: it has been decided, or has moved on."""
    for n, vote in enumerate(votes):
        if vote.thread == thread and not vote.closed:
            mine = taken if vote.stage == stage else None
            answers = tuple(replace(answer, taken=answer.choice == mine) for answer in vote.answers)
            votes[n] = replace(vote, closed=True, taken=mine, answers=answers)
