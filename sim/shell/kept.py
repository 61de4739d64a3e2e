"""The runs on disk as the catalogue lists them, without opening any: how each stands, and taking one away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.shell.disk import NotKept, delete_folder, is_file, read_json

if TYPE_CHECKING:
    from sim.debrief.improvised import Plays


def kept_runs(data: Path) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return every run under `data`, newest first, with its summary; one that has none yet is still listed.

    A run that was moved to another place which is still there is listed there, and not here.
    """
    try:
        folders = sorted((data / "runs").iterdir(), reverse=True)
    except OSError:
        return ()
    found = [(folder, read_json(folder / "result.json")) for folder in folders if is_file(folder / "journal.jsonl")]
    return tuple((folder.name, _stands(folder, _sound(result))) for folder, result in found if not _is_there(result.get("moved")))


def _stands(folder: Path, result: dict[str, Any]) -> dict[str, Any]:
    """Return a summary, that of an exam with whether somebody has released it."""
    if result.get("mode") != "exam":
        return result
    return {**result, "released": is_file(folder / "released.json")}


def first_hand(results: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the finished runs that somebody played through alone, from the first moment on, and that may be told."""
    return [
        r for r in results
        if r.get("finished") is True and not r.get("practice") and not r.get("plan") and r.get("mode") != "room" and is_told(r)
    ]


def is_told(result: Mapping[str, Any]) -> bool:
    """Whether what a run was worth may be seen: that of an exam only once it is released."""
    return result.get("mode") != "exam" or result.get("released") is True


def plays_beside(folder: Path | None, scenario: str) -> Plays:
    """Return what other plays of a scenario built that are kept beside a run: finished ones, that somebody played first-hand."""
    from sim.debrief.improvised import Plays  # the catalogue does without
    from sim.domain.units import Frozen

    having: Counter[str] = Counter()
    total = 0
    if folder is not None and folder.parent.name == "runs":
        for name, found in kept_runs(folder.parent.parent):
            ours = found.get("scenario") == scenario and found.get("finished") is True
            if ours and name != folder.name and not found.get("practice") and not found.get("plan"):
                total += 1
                rigs = found.get("rigs")
                having.update({str(rig) for rig in rigs} if isinstance(rigs, list) else ())
    return Plays(total=total, having=Frozen(having))


def _is_there(moved: object) -> bool:
    return isinstance(moved, str) and is_file(Path(moved) / "journal.jsonl")


def _sound(found: dict[str, Any]) -> dict[str, Any]:
    """Return a summary as it was written; what somebody else wrote there counts as none."""
    return found if isinstance(found.get("told", 0.0), float) else {}


def delete_run(data: Path, name: str) -> None:
    """Delete a run. Raises NotKept."""
    from sim.shell.journals import refuse_if_open

    folder = data / "runs" / name
    if folder.parent != data / "runs" or not is_file(folder / "journal.jsonl"):
        raise NotKept(f"There is no run called {name}.")
    refuse_if_open(folder / "journal.jsonl")
    delete_folder(folder)
