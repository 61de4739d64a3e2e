"""What differs between operating systems, and nothing else: no other module asks which one it is on."""

from __future__ import annotations

import errno
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import subprocess

_NO_SUCH_THING_HERE = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY}
"""How a file system says that it cannot do what was asked, as against that it failed to."""

_FAR = 0x7FFFFFF0
"""Where Windows locks a byte: it forbids others to read what is locked, so it is a byte that no journal reaches."""


# ---------------------------------------------------------------- files


def lock(file: BinaryIO) -> None:
    """Take the system's exclusive lock on an open file, at once; it ends with the process, or when the file is closed.

    Raises BlockingIOError if somebody else holds it, another OSError where the file system has no locks.
    """
    if sys.platform == "win32":
        import msvcrt

        place = file.tell()
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as wrong:
            if wrong.errno in (errno.EACCES, errno.EDEADLK):
                raise BlockingIOError(errno.EAGAIN, "somebody else holds the lock") from wrong
            raise
        finally:
            file.seek(place)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync(handle: int) -> None:
    """Return when what was written is on the medium, not only in a cache of the system or the disk. Raises OSError.

    On macOS `fsync` leaves it in the disk's own cache, so the disk is asked too; not every file system there can.
    """
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        except OSError as wrong:
            if wrong.errno not in _NO_SUCH_THING_HERE:
                raise  # asking again more gently would succeed, and the data be gone
            os.fsync(handle)
    elif sys.platform == "win32":
        os.fsync(handle)
    else:
        os.fdatasync(handle)


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable: a file that was made, replaced or deleted in it. Raises OSError."""
    if sys.platform == "win32":
        return  # a folder cannot be opened there, and its journal keeps names
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as wrong:
        if wrong.errno not in _NO_SUCH_THING_HERE:  # some network folders have no such call
            raise
    finally:
        os.close(handle)


def replace(new: Path, old: Path) -> None:
    """Put `new` in the place of `old`, all at once. Raises OSError.

    Windows refuses while somebody has `old` open, be it a reader or a virus scanner for a moment: then a second of patience.
    """
    for left in range(20 if sys.platform == "win32" else 0, -1, -1):
        try:
            new.replace(old)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(0.05)


# ---------------------------------------------------------------- display


def has_display() -> bool:
    """Whether there can be a window here at all: on Windows and macOS always, and the window says so if there is none."""
    if os.environ.get("SDL_VIDEODRIVER"):
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare_display() -> None:
    """Tell SDL what it must know before it is loaded; whoever has set it otherwise is right."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
    os.environ.setdefault("SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR", "0")
    named = (("x11", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY"))
    there = [driver for driver, name in named if os.environ.get(name)]
    if there and sys.platform not in ("win32", "darwin"):  # left alone, SDL ends with a driver that nobody can see
        os.environ.setdefault("SDL_VIDEODRIVER", ",".join(there))


def when_display_is_lost(then: Callable[[], None]) -> object:
    """Have `then` called, and the program end with code 3, if the X server goes away; what is returned has to be kept.

    Without this Xlib itself says so in words of its own and ends the process with code 1: there is no way to go on from
    there, and no exception. Where there is no X server, nothing is done.
    """
    noload = getattr(os, "RTLD_NOLOAD", None)
    if noload is None or not os.environ.get("DISPLAY"):
        return None
    import ctypes

    try:
        xlib = ctypes.CDLL("libX11.so.6", mode=noload)  # the one SDL uses, if it uses one
    except OSError:
        return None

    def lost(display: int) -> int:
        try:
            then()
        finally:
            os._exit(3)

    handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lost)
    xlib.XSetIOErrorHandler(handler)
    return handler


# ---------------------------------------------------------------- processes


@contextmanager
def without_noise() -> Iterator[None]:
    """Keep from the terminal what system libraries write to standard error: without a sound card ALSA says sixteen lines."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no standard error to be kept quiet
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def start_quietly(words: list[str]) -> subprocess.Popen[bytes]:
    """Start this Python once more, to run `words`, text first, behind what the player does. Its input is a pipe; it says nothing.

    Raises OSError.
    """
    import subprocess

    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return subprocess.Popen(
        [sys.executable, "-c", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        creationflags=flags,
    )


def be_patient() -> None:
    """Let everybody else go first; Windows was told so when the process was started."""
    if sys.platform != "win32":
        os.nice(10)


# ---------------------------------------------------------------- the computer


def steady_clock() -> Callable[[], float]:
    """Return a clock that nobody can set and that goes on while the computer sleeps, as the player's own clock does.

    `time.monotonic` stands still in sleep on Linux and macOS, so a closed lid would not be noticed there.
    """
    if sys.platform == "win32":
        return time.monotonic
    if sys.platform == "linux":
        which = time.CLOCK_BOOTTIME
    else:
        which = time.CLOCK_MONOTONIC
    try:
        time.clock_gettime(which)
    except OSError:
        return time.monotonic
    return partial(time.clock_gettime, which)


def runs(tag: str) -> bool:
    """Whether this computer runs what a wheel's platform tag says, by system and processor."""
    kind = {"win32": "win", "darwin": "macosx", "linux": "manylinux"}.get(sys.platform, sys.platform)
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    endings = {"x86_64": ("amd64", "x86_64"), "aarch64": ("arm64", "aarch64")}.get(machine, (machine,))
    return tag.startswith(kind) and tag.endswith(endings)
