"""A folder that starts Cordless on a computer without network: every wheel it needs, and one command."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sim import __version__
from sim.shell import system
from sim.shell.disk import NotKept, read_bytes, shipped

VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of computer: what it is called, its start command, the tags of wheels that it runs, and what if it has no Python."""

    title: str
    start: str
    platforms: tuple[str, ...]
    without: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a bundle came to."""

    target: Target
    versions: tuple[str, ...]
    files: int
    size: int


def _linux(machine: str) -> tuple[str, ...]:
    """Return the tags of Debian 10, RHEL 8 and whatever is younger: pip wants every one of them named."""
    return (*(f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1)), f"manylinux2014_{machine}")


_ASK = "If this computer has none, ask whoever looks after it for one."
_EMBEDDABLE = (
    'If this computer has none: on another one, get the "Windows embeddable package (64-bit)" of one of them from python.org, '
    'and unpack\nit into a folder named "python" beside this file.'
)

TARGETS = {
    "windows": Target("Windows (64 bit)", "cordless.cmd", ("win_amd64",), _EMBEDDABLE),
    "macos": Target("macOS 11 or newer (Apple processor)", "cordless.command", ("macosx_11_0_arm64",), _ASK),
    "macos-intel": Target("macOS 11 or newer (Intel processor)", "cordless.command", ("macosx_11_0_x86_64",), _ASK),
    "linux": Target("Linux (x86_64)", "cordless.sh", _linux("x86_64"), _ASK),
    "linux-arm": Target("Linux (aarch64)", "cordless.sh", _linux("aarch64"), _ASK),
}


def this_computer() -> str:
    """Return the key of TARGETS for the computer this runs on, empty if there is none."""
    return next((name for name, target in TARGETS.items() if system.runs(target.platforms[-1])), "")


def make(folder: Path, target: Target, versions: Iterable[str], tell: Callable[[str], None]) -> Made:
    """Make the bundle in `folder`, all or nothing; `tell` hears what is being done. Needs the network. Raises NotKept."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotKept(f"{folder} is there already; name a folder that is not.")
    chosen = tuple(version for version in VERSIONS if version in set(versions))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".", ignore_cleanup_errors=True) as work:
            new = Path(work) / "new"
            parts = new / "parts"
            parts.mkdir(parents=True)
            tell("Packing Cordless.")
            own = _own_wheel(Path(work))
            wheels: dict[str, list[str]] = {}
            for version in chosen:
                tell(f"Fetching the parts for Python {version}.")
                wheels[version] = _fetch(own, parts, target, version)
            _write_start(new, target, wheels)
            found = [path.stat().st_size for path in new.rglob("*") if path.is_file()]
            if folder.exists():
                folder.rmdir()
            system.replace(new, folder)
    except OSError as wrong:
        raise NotKept(f"The bundle could not be written to {folder} ({(wrong.strerror or str(wrong)).lower()}).") from wrong
    return Made(target, chosen, len(found), sum(found))


# ---------------------------------------------------------------- wheels


def _own_wheel(into: Path) -> Path:
    """Return a wheel of this very program: built from its sources, or packed from its installed files."""
    sources = shipped()
    if not (sources / "pyproject.toml").is_file():
        return _packed_again(metadata.distribution("cordless"), into)
    _pip("Cordless could not be packed", "wheel", "--no-deps", "--wheel-dir", str(into), str(sources))
    return next(into.glob("cordless-*.whl"))


def _packed_again(found: metadata.Distribution, into: Path) -> Path:
    """Pack what is installed into the wheel that it came from, without what the installation added."""
    path, record = into / f"cordless-{found.version}-py3-none-any.whl", []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in found.files or ():
            added = ".." in file.parts or file.suffix == ".pyc" or file.name in ("INSTALLER", "REQUESTED", "direct_url.json")
            if added or file.name == "RECORD":
                continue
            wheel.write(str(file.locate()), file.as_posix())
            record.append(f"{file.as_posix()},{f'{file.hash.mode}={file.hash.value}' if file.hash else ''},{file.size}")
        name = f"cordless-{found.version}.dist-info/RECORD"
        wheel.writestr(name, "\n".join([*record, f"{name},,", ""]))
    return path


def wheels_for(target: Target, version: str) -> tuple[str, ...]:
    """Return what tells pip to look for wheels that run on another computer and another version of Python.

    Conditions such as `; python_version < "3.12"` it still judges by this one; tests/test_wheels.py minds that there are none.
    So it does the Python that a wheel asks for at least, which says nothing where the other one is newer.
    """
    newer = tuple(map(int, version.split("."))) > sys.version_info[:2]
    tags = [word for platform in target.platforms for word in ("--platform", platform)]
    abi = "cp" + version.replace(".", "")
    return ("--only-binary", ":all:", "--implementation", "cp", "--python-version", version, "--abi", abi, *tags,
            *(["--ignore-requires-python"] if newer else []))


def _fetch(own: Path, parts: Path, target: Target, version: str) -> list[str]:
    """Fetch the wheels that `own` needs for one version of Python into `parts`; return their names and its own."""
    with tempfile.TemporaryDirectory(dir=own.parent) as folder:
        failing = f"The parts for Python {version} could not be fetched"
        _pip(failing, "download", "--dest", folder, *wheels_for(target, version), str(own))
        names = sorted(path.name for path in Path(folder).iterdir())
        for name in names:
            (Path(folder) / name).replace(parts / name)
    return names


def _pip(what: str, *words: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2", *words]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
        raise NotKept(
            f"{what}. Making a bundle needs the network, starting one does not. "
            f"pip says: {said[-1].strip() if said else 'nothing'}"
        )


# ---------------------------------------------------------------- the start command


def _write_start(folder: Path, target: Target, wheels: dict[str, list[str]]) -> None:
    """Write what starts the program out of its wheels, and the page that says how."""
    templates, parts = shipped() / "assets" / "start", folder / "parts"
    digest = hashlib.sha256()
    for path in sorted(parts.glob("*.whl")):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    listed = {"system": target.title, "digest": digest.hexdigest()[:12], "wheels": wheels}
    (parts / "parts.json").write_bytes(json.dumps(listed, indent=1).encode() + b"\n")
    shutil.copyfile(templates / "start.py", parts / "start.py")
    words = {
        "VERSIONS": " ".join(reversed(wheels)),
        "VERSION": __version__,
        "SYSTEM": target.title,
        "COMMAND": target.start,
        "PYTHONS": ", ".join(wheels),
        "WITHOUT": target.without,
    }
    line_end = b"\r\n" if target.start.endswith(".cmd") else b"\n"
    for name, template in ((target.start, _template(target.start)), ("README.txt", "README.txt")):
        text = (read_bytes(templates / template) or b"").decode()
        for word, meant in words.items():
            text = text.replace(f"@{word}@", meant)
        (folder / name).write_bytes(line_end.join(text.encode().splitlines()) + line_end)
    (folder / target.start).chmod(0o755)


def _template(start: str) -> str:
    return "cordless.cmd" if start.endswith(".cmd") else "cordless.sh"
