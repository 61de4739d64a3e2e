"""The child process that works out decision reviews: it explores while the run is played, and judges when it is asked to.

It is started with a folder. `scenario.yaml` in it is the scenario; every line it hears on its input names a journal there, for
which it writes `<name>.review.json`, again and again while it gets better. It ends when its input ends: nobody is left to ask.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell import system
from sim.shell.clock import monotonic
from sim.shell.disk import NotKept, delete_folder, read_bytes, write_atomically

if TYPE_CHECKING:
    from sim.analysis.reviews.standing import Known
    from sim.domain.scenario import Scenario

BEFORE = 60.0
"""Seconds for which ways through the whole scenario are explored before anybody asks for a review."""

AT_LEAST = 5.0
"""Seconds of it, even if somebody asks: a small scenario is known by then, and every figure exact."""

LONGEST = 300.0
"""Seconds for one review; what is known then is all there will be."""

EVERY = 0.5
"""Seconds between two writings of a review that gets better."""

REVIEW = ".review.json"


class Asked:
    """What is asked of this process. Ends the process as soon as nobody can ask any more, and leaves no folder behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        for line in sys.stdin:
            self._lines.put(line.strip())
        with contextlib.suppress(NotKept):
            delete_folder(self._folder)
        os._exit(0)  # in the middle of whatever it is: nothing that is left half-done is ever looked at

    @property
    def waits(self) -> bool:
        return not self._lines.empty()

    def next(self) -> str:
        """Return the newest name asked for; wait if there is none."""
        name = self._lines.get()
        while self.waits:
            name = self._lines.get()
        return name


def work(folder: Path, cache: Path | None, variant: str) -> int:
    """Explore, then answer until the input ends. Return an exit code if there is nothing that could be worked on."""
    from sim.shell.library import load_scenario

    system.be_patient()
    asked = Asked(folder)
    raw = read_bytes(folder / "scenario.yaml")
    scenario, _ = load_scenario(raw, "scenario.yaml") if raw is not None else (None, "")
    if scenario is None:
        return 3
    known = _known(scenario, variant, cache, asked)
    while True:
        name = Path(asked.next()).name
        _review(scenario, folder / name, known, asked)


def _known(scenario: Scenario, variant: str, cache: Path | None, asked: Asked) -> Known | None:
    """Return what the whole scenario's situations are worth, from the cache or explored; None if it is too large for that."""
    from sim.analysis.maps.explore import explore
    from sim.analysis.reviews.standing import MOST_KEPT, kept, packed, whole

    file = cache / f"{scenario.digest[:32]}-{variant or 'base'}.worth" if cache is not None else None
    found = kept(scenario, read_bytes(file, 64 * MOST_KEPT) or b"") if file is not None else None
    if found is not None:
        return found
    begun = monotonic()
    chart = explore(scenario, variant=variant, told=lambda _: monotonic() - begun < (AT_LEAST if asked.waits else BEFORE))
    if not chart.whole:
        return None
    if file is not None and chart.situations <= MOST_KEPT:
        with contextlib.suppress(NotKept):  # then it is explored again next time
            write_atomically(file, packed(scenario, chart))
    return whole(chart)


def _review(scenario: Scenario, journal: Path, known: Known | None, asked: Asked) -> None:
    from sim.analysis.reviews.review import reviews
    from sim.domain.journal import recover
    from sim.domain.review import written

    found = recover(read_bytes(journal) or b"")
    if found.header is None or not found.moments:
        return
    begun = last = monotonic()
    shown, out = None, journal.with_suffix(REVIEW)
    for review in reviews(scenario, found.moments, found.header.seed, known=known):
        now = monotonic()
        late = now - begun > LONGEST
        if review.done or late or shown is None or now - last >= EVERY:
            last, shown = now, review
            row = {**written(review), "done": review.done or late}
            write_atomically(out, json.dumps(row).encode())
        if late or asked.waits:
            return


def main(words: list[str]) -> int:
    """`FOLDER CACHE VARIANT`; an empty CACHE keeps nothing."""
    folder, cache, variant = words
    try:
        return work(Path(folder), Path(cache) if cache else None, variant)
    except NotKept:
        return 3
    finally:  # where nothing can be worked on; else it ends where nobody asks any more
        with contextlib.suppress(NotKept):
            delete_folder(Path(folder))
