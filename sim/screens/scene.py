"""What the scene shows: rooms, tiles in their states, one sentence. Worked out from the situation, the clock and the flows."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from sim.domain import scene as d
from sim.domain.copying import replace
from sim.domain.formula import Formula, measured, times
from sim.domain.scenario import Person, Scenario
from sim.domain.situation import Situation
from sim.domain.units import YOU, FlowId, Frozen, Seconds
from sim.engine.flows import Running
from sim.engine.program import DAY, Program, fill, program_of
from sim.screens.view import Meaning, Room, Scene, Tile

Flows = Callable[[Scenario, Situation, Seconds], Mapping[FlowId, Running]]
"""How every flow runs in a situation at a time."""


def scene(scenario: Scenario, situation: Situation, flows: Mapping[FlowId, Running], at: Seconds) -> Scene | None:
    """Return the scene as it is `at` a time in a situation, None if the scenario has none."""
    drawn = scenario.scene
    if drawn is None:
        return None
    program = program_of(scenario)
    now = _reading(replace(situation, at=at), _measured(flows))
    tiles: list[Tile] = []
    counts: Counter[str] = Counter()
    for tile in drawn.tiles:
        for one in _tiles(program, tile, now):
            tiles.append(one)
            counts[f"{tile.id}.{one.state}"] += 1
    return Scene(
        label=drawn.label,
        text=_sentence(program, drawn, now, counts),
        w=drawn.size[0],
        h=drawn.size[1],
        rooms=tuple(Room(label=room.label, x=room.at[0], y=room.at[1], w=room.size[0], h=room.size[1]) for room in drawn.rooms),
        tiles=tuple(tiles),
        legend=_legend(scenario, drawn),
    )


def _legend(scenario: Scenario, drawn: d.Scene) -> tuple[Meaning, ...]:
    """Return every state that anything on it can be in, so that it stays the same from one moment to the next."""
    found = {look.state for tile in drawn.tiles for look in tile.states}
    people = [scenario.people[tile.person] for tile in drawn.tiles if tile.person is not None]
    found |= {state for person in people for state in _moods(person)}
    return tuple(Meaning(state=state, word=word) for state, word in WORDS.items() if state in found)


def _moods(person: Person) -> Iterator[d.State]:
    """Yield how a person can be whom the author left to themselves."""
    yield "quiet"
    if person.id == YOU or person.helps:
        yield "busy"
    if person.hours:
        yield "away"
    if person.tired is not None:
        yield "tired"


WORDS: dict[d.State, str] = {
    "quiet": "quiet",
    "ringing": "ringing",
    "talking": "talking",
    "waiting": "waiting",
    "busy": "busy",
    "walking": "walking",
    "drowning": "swamped",
    "lost": "lost",
    "tired": "tired",
    "away": "away",
    "off": "off",
    "hot": "hot",
    "cold": "cold",
}
"""What each state is called under the picture."""


def _measured(flows: Mapping[FlowId, Running]) -> dict[str, Fraction]:
    """Return what the words of a scene say of the flows: see `sim.domain.scene.MEASURES`."""
    found: dict[str, Fraction] = {}
    for name, flow in flows.items():
        for group in flow.groups:
            found[measured("talking", f"{name}/{group.id}")] = group.talking
            found[measured("waiting", f"{name}/{group.id}")] = group.waiting
        found |= {
            measured("talking", name): sum((group.talking for group in flow.groups), Fraction(0)),
            measured("waiting", name): sum((group.waiting for group in flow.groups), Fraction(0)),
            measured("lost", name): flow.offered - flow.served,
        }
    return found


def _reading(now: Situation, more: Mapping[str, Any]) -> Situation:
    """Return the situation with `more` that formulas and texts may read by name; it is for reading only."""
    values: dict[Any, Any] = {**now.values}
    return replace(now, values=Frozen(values | dict(more)))


def _tiles(program: Program, tile: d.Tile, now: Situation) -> Iterator[Tile]:
    if tile.person is not None:
        yield from _person(program, tile, now)
        return
    for n, (x, y) in enumerate(tile.cells, 1):
        state = _state(program, tile, now, n)
        if state is not None:
            yield Tile(label=tile.label.replace("{n}", str(n)), state=state, x=x, y=y, size=tile.size, icon=tile.icon)


def _person(program: Program, tile: d.Tile, now: Situation) -> Iterator[Tile]:
    """Yield a person where they are, if that is on the picture."""
    assert tile.person is not None
    cell = tile.places.get(now.where[tile.person]) if tile.person in now.where else None
    if cell is None:
        return
    person = program.scenario.people[tile.person]
    state = _state(program, tile, now, 1) or _doing(program, person, now)
    yield Tile(
        label=tile.label, state=state, x=cell[0], y=cell[1], size=tile.size, icon=tile.icon, initial=person.name[:1],
    )


def _doing(program: Program, person: Person, now: Situation) -> d.State:
    """Return how a person is whom the author left to themselves."""
    here = program.time_of_day(now.at)
    if person.id in now.works:
        return "busy"
    if person.hours and not any(start <= here < end for start, end in person.hours):
        return "away"
    return "tired" if person.tired is not None and program.holds(person.tired, now) else "quiet"


def _state(program: Program, tile: d.Tile, now: Situation, n: int) -> d.State | None:
    numbered: Situation | None = None
    for look in tile.states:
        if look.when is None:
            return look.state
        if numbered is None:
            numbered = _reading(now, {d.NUMBER: n})
        if program.holds(look.when, numbered):
            return look.state
    return None


def _sentence(program: Program, drawn: d.Scene, now: Situation, counts: Counter[str]) -> str:
    values: dict[Any, Any] = {**now.values}
    whole = {name: floor(value) for name, value in values.items() if isinstance(value, Fraction)}
    holes = {f"{tile.id}.{state}": counts[f"{tile.id}.{state}"] for tile in drawn.tiles for state in WORDS}
    filled = _reading(now, whole | holes)
    return next((fill(passage.text, filled, program.serving) for passage in drawn.text if program.holds(passage.when, now)), "")


# ---------------------------------------------------------------- when it can change


def edges(scenario: Scenario) -> tuple[Seconds, ...]:
    """Return the times at which the scene can change by the clock alone, within the run."""
    drawn = scenario.scene
    if drawn is None:
        return ()
    found: set[int] = set().union(*({at for at, _ in profile.levels} for profile in scenario.profiles.values()))
    for formula in _formulas(scenario, drawn):
        found |= times(formula)
    days = range(scenario.horizon // DAY + 2)
    for person in scenario.people.values():
        found |= {day * DAY + edge - scenario.midnight for span in person.hours for edge in span for day in days}
    return tuple(Seconds(at) for at in sorted(found) if 0 < at < scenario.horizon)


def _formulas(scenario: Scenario, drawn: d.Scene) -> Iterator[Formula]:
    for tile in drawn.tiles:
        yield from (look.when for look in tile.states if look.when is not None)
    yield from (passage.when for passage in drawn.text if passage.when is not None)
    yield from (person.tired for person in scenario.people.values() if person.tired is not None)
    yield from (flow.serving for flow in scenario.flows.values())


class Glance:
    """The scene on the play screen, worked out again only when something can have changed it."""

    def __init__(self, scenario: Scenario, flows: Flows) -> None:
        self._scenario, self._flows, self._edges = scenario, flows, edges(scenario)
        self._last: tuple[Situation, int, Scene | None] | None = None

    def at(self, situation: Situation, at: Seconds) -> Scene | None:
        """Return the scene now."""
        span, last = bisect_right(self._edges, at), self._last
        if last is None or last[0] is not situation or last[1] != span:
            shown = scene(self._scenario, situation, self._flows(self._scenario, situation, at), at)
            if last is not None and last[2] == shown:
                shown = last[2]
            self._last = last = situation, span, shown
        return last[2]
