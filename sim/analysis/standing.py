"""A run that stands at each situation of a map, found by stepping to it: for what a map itself does not keep."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fractions import Fraction

from sim.analysis.map import Map
from sim.analysis.moves import Outcome, command_of, outcomes, story
from sim.domain.situation import Situation
from sim.domain.units import Seconds


def standing(found: Map) -> Iterator[tuple[int, Situation]]:
    """Yield every situation of a map once, by number, as some run meets it; those nearest to the beginning first.

    What is forgotten in the map is not forgotten here: it is that of the run. Works for maps that begin before the run.
    """
    seen = {0}
    todo: deque[tuple[int, Situation]] = deque([(0, Situation())])
    while todo:
        number, here = todo.popleft()
        yield number, here
        for action in found.actions(number):
            falls = found.outcomes(action)
            if all(int(found.to[n]) in seen for n in falls):
                continue
            command = command_of(found.deed(action), Seconds(here.at + int(found.think[action])))
            ends = list(outcomes(found.scenario, here, command))
            for fall, after in _matched(found, falls, ends):
                to = int(found.to[fall])
                if to not in seen:
                    seen.add(to)
                    todo.append((to, after))


def _matched(found: Map, falls: range, ends: list[Outcome]) -> Iterator[tuple[int, Situation]]:
    """Yield each outcome in the map with the situation it stands for; one that could be several is left to another way there."""
    told = [(chance, after.at, story(events)) for chance, after, events in ends]
    listed = [(found.chances[int(found.chance[n])], _at(found, n, told), found.stories[int(found.story[n])]) for n in falls]
    if told == listed:
        yield from ((n, after) for n, (_, after, _) in zip(falls, ends, strict=True))
        return
    for n in falls:
        same = [after for _, after, events in ends if story(events) == found.stories[int(found.story[n])]]
        if len(same) == 1:
            yield n, same[0]


def _at(found: Map, fall: int, told: list[tuple[Fraction, Seconds, tuple[str, ...]]]) -> Seconds:
    """The time of a situation that is over may be forgotten: there, any will do."""
    to = int(found.to[fall])
    if found.final[to] >= 0:
        return next((at for _, at, marks in told if marks == found.stories[int(found.story[fall])]), Seconds(0))
    return Seconds(int(found.at[to]))
