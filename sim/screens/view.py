"""What is shown, as a tree of plain blocks. No positions, no colours, no rule of play.

A screen returns a `View`. Every surface shows the same tree: the window draws it, the terminal prints it, a web page
may mark it up. What can be done is in the view as `Action`s, so keyboard, mouse and typed numbers offer the same things.

Texts may carry inline marks, read by `runs`: `**strong**`, `` `mono` `` and `[[a trade word]]`.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Literal, assert_never

from sim.domain.value import value
from sim.screens.intents import Intent

if TYPE_CHECKING:
    from sim.debrief.figures import Figure
    from sim.domain.scene import State

Tone = Literal["plain", "quiet", "strong", "good", "warn", "bad", "accent", "quote"]
Role = Literal["header", "feed", "matter", "side", "body", "strip", "footer", "dialog"]

ALSO_OPEN = "Also open"
"""The title over the matters that are not in front."""


@value
class Action:
    """One thing a person can do now. `key` is a name such as `1`, `space`, `escape`, `f1`, `p`; empty if none.

    `reason` says in words why it cannot be done when `enabled` is false. `weight` is how much it asks for attention.
    """

    id: str
    label: str
    intent: Intent
    key: str = ""
    enabled: bool = True
    reason: str = ""
    weight: Literal["primary", "plain", "quiet", "danger"] = "plain"
    icon: str = ""


@value
class Heading:
    """`level` 1 to 3. `aside` stands at the far end of the line."""

    text: str
    level: int = 2
    icon: str = ""
    aside: str = ""


@value
class Paragraph:
    text: str
    tone: Tone = "plain"
    icon: str = ""


@value
class Poster:
    """Words to be read from the back row, as large as they fit; `alone` if hardly anything else is on the screen."""

    text: str
    alone: bool = False


@value
class Message:
    """One message. `fresh` until the player has had time to read it; `mine` for what the player did."""

    id: str
    when: str
    who: str
    channel: str
    text: str
    icon: str = "message-square"
    tone: Tone = "plain"
    fresh: bool = False
    mine: bool = False


@value
class Feed:
    """Messages, oldest first. Surfaces keep the newest in sight and let the reader scroll back."""

    messages: tuple[Message, ...]
    empty: str = ""


@value
class Meter:
    """A level. `share` is 0..1000; `change` is the last change in words or signs, empty if none."""

    label: str
    value: str
    share: int
    change: str = ""
    tone: Tone = "plain"
    icon: str = ""


@value
class Countdown:
    """Time left to decide. `share` of it, 0..1000, is left. `default` says what happens if nobody decides.

    `more` is how long the clock still stands because more time was asked for; it is then held.
    """

    left: str
    share: int
    default: str
    state: Literal["running", "held", "paused", "untimed"] = "running"
    tone: Tone = "plain"
    more: str = ""


@value
class Passing:
    """Time passing quickly: what is going on, what it waits for, how far it is, 0..1000, and what has happened in it."""

    label: str
    waiting_for: str
    share: int
    news: tuple[str, ...] = ()


@value
class Option:
    """A decision on offer: pressing it does `action`. Empty strings are left out of the card.

    What is `seen` was on offer once and is only to look at; what was `taken` is what the player then took of it.
    """

    action: Action
    detail: str = ""
    takes: str = ""
    cost: str = ""
    who: str = ""
    icon: str = ""
    then: Literal["", "seen", "taken"] = ""


@value
class Row:
    """One line of a list: a person, a thing known, a matter open. `initial` stands in a disc in place of an icon."""

    title: str
    detail: str = ""
    aside: str = ""
    icon: str = ""
    initial: str = ""
    tone: Tone = "plain"


@value
class Table:
    """Every row has as many cells as there are columns. The first column is words, the others figures."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@value
class Bar:
    """One bar of a chart; `share` 0..1000, or None where there is no figure and `value` says why."""

    label: str
    value: str
    share: int | None
    note: str = ""
    tone: Tone = "plain"


@value
class Bars:
    bars: tuple[Bar, ...]
    caption: str = ""


@value
class Point:
    """One entry of a timeline. `place` is where it lies between begin and end, 0..1000."""

    when: str
    title: str
    place: int
    detail: str = ""
    icon: str = ""
    tone: Tone = "plain"


@value
class Timeline:
    points: tuple[Point, ...]
    caption: str = ""


@value
class Chart:
    """A figure. `actions` are its marks, in their order; the label of each is its sentence. One not enabled leads nowhere.

    `chosen` is an action's id. Its finding and its table say the same without a picture. `small` if it is only a glance.
    """

    figure: Figure
    actions: tuple[Action, ...] = ()
    chosen: str = ""
    small: bool = False


@value
class Room:
    """A part of a scene, in cells of its grid, with a name."""

    label: str
    x: int
    y: int
    w: int
    h: int


@value
class Tile:
    """A thing in a scene, `size` cells wide and high, and how it is. One with an `initial` is a person."""

    label: str
    state: State
    x: int
    y: int
    size: int = 1
    icon: str = ""
    initial: str = ""


@value
class Meaning:
    """What a state of the tiles of a scene is called."""

    state: State
    word: str


@value
class Scene:
    """A schematic of a place on a grid of `w` by `h` cells. `text` says all that matters of it in one sentence.

    `legend` says in a word what each state on it means. `large` if it is what the page is about, and not a glance.
    """

    label: str
    text: str
    w: int
    h: int
    rooms: tuple[Room, ...] = ()
    tiles: tuple[Tile, ...] = ()
    legend: tuple[Meaning, ...] = ()
    large: bool = False


@value
class Mark:
    """Something on a track: where along it, 0..1000, and the sentence that says it."""

    place: int
    text: str
    icon: str = ""
    tone: Tone = "plain"


@value
class Span:
    """A stretch of a track, its ends 0..1000, over which a level stays: thousandths of the highest there is on it."""

    since: int
    until: int
    level: int
    text: str


@value
class Track:
    """One kind of thing along the time of a run, as marks or as an area; `note` says what it is and its unit."""

    label: str
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    note: str = ""


@value
class Flag:
    """A moment worth going to, which its action does: `sign` stands at its `place`, 0..1000."""

    action: Action
    place: int
    sign: str


@value
class Tracks:
    """A run on tracks along one axis of time, with a head at `place`, 0..1000; `when` says in words where that is.

    `seek` winds to the place a mouse points at, filled in as its text. `ticks` are times along the axis, `stops` where
    something new begins. `said` is what there is at the head, in sentences. `chosen` is the id of the flag the head stands at.
    """

    when: str
    place: int
    seek: Action
    tracks: tuple[Track, ...]
    ticks: tuple[tuple[int, str], ...] = ()
    stops: tuple[Mark, ...] = ()
    flags: tuple[Flag, ...] = ()
    said: tuple[str, ...] = ()
    chosen: str = ""


@value
class Field:
    """Something that can be set. `options` are actions that set it, the one in force being `chosen`.

    With `text` not None it is a line to type into instead; `submit` is done with what was typed. `figures` if what is
    typed there are numbers, which then mean no action. One that `listens` is done with the name of the next key pressed.
    """

    id: str
    label: str
    help: str = ""
    options: tuple[Action, ...] = ()
    chosen: str = ""
    text: str | None = None
    submit: Action | None = None
    figures: bool = False
    listens: bool = False


@value
class Part:
    """Something to compose with: `action` takes it, or puts it back.

    `amount` says how many of it are taken, or how many there are; `less` and `more` change that where there is a choice.
    """

    action: Action
    amount: str = ""
    chosen: bool = False
    less: Action | None = None
    more: Action | None = None
    tone: Tone = "plain"


@value
class Parts:
    """Parts of one kind, all alike, none of them in front of another."""

    parts: tuple[Part, ...]
    title: str = ""


@value
class Buttons:
    """Actions side by side."""

    actions: tuple[Action, ...]


@value
class Group:
    """Blocks that belong together, under a title. With an `action` the whole group can be pressed."""

    blocks: tuple[Block, ...]
    title: str = ""
    icon: str = ""
    aside: str = ""
    tone: Tone = "plain"
    action: Action | None = None


@value
class Columns:
    """Groups side by side where there is room, one above the other where there is not."""

    columns: tuple[tuple[Block, ...], ...]
    weights: tuple[int, ...] = ()


Block = (
    Heading | Paragraph | Feed | Meter | Countdown | Passing | Option | Row | Table | Bars | Timeline | Chart | Field
    | Parts | Buttons | Group | Columns | Scene | Tracks | Poster
)


@value
class Region:
    """A part of the screen with a purpose, as a screen reader would name it.

    `header` along the top, `feed` `matter` `side` next to each other, `body` one column to read, `strip` along the foot of
    these from edge to edge, `footer` the keys,
    `dialog` in front of everything else (only its actions then count).
    """

    role: Role
    blocks: tuple[Block, ...]
    label: str = ""


@value
class Cue:
    """Something to be heard, and read where captions are on: `sound` is its name, `caption` says it in words.

    It sounds when a view holds an `id` that the view before did not. `kind` is whose volume it has.
    """

    id: str
    sound: str
    caption: str
    kind: Literal["messages", "warnings", "actions"] = "messages"


@value
class View:
    """One screen at one moment.

    `keys` are actions with a key but no block of their own; the footer names those that are not quiet. `alert` is one
    sentence that must not be missed. `fingerprint` changes when the person has moved to another matter, so that focus
    starts afresh. `cues` are what there is to hear at this moment, `caption` what was heard last, in words.
    """

    screen: str
    title: str
    regions: tuple[Region, ...]
    keys: tuple[Action, ...] = ()
    alert: str = ""
    fingerprint: str = ""
    cues: tuple[Cue, ...] = ()
    caption: str = ""
    tags: frozenset[str] = field(default_factory=frozenset)

    def region(self, role: Role) -> Region | None:
        return next((region for region in self.regions if region.role == role), None)


Style = Literal["plain", "strong", "mono", "term"]
_STYLES: tuple[Style, ...] = ("strong", "mono", "term")
_MARKS = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|`(?P<mono>[^`\n]+)`|\[\[(?P<term>[^\[\]\n]+)\]\]")


def runs(text: str) -> tuple[tuple[str, Style], ...]:
    """Split a text into pieces of one style each, with the marks taken out."""
    pieces: list[tuple[str, Style]] = []
    end = 0
    for found in _MARKS.finditer(text):
        if found.start() > end:
            pieces.append((text[end:found.start()], "plain"))
        for style in _STYLES:
            if found.group(style) is not None:
                pieces.append((found.group(style), style))
        end = found.end()
    if end < len(text):
        pieces.append((text[end:], "plain"))
    return tuple(pieces)


def plain(text: str) -> str:
    """Return the text without its marks."""
    return "".join(piece for piece, _ in runs(text))


def actions_of(view: View) -> tuple[Action, ...]:
    """Return every action on offer, in reading order; only those of the dialog while there is one."""
    dialog = view.region("dialog")
    if dialog is not None:
        return tuple(action for block in dialog.blocks for action in _actions(block))
    found = [action for region in view.regions for block in region.blocks for action in _actions(block)]
    return (*found, *view.keys)


def _actions(block: Block) -> Iterator[Action]:
    match block:
        case Option(action=action, then=then):
            if not then:
                yield action
        case Buttons(actions=actions):
            yield from actions
        case Chart(actions=actions):
            yield from (action for action in actions if action.enabled)
        case Tracks(flags=flags):
            yield from (flag.action for flag in flags)
        case Parts(parts=parts):
            for part in parts:
                yield from (action for action in (part.action, part.less, part.more) if action is not None)
        case Field(options=options, submit=submit):
            yield from options
            if submit is not None:
                yield submit
        case Group(blocks=blocks, action=whole):
            if whole is not None:
                yield whole
            for inner in blocks:
                yield from _actions(inner)
        case Columns(columns=columns):
            for column in columns:
                for inner in column:
                    yield from _actions(inner)
        case (
            Heading() | Paragraph() | Feed() | Meter() | Countdown() | Passing() | Row() | Table() | Bars() | Timeline() | Scene()
            | Poster()
        ):
            return
        case _:
            assert_never(block)
