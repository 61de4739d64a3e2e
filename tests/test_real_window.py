"""The program in a real window, on a display of its own: a person with keys alone, with a mouse alone, and with bad luck.

What was done is read from the run's journal on disk. What is shown is read from the display's own memory, and compared with
the picture the same view gives when it is drawn without a display.
"""
from __future__ import annotations

import os
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pygame
import pytest

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.situation import Phase
from sim.screens import intents as i
from sim.screens.view import Action, View, actions_of
from sim.shell import loop, runs
from sim.shell.app import App
from sim.shell.assets import assets
from sim.shell.disk import read_json
from sim.shell.journals import read_journal
from sim.shell.library import load_scenario
from sim.shell.runs import Run
from sim.shell.settings import Settings
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage, draw

ROOT = Path(__file__).resolve().parents[1]
SCREEN = (1280, 800)
SIZE = (1280, 720)
PATIENCE = 30.0
"""Real seconds after which something that should take one is not coming."""
CALL = 10.0
LIFE = 1200
"""Real seconds after which the display ends by itself, whatever became of the tests."""
ALIKE = 0.01
"""The share of pixels that may differ between two pictures of one view: a clock's digits, a ring's angle."""

CLOSE = """
import ctypes, sys
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = ctypes.c_ulong
class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int), ("display", ctypes.c_void_p),
                ("window", ctypes.c_ulong), ("kind", ctypes.c_ulong), ("bits", ctypes.c_int), ("data", ctypes.c_long * 5),
                ("room", ctypes.c_long * 24)]
display = ctypes.c_void_p(x.XOpenDisplay(None))
window = ctypes.c_ulong(int(sys.argv[1]))
protocols, delete = (x.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
message = Message(type=33, sent=1, window=window, kind=protocols, bits=32)
message.data[0] = delete
assert x.XSendEvent(display, window, 0, ctypes.c_long(0), ctypes.byref(message))
x.XCloseDisplay(display)
"""
"""Sends WM_DELETE_WINDOW, in a process of its own because a display that goes away ends the process."""

MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


@pytest.fixture(autouse=True, scope="module")
def tools() -> None:
    if MISSING:
        why = f"a window with real input needs {' and '.join(MISSING)}"
        if os.environ.get("CI"):
            pytest.fail(f"{why}, which .ci/run installs")
        pytest.skip(why)


def until(what: str, found: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Return what `found` returns as soon as it is true; fail, saying `what` did not come, when patience ends."""
    deadline = time.monotonic() + patience
    while not (value := found()):
        if time.monotonic() > deadline:
            pytest.fail(f"In {patience:g} s there was no {what}.", pytrace=True)
        time.sleep(0.04)
    return value


# --- the display ----------------------------------------------------------------------------------------------------

@dataclass
class Display:
    """A display in memory, and a hand on its keyboard and mouse."""

    name: str
    memory: Path
    server: subprocess.Popen[bytes]

    def call(self, *words: object) -> str:
        """Run xdotool and return what it says, empty if it fails or does not come back."""
        env = {**os.environ, "DISPLAY": self.name}
        with suppress(subprocess.TimeoutExpired):
            done = subprocess.run(["xdotool", *map(str, words)], env=env, capture_output=True, text=True, timeout=CALL)
            return done.stdout if done.returncode == 0 else ""
        return ""

    def close(self, window: str) -> None:
        """Tell a window what the button in its corner tells it; not every xdotool can."""
        env = {**os.environ, "DISPLAY": self.name}
        subprocess.run([sys.executable, "-c", CLOSE, window], env=env, capture_output=True, timeout=PATIENCE, check=True)

    def picture(self) -> pygame.Surface:
        """Return what is on the display, read from the file it keeps its pixels in (XWD, 32 bits, blue first)."""
        raw = self.memory.read_bytes()
        head = struct.unpack(">25I", raw[:100])
        width, height, bits, line, colours = head[4], head[5], head[11], head[12], head[19]
        assert (bits, line) == (32, width * 4)
        begin = head[0] + 12 * colours
        return pygame.image.frombuffer(raw[begin:begin + line * height], (width, height), "BGRA").convert(32, 0)


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory, tools: None) -> Iterator[Display]:
    with a_display(tmp_path_factory.mktemp("display")) as found:
        yield found


@contextmanager
def a_display(folder: Path, own_group: bool = True) -> Iterator[Display]:
    """Keep a display for as long as it is needed; without a group of its own it can be killed at a blow."""
    reads, writes = os.pipe()
    words = [
        "Xvfb", "-displayfd", str(writes), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-fbdir", str(folder),
        "-nolisten", "tcp", "-noreset", "-nocursor",
    ]
    if own_group and shutil.which("timeout"):
        words = ["timeout", "-k", "5", str(LIFE), *words]
    server = subprocess.Popen(words, pass_fds=(writes,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writes)
    try:
        number = b""
        deadline = time.monotonic() + PATIENCE
        while not number.endswith(b"\n"):
            ready, _, _ = select.select([reads], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(reads, 20) if ready else b""
            assert piece, "Xvfb did not start"
            number += piece
        found = Display(f":{int(number)}", folder / "Xvfb_screen0", server)
        until("display that answers", lambda: found.call("getdisplaygeometry"))
        yield found
    finally:
        os.close(reads)
        stop(server)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, gently at first."""
    for end in (process.terminate, process.kill):
        if process.poll() is None:
            end()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)


# --- the program ----------------------------------------------------------------------------------------------------

@cache
def drawing() -> Any:
    return assets()


@cache
def scenario_of(text: bytes) -> Any:
    scenario, fault = load_scenario(text, "scenario.yaml")
    assert scenario is not None, fault
    return scenario


def share_apart(one: pygame.Surface, other: pygame.Surface) -> float:
    """Return the share of pixels that look different."""
    assert one.get_size() == other.get_size()
    width, height = one.get_size()
    alike = pygame.mask.from_threshold(one, (0, 0, 0), (40, 40, 40, 255), other).count()
    return 1 - alike / (width * height)


@dataclass
class Person:
    """Somebody at the window of a program of their own, whose things are kept in `data`."""

    display: Display
    data: Path
    process: subprocess.Popen[bytes] | None = None
    window: str = ""
    log: list[Path] = field(default_factory=list)

    # ------------------------------------------------------------ starting and ending

    def starts(self, *words: str, **also: str) -> None:
        """Start the program, with these words behind its name, and wait for its window to have the keyboard.

        `also` goes into its environment.
        """
        env = {name: value for name, value in os.environ.items() if name not in ("SDL_VIDEODRIVER", "WAYLAND_DISPLAY")}
        env |= {"DISPLAY": self.display.name, "SDL_FRAMEBUFFER_ACCELERATION": "0", "SDL_AUDIODRIVER": "dummy"} | also
        self.log.append(self.data.with_name(f"{self.data.name}-said-{len(self.log)}.txt"))
        with self.log[-1].open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "main.py"), *words, "--data-dir", str(self.data)],
                cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
            )
        self.window = until("window", lambda: self._call("search", "--onlyvisible", "--pid", self.process.pid).split())[0]
        until("focus", self._focused)
        self._call("mousemove", SCREEN[0] - 1, SCREEN[1] - 1)  # nothing lies there that lights up under it

    def _focused(self) -> bool:
        self._call("windowfocus", self.window)
        return self._call("getwindowfocus").strip() == self.window

    def _call(self, *words: object) -> str:
        assert self.process is not None
        assert self.process.poll() is None, f"The program ended with {self.process.returncode}: {self.said()}"
        return self.display.call(*words)

    def said(self) -> str:
        return self.log[-1].read_text("utf-8", "replace")

    def ends(self) -> int:
        """Wait for the program to end by itself and return its exit code."""
        assert self.process is not None
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pytest.fail("The program did not end.")
        assert "Traceback" not in self.said(), self.said()
        return code

    # ------------------------------------------------------------ hands

    def presses(self, *keys: str) -> None:
        self._call("key", *keys)

    def clicks(self, name: str, view: View, size: tuple[int, int] = SIZE) -> None:
        """Click where `view` shows the action called `name`."""
        left, top, _, _ = self.where()
        x, y = spot_of(name, view, size)
        self._call("mousemove", left + x, top + y, "mousedown", 1, "mouseup", 1)

    def where(self) -> tuple[int, int, int, int]:
        """Return the place and the size of the window on the display."""
        said = until("geometry", lambda: self._call("getwindowgeometry", "--shell", self.window))
        found = dict(re.findall(r"^(\w+)=(-?\d+)$", said, re.M))
        return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])

    def turns_window_to(self, size: tuple[int, int]) -> None:
        self._call("windowsize", self.window, *size)
        until(f"window of {size}", lambda: self.where()[2:] == size)

    # ------------------------------------------------------------ eyes

    def sees(self, view: View | Callable[[], View], size: tuple[int, int] = SIZE, alike: float = ALIKE) -> pygame.Surface:
        """Wait until the window shows this view, and return its picture."""
        left, top, _, _ = self.where()
        area = pygame.Rect(left, top, *size).clip((0, 0, *SCREEN))
        least = [1.0]

        def look() -> pygame.Surface | None:
            whole = draw(view() if callable(view) else view, size, drawing(), loop.look_of(Settings()))
            here = self.display.picture().subsurface(area)
            apart = share_apart(here, whole.subsurface(area.move(-left, -top)))
            least[0] = min(least[0], apart)
            return here.copy() if apart <= alike else None

        name = view().screen if callable(view) else view.screen
        deadline = time.monotonic() + PATIENCE
        while (found := look()) is None:
            assert self.process is not None and self.process.poll() is None, self.said()
            if time.monotonic() > deadline:
                pytest.fail(f"In {PATIENCE:g} s the window did not show {name}; at best {least[0]:.1%} of it looked different.")
            time.sleep(0.05)
        return found

    # ------------------------------------------------------------ what is on disk

    @property
    def folders(self) -> list[Path]:
        root = self.data / "runs"
        return sorted(path for path in root.iterdir() if (path / "journal.jsonl").is_file()) if root.is_dir() else []

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What is kept of the only run, a line that is being written left out."""
        folders = self.folders
        found = read_journal(folders[0] / "journal.jsonl") if len(folders) == 1 else None
        return found.moments if found is not None else ()

    def happened(self, kind: type) -> bool:
        return any(isinstance(event, kind) for moment in self.moments for event in moment.events)

    def commands(self, *kinds: type) -> list[Any]:
        return [moment.command for moment in self.moments if isinstance(moment.command, kinds)]

    def app(self, screen: str = "", **also: Any) -> App:
        """Return the program as it stands on disk, to ask what it shows; it is never told to do anything that writes."""
        app = App.at(self.data)
        if screen == "briefing":
            app.act(i.Go(screen="briefing", what="nine-minutes"))
        elif screen:
            found = read_journal(self.folders[0] / "journal.jsonl")
            assert found is not None and found.header is not None
            session = runs.session_of(found.header, scenario_of((self.folders[0] / "scenario.yaml").read_bytes()))
            session.restore(found.moments)
            app.run, app.screen = Run(session, None, self.folders[0]), screen
            for name, value in also.items():
                setattr(app, name, value)
        return app

    def view(self, screen: str = "", **also: Any) -> View:
        return self.app(screen, **also).view()

    # ------------------------------------------------------------ playing

    def begins_by_key(self) -> None:
        self.sees(self.view())
        self.presses("1")
        self.sees(self.view("briefing"))
        self.presses("Return")
        until("run on disk", lambda: self.happened(e.StageOpened))

    def offer(self, name: str) -> Action | None:
        """Return the choice of this name if it can be taken now, with the key beside it."""
        return next((a for a in actions_of(self.view("play")) if a.id == name and a.enabled and a.key), None)

    def moves_on(self, *keys: str, patience: float = 2.0) -> bool:
        """Press keys one after another, and return whether anything came of it before long."""
        before = len(self.moments)
        self.presses(*keys)
        deadline = time.monotonic() + patience
        while len(self.moments) == before:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.04)
        return True

    def takes(self, name: str) -> None:
        """Take the choice called `name` with its key, as often as it needs: a key in the first blink of a stage is not taken."""
        choice = name.partition("/")[2]
        for _ in range(20):
            action = until(f"choice {name}", lambda: self.offer(name))
            self.moves_on(action.key)
            if any(command.choice == choice for command in self.commands(c.Choose)):
                return
        pytest.fail(f"{name} could not be chosen.")

    def shows_paused(self) -> View:
        return self.view("play", dialog="paused")


def spot_of(name: str, view: View, size: tuple[int, int]) -> tuple[int, int]:
    """Return the middle of the action called `name`, as the window kit lays the view out."""
    stage = Stage(drawing(), loop.look_of(Settings()), size, Phrases())
    stage.show(view)
    live = stage.live(name)
    assert live is not None and live.seen[2] and live.seen[3], f"{name} is not in sight in {view.screen}"
    x, y, w, h = live.seen
    return x + w // 2, y + h // 2


def colours(picture: pygame.Surface) -> int:
    """Return how many colours a picture has, looked at every few pixels."""
    width, height = picture.get_size()
    return len({tuple(picture.get_at((x, y))) for x in range(0, width, 3) for y in range(0, height, 3)})


@pytest.fixture
def person(display: Display, tmp_path: Path) -> Iterator[Person]:
    pygame.display.init()  # the dummy one of the tests: pictures are compared here, never shown
    pygame.display.set_mode((1, 1))
    somebody = Person(display, tmp_path / "data")
    yield somebody
    if somebody.process is not None:
        stop(somebody.process)
    pygame.display.quit()


# --- the tests ------------------------------------------------------------------------------------------------------

WISHES = ("word/hope", "after/coffee")
"""What is chosen where it is offered: of all ways to play, one of those that take the least real time."""


@pytest.mark.slow
def test_the_whole_of_nine_minutes_can_be_played_by_keyboard_alone(person):
    person.starts()
    assert colours(person.sees(person.view())) > 50
    person.begins_by_key()

    deadline = time.monotonic() + 120
    while not person.happened(e.RunEnded):
        assert time.monotonic() < deadline, f"It did not end; the last that happened was {person.moments[-1]}"
        here = {action.id: action for action in actions_of(person.view("play")) if action.enabled and action.key}
        asked = next((action for name, action in here.items() if name.endswith("!answer")), None)
        wish = next((here[name] for name in WISHES if name in here), None)
        if asked is not None:
            person.moves_on(asked.key)
        elif wish is not None and isinstance(wish.intent, i.Go):
            person.moves_on(wish.key, "5")  # asked how sure: rather not say
        elif wish is not None:
            person.moves_on(wish.key)
        else:
            person.moves_on("space", "space", patience=0.3)  # the first skips what is left to read
    assert person.commands(c.Choose) and person.commands(c.Answer)
    assert read_journal(person.folders[0] / "journal.jsonl").fault == ""

    person.presses("space")  # what is said last need not be read
    result = person.folders[0] / "result.json"
    until("debrief after the end", lambda: read_json(result).get("finished"))
    # the decision review fills in meanwhile: a tab of its own, and on the page of the decisions some lines
    assert colours(person.sees(lambda: person.view("debrief"), alike=0.05)) > 50
    for key, page in ("2", "timeline"), ("3", "channels"), ("4", "decisions"), ("5", "think"):
        person.presses(key)
        assert colours(person.sees(person.view("debrief", page=page), alike=0.2 if page == "decisions" else 0.05)) > 50
    person.presses("Escape")
    person.sees(person.view())
    person.presses("Escape")
    assert person.ends() == 0


def test_a_run_outlives_the_program_however_it_ends(person):
    person.starts()
    person.begins_by_key()
    person.takes("arrive/ask")
    person.takes("sound/fetch-lead")
    assert [command.choice for command in person.commands(c.Choose)] == ["ask", "fetch-lead"]
    person.process.kill()
    person.process.wait(PATIENCE)

    for end in ("term", "closed"):
        before = person.moments
        assert before
        person.starts()
        assert any(action.key == "g" for action in actions_of(person.view()))
        person.sees(person.view())
        person.presses("g")
        dialog = "paused" if person.app("play").run.session.situation.phase is Phase.PAUSED else ""
        person.sees(lambda: person.view("play", dialog=dialog), alike=0.03)
        if dialog:
            person.presses("Escape")
            until("going on", lambda: len(person.moments) > len(before))
            before = person.moments
        person.presses("p")
        until("pause", lambda: len(person.commands(c.Pause)) > sum(isinstance(m.command, c.Pause) for m in before))
        assert person.moments[:len(before)] == before
        assert read_journal(person.folders[0] / "journal.jsonl").fault == ""
        if end == "term":
            person.process.send_signal(signal.SIGTERM)
        else:
            person.display.close(person.window)
        assert person.ends() == 0
        assert read_json(person.folders[0] / "result.json")["finished"] is False
    assert [command.choice for command in person.commands(c.Choose)] == ["ask", "fetch-lead"]


def test_a_mouse_alone_can_begin_choose_pause_go_on_and_leave(person):
    person.starts()
    person.sees(person.view())
    person.clicks("card-nine-minutes", person.view())
    person.sees(person.view("briefing"))
    person.clicks("begin", person.view("briefing"))
    until("run on disk", lambda: person.happened(e.StageOpened))
    person.sees(lambda: person.view("play"), alike=0.03)

    first = person.view("play")
    for _ in range(10):  # a click in the first blink of a stage is not taken
        person.clicks("arrive/ask", first)
        with suppress(pytest.fail.Exception):
            until("choice", lambda: person.commands(c.Choose), patience=2)
            break
    assert [command.choice for command in person.commands(c.Choose)] == ["ask"]

    person.clicks("pause", person.view("play"))
    until("pause", lambda: person.commands(c.Pause))
    person.sees(person.shows_paused, alike=0.03)
    person.clicks("resume", person.shows_paused())
    until("going on", lambda: person.commands(c.Resume))

    person.clicks("leave", person.view("play"))
    person.sees(lambda: person.view("play", dialog="leave"), alike=0.03)
    person.clicks("away", person.view("play", dialog="leave"))
    until("word of how it stands", lambda: read_json(person.folders[0] / "result.json"))
    assert read_json(person.folders[0] / "result.json")["finished"] is False
    person.sees(lambda: person.view())
    person.clicks("close", person.view())
    assert person.ends() == 0


def settings_of(person, key=""):
    """Return the page of the keys among the settings, with a key being waited for if one is named."""
    app = person.app()
    app.act(i.Go(screen="settings", what="hands"))
    if key:
        app.act(i.Change(setting=f"key-{key}", value="?"))
    return app.view()


def test_a_key_becomes_another_by_keyboard_alone(person):
    person.starts()
    person.sees(person.view())
    person.presses("s", "4")
    page = settings_of(person)
    person.sees(page)
    stage = Stage(drawing(), loop.look_of(Settings()), SIZE, Phrases())
    stage.show(page)
    order = [live.target.id for live in stage.lives()]
    person.presses(*["Tab"] * (order.index("key-p-change") - order.index("group-hands")), "Return")
    person.sees(settings_of(person, "p"), alike=0.03)
    person.presses("F7")
    until("the key on disk", lambda: read_json(person.data / "settings.json").get("keys") == "p=f7")
    person.presses("Escape")
    person.sees(person.view())
    person.begins_by_key()
    person.presses("F7")
    until("pause", lambda: person.commands(c.Pause))
    person.presses("Escape")
    until("going on", lambda: person.commands(c.Resume))
    person.presses("F1", "Escape", "Escape")
    person.sees(lambda: person.view("play", dialog="leave"), alike=0.03)


def test_settings_are_set_and_left_by_mouse_alone(person):
    person.starts()
    person.sees(person.view())
    person.clicks("settings", person.view())
    app = person.app()
    app.act(i.Go(screen="settings"))
    person.sees(app.view())
    person.clicks("group-hands", app.view())
    page = settings_of(person)
    person.sees(page, alike=0.03)
    person.clicks("key-p-change", page)
    person.sees(settings_of(person, "p"), alike=0.03)
    person.clicks("key-stays", settings_of(person, "p"))
    person.sees(page, alike=0.03)
    person.clicks("letters-off", page)
    until("the setting on disk", lambda: read_json(person.data / "settings.json").get("letters") == "off")
    assert read_json(person.data / "settings.json")["keys"] == ""
    person.clicks("back", settings_of(person))
    person.sees(person.view(), alike=0.03)
    person.clicks("close", person.view())
    assert person.ends() == 0


def test_the_window_can_change_its_size_during_play(person):
    person.starts()
    person.begins_by_key()
    for times, size in enumerate(((1024, 720), (1600, 900), SIZE), 1):
        person.turns_window_to(size)
        person.presses("p")
        until("pause", lambda: len(person.commands(c.Pause)) == times)
        shown = person.sees(person.shows_paused, size, alike=0.03)
        assert colours(shown) > 50
        person.presses("Escape")
        until("going on", lambda: len(person.commands(c.Resume)) == times)
    person.takes("arrive/ask")
