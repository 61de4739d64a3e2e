"""What can be drawn, and boxes of it: a block laid out is a box, a box is marks at places and targets to press.

They are named tuples, for hundreds are made, compared and looked up for one picture. No two kinds of mark can be equal:
where they have as many parts, the parts are of other kinds.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.screens.view import Action, Field
from sim.surfaces.window.theme import Colour

if TYPE_CHECKING:
    from sim.debrief.shapes import Shape

Face = Literal["regular", "strong", "bold", "mono"]
Rect = tuple[int, int, int, int]


class Plate(NamedTuple):
    """A rounded rectangle. With an `owner` it takes the fill `lit` while the mouse is over that target."""

    w: int
    h: int
    fill: Colour | None
    line: Colour | None = None
    radius: int = 0
    thick: int = 1
    owner: str = ""
    lit: Colour | None = None


class Words(NamedTuple):
    """Text on one line in one style."""

    w: int
    h: int
    text: str
    face: Face
    size: int
    colour: Colour


class Picture(NamedTuple):
    """An icon."""

    w: int
    h: int
    name: str
    colour: Colour


class Ring(NamedTuple):
    """A ring of which `share` (0..1000) is drawn strongly, from the top and clockwise."""

    w: int
    h: int
    share: int
    colour: Colour
    track: Colour
    thick: int


class Glyph(NamedTuple):
    """How a thing is, as a shape: a square, or a disc if it is `round`, in `colour`; what is cut out of it is `ground`."""

    w: int
    h: int
    state: str
    round: bool
    stroke: int
    colour: Colour
    ground: Colour


class Drawing(NamedTuple):
    """Shapes of a figure, but for its words, each with the colour it is drawn in; see `sim.debrief.shapes`."""

    w: int
    h: int
    shapes: tuple[tuple[Shape, Colour], ...]
    ground: Colour


class Dots(NamedTuple):
    """A dotted horizontal line, as under a trade word."""

    w: int
    h: int
    colour: Colour


class Slot(NamedTuple):
    """Where the text of a field is typed; what stands in it is filled in when a frame is composed."""

    w: int
    h: int
    field: str
    size: int
    colour: Colour


class Veil(NamedTuple):
    """Dims what is beneath."""

    w: int
    h: int
    colour: Colour
    alpha: int


class Fade(NamedTuple):
    """Where a pane goes on out of sight: its end dissolves into the ground; `up` at the top of a pane."""

    w: int
    h: int
    colour: Colour
    up: bool


Mark = Plate | Words | Picture | Ring | Glyph | Drawing | Dots | Slot | Veil | Fade
Spot = tuple[int, int, Mark]


class Tip(NamedTuple):
    """What is said of a part of a target while the mouse is on it; the place is from the target's corner."""

    x: int
    y: int
    w: int
    h: int
    text: str


class Target(NamedTuple):
    """What can be focused and pressed. `scroll` targets are regions with more in them than is in sight, `reel` ones bars
    along which something is wound, a `taken` one is only to be brought in sight, `point` ones are marks of a chart, which say
    their sentence. `tips` say what the mouse is on.

    While one with `steps` has the focus, the first of them is what the minus key does, the second what the plus key does.
    """

    x: int
    y: int
    w: int
    h: int
    id: str
    kind: Literal["option", "action", "field", "scroll", "newer", "reel", "taken", "point"]
    action: Action | None = None
    field: Field | None = None
    radius: int = 8
    steps: tuple[Action, Action] | None = None
    tips: tuple[Tip, ...] = ()

    def moved(self, dx: int, dy: int) -> Target:
        x, y = self.x + dx, self.y + dy
        return Target(x, y, self.w, self.h, self.id, self.kind, self.action, self.field, self.radius, self.steps, self.tips)

    @property
    def rect(self) -> Rect:
        return self.x, self.y, self.w, self.h


class Box(NamedTuple):
    """Marks and targets in a rectangle that begins at 0, 0. `anchors` are the tops and bottoms of messages."""

    w: int
    h: int
    spots: tuple[Spot, ...] = ()
    targets: tuple[Target, ...] = ()
    anchors: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Pile:
    """A box in the making."""

    spots: list[Spot] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    anchors: list[tuple[int, int]] = field(default_factory=list)

    def mark(self, x: int, y: int, mark: Mark) -> None:
        self.spots.append((x, y, mark))

    def put(self, box: Box, x: int, y: int) -> None:
        """Place a box with everything in it."""
        self.spots.extend((x + dx, y + dy, mark) for dx, dy, mark in box.spots)
        self.targets.extend(target.moved(x, y) for target in box.targets)
        self.anchors.extend((top + y, bottom + y) for top, bottom in box.anchors)

    def target(self, target: Target) -> None:
        self.targets.append(target)

    def box(self, w: int, h: int) -> Box:
        return Box(w, h, tuple(self.spots), tuple(self.targets), tuple(self.anchors))


def stacked(boxes: list[Box], gap: int, width: int) -> Box:
    """Return boxes one under the other, aligned left."""
    pile, y = Pile(), 0
    for box in boxes:
        if y:
            y += gap
        pile.put(box, 0, y)
        y += box.h
    return pile.box(width, y)


def flowing(boxes: list[Box], gap: int, row_gap: int, width: int) -> Box:
    """Return boxes side by side, centred on their line, going on to the next line when one is full."""
    lines: list[list[Box]] = [[]]
    x = 0
    for box in boxes:
        if lines[-1] and x + box.w > width:
            lines.append([])
            x = 0
        lines[-1].append(box)
        x += box.w + gap
    pile, y, widest = Pile(), 0, 0
    for line in lines:
        x, tall = 0, max((box.h for box in line), default=0)
        for box in line:
            pile.put(box, x, y + (tall - box.h) // 2)
            x += box.w + gap
        widest = max(widest, x - gap)
        y += tall + row_gap
    return pile.box(max(widest, 0), max(y - row_gap, 0))
