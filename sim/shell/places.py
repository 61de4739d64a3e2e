"""Where runs and settings are kept, and where else they could be."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from sim.shell.disk import NotKept

ROOM = 16 * 1024 * 1024
"""Bytes that have to be free where runs are to be kept: some thousand runs."""

_COPIED: dict[str, str] = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "icloud": "iCloud", "mobile documents": "iCloud",
    "google drive": "Google Drive", "googledrive": "Google Drive", "my drive": "Google Drive", "nextcloud": "Nextcloud",
    "owncloud": "ownCloud", "pcloud": "pCloud",
    "syncthing": "Syncthing", "seafile": "Seafile", "box sync": "Box", "sciebo": "sciebo",
}
"""How the folders begin that services keep in step with other computers, and whose they are."""

_SIGNS = {".dropbox": "Dropbox", ".stfolder": "Syncthing", ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud"}
"""What such a service leaves at the top of what it copies."""


def data_dir(asked: str | None) -> Path:
    """Return where runs and settings are kept: `asked`, or the user's own data folder. Raises NotKept if there is none."""
    if asked:
        try:
            return Path(asked).expanduser()
        except RuntimeError as wrong:
            raise NotKept(f"{asked} is in the home folder of somebody this computer does not know.") from wrong
    import platformdirs  # not needed where a folder is named

    try:
        return Path(platformdirs.user_data_dir("cordless", appauthor=False))
    except RuntimeError as wrong:
        raise NotKept("This user has no home folder; name one to keep runs in with --data-dir.") from wrong


def findable(root: Path) -> Path:
    """Return where to put a file that a person is to find: their documents, or `root` itself where that was named by somebody."""
    import platformdirs

    try:
        usual = Path(platformdirs.user_data_dir("cordless", appauthor=False))
        documents = Path(platformdirs.user_documents_dir())
    except RuntimeError:
        return root
    return documents if root == usual and documents.is_dir() and os.access(documents, os.W_OK) else root


def named(text: str) -> Path:
    """Return the folder somebody typed: from their own folder on if it is not given from the top. Raises NotKept."""
    try:
        place = Path.home() / Path(text.strip()).expanduser()
        with contextlib.suppress(OSError):
            place.lstat()  # raises ValueError where no system could have such a name
    except (RuntimeError, ValueError) as wrong:
        raise NotKept("That cannot be the name of a folder. Type it as your files show it, such as /media/stick.") from wrong
    return place


def copied_by(folder: Path) -> str:
    """Return the service that seems to copy `folder` to other computers, empty if none does.

    Such services may restore an older journal, or one from another computer, under an open run.
    """
    for part in folder.expanduser().parts:
        found = next((name for begin, name in _COPIED.items() if part.lower().startswith(begin)), "")
        if found:
            return found
    for place in (folder, *folder.parents):
        for sign, name in _SIGNS.items():
            with contextlib.suppress(OSError):
                if (place / sign).exists():
                    return name
    return ""


def elsewhere(not_here: Path) -> tuple[Path, ...]:
    """Return other folders that runs could be kept in, which can be written to now; none inside `not_here`."""
    import tempfile

    found: list[Path] = []
    for where in (Path.home, tempfile.gettempdir, Path.cwd):
        try:
            base = Path(where())
        except (OSError, RuntimeError):  # nobody's home, or the folder we are in is gone as well
            continue
        place = base / "cordless-runs"
        inside = not_here == place or not_here in place.parents
        if not inside and place not in found and _can_be_written(base) and not copied_by(place):
            found.append(place)
    return tuple(found)


def _can_be_written(folder: Path) -> bool:
    import shutil

    try:
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    except OSError:
        return False
