"""Every command in the README and in docs/ runs, and says what the page says it does."""
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


LONG = ("python main.py bundle ", "python main.py shots ", "python main.py check  ")
"""What needs the network, draws every screen at full size, or checks every scenario, which tests/test_cli.py does as well."""


def commands() -> list[Any]:
    """Return (page, command) for every line of every shell block that starts the program; some of them are slow."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                line = line.partition("   #")[0].strip()
                if line.startswith("python main.py"):
                    slow = [pytest.mark.slow] if f"{line}  ".startswith(LONG) else []
                    found.append(pytest.param(page.name, line, marks=slow))
    return found


@pytest.fixture(scope="module")
def kept_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("run")
    done = start(["play", "nine-minutes", "--auto", "textbook", "--data-dir", str(data)], data)
    assert done.returncode == 0, done.stderr
    return next((data / "runs").iterdir())


def start(words: list[str], data: Path) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    return subprocess.run(
        [sys.executable, "main.py", *words],
        check=False, cwd=ROOT, env={**env, "XDG_DATA_HOME": str(data)}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120,
    )


@pytest.mark.parametrize(("page", "command"), commands(), ids=lambda text: text)
def test_a_command_in_the_documentation_runs(page: str, command: str, kept_run: Path, tmp_path: Path) -> None:
    words = [word.replace("$RUN", str(kept_run)) for word in shlex.split(command)[2:]]
    words = [str(tmp_path / word) if word in ("OUT", "FOLDER") else word for word in words]
    done = start(words, tmp_path)
    assert done.returncode == 0, f"{page}: {command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr


def measurements() -> list[tuple[str, str]]:
    """Return (page, command) for every line of every shell block that measures something."""
    return [
        (page.name, line.partition("   #")[0].strip())
        for page in PAGES
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
        if line.startswith("python benchmarks")
    ]


@pytest.mark.parametrize(("page", "command"), measurements(), ids=lambda text: text)
def test_a_measurement_in_the_documentation_can_be_asked_for(page: str, command: str) -> None:
    words = [*shlex.split(command)[1:], "--list"]  # measuring itself takes minutes, and belongs to no test
    done = subprocess.run([sys.executable, *words], check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.split(), f"{page}: {command}\n{done.stderr}"


def test_the_readme_opens_with_two_whole_command_lines() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("python3 -m venv")]
    assert [line.rpartition("&& ")[2] for line in lines] == ["python main.py", "pytest"]
    assert all("pip install" in line for line in lines)


def test_every_picture_and_page_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\((docs/[^)]+)\)", text) + re.findall(r"`((?:docs|sim)/[^`]+)`", text):
        assert (ROOT / name).is_file(), name


def test_the_pipeline_runs_the_readmes_test_line() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -m 1 '([^']+)'", script)
    assert pattern is not None
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = [line for line in readme.splitlines() if re.search(pattern.group(1), line)]
    assert len(found) == 1 and found[0].endswith("pytest")


def test_the_page_for_schools_names_every_system_and_every_start_command() -> None:
    from sim.shell.bundle import TARGETS, VERSIONS

    page = (ROOT / "docs" / "school.md").read_text(encoding="utf-8")
    for name, target in TARGETS.items():
        assert f"`{name}`" in page and target.start in page
    assert f"from {VERSIONS[0]} to {VERSIONS[-1]}" in page
