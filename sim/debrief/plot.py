"""Where everything of a figure lies in a box: the one geometry that the window and a report are drawn from."""
from __future__ import annotations

from dataclasses import dataclass, field

from sim.debrief.crowding import Area, along_line, around, dodged, named
from sim.debrief.figures import KINDS, Figure, Kind, Plot, Series
from sim.debrief.ranked import ranked
from sim.debrief.shapes import (
    FORMS,
    MARKED,
    Dot,
    Drawn,
    Fill,
    Measure,
    Role,
    Shade,
    Shape,
    Spot,
    Stroke,
    Text,
    role_of,
    shortened,
)

LEAST = 7
"""How high a plot is at least, in sizes of its labels."""


def laid(figure: Figure, w: float, tall: float, em: float, measure: Measure) -> Drawn:
    """Return a figure laid out `w` wide; a plot is `tall` high, a ranking as high as it has bars. `em` is the size of a label."""
    return _Laying(figure, w, em, measure).drawn(tall) if isinstance(figure, Plot) else ranked(figure, w, em, measure)


def role_of_kind(kind: Kind, tone: str = "plain") -> Role:
    """Return the colour of a mark: by its kind, else by its tone."""
    return MARKED.get(kind) or role_of(tone)


@dataclass
class _Laying:
    """A plot as it is laid out, from the scales to the names."""

    figure: Plot
    w: float
    em: float
    measure: Measure
    shapes: list[Shape] = field(default_factory=list)
    taken: list[Area] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0

    def drawn(self, tall: float) -> Drawn:
        """Return all of it, `tall` high if that is enough."""
        figure, em = self.figure, self.em
        self.top = self._head() + em * (1.7 if figure.last or any(mark.name for mark in figure.marks) else 0.9)
        self.left = max((self.measure(tick.label) for tick in figure.up), default=0.0) + em * 0.7
        self.right = self.w - em * 0.6
        if self.right - self.left < 6 * em:  # then there is no room for a scale
            self.left = em * 0.5
        below = [mark for mark in figure.marks if mark.below]
        rows = dodged(((self._x(mark.place), 0.0) for mark in below), em * 0.8, 0.0, em * 1.7)
        rail = (max((y for _, y in rows), default=0.0) + em * 1.6) if below else 0.0
        strip = em * 1.7 if figure.bands else 0.0
        self.bottom = self.top + max(tall - self.top - rail - strip - em * 2.2, em * LEAST)
        end = self.bottom + rail + strip
        self._up()
        self._along(end)
        for series in figure.series:
            self._series(series)
        if figure.bands:
            self._bands(self.bottom + rail + em * 0.3)
        spots = self._marks([(x, self.bottom + em * 0.9 + y) for x, y in rows])
        return Drawn(self.w, end + em * 2.2, tuple(self.shapes), spots)

    def _x(self, place: int) -> float:
        return self.left + (self.right - self.left) * min(max(place, 0), 1000) / 1000

    def _y(self, level: int) -> float:
        return self.bottom - (self.bottom - self.top) * min(max(level, 0), 1000) / 1000

    # ------------------------------------------------------------ what stands above

    def _head(self) -> float:
        """Say above a plot what is counted, and what lines, columns and forms mean where there is more than one."""
        figure, em = self.figure, self.em
        entries: list[tuple[Series | Kind | None, str]] = [(None, figure.unit)] if figure.unit else []
        entries += [(series, series.label) for series in figure.series if len(figure.series) > 1]
        entries += [("column", figure.banded)] if figure.bands else []
        kinds = [kind for kind in dict.fromkeys(mark.kind for mark in figure.marks) if kind in KINDS]
        entries += [(kind, KINDS[kind]) for kind in kinds if len(kinds) > 1]
        x, y = 0.0, em * 0.8
        for what, said in entries:
            mark = 0.0 if what is None else em * 1.3
            said = shortened(said, self.w - mark, self.measure)
            if x and x + mark + self.measure(said) > self.w:
                x, y = 0.0, y + em * 1.5
            if isinstance(what, Series):
                self.shapes.append(Fill(x, y - em * 0.4, em * 0.9, em * 0.8, role_of(what.tone), what.tone in ("quiet", "bad")))
            elif what == "column":
                self.shapes.append(Fill(x, y - em * 0.4, em * 0.9, em * 0.8, "track"))
            elif what is not None:
                self.shapes.append(Dot(x + em * 0.5, y, em * 0.8, role_of_kind(what), FORMS[what]))
            self.shapes.append(Text(x + mark, y, said))
            x += mark + self.measure(said) + em * 1.4
        return y + em * 0.6 if entries else 0.0

    # ------------------------------------------------------------ scales

    def _up(self) -> None:
        last: float | None = None
        for tick in self.figure.up:
            y = self._y(tick.place)
            self.shapes.append(Stroke(((self.left, y), (self.right, y)), "line", 1))
            if self.left > self.em and (last is None or last - y >= self.em * 1.2):
                self.shapes.append(Text(self.left - self.em * 0.5, y, tick.label, "end"))
                last = y

    def _along(self, end: float) -> None:
        """Letter the scale under it all: the most telling ticks first, the others where there is room left."""
        em, used = self.em, list[tuple[float, float]]()
        for tick in sorted(self.figure.along, key=lambda tick: not tick.major):
            x, half = self._x(tick.place), self.measure(tick.label) / 2
            middle = min(max(x, half), self.w - half)
            span = middle - half - em * 0.8, middle + half
            if self.w < 2 * half or any(span[0] < right and left < span[1] for left, right in used):
                continue
            used.append((span[0], span[1] + em * 0.8))
            foot = end if tick.major else self.bottom
            self.shapes.append(Stroke(((x, self.top if tick.major else self.bottom), (x, foot + em * 0.35)), "line", 1))
            self.shapes.append(Text(middle, end + em * 1.35, tick.label, "middle"))

    def _bands(self, y: float) -> None:
        for band in self.figure.bands:
            x, far = self._x(band.since), self._x(band.until)
            if far - x < 2:
                continue
            self.shapes.append(Fill(x, y, max(far - x - 1, 1), self.em * 1.4, "track"))
            if self.measure(band.label) <= far - x - self.em * 0.6:
                self.shapes.append(Text((x + far) / 2, y + self.em * 0.7, band.label, "middle", "ink"))

    # ------------------------------------------------------------ what is shown

    def _series(self, series: Series) -> None:
        role = role_of(series.tone)
        if series.kind == "columns":
            wide = (self.right - self.left) * (series.wide or 1000 // max(len(series.points), 1)) / 1000 * 0.86
            for n, (place, level) in enumerate(series.points):
                x, y, floor = self._x(place), self._y(level), self._y(series.base[n]) if series.base else self.bottom
                if floor - y > 0.4:
                    start = min(max(x - wide / 2, self.left), self.right - wide)
                    self.shapes.append(Fill(start, y, wide, floor - y, role, series.tone in ("quiet", "bad")))
            return
        points = [(self._x(place), self._y(level)) for place, level in series.points]
        if series.kind == "step":
            corners = [((x, points[n - 1][1]), (x, y)) if n else ((x, y),) for n, (x, y) in enumerate(points)]
            points = [point for corner in corners for point in corner]
        if series.shaded and points:
            self.shapes.append(Shade(((points[0][0], self.bottom), *points, (points[-1][0], self.bottom)), role))
        if len(points) > 1:
            self.shapes.append(Stroke(tuple(points), role, max(self.em * 0.18, 2.0)))
        self.taken += along_line(points, self.em * 0.3)

    def _marks(self, below: list[tuple[float, float]]) -> tuple[Spot, ...]:
        """Draw the marks, write the names there is room for, and return where each mark is pointed at."""
        figure, em = self.figure, self.em
        size = em * (0.9 if len(figure.marks) <= 40 else 0.7)
        above = [(self._x(mark.place), self._y(mark.level)) for mark in figure.marks if not mark.below and mark.kind != "column"]
        over, under = iter(dodged(above, size, self.top - size, self.bottom)), iter(below)
        places = [
            (self._x(mark.place), self._y(mark.level)) if mark.kind == "column" else next(under) if mark.below else next(over)
            for mark in figure.marks
        ]
        dots = [(x, y) for mark, (x, y) in zip(figure.marks, places, strict=True) if mark.kind != "column"]
        for mark, (x, y) in zip(figure.marks, places, strict=True):
            if mark.kind != "column":
                role = role_of_kind(mark.kind, mark.tone)
                self.shapes.append(Dot(x, y, size * (0.8 if mark.below else 1), role, FORMS[mark.kind]))
                self.taken.append(around(x, y, size * 1.3))
        self._names(places)
        return tuple(
            self._column(n, x) if mark.kind == "column" else _spot(n, x, y, size, em, dots)
            for n, (mark, (x, y)) in enumerate(zip(figure.marks, places, strict=True))
        )

    def _names(self, places: list[tuple[float, float]]) -> None:
        within = Area(self.left, self.top - self.em * 1.7, self.w, self.bottom - self.em * 0.2)
        figure = self.figure
        line = next((series.points[-1] for series in figure.series if series.kind == "step" and series.points), None)
        wanted = [(self._x(line[0]), self._y(line[1]), figure.last, True)] if figure.last and line is not None else []
        named_ = ((mark, place) for mark, place in zip(figure.marks, places, strict=True) if mark.name and not mark.below)
        wanted += [(x, y, mark.name, False) for mark, (x, y) in named_]
        thin = [Area(self.left, self._y(tick.place) - 1, self.right, self._y(tick.place) + 1) for tick in figure.up]
        days = (self._x(tick.place) for tick in figure.along if tick.major)
        thin += [Area(x - 1, self.top, x + 1, self.bottom) for x in days]
        for x, y, said, strong in wanted:
            name = named(x, y, said, self.em, self.measure, within, self.taken, thin, strong)
            if name is not None:
                self.shapes.append(name)

    def _column(self, n: int, x: float) -> Spot:
        wide = next((series.wide for series in self.figure.series if series.wide), 0) or 1000 // max(len(self.figure.marks), 1)
        pixels = (self.right - self.left) * wide / 1000
        return Spot(x - pixels / 2, self.top, pixels, self.bottom - self.top, n)


def _spot(n: int, x: float, y: float, size: float, em: float, dots: list[tuple[float, float]]) -> Spot:
    """Return where a dot is pointed at: wider than it is, but never as far as the middle of another."""
    near = min((max(abs(x - far), abs(y - down)) for far, down in dots if (far, down) != (x, y)), default=em * 9)
    reach = max(size * 0.6, min(em * 2.3, near * 1.1))
    return Spot(x - reach / 2, y - reach / 2, reach, reach, n)
