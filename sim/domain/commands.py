"""What someone asks of a run. Imperative, and stamped with scenario time by the caller."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.domain.events import NoteKind
from sim.domain.units import CardId, ChoiceId, EvidenceId, InjectId, Seconds, StageId, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Start the run, of a variant if one is named, cut short at `horizon` if one is given."""

    at: Seconds
    variant: str = ""
    horizon: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Let time pass until `at`."""

    at: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """Decide in the stage `thread` stands in. `confidence` in percent; `by` is the seat that decided."""

    at: Seconds
    choice: ChoiceId
    thread: ThreadId
    confidence: int | None = None
    by: str = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigate:
    """Begin to look into something in the stage `thread` stands in."""

    at: Seconds
    evidence: EvidenceId
    thread: ThreadId
    by: str = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """React to an inject that demands it. `note` writes a parking note first, so that coming back is cheaper."""

    at: Seconds
    inject: InjectId
    how: Literal["answer", "carry_on", "abandon"]
    note: bool = False
    by: str = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Write something down. `about` is the decision it disagrees with, if any. Changes no rule.

    In a room `kind` says what it is: the question of a stop (`about` its stage), or what is known, assumed or open.
    """

    at: Seconds
    text: str
    about: str = ""
    by: str = "player"
    kind: NoteKind = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    at: Seconds
    by: str = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    at: Seconds
    by: str = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Say who sits in the room: the teams in order, how many `people` if that was counted, 0 if not. Changes no rule."""

    at: Seconds
    teams: tuple[str, ...]
    people: int = 0
    names: bool = False
    by: str = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Put down a show of hands over `choices`: so many `hands` each, in the first or second `round`, of a team or of all."""

    at: Seconds
    thread: ThreadId
    stage: StageId
    round: int
    choices: tuple[ChoiceId, ...]
    hands: tuple[int, ...]
    team: str = ""
    by: str = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """Say that somebody has said aloud what stands on their card: from now on it is known."""

    at: Seconds
    card: CardId
    by: str = "room"


Command = Begin | Wait | Choose | Investigate | Answer | Note | Pause | Resume | Seat | Tally | Reveal
