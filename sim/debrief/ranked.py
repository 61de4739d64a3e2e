"""Where the bars of a ranking lie: name, bar with its range, value; a scale under them where it has one."""
from __future__ import annotations

from sim.debrief.figures import Rank, Ranking
from sim.debrief.shapes import Drawn, Fill, Measure, Role, Shape, Spot, Stroke, Text, role_of, shortened


def ranked(figure: Ranking, w: float, em: float, measure: Measure) -> Drawn:
    """Return a ranking laid out `w` wide, as high as it has bars. Where it is narrow names stand above their bars."""
    shapes: list[Shape] = []
    values = max((measure(rank.value) for rank in figure.ranks if rank.share is not None), default=0.0) + em * 0.8
    labels = max((measure(rank.label) for rank in figure.ranks), default=0.0) + em
    beside = min(labels, w * 0.45) + values + 10 * em <= w
    left = min(labels, w * 0.45) if beside else 0.0
    right = w - values
    y = _parts(figure, w, em, measure, shapes)
    top, row = y, em * (2.1 if beside else 3.3)
    for tick in figure.ticks if right - left >= 8 * em else ():
        x = left + (right - left) * tick.place / 1000
        shapes.append(Stroke(((x, top), (x, top + row * len(figure.ranks))), "line", 1))
    spots = []
    for n, rank in enumerate(figure.ranks):
        middle = y + (row / 2 if beside else row - em * 0.9)
        name = shortened(rank.label, (left if beside else w) - em * 0.8, measure)
        x, height = (left - em * 0.8, middle) if beside else (0.0, y + em * 0.7)
        shapes.append(Text(x, height, name, "end" if beside else "start", "ink"))
        if rank.share is None:
            shapes.append(Text(left, middle, shortened(rank.value, w - left, measure)))
        else:
            _bar(rank, left, right, middle, em, shapes)
            shapes.append(Text(w, middle, rank.value, "end", "ink"))
        spots.append(Spot(0.0, y, w, row, n))
        y += row
    if figure.ticks and right - left >= 8 * em:
        _scale(figure, left, right, y, em, measure, shapes)
        y += em * 1.6
    return Drawn(w, y + em * 0.3, tuple(shapes), tuple(spots))


def _parts(figure: Ranking, w: float, em: float, measure: Measure, shapes: list[Shape]) -> float:
    """Say above the bars what their two parts are, if they have two; return where the bars begin."""
    if not any(rank.more is not None for rank in figure.ranks):
        return em * 0.4
    x, y = 0.0, em * 0.8
    for said, hatched in zip(figure.parts, (False, True), strict=True):
        wide = measure(said) + em * 2.4
        if x and x + wide > w:
            x, y = 0.0, y + em * 1.5
        tone = next((rank.tone for rank in figure.ranks), "accent")
        shapes += [Fill(x, y - em * 0.4, em * 0.9, em * 0.8, role_of(tone), hatched), Text(x + em * 1.3, y, said)]
        x += wide
    return y + em


def _bar(rank: Rank, left: float, right: float, y: float, em: float, shapes: list[Shape]) -> None:
    def at(place: int) -> float:
        return left + (right - left) * min(max(place, 0), 1000) / 1000

    share, role = rank.share or 0, role_of(rank.tone)
    shapes.append(Fill(left, y - em * 0.45, right - left, em * 0.9, "track"))
    if share:
        shapes.append(Fill(left, y - em * 0.45, at(share) - left, em * 0.9, role))
    if rank.more is not None and rank.more > share:
        shapes.append(Fill(at(share), y - em * 0.45, at(rank.more) - at(share), em * 0.9, role, hatched=True))
    if rank.low is not None and rank.high is not None:
        _whisker(at(rank.low), at(rank.high), y, em, shapes)


def _whisker(low: float, high: float, y: float, em: float, shapes: list[Shape]) -> None:
    """The range of a bar; each of its lines is drawn twice, so that it is seen on the bar and beside it."""
    thick = max(em * 0.14, 1.5)
    lines = [((low, y), (high, y)), *(((x, y - em * 0.45), (x, y + em * 0.45)) for x in (low, high))]
    halo: Role = "halo"
    shapes += [Stroke(line, halo, thick * 2.4) for line in lines]
    shapes += [Stroke(line, "ink", thick) for line in lines]


def _scale(figure: Ranking, left: float, right: float, y: float, em: float, measure: Measure, shapes: list[Shape]) -> None:
    free = left - em
    for tick in figure.ticks:
        half = measure(tick.label) / 2
        if 2 * half > right - left:
            continue
        middle = min(max(left + (right - left) * tick.place / 1000, left + half), right - half)
        if middle - half >= free:
            shapes.append(Text(middle, y + em * 0.7, tick.label, "middle"))
            free = middle + half + em * 0.8
