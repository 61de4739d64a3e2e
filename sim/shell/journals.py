"""An open journal: locked, and on disk before anything is shown. What fails is one sentence, and nothing kept is lost."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sim.domain.journal import FORMAT, Header, Moment, Recovered, header_line, journal_of, link, moment_line, recover
from sim.shell.disk import CannotBeWritten, MomentNotKept, NotKept, is_file, read_bytes, why, write_atomically
from sim.shell.system import lock, sync, sync_folder

GONE = "The folder of this run has been deleted or moved: {folder}."
FULL = "This moment could not be kept in {folder} ({why}). Everything before it is safe."
ENDED = "The run can no longer be kept in {folder} ({why}). Everything before this moment is safe."

LARGEST = 64 * 1024 * 1024
"""Bytes of a journal: a run of a week has a tenth of a megabyte."""


class JournalFile:
    """A moment is on disk before `keep` returns.

    A moment that could not be written at all, on a full disk, may be tried again. After anything worse the journal has ended:
    nobody can say any more what reached the disk, and asking again would only seem to succeed (fsync forgets its errors).
    """

    def __init__(self, path: Path, file: BinaryIO, last: str, size: int, locked: bool = True) -> None:
        self.path, self.locked = path, locked
        self._file, self._last, self._size = file, last, size
        self.ended = ""

    @staticmethod
    def create(path: Path, header: Header, moments: Sequence[Moment] = ()) -> JournalFile:
        """Begin a journal, with moments that were kept elsewhere before. Raises NotKept."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("x+b", buffering=0)
        except OSError as wrong:
            raise NotKept(f"The run cannot be kept in {path.parent} ({why(wrong)}).") from wrong
        journal = JournalFile(path, file, "", 0, _lock(file, path))
        try:
            journal._append(header_line(header))
            for moment in moments:
                journal.keep(moment)
            sync_folder(path.parent)
        except (NotKept, OSError) as wrong:
            journal.close()
            raise wrong if isinstance(wrong, NotKept) else NotKept(ENDED.format(folder=path.parent, why=why(wrong))) from wrong
        return journal

    def keep(self, moment: Moment) -> None:
        """Append a moment. Raises MomentNotKept; `ended` then tells whether trying again can help."""
        self._append(moment_line(moment, self._last))

    def missing(self) -> bool:
        """Whether the file is no longer where it was made: deleted, moved, or on a stick that was pulled out."""
        try:
            return not os.path.samestat(os.fstat(self._file.fileno()), self.path.stat())
        except OSError:
            return True

    def gone(self) -> str:
        """End the journal because its file is no longer there, and return that in a sentence."""
        self.ended = GONE.format(folder=self.path.parent)
        return self.ended

    def _append(self, line: bytes) -> None:
        if self.ended:
            raise MomentNotKept(self.ended)
        try:
            self._write(line)
        except OSError as wrong:
            raise self._taken_back(wrong) from wrong
        try:
            sync(self._file.fileno())
            there = os.fstat(self._file.fileno())
        except OSError as wrong:
            raise self._end(why(wrong)) from wrong
        if there.st_size != self._size + len(line):
            raise self._end("less was written than was given")
        if not there.st_nlink:
            raise MomentNotKept(self.gone())
        self._size += len(line)
        self._last = link(line)

    def _write(self, line: bytes) -> None:
        left = memoryview(line)
        while left:
            written = self._file.write(left)
            if not written:
                raise OSError(0, "nothing was written")
            left = left[written:]

    def _taken_back(self, wrong: OSError) -> MomentNotKept:
        """Take half a line back. If that can be proved, the journal is what it was, and goes on when there is room again."""
        try:
            self._file.truncate(self._size)
            self._file.seek(self._size)
            sync(self._file.fileno())
            whole = os.fstat(self._file.fileno()).st_size == self._size
        except OSError:
            whole = False
        if whole:
            return MomentNotKept(FULL.format(folder=self.path.parent, why=why(wrong)))
        return self._end(why(wrong))

    def _end(self, reason: str) -> MomentNotKept:
        self.ended = ENDED.format(folder=self.path.parent, why=reason)
        with contextlib.suppress(OSError):
            self._file.truncate(self._size)
        return MomentNotKept(self.ended)

    def close(self) -> None:
        self._file.close()


@dataclass(frozen=True, slots=True)
class Opened:
    """A journal that is locked and read, and not yet changed."""

    path: Path
    file: BinaryIO
    locked: bool
    raw: bytes
    found: Recovered

    def go_on(self, header: Header, moments: Sequence[Moment]) -> JournalFile:
        """Make the file hold these moments and no more, and go on behind them. Raises NotKept.

        If that takes anything away, or brings the file to another format, the original is kept beside it first.
        """
        good = b"".join(self.raw.splitlines(keepends=True)[: 1 + len(moments)])
        try:
            if self.found.format != FORMAT:
                return self._rewritten(journal_of(header, moments))
            if len(good) < len(self.raw):
                _set_aside(self.path, "damaged", self.raw)
                self.file.truncate(len(good))
                sync(self.file.fileno())
        except OSError as wrong:
            self.file.close()
            raise NotKept(f"The run in {self.path.parent} cannot be gone on with ({why(wrong)}).") from wrong
        self.file.seek(len(good))
        return JournalFile(self.path, self.file, link(good.splitlines(keepends=True)[-1]), len(good), self.locked)

    def _rewritten(self, data: bytes) -> JournalFile:
        _set_aside(self.path, f"format-{self.found.format}", self.raw)
        self.file.close()  # some systems replace no file that is open
        write_atomically(self.path, data)
        again = open_journal(self.path)
        return again.go_on(*_checked(again.found))

    def close(self) -> None:
        self.file.close()


def _checked(found: Recovered) -> tuple[Header, tuple[Moment, ...]]:
    assert found.header is not None and not found.fault, "what was just written can be read"
    return found.header, found.moments


def open_journal(path: Path) -> Opened:
    """Open a journal to go on with it, so that no other window can. Raises NotKept, and changes nothing."""
    if not is_file(path) and (path.exists() or path.is_symlink()):
        raise NotKept(f"The run in {path.parent} cannot be opened: its journal is no file.")
    try:
        file = path.open("r+b", buffering=0)
    except OSError as wrong:
        kind = CannotBeWritten if wrong.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else NotKept
        raise kind(f"The run in {path.parent} cannot be opened ({why(wrong)}).") from wrong
    locked = _lock(file, path)
    try:
        raw = file.read(LARGEST + 1)
    except OSError as wrong:
        file.close()
        raise NotKept(f"The run in {path.parent} cannot be read ({why(wrong)}).") from wrong
    if len(raw) > LARGEST:
        file.close()
        raise NotKept(f"The run in {path.parent} cannot be opened: no journal is as large as this file.")
    found = recover(raw)
    if found.header is None:
        file.close()
        raise NotKept(f"The run in {path.parent} cannot be read: {found.fault}.")
    return Opened(path, file, locked, raw, found)


def read_journal(path: Path) -> Recovered | None:
    """Return what can be read of a journal without opening it for writing, None if there is no file."""
    raw = read_bytes(path, LARGEST)
    return None if raw is None else recover(raw[:LARGEST])


def refuse_if_open(path: Path) -> None:
    """Raise NotKept if another window holds the journal."""
    try:
        with path.open("r+b", buffering=0) as file:
            _lock(file, path)
    except OSError as wrong:
        raise NotKept(f"{path} cannot be opened ({why(wrong)}).") from wrong


def _lock(file: BinaryIO, path: Path) -> bool:
    """Take the system's lock; return whether there is one here. Raises NotKept if another window holds it."""
    try:
        lock(file)
    except BlockingIOError as wrong:
        file.close()
        raise NotKept(f"The run in {path.parent.name} is open in another window; close it there first.") from wrong
    except OSError:
        return False  # some network folders have no locks
    return True


def _set_aside(path: Path, reason: str, data: bytes) -> None:
    for number in range(1, 1000):
        copy = path.with_name(f"{path.stem}.{reason}-{number}{path.suffix}")
        if not copy.exists():
            write_atomically(copy, data)
            return
