"""Where the replay of a run stands, how fast it goes, and what of it is shown: moved by intents and by time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never, get_args

from sim.screens.intents import MINUTE, SPEEDS, Front, Wind

if TYPE_CHECKING:  # what a replay is made of is imported when there is one
    from sim.screens.film import Film

MOST_REAL = 0.25
"""A frame counts at most so many real seconds: no faster than it can be seen."""

STILLS = 20
"""How many pictures the minute passes in where motion is unwelcome."""

NO_PLACE = "Type the words, and a number up to 1000: how far along it is to be."


@dataclass(slots=True)
class Winding:
    """After `moment` moments, at `place` along the axis of its film. `stays` is what is left of reading, in ms at speed 1.

    `speed` is one of SPEEDS, MINUTE for all of it in a minute and no time to read. `front` stands in place of the matter.
    """

    moment: int = 1
    place: float = 0.0
    rolling: bool = False
    speed: int = 1
    stays: float = 0.0
    front: Front = ""

    def act(self, intent: Wind, typed: str, film: Film, rate: int) -> str:
        """Do what is wanted; return what is wrong with it in a sentence, empty if nothing is."""
        match intent.how:
            case "roll":
                if self.place >= film.length and self.moment >= film.of:
                    self.go(film, 1)
                self.rolling, self.stays = True, float(film.stay(self.moment, rate))
            case "stop":
                self.rolling = False
            case "by":
                self.go(film, self.moment + intent.by)
            case "key":
                key = film.key_from(self.moment, intent.by)
                self.go(film, key.moment if key is not None else film.of if intent.by > 0 else 1)
            case "to" if typed.isdecimal() and len(typed) < 5:
                self.place = min(int(typed), 1000) * film.length // 1000
                self.moment = film.moment_at(self.place)
                self.stays = float(film.stay(self.moment, rate))
            case "to":
                return NO_PLACE
            case "speed":
                self._pace(intent)
            case "show":
                self.front = next((front for front in get_args(Front) if front == intent.what and front != self.front), "")
            case _:
                assert_never(intent.how)
        return ""

    def go(self, film: Film, moment: int) -> None:
        """Stand at the time of a moment, the first or the last where there is none such; it is read first."""
        self.moment = min(max(moment, 1), film.of)
        self.place, self.stays = film.places[self.moment], 0.0

    def _pace(self, intent: Wind) -> None:
        if intent.what:
            self.speed = next((speed for speed in SPEEDS if str(speed) == intent.what), self.speed)
        else:
            here = SPEEDS.index(self.speed) + intent.by
            self.speed = SPEEDS[min(max(here, 0), len(SPEEDS) - 1)]

    def tick(self, real: float, film: Film, rate: int) -> None:
        """Let real time pass while it rolls; what is new is read before the time after it passes."""
        left = min(max(real, 0.0), MOST_REAL) * 1000 * max(self.speed, 1)
        while self.rolling and left > 0:
            if self.speed != MINUTE and self.stays > 0:
                self.stays, left = self.stays - left, left - self.stays
                continue
            last = self.moment >= film.of
            gap = (film.length if last else film.places[self.moment + 1]) - self.place
            if left < gap:
                self.place += left
                return
            left, self.place = left - gap, self.place + gap
            self.rolling = not last
            if not last:
                self.moment += 1
                self.stays = float(film.stay(self.moment, rate))

    def shown(self, film: Film, still: bool) -> tuple[int, int]:
        """Return the moment and the place that show: while it rolls in thousandths, or if it is to be `still` in leaps."""
        if not self.rolling:
            return self.moment, int(self.place)
        if still and self.speed != MINUTE:
            return self.moment, film.places[self.moment]
        each = film.length // STILLS if still else film.length // 1000
        place = int(self.place) // each * each
        if still:
            return film.moment_at(place), place
        return self.moment, max(place, film.places[self.moment])
