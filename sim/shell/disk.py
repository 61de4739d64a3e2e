"""Files: where things are kept, and the only place that writes them. A failure is one sentence, and never lost data."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sim.shell import system

if TYPE_CHECKING:  # what only a run, or only a write, needs is imported where it is used: `list` waits for none of it
    from sim.domain.journal import Header, Moment, Recovered


class NotKept(RuntimeError):
    """Something could not be put on disk; the text says what to do, in one sentence."""


def shipped() -> Path:
    """Return the folder that holds `scenarios` and `assets`: beside the sources, or inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def data_dir(asked: str | None) -> Path:
    """Return where runs and settings are kept: `asked`, or the user's own data folder."""
    if asked:
        return Path(asked).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("cordless", appauthor=False))


def read_bytes(path: Path, most: int = 8 * 1024 * 1024) -> bytes | None:
    """Return the bytes of a plain file, at most `most` and one more, or None if it cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError:
        return None


def write_atomically(path: Path, data: bytes) -> None:
    """Write a small file so that it is either the old or the new one, whatever happens. Raises NotKept."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                system.sync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        system.sync_folder(path.parent)
    except OSError as wrong:
        raise NotKept(f"{path} could not be written ({_why(wrong)}).") from wrong


def _why(wrong: OSError) -> str:
    return (wrong.strerror or str(wrong)).lower()


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping in a small JSON file, empty if there is none or it is damaged."""
    raw = read_bytes(path, 256 * 1024)
    if raw is None:
        return {}
    import json

    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, data: dict[str, Any]) -> None:
    import json

    write_atomically(path, json.dumps(data, indent=2, sort_keys=True).encode() + b"\n")


# ---------------------------------------------------------------- journals


class JournalFile:
    """An open journal, locked by this process. A moment is on disk before `keep` returns; the first failure ends it."""

    def __init__(self, path: Path, file: BinaryIO, last: str, size: int) -> None:
        self.path, self._file, self._last, self._size = path, file, last, size
        self.failed = ""

    @staticmethod
    def create(path: Path, header: Header) -> JournalFile:
        """Begin a journal. Raises NotKept."""
        from sim.domain.journal import header_line

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("x+b", buffering=0)
        except OSError as wrong:
            raise NotKept(
                f"The run cannot be kept in {path.parent} ({_why(wrong)}); choose another place with --data-dir."
            ) from wrong
        _lock(file, path)
        journal = JournalFile(path, file, "", 0)
        journal._append(header_line(header))
        system.sync_folder(path.parent)
        return journal

    @staticmethod
    def open(path: Path) -> tuple[JournalFile, Recovered]:
        """Open a journal to go on with it. What is damaged is set aside and cut off. Raises NotKept."""
        from sim.domain.journal import recover

        try:
            file = path.open("r+b", buffering=0)
        except OSError as wrong:
            raise NotKept(f"The run in {path.parent} cannot be opened ({_why(wrong)}).") from wrong
        _lock(file, path)
        data = file.read()
        found = recover(data)
        if found.header is None:
            file.close()
            raise NotKept(f"The run in {path.parent} cannot be read: {found.fault}.")
        if found.length < len(data):
            _set_aside(path, data)
            file.truncate(found.length)
            system.sync(file.fileno())
        file.seek(found.length)
        return JournalFile(path, file, found.last, found.length), found

    def keep(self, moment: Moment) -> None:
        """Append a moment. Raises NotKept; after the first failure always, for nobody can say what reached the disk."""
        from sim.domain.journal import moment_line

        self._append(moment_line(moment, self._last))

    def _append(self, line: bytes) -> None:
        from sim.domain.journal import link

        if self.failed:
            raise NotKept(self.failed)
        try:
            written = self._file.write(line)
            system.sync(self._file.fileno())
            if written != len(line) or os.fstat(self._file.fileno()).st_size != self._size + len(line):
                raise OSError(0, "less was written than was given")
        except OSError as wrong:
            self.failed = f"The run can no longer be kept in {self.path.parent} ({_why(wrong)}). What came before is safe."
            with contextlib.suppress(OSError):
                self._file.truncate(self._size)
            raise NotKept(self.failed) from wrong
        self._size += len(line)
        self._last = link(line)

    def close(self) -> None:
        self._file.close()


def _lock(file: BinaryIO, path: Path) -> None:
    """Take the operating system's lock, which ends with the process. Raises NotKept if another window holds it."""
    try:
        system.lock(file)
    except BlockingIOError as wrong:
        file.close()
        raise NotKept(f"The run in {path.parent.name} is open in another window; close it there first.") from wrong
    except OSError as wrong:
        file.close()
        raise NotKept(f"{path.parent} cannot be locked ({_why(wrong)}); choose another place with --data-dir.") from wrong


def refuse_if_open(path: Path) -> None:
    """Raise NotKept if another window holds the journal."""
    try:
        with path.open("r+b", buffering=0) as file:
            _lock(file, path)
    except OSError as wrong:
        raise NotKept(f"{path} cannot be opened ({_why(wrong)}).") from wrong


def _set_aside(path: Path, data: bytes) -> None:
    for number in range(1, 1000):
        copy = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        if not copy.exists():
            write_atomically(copy, data)
            return


def read_journal(path: Path) -> Recovered | None:
    """Return what can be read of a journal without opening it for writing, None if there is no file."""
    from sim.domain.journal import recover

    raw = read_bytes(path, 512 * 1024 * 1024)
    return None if raw is None else recover(raw)


def delete_folder(folder: Path) -> None:
    """Delete a run's folder. Raises NotKept."""
    import shutil

    try:
        shutil.rmtree(folder)
    except OSError as wrong:
        raise NotKept(f"{folder} could not be deleted ({_why(wrong)}).") from wrong
