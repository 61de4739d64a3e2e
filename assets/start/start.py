"""Starts Cordless out of the wheels beside this file: unpacks them the first time, and goes straight in after that.

Every bundle carries it. It needs nothing but Python: no pip, no venv, no network. A wheel is a zip file whose contents have to
lie on the path; so what is unpacked can be moved, and works where Python came without its package tools.
"""

import importlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).absolute().parent
PARTS = json.loads((HERE / "parts.json").read_text(encoding="utf-8"))
TRIAL = "import sys; sys.path.insert(0, sys.argv[1]); import pydantic, pygame, transitions, yaml"


def main() -> int:
    version = "%d.%d" % sys.version_info[:2]  # noqa: UP031 - this line must be understood by a Python that is too old
    if version not in PARTS["wheels"]:
        return complain("is for Python " + ", ".join(PARTS["wheels"]) + "; this is Python " + version)
    wheels = [HERE / name for name in PARTS["wheels"][version]]
    name = version + "-" + PARTS["digest"]
    program, why = HERE.parent / "program" / name, ""
    if not program.is_dir():
        program, why = unpacked(wheels, (program, own_data(wheels) / "program" / name))
    if why:
        return complain("could not be unpacked: " + why)
    sys.path[:] = [str(program), *(entry for entry in sys.path if entry != str(HERE))]
    try:
        return int(importlib.import_module("sim.cli").main(sys.argv[1:]))
    except ImportError as wrong:
        return complain(f"does not run here: {wrong}. If it did before, delete {program} and start again")


def own_data(wheels: "list[Path]") -> Path:
    """Return the folder where the program keeps its runs, found as the program finds it."""
    sys.path.insert(0, str(next(wheel for wheel in wheels if wheel.name.startswith("platformdirs-"))))
    found = importlib.import_module("platformdirs").user_data_dir("cordless", appauthor=False)
    del sys.path[0]
    return Path(found)


def unpacked(wheels: "list[Path]", places: "tuple[Path, ...]") -> "tuple[Path, str]":
    """Return the first place where the program is, or could be unpacked and tried; else the last, and why not."""
    why = ""
    for place in places:
        if not place.is_dir():
            try:
                why = unpack(wheels, place)
            except OSError as wrong:
                why = str(wrong)
        if place.is_dir():
            return place, ""
    return places[-1], why


def unpack(wheels: "list[Path]", place: Path) -> str:
    """Unpack into `place`, all or nothing; return why what was unpacked does not run. Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".", ignore_cleanup_errors=True) as folder:
        print("Unpacking Cordless; only the first start does this.", file=sys.stderr, flush=True)
        half = Path(folder) / "half"
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as file:
                file.extractall(half)
        # a place can be written to and yet refuse to run what lies there
        trial = [sys.executable, "-I", "-S", "-c", TRIAL, str(half)]
        tried = subprocess.run(trial, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
        if tried.returncode:
            return (tried.stderr.strip() or "Python stopped").splitlines()[-1]
        move(half, place)
    return ""


def move(half: Path, place: Path) -> None:
    """Give the folder its name; somebody else may have been faster, and a virus scanner may hold new files for a moment."""
    for left in range(20, -1, -1):
        try:
            half.rename(place)
            return
        except OSError:
            if place.is_dir():
                return
            if not left:
                raise
            time.sleep(0.1)


def complain(what: str) -> int:
    text = "This folder, Cordless for " + PARTS["system"] + ", " + what + "."
    sys.stderr.write(text.encode("ascii", "backslashreplace").decode() + "\n")
    return 3


if __name__ == "__main__":
    sys.exit(main())
