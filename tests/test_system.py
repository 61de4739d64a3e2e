"""What differs between systems. The branches for Windows and macOS are run on stand-ins that record what was asked."""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import subprocess
import sys
import types
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pygame
import pytest

from sim.cli import COMMANDS, main
from sim.shell import disk, runs, system
from sim.shell.disk import NotKept
from sim.shell.places import data_dir
from sim.surfaces.window.keys import modified, name_of
from tests.boiler import RAW, boiler
from tests.names import fits_windows

ROOT = Path(__file__).resolve().parent.parent


# ---------------------------------------------------------------- locks


def test_a_lock_is_held_against_a_second_opener_until_the_file_is_closed(tmp_path):
    path = tmp_path / "journal"
    path.write_bytes(b"one line\n")
    with path.open("r+b", buffering=0) as first, path.open("r+b", buffering=0) as second:
        system.lock(first)
        with pytest.raises(BlockingIOError):
            system.lock(second)
        first.close()
        system.lock(second)


class Msvcrt(types.ModuleType):
    """Stands in for Windows' locks as far as its documentation goes: a region, from where the file stands."""

    LK_NBLCK = 2

    def __init__(self, fault: int = 0) -> None:
        super().__init__("msvcrt")
        self.fault, self.asked = fault, []

    def locking(self, handle: int, mode: int, count: int) -> None:
        self.asked.append((mode, os.lseek(handle, 0, os.SEEK_CUR), count))
        if self.fault:
            raise OSError(self.fault, os.strerror(self.fault))


@pytest.fixture
def windows(monkeypatch):
    def install(fault: int = 0) -> Msvcrt:
        stand_in = Msvcrt(fault)
        monkeypatch.setitem(sys.modules, "msvcrt", stand_in)
        monkeypatch.setattr(system.sys, "platform", "win32")
        return stand_in

    return install


def test_on_windows_a_byte_is_locked_that_no_journal_reaches_and_the_file_stands_where_it_stood(windows, tmp_path):
    path = tmp_path / "journal"
    path.write_bytes(b"one line\n")
    stand_in = windows()
    with path.open("r+b", buffering=0) as file:
        file.seek(4)
        system.lock(file)
        assert file.tell() == 4 and file.read() == b"line\n"
    [(mode, place, count)] = stand_in.asked
    assert (mode, count) == (Msvcrt.LK_NBLCK, 1) and place > 2_000_000_000
    assert path.read_bytes() == b"one line\n"


@pytest.mark.parametrize(
    ("said", "means"), [(errno.EACCES, BlockingIOError), (errno.EDEADLK, BlockingIOError), (errno.EBADF, OSError)]
)
def test_on_windows_a_lock_of_somebody_else_is_told_from_a_file_system_without_locks(windows, tmp_path, said, means):
    windows(said)
    with (tmp_path / "journal").open("w+b", buffering=0) as file, pytest.raises(OSError) as refused:
        system.lock(file)
    assert type(refused.value) is means


def test_a_run_on_a_file_system_without_locks_is_kept_and_says_so_in_one_sentence(tmp_path, monkeypatch):
    def no_locks(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    run = runs.begin(tmp_path, boiler(), RAW, seed=7)
    assert run.notice == "The folder of this run has no locks: see to it that no other window opens it."
    run.close()
    again = runs.reopen(run.folder, Fraction(1), 200)
    assert again.notice == run.notice and again.session.moments == run.session.moments
    again.close()


# ---------------------------------------------------------------- on the medium


@pytest.fixture
def macos(monkeypatch):
    """Return what the disk was asked, in order; `fault` is what it answers to the thorough question."""

    def install(fault: int = 0) -> list[object]:
        asked: list[object] = []

        def thorough(handle: int, what: int) -> int:
            asked.append("F_FULLFSYNC" if what == 51 else what)
            if fault:
                raise OSError(fault, os.strerror(fault))
            return 0

        monkeypatch.setattr(system.sys, "platform", "darwin")
        monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
        monkeypatch.setattr(fcntl, "fcntl", thorough)
        monkeypatch.setattr(system.os, "fsync", lambda handle: asked.append("fsync"))
        return asked

    return install


def test_on_macos_the_disk_itself_is_asked_not_only_the_system(macos):
    asked = macos()
    system.sync(3)
    assert asked == ["F_FULLFSYNC"]


def test_on_macos_a_file_system_that_cannot_ask_its_disk_is_synced_as_well_as_it_can(macos):
    asked = macos(errno.ENOTSUP)
    system.sync(3)
    assert asked == ["F_FULLFSYNC", "fsync"]


def test_on_macos_a_disk_that_failed_is_not_asked_again_more_gently(macos):
    asked = macos(errno.EIO)
    with pytest.raises(OSError):
        system.sync(3)
    assert asked == ["F_FULLFSYNC"]


@pytest.mark.parametrize(("platform", "call"), [("linux", "fdatasync"), ("win32", "fsync")])
def test_elsewhere_one_call_does_it(monkeypatch, platform, call):
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(system.sys, "platform", platform)
    for name in ("fdatasync", "fsync"):
        monkeypatch.setattr(system.os, name, lambda handle, name=name: asked.append((name, handle)))
    system.sync(3)
    assert asked == [(call, 3)]


def test_a_folder_that_cannot_be_synced_is_no_failure_but_one_that_failed_is(tmp_path, monkeypatch):
    def refuse(number: int) -> None:
        def fsync(handle: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(system.os, "fsync", fsync)

    refuse(errno.EINVAL)
    system.sync_folder(tmp_path)
    refuse(errno.EIO)
    with pytest.raises(OSError):
        system.sync_folder(tmp_path)


def test_on_windows_a_small_file_that_somebody_reads_just_now_is_replaced_as_soon_as_they_are_done(monkeypatch, tmp_path):
    readers, waited = ["a scanner", "another window"], []

    def refused(new: Path, old: Path) -> Path:
        if readers:
            readers.pop()
            raise PermissionError(errno.EACCES, "in use")
        return new.rename(old)

    monkeypatch.setattr(system.sys, "platform", "win32")
    monkeypatch.setattr(system.time, "sleep", waited.append)
    monkeypatch.setattr(Path, "replace", refused)
    disk.write_json(tmp_path / "settings.json", {"theme": "light"})
    assert disk.read_json(tmp_path / "settings.json") == {"theme": "light"} and len(waited) == 2
    readers.extend(["somebody who does not let go"] * 1000)
    with pytest.raises(NotKept, match="could not be written"):
        disk.write_json(tmp_path / "settings.json", {"theme": "dark"})
    assert disk.read_json(tmp_path / "settings.json") == {"theme": "light"} and sum(waited) < 2
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


# ---------------------------------------------------------------- displays and computers


@pytest.mark.parametrize(
    ("platform", "env", "there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"SDL_VIDEODRIVER": "dummy"}, True),
        ("freebsd14", {}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_whether_there_can_be_a_window(monkeypatch, platform, env, there):
    monkeypatch.setattr(system.sys, "platform", platform)
    monkeypatch.setattr(system.os, "environ", env)
    assert system.has_display() is there


@pytest.mark.parametrize(
    ("platform", "machine", "tag"),
    [
        ("win32", "AMD64", "win_amd64"),
        ("darwin", "arm64", "macosx_11_0_arm64"),
        ("darwin", "x86_64", "macosx_11_0_x86_64"),
        ("linux", "x86_64", "manylinux2014_x86_64"),
        ("linux", "aarch64", "manylinux2014_aarch64"),
        ("win32", "ARM64", None),
        ("freebsd14", "amd64", None),
    ],
)
def test_a_computer_knows_which_wheels_are_for_it(monkeypatch, platform, machine, tag):
    from sim.shell.bundle import TARGETS

    monkeypatch.setattr(system.sys, "platform", platform)
    monkeypatch.setattr(system.platform, "machine", lambda: machine)
    tags = [target.platforms[-1] for target in TARGETS.values()]
    assert [one for one in tags if system.runs(one)] == ([tag] if tag else [])


# ---------------------------------------------------------------- names of files


def test_everything_a_run_keeps_has_a_name_that_windows_takes(tmp_path):
    run = runs.begin(tmp_path, boiler(), RAW, seed=7)
    run.session.choose("main", "tell")
    run.close()
    assert run.folder is not None
    journal = run.folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b"torn")
    runs.reopen(run.folder, Fraction(1), 200).close()
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert any("damaged" in name for name in names) and [name for name in names if not fits_windows(name)] == []


@pytest.mark.parametrize("name", ["nul", "a/aux.py", "COM1.txt", "a:b", "a.", "a /b", "x" * 121, "what?.md", "a\\b"])
def test_names_that_windows_does_not_take(name):
    assert not fits_windows(name)


# ---------------------------------------------------------------- keyboards


def pressed(key: int, typed: str, place: str, mod: int = 0) -> pygame.event.Event:
    scancode = getattr(pygame, f"KSCAN_{place}")
    return pygame.event.Event(pygame.KEYDOWN, key=key, unicode=typed, scancode=scancode, mod=mod)


@pytest.mark.parametrize(
    ("keyboard", "event", "name"),
    [
        ("American 2", pressed(pygame.K_2, "2", "2"), "2"),
        ("French 2, without Shift", pressed(0xE9, "é", "2"), "2"),
        ("French 1, without Shift", pressed(pygame.K_AMPERSAND, "&", "1"), "1"),
        ("French A, where Q is elsewhere", pressed(pygame.K_a, "a", "Q"), "a"),
        ("Czech 2, without Shift", pressed(0x11B, "ě", "2"), "2"),
        ("German Z, where Y is elsewhere", pressed(pygame.K_z, "z", "Y"), "z"),
        ("German Ü, which is no letter of ours", pressed(0xFC, "ü", "LEFTBRACKET"), "ü"),
        ("German ?, with Shift", pressed(0xDF, "?", "MINUS"), "?"),
        ("Russian, where P lies", pressed(0x437, "з", "P"), "p"),
        ("Greek, where N lies", pressed(0x3BD, "ν", "N"), "n"),
        ("Hebrew, where D lies", pressed(0x5D2, "ג", "D"), "d"),
        ("Turkish dotless i", pressed(0x131, "ı", "I"), "i"),
        ("capitals locked", pressed(pygame.K_p, "P", "P", pygame.KMOD_CAPS), "p"),
        ("keypad 7", pressed(pygame.K_KP7, "7", "KP7"), "7"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_key_means_what_is_printed_on_it_or_what_lies_there_on_a_latin_keyboard(keyboard, event, name):
    assert name_of(event) == name and not modified(event)


@pytest.mark.parametrize("mod", [pygame.KMOD_LCTRL, pygame.KMOD_LALT, pygame.KMOD_LMETA, pygame.KMOD_RMETA])
def test_with_ctrl_alt_or_the_command_key_of_a_mac_a_letter_is_not_ours(mod):
    assert modified(pressed(pygame.K_p, "p", "P", mod))


# ---------------------------------------------------------------- consoles and folders

TEXT = (
    "--help", "--version", "list", "check nine-minutes --no-explore", "explain SC105",
    "explain nöthing", "play nöwhere", "report nöwhere",
    *(f"{verb} --help" for verb in sorted(set(COMMANDS) - {"open"})), "play nine-minutes --auto textbook",
)
JSON = ("list --json", "schema", "check BROKEN --format json", "play nine-minutes --auto textbook --seed 7 --json")


def said(monkeypatch, encoding: str, words: str, data: Path) -> str:
    """Return what a command writes to a console that knows no other letters than `encoding`, and refuses them."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding, errors="strict"))
        patch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding, errors="strict"))
        with suppress(SystemExit):
            main(["--data-dir", str(data), *words.split()])
        sys.stdout.flush()
        sys.stderr.flush()
        return (sys.stdout.buffer.getvalue() + sys.stderr.buffer.getvalue()).decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("cp437", marks=pytest.mark.slow)])
@pytest.mark.parametrize("words", TEXT)
def test_an_old_console_is_no_reason_to_stop(monkeypatch, encoding, words, tmp_path):
    assert len(said(monkeypatch, encoding, words, tmp_path / "Zoë’s Läufe")) > 10


@pytest.mark.parametrize("words", JSON)
def test_for_a_program_that_reads_it_no_letter_is_lost(monkeypatch, words, tmp_path):
    data = tmp_path / "Zoë’s Läufe"
    (tmp_path / "s.yaml").write_text("Zoë’s Übung: 1\n", encoding="utf-8")
    words = words.replace("BROKEN", str(tmp_path / "s.yaml"))
    plain, full = (json.loads(said(monkeypatch, encoding, words, data)) for encoding in ("ascii", "utf-8"))
    if "play" in words:
        assert Path(plain.pop("journal")).is_file() and full.pop("journal").startswith(str(data))
    assert plain == full


def from_anywhere(*words: str, home: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **dict.fromkeys(("HOME", "XDG_DATA_HOME"), home)}
    command = [sys.executable, str(ROOT / "main.py"), *words]
    return subprocess.run(command, cwd="/", env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def test_a_home_that_cannot_be_made_stops_nothing_that_need_not_be_kept(tmp_path):
    listed = from_anywhere("list", home="/proc/nobody/home")
    assert (listed.returncode, listed.stderr) == (0, "") and "nine-minutes" in listed.stdout
    played = from_anywhere("play", "nine-minutes", "--auto", "textbook", home="/proc/nobody/home")
    assert played.returncode == 3 and played.stderr.count("\n") == 1 and "--data-dir" in played.stderr


def test_a_home_that_is_not_there_yet_is_made(tmp_path):
    home = tmp_path / "neu hier" / "Zoë"
    played = from_anywhere("play", "nine-minutes", "--auto", "textbook", "--json", home=str(home))
    assert played.returncode == 0 and Path(json.loads(played.stdout)["journal"]).is_relative_to(home)


def test_a_home_of_somebody_unknown_is_answered_in_one_sentence(capsys):
    with pytest.raises(NotKept):
        data_dir("~nobody-of-that-name/runs")
    assert main(["list", "--data-dir", "~nobody-of-that-name/runs"]) in (0, 3)
    assert "Traceback" not in capsys.readouterr().err
