"""The runs on disk as the catalogue lists them, without opening any: how each stands, and taking one away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.shell.disk import NotKept, delete_folder, read_json, refuse_if_open


def kept_runs(data: Path) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return every run under `data`, newest first, with its summary; one that has none yet is still listed."""
    root = data / "runs"
    found = []
    for folder in sorted(root.iterdir(), reverse=True) if root.is_dir() else []:
        if (folder / "journal.jsonl").is_file():
            found.append((folder.name, _sound(read_json(folder / "result.json"))))
    return tuple(found)


def _sound(found: dict[str, Any]) -> dict[str, Any]:
    """Return a summary as it was written; what somebody else wrote there counts as none."""
    return found if isinstance(found.get("told", 0.0), float) else {}


def delete_run(data: Path, name: str) -> None:
    """Delete a run. Raises NotKept."""
    folder = data / "runs" / name
    if folder.parent != data / "runs" or not (folder / "journal.jsonl").is_file():
        raise NotKept(f"There is no run called {name}.")
    refuse_if_open(folder / "journal.jsonl")
    delete_folder(folder)
