"""Small files, read whole and written whole. A failure is one sentence, and never lost data."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from sim.shell import system


class NotKept(RuntimeError):
    """Something could not be put on disk; the text says what to do, in one sentence."""


class MomentNotKept(NotKept):
    """A moment of an open run could not be put on disk: it has not happened."""


class CannotBeWritten(NotKept):
    """A run is there, and nothing can be added to it."""


def shipped() -> Path:
    """Return the folder that holds `scenarios` and `assets`: beside the sources, or inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "shipped"
    return inside if is_folder(inside) else package.parent


def is_file(path: Path) -> bool:
    """Whether there is a plain file; no where nobody may look, or where there could be none of that name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder; no where nobody may look, or where there could be none of that name."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def overwrite(path: Path, data: bytes) -> None:
    """Write a small file in its place, not forced to disk: for what may be lost. Whatever is no plain file is left alone."""
    with contextlib.suppress(OSError):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            return
        path.write_bytes(data)


def read_bytes(path: Path, most: int = 8 * 1024 * 1024) -> bytes | None:
    """Return the bytes of a plain file, at most `most` and one more, or None if it cannot be read."""
    try:
        if not is_file(path):
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
            system.replace(Path(name), path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        system.sync_folder(path.parent)
    except OSError as wrong:
        raise NotKept(f"{path} could not be written ({why(wrong)}).") from wrong


def why(wrong: OSError) -> str:
    """Return what the system says of a failure, to stand in brackets."""
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


def delete_folder(folder: Path) -> None:
    """Delete a run's folder. Raises NotKept."""
    import shutil

    try:
        shutil.rmtree(folder)
    except OSError as wrong:
        raise NotKept(f"{folder} could not be deleted ({why(wrong)}).") from wrong
