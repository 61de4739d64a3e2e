"""A run for a room, seen from its back row: the stage, and in front of it stops, votes and cards. One person presses the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.domain.value import value
from sim.screens.dialogs import DIALOGS, playing
from sim.screens.intents import Decide, Facilitate, Go
from sim.screens.playing import Playing, front, play
from sim.screens.sides import side
from sim.screens.view import (
    Action,
    Block,
    Countdown,
    Feed,
    Group,
    Heading,
    Meter,
    Option,
    Paragraph,
    Passing,
    Poster,
    Region,
    Row,
    View,
)


@value
class Timer:
    """Real seconds: `left` of `of`. It ends nothing; the person at the front does."""

    left: int
    of: int


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


NOTED, EXPLAINED = "Your note", "book-open"

LAST = 3
"""How many messages the back row can take in."""

BACK = Action(id="room-back", label="Back to the stage", intent=Facilitate(do="back"), key="escape", icon="arrow-left")
MORE = Action(id="room-more", label="One minute more", intent=Facilitate(do="more"), key="m", icon="timer")
NOTE = Action(id="room-note", label="Note", intent=Facilitate(do="show", what="note"), key="n", icon="notebook-pen")
STOP = Action(id="room-stop", label="Stop and talk", intent=Facilitate(do="stop"), key="g", icon="hand")
CARDS = Action(id="room-cards", label="Said aloud", intent=Facilitate(do="show", what="cards"), key="o", icon="eye")
HELP = Action(id="room-keys", label="Keys", intent=Facilitate(do="show", what="keys"), key="f1", icon="circle-help")


def in_room(shown: InRoom) -> View:
    """Return what the projector shows."""
    make = PANELS.get(shown.panel)
    if make is not None:
        return make(shown)
    if shown.playing.composing is not None:
        return playing(shown.playing)
    view = stage(shown)
    ask = DIALOGS.get(shown.playing.dialog)
    if ask is None:
        return view
    dialog = Region(role="dialog", label=shown.playing.dialog, blocks=ask(shown.playing))
    mark = f"{view.fingerprint}/{shown.playing.dialog}/{shown.playing.about}"
    return replace(view, regions=(*view.regions, dialog), fingerprint=mark)


def vote_action(shown: InRoom) -> Action:
    """The key that asks for a show of hands, or why there is nothing to vote on."""
    return Action(
        id="room-vote", label="Show of hands", intent=Facilitate(do="vote"), key="v", icon="users",
        enabled=not shown.why_no_vote, reason=shown.why_no_vote,
    )


# ---------------------------------------------------------------- the stage


def stage(shown: InRoom) -> View:
    """The play screen for the back row: the question and what can be done, the last messages, little of the rest."""
    view = play(shown.playing)
    regions = tuple(_staged(shown, region) for region in view.regions)
    own = (vote_action(shown), STOP, *((CARDS,) if shown.cards else ()), NOTE, HELP)
    run = tuple(action for action in view.keys if action.id == "run")
    rest = tuple(replace(action, weight="quiet") for action in view.keys if action.id not in ("run", "notes", "help"))
    return replace(view, regions=regions, keys=(*run, *own, *rest))


def _staged(shown: InRoom, region: Region) -> Region:
    blocks = region.blocks
    match region.role:
        case "header":
            blocks = tuple(block for block in blocks if isinstance(block, Heading | Row | Countdown | Passing))
        case "feed":
            blocks = tuple(_last(block) for block in blocks if isinstance(block, Feed))
        case "matter":
            blocks = _question_first(blocks)
        case "side":
            blocks = tuple(block for block in blocks if not (isinstance(block, Group) and block.title in ("People", "In hand")))
        case "footer":
            blocks = _stands(shown.playing)
    return replace(region, blocks=blocks)


def _question_first(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the matter at hand with what is asked of the room before what led there."""
    title = next((n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2), None)
    if title is None or not any(isinstance(block, Option) for block in blocks):
        return tuple(map(_asked_of_all, blocks))
    before, after = blocks[:title], blocks[title + 1:]
    texts = tuple(block for block in after if isinstance(block, Paragraph) and block.tone == "plain" and not block.icon)
    strong = tuple(block for block in after if isinstance(block, Paragraph) and block.tone == "strong")
    rest = tuple(_asked_of_all(block) for block in after if block not in texts and block not in strong)
    asked = " ".join(block.text for block in strong)
    heading = blocks[title]
    assert isinstance(heading, Heading)
    under: tuple[Block, ...] = (Heading(text=heading.text, level=3, icon="map-pin"), *texts) if asked else texts
    return (*before, Poster(text=asked or heading.text), *rest, *under)


def _last(feed: Feed) -> Feed:
    """Return the last messages of a feed, without the notes of the person at the front, and words explained, which `W` has."""
    kept = tuple(message for message in feed.messages if message.who != NOTED and message.icon != EXPLAINED)
    return replace(feed, messages=kept[-LAST:])


def _stands(shown: Playing) -> tuple[Block, ...]:
    """Return where it stands, a few words a meter."""
    meters = (block for group in side(shown) if isinstance(group, Group) for block in group.blocks if isinstance(block, Meter))
    return tuple(Paragraph(text=f"{meter.label} {meter.value}", tone="quiet") for meter in meters)


def _asked_of_all(block: Block) -> Block:
    """Return an option that is taken at once: how sure one person is, is no question to a room."""
    if isinstance(block, Option) and isinstance(block.action.intent, Go) and block.action.intent.what.startswith("confidence "):
        _, thread, choice = block.action.intent.what.split(" ", 2)
        return replace(block, action=replace(block.action, intent=Decide(thread=thread, choice=choice)))
    return block


# ---------------------------------------------------------------- what stands in front of it


def panel(
    shown: InRoom, name: str, blocks: tuple[Block, ...], keys: tuple[Action, ...] = (), dialog: tuple[Block, ...] = (),
) -> View:
    """Return a page of its own for the room; `dialog` stands in front of it if there is one."""
    p = shown.playing
    body = Region(role="body", label=name, blocks=blocks)
    return View(
        screen="room", title=p.scenario.meta.title, alert=p.alert, keys=keys,
        fingerprint=f"room/{name}/{front(p.situation, p.thread)}/{shown.about if dialog else ''}",
        regions=(body, Region(role="dialog", label=name, blocks=dialog)) if dialog else (body,),
    )


def countdown(timer: Timer, then: str) -> Countdown:
    """Return the time left to talk."""
    over = timer.left <= 0
    left = f"{timer.left // 60}:{timer.left % 60:02d}"
    return Countdown(
        left=left, share=timer.left * 1000 // max(1, timer.of), default=f"Time. {then}" if over else then,
        tone="warn" if over else "plain",
    )


def _elsewhere(name: str) -> Callable[[InRoom], View]:
    """A panel from a module that is read when it is first shown."""
    def make(shown: InRoom) -> View:
        from sim.screens.ballot import VOTING
        from sim.screens.stops import STOPS

        return {**STOPS, **VOTING}[name](shown)

    return make


NAMES = ("keys", "stop", "line", "note", "cards", "card", "vote", "check", "hands", "talk", "result")
PANELS: dict[str, Callable[[InRoom], View]] = {name: _elsewhere(name) for name in NAMES}
"""What can stand in front of the stage."""
