"""What a person wants, as a screen offers it. The shell carries it out; no surface looks inside."""
from __future__ import annotations

from typing import Literal

from sim.domain.value import value


@value
class Decide:
    """Take a choice in the stage a thread stands in; `confidence` in percent, None if not asked or not given."""

    thread: str
    choice: str
    confidence: int | None = None


@value
class Look:
    """Begin an investigation in the stage a thread stands in."""

    thread: str
    evidence: str


@value
class Respond:
    """Answer an inject that demands it, carry on regardless, or abandon the work in hand; `note` parks it with a note."""

    inject: str
    how: Literal["answer", "carry_on", "abandon"]
    note: bool = False


@value
class LetRun:
    """Let time run to the next thing that wants the player."""


@value
class More:
    """Let the clock stand for a minute more."""


@value
class Aim:
    """Compose something for this goal."""

    goal: str


@value
class Use:
    """Take so many of a part into what is composed; 0 leaves it out."""

    part: str
    amount: int


@value
class PutBack:
    """Leave out everything that was taken."""


@value
class Write:
    """Keep a note; the surface fills in `text` where it is empty.

    `about` names a decision the note disagrees with, empty for a plain note.
    """

    text: str = ""
    about: str = ""


@value
class PauseRun:
    """Stop the clock and cover nothing."""


@value
class ResumeRun:
    """Go on with the run that is open."""


@value
class Go:
    """Show another screen; `what` is what it is about, where it needs that."""

    screen: str
    what: str = ""


@value
class Start:
    """Begin a run of a scenario. `seed` None draws one; `mode` is learn, exam, or empty for a drill.

    A `fresh` one has a seed the person has not played it with; or it is the variant they have played least, if it has any.
    """

    scenario: str
    seed: int | None = None
    variant: str = ""
    mode: str = ""
    fresh: Literal["", "seed", "variant"] = ""


@value
class Reopen:
    """Resume, or debrief, the saved run in this folder."""

    run: str


@value
class Again:
    """Play again from just before a decision, as marked practice; `moment` counts the moments kept.

    `what_if`: to see what else could have come of it; the luck is known to be the same, and that is said.
    """

    moment: int
    what_if: bool = False


@value
class Delete:
    """Delete the saved run in this folder."""

    run: str


@value
class Change:
    """Change one setting."""

    setting: str
    value: str


Front = Literal["", "scene", "cards", "list"]
"""What stands in place of the matter in a replay: nothing, the scene at large, the four questions, the tracks as a list."""

MINUTE = 0
SPEEDS = (1, 2, 4, 8, 16, MINUTE)
"""How many times as fast as one can read; all of it in a minute comes last, and leaves no time to read."""


@value
class Wind:
    """Move in the replay of a run: let it `roll` or `stop`, on or back `by` moments or by `key` moments, `to` the place the
    surface fills in; or set how fast it goes (`speed`), or show something else of it (`show`), `what` says which.
    """

    how: Literal["roll", "stop", "by", "key", "to", "speed", "show"]
    by: int = 0
    what: str = ""


@value
class Hint:
    """Show the next hint."""


@value
class Release:
    """Open the debrief of an exam; the surface fills in the word."""

    word: str = ""


@value
class Be:
    """Play as somebody else; `profile` is the name of their folder, empty for nobody in particular."""

    profile: str = ""


@value
class Join:
    """Make a profile and play as it; the surface fills in the nickname."""

    nickname: str = ""


@value
class Rename:
    """Give the profile in use another nickname, which the surface fills in."""

    nickname: str = ""


@value
class Export:
    """Write everything that is kept of the profile in use into one file."""


@value
class Forget:
    """Delete the profile in use, with everything that is kept of it."""


@value
class Picture:
    """Save the run's result as one picture."""


@value
class KeepIn:
    """Keep the open run in another folder from now on; the surface fills in `place` where it is empty."""

    place: str = ""


@value
class KeepNowhere:
    """Go on with the open run without keeping it."""


@value
class Facilitate:
    """Something the person at the front of a room does; `what` is what it is about. sim/shell/room.py knows them all."""

    do: str
    what: str = ""


@value
class Leave:
    """Save what is open and close the program."""


Intent = (
    Decide | Look | Respond | LetRun | More | Aim | Use | PutBack | Write | PauseRun | ResumeRun | Go | Start | Reopen | Again
    | Delete | Change | Hint | Release | Be | Join | Rename | Export | Forget | Wind | Picture | KeepIn | KeepNowhere
    | Facilitate | Leave
)
