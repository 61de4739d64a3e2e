"""What a person wants, as a screen offers it. The shell carries it out; no surface looks inside."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Take a choice in the stage a thread stands in; `confidence` in percent, None if not asked or not given."""

    thread: str
    choice: str
    confidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Begin an investigation in the stage a thread stands in."""

    thread: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """Answer an inject that demands it, carry on regardless, or abandon the work in hand; `note` parks it with a note."""

    inject: str
    how: Literal["answer", "carry_on", "abandon"]
    note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRun:
    """Let time run to the next thing that wants the player."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Keep a note; the surface fills in `text`. `about` names a decision the note disagrees with, empty for a plain note."""

    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRun:
    """Stop the clock and cover nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRun:
    """Go on with the run that is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Show another screen; `what` is what it is about, where it needs that."""

    screen: str
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Begin a run of a scenario. `seed` None draws one."""

    scenario: str
    seed: int | None = None
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Resume, or debrief, the saved run in this folder."""

    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Play again from just before a decision, as marked practice; `moment` counts the moments kept."""

    moment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Delete the saved run in this folder."""

    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Change one setting."""

    setting: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepIn:
    """Keep the open run in another folder from now on; the surface fills in `place` where it is empty."""

    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNowhere:
    """Go on with the open run without keeping it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Save what is open and close the program."""


Intent = (
    Decide | Look | Respond | LetRun | Write | PauseRun | ResumeRun | Go | Start | Reopen | Again | Delete | Change
    | KeepIn | KeepNowhere | Leave
)
