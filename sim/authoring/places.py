"""Where each thing of a scenario stands in its file, for those who speak of it later: by name, file, line and column."""
from __future__ import annotations

from typing import Any

from sim.authoring.reader import Document, Path, read
from sim.domain.problems import Mark


def places(raw: bytes, path: str) -> dict[str, Mark]:
    """Return the places of what can be named in a scenario, empty if it cannot be read.

    Names: `stage:ID`, `deadline:STAGE`, `item:STAGE/ID` for choices and investigations, `inject:ID`, `later:ID`, and `KEY:ID`
    for whatever else the file lists by id under a key, such as `meters:trust` or `endings:good`.
    """
    document = read(raw, path)
    if not isinstance(document.data, dict):
        return {}
    found: dict[str, Mark] = {}
    for key, part in document.data.items():
        for name, place in _named(part, (key,)):
            found.setdefault(f"{_SHORT.get(key, key)}:{name}", document.mark(place, key=True)[0])
    stages = document.data.get("stages")
    for name, stage in stages.items() if isinstance(stages, dict) else ():
        _stage(document, name, stage, found)
    return found


_SHORT = {"stages": "stage", "injects": "inject"}


def _named(part: Any, path: Path) -> list[tuple[str, Path]]:
    """Return the ids in a mapping by id, or in a list of things that have one, and the path of each."""
    if isinstance(part, dict):
        return [(name, (*path, name)) for name in part]
    if not isinstance(part, list):
        return []
    return [
        (one["id"], (*path, n, "id")) for n, one in enumerate(part) if isinstance(one, dict) and isinstance(one.get("id"), str)
    ]


def _stage(document: Document, name: str, stage: Any, found: dict[str, Mark]) -> None:
    if not isinstance(stage, dict):
        return
    for key in ("choices", "evidence"):
        for item, place in _named(stage.get(key), ("stages", name, key)):
            found.setdefault(f"item:{name}/{item}", document.mark(place)[0])
    if "on_deadline" in stage:
        found[f"deadline:{name}"] = document.mark(("stages", name, "on_deadline"), key=True)[0]
