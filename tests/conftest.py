"""Nothing a test does may open a window, make a sound, or touch the folders of whoever runs it."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

_ELSEWHERE = tempfile.mkdtemp(prefix="cordless-tests-")
for _name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
    os.environ[_name] = _ELSEWHERE

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


import numpy  # noqa: E402, F401  sets variables for its libraries and loads them: before there is a hook

from sim.cli import YOUNG  # noqa: E402
from tests import guard  # noqa: E402  the hook is on from here

guard.allow_folder(_ELSEWHERE)
gc.set_threshold(YOUNG)  # as the program runs


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden texts and pictures anew instead of comparing")


def pytest_unconfigure() -> None:
    shutil.rmtree(_ELSEWHERE, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What may be written is below the folder of this test run, temporary files too."""
    guard.allow_folder(tmp_path_factory.getbasetemp())
    tempfile.tempdir = str(tmp_path_factory.getbasetemp())


@pytest.fixture(autouse=True)
def nothing_forbidden() -> Iterator[None]:
    """No test passes in which code of `sim` tried what it may not do, even if nobody noticed."""
    guard.faults.clear()
    yield
    assert guard.faults == []


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--golden"))
