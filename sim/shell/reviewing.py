"""The decision review of the open run, worked out in a child process: asked for, looked after, and never waited for.

Nothing here can hold up a frame: starting the child, writing it a line and looking at a small file are all there is. A child
that dies, hangs, or cannot be started costs the review and nothing else. All of numpy is in the child.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.domain.review import FORMAT, Review, read, written
from sim.shell import system
from sim.shell.clock import monotonic
from sim.shell.disk import NotKept, read_bytes, read_json, write_atomically, write_json

if TYPE_CHECKING:
    from sim.domain.journal import Moment
    from sim.shell.runs import Run
    from sim.shell.trust import Kept

LOOK_EVERY = 0.25
"""Seconds between two looks at what the child has written."""

SILENT = 180.0
"""Seconds without a better review after which the child is taken to hang."""

GONE = "The decision review could not be worked out: the process that does it has ended."
HANGS = "The decision review could not be worked out: the process that does it gave no answer."
NOT_STARTED = "The decision review could not be worked out: its process could not be started."

Start = Callable[[Path, str, str], "subprocess.Popen[bytes]"]


def start_child(folder: Path, cache: str, variant: str) -> subprocess.Popen[bytes]:
    """Start the process that works reviews out. Raises OSError."""
    import sim

    root = str(Path(sim.__file__).resolve().parent.parent)  # where this very program is, be it installed, bundled or sources
    code = "import sys; sys.path.insert(0, sys.argv[1]); from sim.shell.reviewer import main; sys.exit(main(sys.argv[2:]))"
    return system.start_quietly([code, root, str(folder), cache, variant])


class Reviewing:
    """At most one child at a time, for the scenario of the open run. `data` is where runs and what was explored are kept."""

    def __init__(self, data: Path, start: Start = start_child, now: Callable[[], float] = monotonic) -> None:
        self._data, self._start, self._now = data, start, now
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._of: tuple[str, str] = ("", "")
        self._asked: tuple[object, int] | None = None
        self._name, self._count = "", 0
        self._looked = self._heard = 0.0
        self._review: Review | None = None
        self._raw: bytes | None = None
        self._failed = ""

    # ---------------------------------------------------------------- the child

    def begin(self, run: Run) -> None:
        """Let the child explore the scenario of a run while it is played; one that does so already goes on."""
        of = (run.session.scenario.digest, run.session.header.variant)
        if self._child is not None and of == self._of and self._child.poll() is None:
            return
        self.close()
        if run.session.is_over and _kept(run) is not None:
            return
        self._of = of
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="cordless-review-", ignore_cleanup_errors=True)
            folder = Path(self._folder.name)
            write_atomically(folder / "scenario.yaml", run.text)
            self._child = self._start(folder, str(self._data / "explored"), of[1])
        except (OSError, NotKept, ValueError):
            self._failed = NOT_STARTED

    def close(self) -> None:
        """End the child and forget what it did. It never outlives the program: it also ends when nobody holds its input."""
        child, self._child = self._child, None
        if child is not None:
            if child.stdin is not None:
                with contextlib.suppress(OSError):
                    child.stdin.close()
            with contextlib.suppress(OSError):
                child.terminate()
            try:
                child.wait(0.5)
            except subprocess.TimeoutExpired:
                child.kill()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(0.5)
        if self._folder is not None:
            self._folder.cleanup()
        self._folder, self._asked, self._review, self._raw, self._failed = None, None, None, None, ""

    # ---------------------------------------------------------------- asking

    def look(self, run: Run) -> tuple[Review | None, str]:
        """Return the review of a run that is over as far as it is known, and a sentence where that is not all."""
        from sim.debrief.worth import UNFINISHED, WORKING

        if not run.session.is_over:
            return None, UNFINISHED
        moments = decisive(run.session.moments)
        if self._asked is None or self._asked[0] is not run or self._asked[1] != len(moments):
            self._ask(run, moments)
        now = self._now()
        if not self._failed and not (self._review is not None and self._review.done) and now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._hear(run, now)
        if self._review is not None and self._review.done:
            return self._review, ""
        return self._review, self._failed or WORKING

    def wait(self, run: Run, seconds: float | None) -> tuple[Review | None, str]:
        """Look again until the review is done or cannot be had, or that long at most; None waits as long as it takes."""
        begun = self._now()
        while True:
            review, waiting = self.look(run)
            if not waiting or self._failed or not run.session.is_over:
                return review, waiting
            if seconds is not None and self._now() - begun >= seconds:
                return review, waiting
            if self._child is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._child.wait(LOOK_EVERY / 5)

    def _ask(self, run: Run, moments: list[Moment]) -> None:
        self._asked = (run, len(moments))
        self._review, self._raw = _kept(run), None
        if self._review is not None:
            return
        self.begin(run)
        self._asked = (run, len(moments))
        self._heard = self._now()
        if self._child is None or self._folder is None or self._child.stdin is None:
            self._failed = self._failed or NOT_STARTED
            return
        from sim.domain.journal import journal_of

        self._count += 1
        self._name = f"run{self._count}"
        try:
            write_atomically(Path(self._folder.name) / f"{self._name}.jsonl", journal_of(run.session.header, moments))
            self._child.stdin.write(f"{self._name}.jsonl\n".encode())
            self._child.stdin.flush()
        except (OSError, NotKept):
            self._failed = GONE

    def _hear(self, run: Run, now: float) -> None:
        """Look whether the child has written anything better, and whether it still lives."""
        assert self._folder is not None and self._child is not None
        ended = self._child.poll() is not None  # looked at first: what it wrote before it ended counts
        raw = read_bytes(Path(self._folder.name) / f"{self._name}.review.json")
        if raw is not None and raw != self._raw:
            self._raw = raw
            review = _read(raw)
            if review is not None:
                self._review, self._heard = review, now
                if review.done:
                    keep(run, review)
                    return
        if ended:
            self._failed = GONE
        elif now - self._heard > SILENT:
            self._failed = HANGS
            self._child.kill()


def decisive(moments: list[Moment]) -> list[Moment]:
    """Return the moments of a run without the notes that were written after it was over."""
    from sim.domain.commands import Note

    count = len(moments)
    while count and isinstance(moments[count - 1].command, Note):
        count -= 1
    return list(moments[:count])


# ---------------------------------------------------------------- kept with the run


def _read(raw: bytes) -> Review | None:
    import json

    try:
        row = json.loads(raw)
        return read(row) if isinstance(row, dict) else None
    except (ValueError, RecursionError):
        return None


def kept_review(folder: Path, digest: str, seed: int, moments: int) -> Review | None:
    """Return the finished review kept with a run, None if there is none or it is of something else."""
    row = read_json(folder / "review.json")
    try:
        review = read(row) if row.get("format") == FORMAT else None
    except ValueError:
        return None
    same = review is not None and (review.digest, review.seed, review.moments) == (digest, seed, moments)
    return review if same and review is not None and review.done else None


def kept_of(folder: Path, kept: Kept) -> Review | None:
    """Return the finished review kept with a run that was read, None if there is none."""
    return kept_review(folder, kept.scenario.digest, kept.header.seed, len(decisive(list(kept.moments))))


def _kept(run: Run) -> Review | None:
    session = run.session
    if run.folder is None:
        return None
    return kept_review(run.folder, session.scenario.digest, session.header.seed, len(decisive(session.moments)))


def keep(run: Run, review: Review) -> None:
    """Keep a finished review with its run."""
    if run.folder is not None:
        with contextlib.suppress(NotKept):  # then it is worked out again
            write_json(run.folder / "review.json", written(review))
