"""Where everything of a figure lies in a box: the one geometry that the window and a report are drawn from.

Lengths are in pixels of the caller, colours are roles, and how wide a text is the caller measures.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from sim.debrief.figures import KINDS, Figure, Kind, Mark, Plot, Ranking, Series

Role = Literal["ink", "quiet", "line", "track", "accent", "good", "warn", "bad"]
Form = Literal["disc", "ring", "square", "diamond", "triangle"]
Measure = Callable[[str], float]
"""How wide a text is at the size of a label."""


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


class Spot(NamedTuple):
    """Where mark number `n` of a figure is pointed at."""

    x: float
    y: float
    w: float
    h: float
    n: int


Shape = Stroke | Fill | Dot | Text


class Drawn(NamedTuple):
    """A figure laid out: `shapes` from back to front, and where its marks are pointed at."""

    w: float
    h: float
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...]


FORMS: dict[Kind, Form] = {
    "decision": "disc", "event": "ring", "luck": "diamond", "harm": "triangle", "built": "square", "fact": "ring",
}


def laid(figure: Figure, w: float, tall: float, em: float, measure: Measure) -> Drawn:
    """Return a figure laid out `w` wide; a plot is `tall` high, a ranking as high as it has bars. `em` is the size of a label."""
    return _plot(figure, w, tall, em, measure) if isinstance(figure, Plot) else _ranking(figure, w, em, measure)


def _role(tone: str) -> Role:
    return tone if tone in ("quiet", "accent", "good", "warn", "bad") else "accent"  # type: ignore[return-value]


# ---------------------------------------------------------------- plots


def _plot(figure: Plot, w: float, tall: float, em: float, measure: Measure) -> Drawn:
    shapes: list[Shape] = []
    top = _legend(figure, w, em, measure, shapes) + em * 0.9
    left = max((measure(tick.label) for tick in figure.up), default=0.0) + em * 0.7
    right, bottom = w - em * 0.6, tall - em * 2.4
    if right - left < 6 * em:  # then there is no room for a scale
        left = em * 0.5
    high = max(bottom - top, em * 3)
    bottom = top + high

    def at(place: int, level: int) -> tuple[float, float]:
        return left + (right - left) * place / 1000, bottom - high * level / 1000

    _up(figure, left, right, at, em, shapes)
    _along(figure, w, bottom, at, em, measure, shapes)
    for series in figure.series:
        _series(series, left, right, bottom, at, em, shapes)
    spots = tuple(_mark(mark, n, at, em, shapes, len(figure.marks)) for n, mark in enumerate(figure.marks))
    return Drawn(w, bottom + em * 2.4, tuple(shapes), spots)


def _legend(figure: Plot, w: float, em: float, measure: Measure, shapes: list[Shape]) -> float:
    """Say above a plot what lines, columns and forms mean, where there is more than one; return how much room that takes."""
    kinds = list(dict.fromkeys(mark.kind for mark in figure.marks))
    entries: list[tuple[Series | Kind, str]] = [(series, series.label) for series in figure.series if len(figure.series) > 1]
    entries += [(kind, KINDS[kind]) for kind in kinds if len(kinds) > 1]
    x, y = 0.0, em * 0.8
    for what, said in entries:
        wide = measure(said) + em * 2.4
        if x and x + wide > w:
            x, y = 0.0, y + em * 1.5
        if isinstance(what, Series):
            shapes.append(Fill(x, y - em * 0.4, em * 0.9, em * 0.8, _role(what.tone), what.tone == "quiet"))
        else:
            role: Role = "bad" if what == "harm" else "good" if what == "built" else "accent"
            shapes.append(Dot(x + em * 0.5, y, em * 0.8, role, FORMS[what]))
        shapes.append(Text(x + em * 1.3, y, said))
        x += wide
    return y + em * 0.6 if entries else 0.0


At = Callable[[int, int], tuple[float, float]]


def _up(figure: Plot, left: float, right: float, at: At, em: float, shapes: list[Shape]) -> None:
    last: float | None = None
    for tick in figure.up:
        _, y = at(0, tick.place)
        shapes.append(Stroke(((left, y), (right, y)), "line", 1))
        if left > em and (last is None or last - y >= em * 1.2):
            shapes.append(Text(left - em * 0.5, y, tick.label, "end"))
            last = y


def _along(figure: Plot, w: float, bottom: float, at: At, em: float, measure: Measure, shapes: list[Shape]) -> None:
    free = 0.0
    for tick in figure.along:
        x, _ = at(tick.place, 0)
        half = measure(tick.label) / 2
        middle = min(max(x, half), w - half)
        if middle - half >= free and w >= 2 * half:
            shapes.append(Stroke(((x, bottom), (x, bottom + em * 0.35)), "quiet", 1))
            shapes.append(Text(middle, bottom + em * 1.55, tick.label, "middle"))
            free = middle + half + em * 0.8


def _series(series: Series, left: float, right: float, bottom: float, at: At, em: float, shapes: list[Shape]) -> None:
    role = _role(series.tone)
    if series.kind == "columns":
        wide = (right - left) / max(len(series.points), 1) * 0.78
        for place, level in series.points:
            x, y = at(place, level)
            if level:
                shapes.append(Fill(min(max(x - wide / 2, left), right - wide), y, wide, bottom - y, role, series.tone == "quiet"))
        return
    points = [at(*point) for point in series.points]
    if series.kind == "step":
        corners = [((x, points[n - 1][1]), (x, y)) if n else ((x, y),) for n, (x, y) in enumerate(points)]
        points = [point for corner in corners for point in corner]
    if series.kind == "area" and points:
        points = [(points[0][0], bottom), *points, (points[-1][0], bottom)]
    shapes.append(Stroke(tuple(points), role, max(em * 0.16, 1.5)))


def _mark(mark: Mark, n: int, at: At, em: float, shapes: list[Shape], of: int) -> Spot:
    x, y = at(mark.place, mark.level)
    size = em * (0.85 if of <= 24 else 0.6)
    shapes.append(Dot(x, y, size, _role(mark.tone if mark.tone != "plain" else "accent"), FORMS[mark.kind]))
    reach = max(size, em * 2.3)
    return Spot(x - reach / 2, y - reach / 2, reach, reach, n)


# ---------------------------------------------------------------- rankings


def _ranking(figure: Ranking, w: float, em: float, measure: Measure) -> Drawn:
    shapes: list[Shape] = []
    values = max((measure(rank.value) for rank in figure.ranks if rank.share is not None), default=0.0) + em * 0.6
    labels = max((measure(rank.label) for rank in figure.ranks), default=0.0) + em
    beside = labels + values + 10 * em <= w
    left = labels if beside else 0.0
    right = w - values
    spots, y, row = [], em * 0.4, em * (1.9 if beside else 3.2)
    for n, rank in enumerate(figure.ranks):
        middle = y + (row / 2 if beside else row - em * 0.9)
        name = shortened(rank.label, (left if beside else w) - em * 0.8, measure)
        x, height = (left - em * 0.8, middle) if beside else (0.0, y + em * 0.7)
        shapes.append(Text(x, height, name, "end" if beside else "start", "ink"))
        if rank.share is None:
            shapes.append(Text(left, middle, shortened(rank.value, w - left, measure)))
        else:
            _bar(rank.share, rank.low, rank.high, _role(rank.tone), left, right, middle, em, shapes)
            shapes.append(Text(w, middle, rank.value, "end", "ink"))
        spots.append(Spot(0.0, y, w, row, n))
        y += row
    if figure.ticks and right - left >= 8 * em:
        _scale(figure, left, right, y, em, measure, shapes)
        y += em * 1.6
    return Drawn(w, y + em * 0.3, tuple(shapes), tuple(spots))


def _bar(
    share: int, low: int | None, high: int | None, role: Role, left: float, right: float, y: float, em: float,
    shapes: list[Shape],
) -> None:
    def at(place: int) -> float:
        return left + (right - left) * min(max(place, 0), 1000) / 1000

    shapes.append(Fill(left, y - em * 0.4, right - left, em * 0.8, "track"))
    if share:
        shapes.append(Fill(left, y - em * 0.4, at(share) - left, em * 0.8, role))
    if low is not None and high is not None:
        thick = max(em * 0.14, 1.5)
        shapes.append(Stroke(((at(low), y), (at(high), y)), "ink", thick))
        shapes += [Stroke(((x, y - em * 0.45), (x, y + em * 0.45)), "ink", thick) for x in (at(low), at(high))]


def _scale(figure: Ranking, left: float, right: float, y: float, em: float, measure: Measure, shapes: list[Shape]) -> None:
    free = left - em
    for tick in figure.ticks:
        half = measure(tick.label) / 2
        middle = min(max(left + (right - left) * tick.place / 1000, left + half), right - half)
        if middle - half >= free:
            shapes.append(Text(middle, y + em * 0.7, tick.label, "middle"))
            free = middle + half + em * 0.8


def shortened(text: str, room: float, measure: Measure) -> str:
    """Return as much of a text as there is room for, with an ellipsis where something is left out."""
    if measure(text) <= room or not text:
        return text
    fits, over = 0, len(text)
    while over - fits > 1:
        middle = (fits + over) // 2
        fits, over = (middle, over) if measure(text[:middle].rstrip() + "…") <= room else (fits, middle)
    return text[:fits].rstrip() + "…"
