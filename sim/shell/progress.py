"""Long work: how far it is on standard error, and Ctrl-C, which ends it without losing what it found."""
from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sim.shell.clock import monotonic, spent
from sim.shell.disk import NotKept
from sim.shell.speech import complain

if TYPE_CHECKING:
    from sim.analysis.maps.explore import Progress
    from sim.analysis.maps.map import Map
    from sim.domain.scenario import Scenario

QUIET = 1.0
"""Real seconds before anything is said of how far something is, and between two such lines."""


class TooLarge(NotKept):
    """A scenario cannot be explored, because something in it grows larger than can be counted."""


class Watch:
    """Watches over long work from `with` to its end: says how far it is, and whether it is to go on.

    `seconds` of processor time are the most it may take, if given. The first Ctrl-C asks it to end with what it has; the next
    one stops the program as usual. `why` is then `interrupted` or `time`, empty while the work may go on.
    """

    def __init__(self, seconds: float | None = None, *, quiet: bool = False) -> None:
        self.why = ""
        self._seconds, self._quiet = seconds, quiet
        self._began, self._said = spent(), monotonic()
        self._before: Any = None

    def __enter__(self) -> Watch:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _interrupt(self, number: int, frame: Any) -> None:
        if self.why == "interrupted":
            raise KeyboardInterrupt
        self.why = "interrupted"

    def goes_on(self, line: Callable[[], str]) -> bool:
        """Say `line` if it is time to, and return whether the work is to go on."""
        if self._seconds is not None and not self.why and spent() - self._began > self._seconds:
            self.why = "time"
        if not self._quiet and monotonic() - self._said >= QUIET:
            self._said = monotonic()
            complain(line())
        return not self.why

    def told(self, progress: Progress) -> bool:
        """Hear how far exploring is, and return whether it is to go on: what `explore` takes."""
        return self.goes_on(lambda: f"explored {progress.found:,} situations, {_clock(progress.at)} into the scenario ...")


def exploring(scenario: Scenario, *, watch: Watch | None = None, **how: Any) -> Map:
    """Return the map of a scenario: `explore` with progress on standard error and Ctrl-C, after which the map is not whole.

    `how` is handed on (`variant`, `think`, `most`, `start`, `horizon`). Give a `watch` to learn why it ended early. Raises
    TooLarge.
    """
    from sim.analysis.maps.explore import explore

    with watch or Watch() as watching:
        try:
            found = explore(scenario, told=watching.told, **how)
        except OverflowError:
            title = scenario.meta.title
            raise TooLarge(f"{title} cannot be explored: something in it grows larger than can be counted.") from None
    if watching.why == "interrupted":
        complain("Interrupted; what was found so far counts.")
    return found


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"
