"""A run for a room: what is shown of it, what the person at the front can press, and the pages that stand before the stage."""

from __future__ import annotations

from dataclasses import dataclass

from sim.domain import events as e
from sim.domain.value import value
from sim.screens.intents import Facilitate
from sim.screens.playing import Playing, front
from sim.screens.view import (
    Action,
    Block,
    Countdown,
    Cue,
    Region,
    View,
)


@value
class Timer:
    """Real seconds: `left` of `of`, with so many minutes `given` besides. It ends nothing; the person at the front does."""

    left: int
    of: int
    given: int = 0


@value
class Held:
    """A role card on the list: `holder` is whose it is, empty if that is not to be seen; `said` if it is known by now.

    `text` is filled in only once it has been revealed.
    """

    id: str
    title: str
    holder: str = ""
    said: bool = False
    text: str = ""


@value
class Choosing:
    """What a vote is about: `number` as on the stage, the label, the hands typed (None: not yet), whether it can be had."""

    id: str
    number: int
    label: str
    hands: int | None = None
    able: bool = True
    first: int | None = None
    second: int | None = None


@value
class Ballot:
    """A vote as it stands. `round` is being counted, of the team at `turn` of `teams`; empty teams: the room as a whole.

    `team` is what that team is called on the screen. `by_team` are the counts of each: (name, first, second).
    """

    question: str
    choices: tuple[Choosing, ...]
    round: int = 1
    people: int = 0
    teams: int = 0
    turn: int = 0
    team: str = ""
    splits: bool = False
    by_team: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = ()

    @property
    def counted(self) -> bool:
        return all(choice.hands is not None for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class InRoom:
    """All that is shown of a run in a room. `panel` is what stands in front, a key of PANELS, empty for the stage itself.

    `begins` is the team that speaks first in this stop, in turn, empty if there is only one.
    `about` is what the panel is about: a card, a column, a choice. `lines` are those written in this stop: (column, text).
    """

    playing: Playing
    panel: str = ""
    about: str = ""
    question: str = ""
    begins: str = ""
    timer: Timer | None = None
    lines: tuple[tuple[str, str], ...] = ()
    cards: tuple[Held, ...] = ()
    ballot: Ballot | None = None
    why_no_vote: str = ""


BACK = Action(id="room-back", label="Back to the stage", intent=Facilitate(do="back"), key="escape", icon="arrow-left")
MORE = Action(id="room-more", label="One minute more", intent=Facilitate(do="more"), key="m", icon="timer")
NOTE = Action(id="room-note", label="Note", intent=Facilitate(do="show", what="note"), key="n", icon="notebook-pen")
STOP = Action(id="room-stop", label="Stop and talk", intent=Facilitate(do="stop"), key="g", icon="hand")
CARDS = Action(id="room-cards", label="Said aloud", intent=Facilitate(do="show", what="cards"), key="o", icon="eye")
HELP = Action(id="room-keys", label="Keys", intent=Facilitate(do="show", what="keys"), key="f1", icon="circle-help")


def vote_action(shown: InRoom) -> Action:
    """The key that asks for a show of hands, or why there is nothing to vote on."""
    return Action(
        id="room-vote", label="Show of hands", intent=Facilitate(do="vote"), key="v", icon="users",
        enabled=not shown.why_no_vote, reason=shown.why_no_vote,
    )


# ---------------------------------------------------------------- what stands in front of it


def panel(
    shown: InRoom, name: str, blocks: tuple[Block, ...], keys: tuple[Action, ...] = (), dialog: tuple[Block, ...] = (),
) -> View:
    """Return a page of its own for the room; `dialog` stands in front of it if there is one."""
    p = shown.playing
    body = Region(role="body", label=name, blocks=blocks)
    return View(
        screen="room", cues=_heard(shown), title=p.scenario.meta.title, alert=p.alert, keys=keys,
        fingerprint=f"room/{name}/{front(p.situation, p.thread)}/{shown.about if dialog else ''}",
        regions=(body, Region(role="dialog", label=name, blocks=dialog)) if dialog else (body,),
    )


def _heard(shown: InRoom) -> tuple[Cue, ...]:
    """A gong when a stop begins, and when the time to talk is over: a class that talks does not look at a screen."""
    stops = sum(isinstance(event, e.NoteWritten) and event.kind == "stop" for event in shown.playing.events)
    counts = sum(isinstance(event, e.HandsCounted) for event in shown.playing.events)
    mark, timer = f"{shown.panel} {stops} {counts}", shown.timer
    begun = (Cue(id=mark, sound="gong", caption="Stop, and talk it over", kind="warnings"),) if shown.panel == "stop" else ()
    if timer is None or timer.left > 0 or shown.panel not in ("stop", "talk"):
        return begun
    return (*begun, Cue(id=f"{mark} over {timer.given}", sound="gong", caption="The time to talk is over", kind="warnings"))


def countdown(timer: Timer, then: str) -> Countdown:
    """Return the time left to talk."""
    over = timer.left <= 0
    left = f"{timer.left // 60}:{timer.left % 60:02d}"
    return Countdown(
        left=left, share=timer.left * 1000 // max(1, timer.of), default=f"Time. {then}" if over else then,
        tone="warn" if over else "plain",
    )
