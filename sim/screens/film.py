"""A run's scene from begin to end, in a minute: what it showed at each of some hundred steps, and what that was in words.

Stretches in which nothing changes, such as nights, are cut short, so that a week is not mostly dark.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise

from sim.debrief.record import record, rests
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds
from sim.engine.rhythm import clock_label, day_of
from sim.screens.intents import Wind
from sim.screens.scene import Flows, edges, scene
from sim.screens.view import Action, Block, Buttons, Reel, Scene

LENGTH = 60_000
"""Real milliseconds in which all of it passes."""

STEPS = 300
"""How many steps it passes in: five a second."""

STILLS = 20
"""How many it passes in where motion is unwelcome: one in three seconds, and nothing between them."""

_TOLD_EVERY = 5
_LONGEST = 3600
"""What passes without any change counts as at most so many seconds of scenario time."""


class Film:
    """The scene of a run that is over, or was left; each step is worked out when it is first asked for."""

    def __init__(self, scenario: Scenario, moments: tuple[Moment, ...], flows: Flows) -> None:
        self._scenario, self._flows = scenario, flows
        lasted = [(situation, until) for situation, until in rests(record(moments)) if until > situation.at]
        self._starts = [situation.at for situation, _ in lasted]
        self._situations: list[Situation] = [situation for situation, _ in lasted]
        self._times = _times(scenario, lasted)
        self._scenes: dict[int, Scene] = {}
        self._told: tuple[tuple[str, str], ...] | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is anything to see: a scene, and time that passed."""
        return bool(self._times)

    def when(self, step: int) -> str:
        """Return the time on the player's clock at a step, 0..STEPS."""
        return clock_label(self._scenario, self._times[step])

    def at(self, step: int) -> Scene:
        """Return the scene at a step."""
        found = self._scenes.get(step)
        if found is None:
            at = self._times[step]
            situation = self._situations[max(bisect_right(self._starts, at) - 1, 0)]
            shown = scene(self._scenario, situation, self._flows(self._scenario, situation, at), at)
            assert shown is not None
            found = self._scenes[step] = shown
        return found

    def told(self) -> tuple[tuple[str, str], ...]:
        """Return the whole of it in words: a time and a sentence, each time the sentence is another one."""
        if self._told is None:
            lines: list[tuple[str, str]] = []
            for step in range(0, STEPS + 1, _TOLD_EVERY):
                text = self.at(step).text
                if not lines or lines[-1][1] != text:
                    lines.append((self.when(step), text))
            self._told = tuple(lines)
        return self._told

    def days(self) -> tuple[tuple[int, str], ...]:
        """Return where each day begins, 0..1000, and its name; nothing if it is all one day."""
        dated = [(step, day_of(self._scenario, at)) for step, at in enumerate(self._times)]
        begins = [0, *(step for (_, day), (step, other) in pairwise(dated) if day != other)]
        named = tuple((step * 1000 // STEPS, self.when(step)[:3]) for step in begins)
        return named if len(named) > 1 else ()


def _times(scenario: Scenario, lasted: list[tuple[Situation, Seconds]]) -> tuple[Seconds, ...]:
    """Return the scenario time of every step."""
    if scenario.scene is None or not lasted:
        return ()
    begin, end = lasted[0][0].at, lasted[-1][1]
    changes = sorted({*(s.at for s, _ in lasted), *(at for at in edges(scenario) if begin < at < end), end})
    weighed = [0]
    for since, until in pairwise(changes):
        weighed.append(weighed[-1] + min(until - since, _LONGEST))
    times: list[Seconds] = []
    for step in range(STEPS + 1):
        place = weighed[-1] * step // STEPS
        span = min(bisect_right(weighed, place) - 1, len(changes) - 2)
        share = place - weighed[span]
        whole, weight = changes[span + 1] - changes[span], weighed[span + 1] - weighed[span]
        times.append(Seconds(changes[span] + whole * share // max(weight, 1)))
    return tuple(times)


def step_of(reel: int, still: bool) -> int:
    """Return the step that shows after so many milliseconds; only every so many if it goes from picture to picture."""
    step = min(max(reel, 0), LENGTH) * STEPS // LENGTH
    each = STEPS // STILLS if still else 1
    return step // each * each


def watching(film: Film, reel: int, rolling: bool, still: bool) -> tuple[Block, ...]:
    """Return a film as it stands: time, bar and keys first, so that they stay where they are while it runs."""
    step = step_of(reel, still and rolling)
    ended = reel >= LENGTH
    roll = Action(
        id="roll",
        label="Stop" if rolling else "From the start" if ended else "Play",
        intent=Wind(how="stop" if rolling else "roll"),
        key="space",
        weight="primary",
        icon="pause" if rolling else "rotate-ccw" if ended else "play",
    )
    steps = (
        Action(id="wind-back", label="Back", intent=Wind(how="by", by=-1), key="left", icon="arrow-left", enabled=reel > 0,
               reason="This is the beginning."),
        Action(id="wind-on", label="On", intent=Wind(how="by", by=1), key="right", icon="arrow-right", enabled=not ended,
               reason="This is the end."),
    )
    seek = Action(id="wind-to", label="Wind to", intent=Wind(how="to"), weight="quiet")
    return (
        Reel(when=film.when(step), place=step * 1000 // STEPS, seek=seek, days=film.days(), told=film.told()),
        Buttons(actions=(roll, *steps)),
        replace(film.at(step), large=True),
    )
