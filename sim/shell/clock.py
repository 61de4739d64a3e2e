"""Real time: the only place where a clock is read."""
from __future__ import annotations

import time
from datetime import UTC, datetime


def monotonic() -> float:
    """Return seconds that never go back, from an unknown start."""
    return time.monotonic()


def wall() -> str:
    """Return the time of day anywhere, for people: never used to order or to time anything."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamp() -> str:
    """Return a name for a folder that sorts by time."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


class Ticks:
    """Real seconds since the last call."""

    def __init__(self) -> None:
        self._last = monotonic()

    def since(self) -> float:
        now = monotonic()
        passed, self._last = now - self._last, now
        return passed
