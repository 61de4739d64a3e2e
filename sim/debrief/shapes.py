"""What a figure is drawn with: lines, areas, marks and labels at their places. Colours are roles.

Lengths are in pixels of the caller, and how wide a text is the caller measures.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from sim.debrief.figures import Kind

Role = Literal["ink", "quiet", "line", "track", "halo", "accent", "good", "warn", "bad"]
Form = Literal["disc", "ring", "square", "diamond", "triangle", "cross"]
Measure = Callable[[str], float]
"""How wide a text is at the size of a label."""

STRONG = 1.14
"""How much wider than others a strong label may be."""


class Stroke(NamedTuple):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    role: Role
    thick: float


class Fill(NamedTuple):
    """A rectangle; `hatched` with stripes, so that it differs from a full one by more than colour."""

    x: float
    y: float
    w: float
    h: float
    role: Role
    hatched: bool = False


class Shade(NamedTuple):
    """The area within points, in a pale shade."""

    points: tuple[tuple[float, float], ...]
    role: Role


class Dot(NamedTuple):
    """A mark of a form, `size` across."""

    x: float
    y: float
    size: float
    role: Role
    form: Form


class Text(NamedTuple):
    """A label whose middle is at height `y`; it begins, is centred, or ends at `x`."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    role: Role = "quiet"
    strong: bool = False


class Spot(NamedTuple):
    """Where mark number `n` of a figure is pointed at."""

    x: float
    y: float
    w: float
    h: float
    n: int


Shape = Stroke | Fill | Shade | Dot | Text


class Drawn(NamedTuple):
    """A figure laid out: `shapes` from back to front, and where its marks are pointed at."""

    w: float
    h: float
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...]


FORMS: dict[Kind, Form] = {
    "decision": "disc", "lapse": "cross", "event": "ring", "luck": "diamond", "harm": "triangle", "built": "square",
    "column": "square",
}

MARKED: dict[Kind, Role] = {"harm": "bad", "built": "good", "lapse": "warn", "event": "quiet"}
"""In which colour the marks of a kind are drawn; the others in that of the line."""


def role_of(tone: str) -> Role:
    """Return the colour of a tone; what has none of its own is accented."""
    return tone if tone in ("quiet", "accent", "good", "warn", "bad") else "accent"  # type: ignore[return-value]


def shortened(text: str, room: float, measure: Measure) -> str:
    """Return as much of a text as there is room for, with an ellipsis where something is left out."""
    if measure(text) <= room or not text:
        return text
    fits, over = 0, len(text)
    while over - fits > 1:
        middle = (fits + over) // 2
        fits, over = (middle, over) if measure(text[:middle].rstrip() + "…") <= room else (fits, middle)
    return text[:fits].rstrip() + "…"


def corners_of(form: str, x: float, y: float, r: float) -> list[tuple[float, float]]:
    """Return the corners of a mark that has some, of a half-width of `r`."""
    far, thin = r * 1.25, r * 0.4
    cross = [(-r, -r + thin), (-r + thin, -r), (0, -thin), (r - thin, -r), (r, -r + thin), (thin, 0),
             (r, r - thin), (r - thin, r), (0, thin), (-r + thin, r), (-r, r - thin), (-thin, 0)]
    found = {
        "square": [(-r, -r), (r, -r), (r, r), (-r, r)], "diamond": [(0, -far), (far, 0), (0, far), (-far, 0)],
        "triangle": [(0, -far), (far, r), (-far, r)], "cross": cross,
    }[form]
    return [(x + dx, y + dy) for dx, dy in found]
