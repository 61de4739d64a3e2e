"""Boxes and arrows on paper, from top to bottom: layers by the longest way, few crossings by barycentres, then straight lines.

Sugiyama, Tagawa and Toda 1981, in its plainest form. An arrow's label is a box of its own between the two it joins, so that
nothing is ever written over anything. Horizontal places solve, layer by layer, a least-squares problem with an order to keep.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from sim.analysis.drawing.levels import against, apart, levels
from sim.analysis.drawing.straight import settled, snapped

GAP, SPACE = 26.0, 22.0
"""Between two boxes side by side; between two layers."""

SWEEPS = 12

STRAIGHT = 8.0
"""How much more a long arrow wants to be straight than a box in the middle of what it is joined to (Gansner et al. 1993)."""

STRAIGHTEN, WORK = 240, 60_000
"""Sweeps in which places on paper are improved, at most; and places that are looked at for it."""

MANY = 1_500
"""Places in the layers from which on they are left in the order in which they were found."""


class Size(NamedTuple):
    width: float
    height: float


class Link(NamedTuple):
    """An arrow from one key to another, with the size of its label (0, 0 if it has none). The two keys differ."""

    source: str
    target: str
    label: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything stands: the middle of the top edge of each box and label, and the points each arrow passes in turn."""

    boxes: Mapping[str, tuple[float, float]]
    labels: Sequence[tuple[float, float]]
    routes: Sequence[Sequence[tuple[float, float]]]
    width: float
    height: float


def layered(boxes: Mapping[str, Size], links: Sequence[Link]) -> Layout:
    """Return places for boxes, what comes first above, and for the arrows; groups that nothing joins stand side by side."""
    groups = apart(list(boxes), [(link.source, link.target) for link in links])
    parts = []
    for group in groups:
        inside = set(group)
        mine = [n for n, link in enumerate(links) if link.source in inside]
        parts.append((mine, _Layers({key: boxes[key] for key in group}, [links[n] for n in mine]).layout()))
    return _side_by_side(parts, len(links))


def _side_by_side(parts: list[tuple[list[int], Layout]], links: int) -> Layout:
    """Return the first group and, in columns to its right that are no longer than the longest, the others."""
    height = max(part.height for _, part in parts)
    labels, routes = [(0.0, 0.0)] * links, [list[tuple[float, float]]()] * links
    boxes: dict[str, tuple[float, float]] = {}
    left, top, wide = 0.0, 0.0, 0.0
    for mine, part in parts:
        if top and top + part.height > height:
            left, top, wide = left + wide, 0.0, 0.0
        boxes |= {key: (x + left, y + top) for key, (x, y) in part.boxes.items()}
        for n, label, route in zip(mine, part.labels, part.routes, strict=True):
            labels[n] = (label[0] + left, label[1] + top)
            routes[n] = [(x + left, y + top) for x, y in route]
        top, wide = top + part.height, max(wide, part.width)
    return Layout(boxes=boxes, labels=labels, routes=routes, width=left + wide, height=height)


@dataclass(slots=True)
class _Place:
    """A box, a label, or where a long arrow passes a layer. Boxes above and below are those it is joined to."""

    size: Size
    layer: int
    slim: bool = False
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0


class _Layers:
    def __init__(self, boxes: Mapping[str, Size], links: Sequence[Link]) -> None:
        self.links = links
        self.turned = against(list(boxes), [(link.source, link.target) for link in links])
        down = [(b, a) if turned else (a, b) for (a, b, _), turned in zip(links, self.turned, strict=True)]
        level = levels(list(boxes), down)
        self.places = [_Place(size, level[key]) for key, size in boxes.items()]
        self.number = {key: n for n, key in enumerate(boxes)}
        self.label: list[int] = []
        self.ways = [self._way(n, a, b) for n, (a, b) in enumerate(down)]
        self.layers: list[list[int]] = [[] for _ in range(max((p.layer for p in self.places), default=0) + 1)]
        for n in self._found():
            self.layers[self.places[n].layer].append(n)

    def _way(self, link: int, above: str, below: str) -> list[int]:
        """Return the places from a box down to another: at each layer in between one, of which one is the label."""
        first, last = self.number[above], self.number[below]
        top, bottom = self.places[first].layer, self.places[last].layer
        labelled = bottom - 1 if self.turned[link] else top + 1
        way = [first]
        for layer in range(top + 1, bottom):
            is_label = layer == labelled
            self.places.append(_Place(self.links[link].label if is_label else Size(4, 0), layer, not is_label))
            way.append(len(self.places) - 1)
            if is_label:
                self.label.append(way[-1])
        way.append(last)
        for one, other in pairwise(way):
            self.places[one].below.append(other)
            self.places[other].above.append(one)
        return way

    def _found(self) -> Iterable[int]:
        """Yield places as a walk from the top finds them: a first order, in which what belongs together is together."""
        seen: set[int] = set()
        for first in range(len(self.places)):
            todo = [first] if not self.places[first].above else []
            while todo:
                here = todo.pop()
                if here not in seen:
                    seen.add(here)
                    yield here
                    todo += reversed(self.places[here].below)

    # ---------------------------------------------------------------- order within layers

    def order(self) -> None:
        if len(self.places) > MANY:
            return
        best, fewest = list(map(list, self.layers)), self.crossings()
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            where = {n: float(i) for layer in self.layers for i, n in enumerate(layer)}
            for layer in self.layers if down else reversed(self.layers):
                def middle(n: int, down: bool = down, where: dict[int, float] = where) -> float:
                    near = self.places[n].above if down else self.places[n].below
                    return sum(where[other] for other in near) / len(near) if near else where[n]

                layer.sort(key=middle)
                where |= {n: float(i) for i, n in enumerate(layer)}
            crossed = self.crossings()
            if crossed < fewest:
                best, fewest = list(map(list, self.layers)), crossed
        self.layers = best

    def crossings(self) -> int:
        total = 0
        for layer, below in pairwise(self.layers):
            where = {n: i for i, n in enumerate(below)}
            ends = [end for n in layer for end in sorted(where[other] for other in self.places[n].below)]
            total += sum(one > other for i, one in enumerate(ends) for other in ends[i + 1:])
        return total

    # ---------------------------------------------------------------- places on paper

    def place(self) -> None:
        for layer in self.layers:
            self._settle(layer, [0.0] * len(layer))
        sweeps = min(STRAIGHTEN, 2 * SWEEPS + WORK // (len(self.places) + 1))
        for sweep in range(sweeps):
            down = sweep % 2 == 0
            for layer in self.layers if down else reversed(self.layers):
                self._settle(layer, [self._wish(n, down, sweep >= SWEEPS) for n in layer])
        self._straighten()
        y, left = SPACE, min(p.x - p.size.width / 2 for p in self.places)
        for layer in self.layers:
            for n in layer:
                self.places[n].y = y
                self.places[n].x += GAP - left
            y += max((self.places[n].size.height for n in layer), default=0.0) + SPACE

    def _wish(self, n: int, down: bool, both: bool) -> float:
        place = self.places[n]
        near = place.above + place.below if both else place.above if down else place.below
        pulls = [STRAIGHT if place.slim and self.places[other].slim else 1.0 for other in near]
        return sum(self.places[other].x * pull for other, pull in zip(near, pulls, strict=True)) / sum(pulls) if near else place.x

    def _settle(self, layer: list[int], wishes: list[float]) -> None:
        """Put a layer as near to its wishes as its order allows."""
        offsets = [0.0]
        for one, other in pairwise(layer):
            offsets.append(offsets[-1] + (self.places[one].size.width + self.places[other].size.width) / 2 + GAP)
        weights = [STRAIGHT if self.places[n].slim else 1.0 for n in layer]
        for n, x in zip(layer, settled(wishes, offsets[:len(layer)], weights), strict=True):
            self.places[n].x = x

    def _straighten(self) -> None:
        """Move long arrows sideways, as far as there is room, so that they are straight for as long as can be."""
        beside = {n: (layer[i - 1] if i else None, layer[i + 1] if i + 1 < len(layer) else None)
                  for layer in self.layers for i, n in enumerate(layer)}

        def room(n: int) -> tuple[float, float]:
            left, right = (None if other is None else self.places[other] for other in beside[n])
            low = left.x + left.size.width / 2 + GAP / 2 if left else -1e9
            return low, right.x - right.size.width / 2 - GAP / 2 if right else 1e9

        for way in self.ways:
            slim = [n for n in way if self.places[n].slim]
            for n, x in zip(slim, snapped([self.places[n].x for n in slim], [room(n) for n in slim]), strict=True):
                self.places[n].x = x

    # ---------------------------------------------------------------- what comes of it

    def layout(self) -> Layout:
        self.order()
        self.place()
        floors = [max((self.places[n].size.height for n in layer), default=0.0) for layer in self.layers]
        return Layout(
            boxes={key: (self.places[n].x, self.places[n].y) for key, n in self.number.items()},
            labels=[(self.places[n].x, self.places[n].y) for n in self.label],
            routes=[self._route(n, way, floors) for n, way in enumerate(self.ways)],
            width=max((p.x + p.size.width / 2 for p in self.places), default=0.0) + GAP,
            height=sum(floors) + SPACE * (len(floors) + 1),
        )

    def _route(self, link: int, way: list[int], floors: list[float]) -> list[tuple[float, float]]:
        """Return the points of an arrow: down through each layer, from its floor on to the next."""
        points: list[tuple[float, float]] = []
        for i, n in enumerate(way):
            place = self.places[n]
            floor = place.y + floors[place.layer]
            if i:
                x = place.x if 0 < i < len(way) - 1 else _within(place, self.places[way[i - 1]].x)
                points.append((x, place.y))
            if i < len(way) - 1:
                x = place.x if i else _within(place, self.places[way[1]].x)
                points += [(x, place.y + place.size.height), (x, floor)]
        return points[::-1] if self.turned[link] else points


def _within(place: _Place, x: float) -> float:
    """Return where an arrow to `x` leaves a box: right above it, as far as the box reaches."""
    room = max(0.0, place.size.width / 2 - 14)
    return min(max(x, place.x - room), place.x + room)
