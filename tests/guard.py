"""An ear at the interpreter for the whole test run: what code of `sim` causes is judged, what a test does itself is not.

Python tells a hook of every file opened for writing, every process, socket, library and import (PEP 578). A hook cannot be
taken out again, so this one looks an event up in a table and returns at once if it is not there. If it is, and a module of
`sim` is among the callers, the table says what is allowed; all else is refused, and the test fails even if the refusal was
swallowed. Processes that a test starts have no such ear.
"""
from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class Forbidden(RuntimeError):
    """Code of `sim` tried what it may not do."""


Judge = Callable[[tuple[Any, ...], str], str]
"""(arguments of the event, module that did it) -> what is wrong, empty if nothing is."""

faults: list[str] = []
"""What was refused since the test began."""

_folders: list[str] = []
_allowed: list[str] = []


def allow_folder(folder: Path | str) -> None:
    """Let `sim` write below a folder from now on."""
    _folders.append(os.path.realpath(folder) + os.sep)


@contextlib.contextmanager
def allowed(*events: str) -> Iterator[None]:
    """Let code of `sim` cause these events: for a test of something that is meant to."""
    _allowed.extend(events)
    try:
        yield
    finally:
        del _allowed[-len(events):]


def _hear(event: str, args: tuple[Any, ...]) -> None:
    judge = JUDGES.get(event)
    if judge is None:
        return
    frame = sys._getframe(1)
    doer = str(frame.f_globals.get("__name__"))
    name = doer
    while not name.startswith("sim."):
        if frame.f_back is None:
            return
        frame = frame.f_back
        name = str(frame.f_globals.get("__name__"))
    wrong = judge(args, doer)
    if wrong and event not in _allowed:
        faults.append(f"{event}: {wrong} ({name}:{frame.f_lineno})")
        raise Forbidden(faults[-1])


# ---------------------------------------------------------------- what is allowed


def _never(args: tuple[Any, ...], doer: str) -> str:
    return repr(args)[:200]


def _inside(path: Any) -> bool:
    """Whether a path may be written: below a folder of the test run, or compiled Python beside its source."""
    if isinstance(path, int):
        return True  # opened before, and judged then
    where = os.path.realpath(os.fsdecode(path))
    return where.startswith(tuple(_folders)) or where == os.devnull or f"{os.sep}__pycache__" in where


def _opened(args: tuple[Any, ...], doer: str) -> str:
    path, mode, flags = args
    writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool((flags or 0) & _WRITES)
    return f"{path!r} for writing" if writes and not _inside(path) else ""


def _changed(args: tuple[Any, ...], doer: str) -> str:
    if any(isinstance(arg, int) and arg >= 0 for arg in args[1:]) and not os.fsdecode(args[0]).startswith(os.sep):
        return ""  # relative to an open folder: part of something larger that was judged
    return "" if all(_inside(arg) for arg in args if isinstance(arg, str | bytes | os.PathLike)) else repr(args)[:200]


def _imported(args: tuple[Any, ...], doer: str) -> str:
    top = str(args[0]).partition(".")[0]
    return "" if top in MODULES or top.startswith("_sysconfigdata") else f"{args[0]!r}"


def _set(args: tuple[Any, ...], doer: str) -> str:
    """The window tells SDL what it wants by the environment, and nobody else anything."""
    return "" if os.fsdecode(args[0]).startswith("SDL_") else repr(args)[:200]


def _run(args: tuple[Any, ...], doer: str) -> str:
    """Modules are run as they are imported, and the standard library writes some classes for us; none of ours runs text."""
    return f"in {doer}" if doer.partition(".")[0] in ("sim", "transitions", "yaml") else ""


_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

MODULES = (sys.stdlib_module_names | {
    "sim", "yaml", "_yaml", "pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection",
    "transitions", "numpy", "joblib",
    "six", "pygame", "platformdirs",
}) - {
    "antigravity", "asyncio", "cgi", "code", "ctypes", "ensurepip", "ftplib", "idlelib", "imaplib", "lib2to3",
    "multiprocessing", "nntplib",
    "pdb", "poplib", "pty", "runpy", "smtplib", "socketserver", "telnetlib", "this", "tkinter", "turtle", "venv",
    "webbrowser", "xmlrpc",
}
"""What may be imported on behalf of `sim`, by top-level name."""

JUDGES: dict[str, Judge] = {
    "open": _opened,
    "import": _imported,
    "exec": _run,
    "compile": _run,
    "os.putenv": _set,
    **dict.fromkeys(("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod",
    "os.chown",
                     "os.utime", "os.setxattr", "shutil.rmtree", "shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp"),
    _changed),
    **dict.fromkeys(("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile",
    "os.kill",
                     "os.chdir", "subprocess.Popen", "pty.spawn", "shutil.make_archive", "shutil.unpack_archive",
    "shutil.copyfile",
                     "socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
    "socket.gethostbyname",
                     "urllib.Request", "http.client.connect", "webbrowser.open", "ctypes.dlopen", "ctypes.dlsym",
    "ctypes.call_function",
                     "pickle.find_class", "sys.settrace", "sys.setprofile", "signal.pthread_kill"), _never),
}
"""What is listened for. An event that is not here passes."""

sys.addaudithook(_hear)
