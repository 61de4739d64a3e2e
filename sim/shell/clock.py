"""Real time: the only place where a clock is read."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from time import process_time, sleep

from sim.shell.system import steady_clock

_now = steady_clock()


def monotonic() -> float:
    """Return seconds that never go back, from an unknown start."""
    return _now()


def spent() -> float:
    """Return the seconds of processor time this process has taken: what work costs, however busy the computer is."""
    return process_time()


def pause(seconds: float) -> None:
    """Do nothing for so long."""
    sleep(seconds)


def day_number(text: str) -> int | None:
    """Return the number of the day a time of day on the wall begins with, None if it is none; a day later is one more."""
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return None


def wall() -> str:
    """Return the time of day anywhere, for people: never used to order or to time anything."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamp() -> str:
    """Return a name for a folder that sorts by time."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


class Ticks:
    """Real seconds since the last call, never less than none."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._last = now()

    def since(self) -> float:
        now = self._now()
        passed, self._last = now - self._last, now
        return max(passed, 0.0)

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """Leave out what passes in here: what the program takes for itself is nobody's time to decide."""
        begin = self._now()
        try:
            yield
        finally:
            self._last += max(self._now() - begin, 0.0)
