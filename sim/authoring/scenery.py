"""The scene, compiled: every tile on the grid, every formula in the words a scene may use, a sentence for every case."""
from __future__ import annotations

import re
from collections.abc import Iterator

from sim.authoring import model as m
from sim.authoring.reader import Path
from sim.authoring.sheet import Sheet
from sim.domain.formula import measured
from sim.domain.scenario import Passage
from sim.domain.scene import MEASURES, NUMBER, Cell, Look, Room, Scene, State, Tile
from sim.domain.units import Frozen, PersonId, PlaceId

_HOLE = re.compile(r"\{([^{}\s]*)\}")
_STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]


def scene_of(sheet: Sheet, x: m.Scene) -> Scene:
    """Return the scene. If problems were found on the way it is incomplete and must not be shown."""
    return _Scenery(sheet, x).scene()


class _Scenery:
    """Reads one scene top to bottom."""

    def __init__(self, sheet: Sheet, x: m.Scene) -> None:
        self.sheet, self.x = sheet, x
        self.scope = sheet.seen(_measures(sheet))
        self.numbered = sheet.seen(_measures(sheet), NUMBER)

    def scene(self) -> Scene:
        x, path = self.x, ("scene",)
        for n, room in enumerate(x.rooms):
            self.inside((*path, "rooms", n, "size"), room.at, room.size, f"room `{room.label}`")
        seen: set[str] = set()
        for n, tile in enumerate(x.tiles):
            if tile.id in seen:
                self.sheet.complain("SC106", (*path, "tiles", n, "id"), f"two tiles are called `{tile.id}`", "choose another id")
            seen.add(tile.id)
        return Scene(
            label=x.label,
            size=x.size,
            rooms=tuple(Room(label=room.label, at=room.at, size=room.size) for room in x.rooms),
            tiles=tuple(self.tile((*path, "tiles", n), tile) for n, tile in enumerate(x.tiles)),
            text=tuple(self.sentences((*path, "text"))),
        )

    def inside(self, path: Path, at: Cell, size: Cell, what: str) -> None:
        w, h = self.x.size
        if not (at[0] >= 0 and at[0] + size[0] <= w and at[1] >= 0 and at[1] + size[1] <= h and min(size) > 0):
            self.sheet.complain("SC004", path, f"{what} does not lie within the grid of {w} by {h} cells",
                                f"columns go from 0 to {w - 1}, rows from 0 to {h - 1}")

    def tile(self, path: Path, x: m.Tile) -> Tile:
        place = (*path, "at")
        if x.person is not None:
            self.person(path, x)
        elif x.at.places:
            self.sheet.complain("SC004", place, "only a `person` is now here and now there",
                                "write one cell, `[column, row]`, or a list of them", key=True)
        cells = tuple(self.cells(path, x))
        for cell in (*cells, *x.at.places.values()):
            self.inside(place, cell, (x.size, x.size), f"tile `{x.id}` at [{cell[0]}, {cell[1]}]")
        if x.person is None and not x.states:
            self.sheet.complain("SC008", path, "`states` is missing here", "add `states: [{is: quiet}]`", key=True)
        return Tile(
            id=x.id,
            label=x.label,
            icon=x.icon,
            size=x.size,
            states=tuple(self.states((*path, "states"), x.states)),
            cells=cells,
            person=PersonId(x.person) if x.person is not None else None,
            places=Frozen({PlaceId(k): v for k, v in x.at.places.items()}),
        )

    def person(self, path: Path, x: m.Tile) -> None:
        file = self.sheet.file
        self.sheet.reference((*path, "person"), x.person or "", file.people, "person")
        for name in x.at.places:
            self.sheet.reference((*path, "at", name), name, file.places, "place", key=True)
        if not x.at.places:
            self.sheet.complain("SC004", (*path, "at"), "a person stands at a place",
                                "write a cell for each place, as in `at: {office: [3, 4]}`", key=True)
        if x.count is not None:
            self.sheet.complain("SC004", (*path, "count"), "a person is one", "take `count` out", key=True)

    def cells(self, path: Path, x: m.Tile) -> Iterator[Cell]:
        given = x.at.cells
        if x.count is None or len(given) != 1:
            if x.count is not None and x.person is None:
                self.sheet.complain("SC004", (*path, "count"), "`at` lists the cells already",
                                    "take one of the two out", key=True)
            yield from given
            return
        (left, top), (across, down) = given[0], x.step
        row = x.row or x.count
        over, under = x.down if x.down is not None else (0, abs(across) or x.size) if not down else (abs(down), 0)
        for n in range(x.count):
            line, along = divmod(n, row)
            yield left + along * across + line * over, top + along * down + line * under

    def states(self, path: Path, looks: tuple[m.Look, ...]) -> Iterator[Look]:
        for n, look in enumerate(looks):
            place = (*path, n) if (*path, n) in self.sheet.document.values else path
            if n and looks[n - 1].when is None:
                self.sheet.complain("SC004", (*place, "is"), f"`{look.state}` is never seen: what stands before it always holds",
                                    "put what holds without `when` last")
            yield Look(state=look.state, when=self.sheet.formula((*place, "when"), look.when, scope=self.numbered))

    def sentences(self, path: Path) -> Iterator[Passage]:
        passages = self.x.text
        if not passages or passages[-1].when is not None:
            self.sheet.complain("SC008", path, "there is no sentence for when none of these holds",
                                "end with one without `when`", key=True)
        known = self.holes()
        for n, passage in enumerate(passages):
            place = (*path, n) if (*path, n) in self.sheet.document.values else path
            within = (*place, "text") if (*place, "text") in self.sheet.document.values else place
            for found in _HOLE.finditer(passage.text):
                if found[1] not in known:
                    self.sheet.unknown(within, found[1], known, "tile in that state, flow, meter, resource or fact", code="SC602",
                                       inside=passage.text, offset=found.start(1))
            when = self.sheet.formula((*place, "when"), passage.when, scope=self.scope)
            yield Passage(text=" ".join(passage.text.split()), when=when)

    def holes(self) -> frozenset[str]:
        """Return what may stand between `{` and `}` in the sentence: what is read by name, and how many tiles are in a state."""
        counted = {f"{tile.id}.{state}" for tile in self.x.tiles for state in _STATES}
        asked = {measured(word, what) for word, several in self.scope.measures.items() for what in several}
        file = self.sheet.file
        asked |= {measured("serving", name) for name in file.flows}
        named = {*file.meters, *file.resources, *file.facts} & set(self.scope.types) - self.scope.hidden
        return frozenset(counted | asked | named)


def _measures(sheet: Sheet) -> dict[str, frozenset[str]]:
    """Return what each word may be asked of: a flow, or one of its groups."""
    flows = sheet.file.flows
    whole = frozenset(flows)
    groups = frozenset(f"{name}/{group}" for name, flow in flows.items() for group in flow.groups)
    return {word: whole if word == "lost" else whole | groups for word in MEASURES}
