"""Covers that were read before: those of the shipped scenarios, so that the catalogue opens without reading YAML.

`assets/covers.json` has each under length and CRC-32 of the text it was read from; a scenario that was edited is not found in it
and is read as any other. `python main.py covers` prints the file.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zlib import crc32

from sim.authoring.cover import Cover, block, cover
from sim.shell.disk import read_json, shipped


class Covers:
    """What is known of covers; the file is read once."""

    def __init__(self) -> None:
        self._known = read_json(shipped() / "assets" / "covers.json")

    def of(self, raw: bytes, path: str, name: str) -> Cover:
        """Return the cover of a scenario, read anew if it is not known."""
        found = self._known.get(_key(raw))
        if isinstance(found, dict):
            with suppress(TypeError):  # the file is of another version
                return Cover(**{part: _frozen(given) for part, given in found.items()})
        return cover(raw, path, name)


def known(files: tuple[tuple[bytes, Path], ...]) -> dict[str, dict[str, Any]]:
    """Return what `assets/covers.json` has to hold for these scenarios; those that cannot be read are left out."""
    read = ((raw, cover(raw, str(path), path.parent.name)) for raw, path in files)
    return {_key(raw): asdict(found) for raw, found in read if not found.fault}


def _key(raw: bytes) -> str:
    read = block(raw)
    return f"{len(read)}-{crc32(read):08x}"


def _frozen(given: Any) -> Any:
    return tuple(map(_frozen, given)) if isinstance(given, list) else given
