"""Ask pip whether every dependency has a wheel for every Python and system: `python benchmarks/wheels.py > docs/wheels.md`.

Needs the network. One question to pip a combination; nothing is installed. tests/test_wheels.py holds the page to the truth.
"""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sim.shell.bundle import TARGETS, VERSIONS, Target, wheels_for  # noqa: E402

NEEDED: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
MARKED = {
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "macos-intel": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "x86_64"},
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "linux-arm": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What pip found for one combination: names and versions, what asks for what, and which dependencies have no wheel."""

    found: dict[str, str]
    asks: tuple[str, ...]
    lacks: tuple[str, ...]


def ask(target: Target, version: str) -> Answer:
    """Return what pip finds for one kind of computer and one version of Python."""
    report = _report(target, version, NEEDED)
    if report is None:
        return Answer({}, (), tuple(need for need in NEEDED if _report(target, version, [need]) is None) or ("all at once",))
    parts = [part["metadata"] for part in report["install"]]
    asks = tuple(need for part in parts for need in part.get("requires_dist", ()))
    return Answer({part["name"]: part["version"] for part in parts}, asks, ())


def _report(target: Target, version: str, needs: list[str]) -> dict | None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-input"]
        pip += ["--disable-pip-version-check", "--target", folder, "--report", str(file), *wheels_for(target, version), *needs]
        done = subprocess.run(pip, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode == 0:
            return json.loads(file.read_text(encoding="utf-8"))
        if "No matching distribution" in done.stderr:
            return None
        raise SystemExit(f"pip could not answer: {done.stderr.strip().splitlines()[-1]}")


def uneven(asks: tuple[str, ...]) -> list[str]:
    """Return what is asked for on some computers and not on others: a bundle made here would be wrong elsewhere."""
    found = []
    for text in sorted(set(asks)):
        marker = Requirement(text).marker
        if marker is not None:
            places = [
                {**marks, "python_version": version, "python_full_version": f"{version}.0", "extra": ""}
                for marks in MARKED.values()
                for version in VERSIONS
            ]
            if len({marker.evaluate(place) for place in places}) > 1:
                found.append(text)
    return found


def page(answers: dict[tuple[str, str], Answer], today: str) -> str:
    """Return the page of the documentation."""
    found: dict[str, set[str]] = {}
    for answer in answers.values():
        for name, version in answer.found.items():
            found.setdefault(name, set()).add(version)
    rows = [f"| {version} | " + " | ".join(cell(answers[name, version]) for name in TARGETS) + " |" for version in VERSIONS]
    return "\n".join(
        [
            "# Wheels",
            "",
            "Whether every dependency has a wheel, so that nothing has to be compiled. Written by",
            f"`python benchmarks/wheels.py > docs/wheels.md` on {today} from what pip answered;",
            "`tests/test_wheels.py` asks again. It does not say that the program was run there.",
            "",
            "| Python | " + " | ".join(target.title for target in TARGETS.values()) + " |",
            "| --- |" + " --- |" * len(TARGETS),
            *rows,
            "",
            "Found: " + ", ".join(f"{name} {' and '.join(sorted(versions))}" for name, versions in sorted(found.items())) + ".",
        ]
    )


def cell(answer: Answer) -> str:
    return "none for " + ", ".join(answer.lacks) if answer.lacks else "all"


def main() -> None:
    answers = {}
    for name, target in TARGETS.items():
        for version in VERSIONS:
            answers[name, version] = ask(target, version)
            print(f"{name} {version}: {cell(answers[name, version])}", file=sys.stderr, flush=True)
    asks = tuple(need for answer in answers.values() for need in answer.asks)
    print(page(answers, date.today().isoformat()))
    if uneven(asks):
        print(f"Asked for on some computers only: {', '.join(uneven(asks))}", file=sys.stderr)


if __name__ == "__main__":
    main()
