"""Files that somebody is editing: read each time they are saved, by whichever way an editor does it, and never half-written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sim.shell.disk import read_bytes
from sim.shell.library import shown
from sim.shell.speech import say

EVERY = 0.25
"""Real seconds between two looks at the file."""

QUIET = 2
"""Looks for which a file must stay as it is before it is read: an editor may still be writing."""

GONE = 12
"""Looks after which a file that is missing or empty is spoken of: an editor that saves by renaming is quicker."""

Signature = tuple[int, int, int]


def saved(files: Sequence[Path], pause: Callable[[float], None]) -> Iterator[list[bytes]]:
    """Yield the texts of the files: at once, and each time that one has another text and is done being written."""
    texts: list[bytes] = []
    seen: list[Signature | None] = []
    quiet, missing = QUIET, 0
    while True:
        now = [_signature(file) for file in files]
        if now != seen:
            seen, quiet = now, QUIET if not texts else 0
        else:
            quiet += 1
        gone = next((file for file, sign in zip(files, now, strict=True) if sign is None or not sign[1]), None)
        missing = missing + 1 if gone is not None else 0
        if missing == GONE:
            say(f"{shown(gone)} is missing or empty; it is waited for.")  # type: ignore[arg-type]
        if gone is None and quiet == QUIET:
            read = [read_bytes(file) for file in files]
            if [_signature(file) for file in files] != now:
                continue  # written to while it was read
            found = [text for text in read if text is not None]
            if len(found) == len(files) and found != texts:
                texts = found
                yield texts
        pause(EVERY)


def _signature(file: Path) -> Signature | None:
    """Return what changes when a file is saved, by whichever way; None if it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
