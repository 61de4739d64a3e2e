"""Where scenarios and plans are found on disk."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.authoring.cover import Cover
from sim.shell.covers import Covers
from sim.shell.disk import NotKept, is_file, is_folder, read_bytes, shipped

if TYPE_CHECKING:
    from sim.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Book:
    """A scenario on disk, its cover read."""

    folder: Path
    cover: Cover

    @property
    def file(self) -> Path:
        return self.folder / "scenario.yaml"


def scenarios_folder() -> Path:
    return shipped() / "scenarios"


def books() -> tuple[Book, ...]:
    """Return every scenario that is shipped, the one for newcomers first, then from short to long."""
    found, covers = [], Covers()
    root = scenarios_folder()
    for folder in sorted(root.iterdir()) if is_folder(root) else []:
        raw = read_bytes(folder / "scenario.yaml")
        if raw is not None:
            found.append(Book(folder, covers.of(raw, shown(folder / "scenario.yaml"), folder.name)))
    return tuple(sorted(found, key=lambda book: (not book.cover.first, book.cover.minutes, book.cover.id)))


def shown(path: Path) -> str:
    """Return a path as a person would write it: from here if it lies below, else whole."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):  # elsewhere, or there is no here any more
        return str(path)


def scenario_file(name: str) -> Path | None:
    """Return the file of a scenario by its id, or of a folder or file that is named outright."""
    for path in (scenarios_folder() / name / "scenario.yaml", Path(name), Path(name) / "scenario.yaml"):
        if is_file(path):
            return path
    return None


def plan_file(scenario: Path, name: str) -> Path | None:
    """Return the file of a plan beside a scenario, or one that is named outright."""
    for path in (scenario.parent / "plans" / f"{name}.yaml", Path(name)):
        if is_file(path):
            return path
    return None


def with_company(raw: bytes, path: str, overlay: str) -> bytes:
    """Return a scenario's text with the names and prices of a company file in it. Raises NotKept for what is wrong with it."""
    from sim.authoring.company import overlaid

    given = read_bytes(Path(overlay))
    if given is None:
        raise NotKept(f"There is no file {overlay}.")
    found = overlaid(raw, path, given, shown(Path(overlay)))
    if found.wrong:
        raise NotKept("\n".join(found.wrong))
    return found.raw


def load_scenario(raw: bytes, path: str) -> tuple[Scenario | None, str]:
    """Return the scenario in `raw`, or None and its first problem in one sentence."""
    from sim.authoring.load import load  # pydantic is not needed before a scenario is opened

    loaded = load(raw, path)
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    return loaded.scenario, str(errors[0]) if errors else ""
