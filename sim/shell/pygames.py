"""Which pygame is installed: pygame and pygame-ce are two programs in one folder, and only one of them may be there."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path


def wrong_pygame() -> str:
    """Return in one sentence what is wrong with the pygame that is installed, and its repair; empty if nothing is."""
    # by the names of their folders: importlib.metadata is a quarter of the way to the first frame
    found = {folder.name.partition("-")[0] for place in sys.path for folder in Path(place).glob("pygame*-*info")}
    if {"pygame", "pygame_ce"} <= found:
        repair = "pip uninstall -y pygame pygame-ce && pip install pygame-ce"
        return f"Both pygame and pygame-ce are installed and share one folder. Repair: {repair}"
    there = util.find_spec("pygame")
    if there is None or there.origin is None:  # a folder without a program, as taking one of the two away leaves it
        repair = "pip install --force-reinstall pygame-ce"
        return f"The window needs pygame-ce, which is not installed here, or no longer whole. Repair: {repair}"
    return ""
