"""Who plays on this computer: a nickname each, and a folder with that person's settings and runs. Nothing more is asked.

The data folder itself is nobody's in particular: a first start asks for no name. What a nickname is shown as stands in
`profile.json`; folders are named in letters that every system takes.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sim.domain.texts import safe_text
from sim.shell.disk import NotKept, delete_folder, is_file, is_folder, read_bytes, read_json, write_json
from sim.shell.places import findable

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 24
"""Characters of a nickname."""

NOBODY = ""
"""The profile of the data folder itself."""


def profiles(root: Path) -> tuple[tuple[str, str], ...]:
    """Return (folder, nickname) of every profile, in the order of nicknames."""
    try:
        folders = [folder for folder in (root / "profiles").iterdir() if is_folder(folder)]
    except OSError:
        return ()
    named = [(folder.name, name) for folder in folders if (name := _name(folder))]
    return tuple(sorted(named, key=lambda one: (one[1].lower(), one[0])))


def folder_of(root: Path, name: str) -> Path:
    """Return the data folder of a profile; that of nobody is the data folder itself. Raises NotKept if there is none."""
    if name == NOBODY:
        return root
    folder = root / "profiles" / name
    if folder.parent != root / "profiles" or not _name(folder):
        raise NotKept("There is no such profile any more.")
    return folder


def make(root: Path, nickname: str) -> str:
    """Make a profile and return its folder's name. Raises NotKept for a nickname that cannot be one, or is taken."""
    nickname = _checked(root, nickname, "")
    import secrets  # the first frame has no need of it

    name = f"p-{secrets.token_hex(4)}"
    write_json(root / "profiles" / name / "profile.json", {"nickname": nickname})
    return name


def rename(root: Path, name: str, nickname: str) -> None:
    """Give a profile another nickname. Raises NotKept."""
    if name == NOBODY:
        raise NotKept("Nobody in particular has no nickname; begin as somebody first.")
    folder = folder_of(root, name)
    write_json(folder / "profile.json", {"nickname": _checked(root, nickname, name)})


def delete(root: Path, name: str) -> None:
    """Delete a profile with all its runs. Raises NotKept, also if one of its runs is open somewhere."""
    from sim.shell.journals import refuse_if_open

    folder = folder_of(root, name)
    if name == NOBODY:
        raise NotKept("The runs of nobody in particular are deleted one by one.")
    for journal in sorted((folder / "runs").glob("*/journal.jsonl")):
        refuse_if_open(journal)
    delete_folder(folder)


def last(root: Path) -> str:
    """Return the profile that was used last; nobody if it is gone."""
    found = read_json(root / "profiles.json").get("last", NOBODY)
    return found if isinstance(found, str) and found in dict(profiles(root)) else NOBODY


def remember(root: Path, name: str) -> None:
    """Remember which profile is used. Raises NotKept."""
    if name != last(root):
        write_json(root / "profiles.json", {"last": name})


def export(root: Path, name: str) -> Path:
    """Write everything that is kept of a profile into one ZIP file where the person finds it, and return it. Raises NotKept."""
    import io
    import zipfile

    from sim.shell.disk import write_atomically

    folder, nickname = folder_of(root, name), dict(profiles(root)).get(name, "nobody")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", README.format(nickname=nickname))
        for path in _kept(folder):
            raw = read_bytes(path)
            if raw is not None:
                file.writestr(path.relative_to(folder).as_posix(), raw)
        results = [read_json(path) for path in sorted((folder / "runs").glob("*/result.json"))]
        file.writestr("results.json", json.dumps(results, indent=2))
    place = findable(root) / _zip(name)
    write_atomically(place, packed.getvalue())
    return place


def exported(root: Path, name: str) -> tuple[Path, ...]:
    """Return the file that was written of a profile, if it is where it was put."""
    place = findable(root) / _zip(name)
    return (place,) if is_file(place) else ()


def _zip(name: str) -> str:
    return f"cordless-{name or 'nobody'}.zip"


README = """What Cordless keeps of {nickname}.

results.json          how every run came out, and what it shows of each ability
runs/*/journal.jsonl  every decision of a run, with its time
runs/*/scenario.yaml  the scenario as it was played
settings.json         what was set
profile.json          the nickname

Nothing else is kept, and nothing was sent anywhere.
"""


def _kept(folder: Path) -> Iterator[Path]:
    for name in ("profile.json", "settings.json"):
        yield folder / name
    for run in sorted((folder / "runs").glob("*")):
        yield from sorted(path for path in run.glob("*") if path.suffix in (".json", ".jsonl", ".yaml"))


def _name(folder: Path) -> str:
    found = read_json(folder / "profile.json").get("nickname", "")
    return safe_text(found)[:LONGEST].strip() if isinstance(found, str) else ""


def _checked(root: Path, nickname: str, own: str) -> str:
    nickname = " ".join(safe_text(nickname).split())
    if not nickname:
        raise NotKept("Type a nickname first; an animal and a number will do.")
    if len(nickname) > LONGEST:
        raise NotKept(f"A nickname has at most {LONGEST} characters.")
    if any(_alike(other) == _alike(nickname) and name != own for name, other in profiles(root)):
        raise NotKept(f"There is a {nickname} already; choose another nickname.")
    return nickname


def _alike(nickname: str) -> str:
    """Return a nickname as it is compared: by eye two that differ in this are one."""
    return unicodedata.normalize("NFKC", nickname).casefold()
