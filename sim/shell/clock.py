"""Real time: the only place where a clock is read."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial


def _steady() -> Callable[[], float]:
    """Return a clock that nobody can set and that goes on while the computer sleeps, as the player's own clock does.

    `time.monotonic` stands still in sleep on Linux and macOS, so a closed lid would not be noticed there.
    """
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        which = getattr(time, name, None)
        if which is not None:
            with suppress(OSError):
                time.clock_gettime(which)
                return partial(time.clock_gettime, which)
    return time.monotonic


_now = _steady()


def monotonic() -> float:
    """Return seconds that never go back, from an unknown start."""
    return _now()


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
