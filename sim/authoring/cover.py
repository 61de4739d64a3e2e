"""The first block of a scenario file, read alone: what a catalogue needs, without compiling the rest."""
from __future__ import annotations

import re
from typing import Any

from sim.domain.value import value

_TOP = re.compile(rb"^[A-Za-z_][\w-]*:", re.MULTILINE)
LARGEST = 256 * 1024
"""How many bytes of a file a cover is looked for in."""


@value
class Cover:
    """What the `meta` of a scenario says. `fault` is a sentence if it cannot be read.

    `abilities` are the ids of what it `trains`, in the same order: two scenarios may call one ability by two names.
    """

    id: str
    title: str
    summary: str = ""
    minutes: int = 0
    difficulty: int = 3
    trains: tuple[str, ...] = ()
    first: bool = False
    icon: str = ""
    source: str = ""
    fault: str = ""
    content: tuple[str, ...] = ()
    abilities: tuple[str, ...] = ()


def block(raw: bytes) -> bytes:
    """Return the part of a scenario file that its cover is read from."""
    keys = [found.start() for found in _TOP.finditer(raw[:LARGEST])]
    return raw[:keys[1]] if len(keys) > 1 else raw[:LARGEST]


def cover(raw: bytes, path: str, name: str) -> Cover:
    """Return the cover of a scenario; whatever is wrong with it becomes its `fault`. Never raises."""
    from sim.authoring.reader import read  # a catalogue whose covers are known does without

    document = read(block(raw), path)
    meta = document.data.get("meta") if isinstance(document.data, dict) else None
    if not isinstance(meta, dict) or document.problems:
        said = str(document.problems[0]) if document.problems else f"{path}: `meta` must be the first key"
        return Cover(id=name, title=name, fault=said)
    trains = meta.get("competencies")
    return Cover(
        id=_text(meta, "id", name), title=_text(meta, "title", name), summary=" ".join(_text(meta, "summary", "").split()),
        minutes=_number(meta, "minutes", 0), difficulty=min(5, max(1, _number(meta, "difficulty", 3))),
        trains=tuple(str(label) for label in trains.values()) if isinstance(trains, dict) else (),
        abilities=tuple(map(str, trains)) if isinstance(trains, dict) else (),
        content=tuple(map(str, meta["content"])) if isinstance(meta.get("content"), list) else (),
        first=meta.get("first") == "true", icon=_text(meta, "icon", ""), source=" ".join(_text(meta, "source", "").split()),
    )


def _text(meta: dict[str, Any], key: str, otherwise: str) -> str:
    found = meta.get(key)
    return found if isinstance(found, str) and found else otherwise


def _number(meta: dict[str, Any], key: str, otherwise: int) -> int:
    found = meta.get(key)
    return int(found) if isinstance(found, str) and found.isdigit() and len(found) < 6 else otherwise
