"""Whatever the window hears: any event at any time on any screen breaks nothing and does nothing that was not on offer."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pygame
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sim.screens.intents import Go, LetRun, ResumeRun
from sim.screens.view import Action, Tracks, View, actions_of
from sim.shell import loop, runs
from sim.shell.assets import assets
from sim.shell.kept import kept_runs
from sim.surfaces.window.window import Closed, Pressed, Window
from tests.boiler import an_app

TEXTS = (
    "",
    "a",
    "7",
    "Ask Ola. ",
    "\ud800",
    "\udfff\udc00",
    "Z" + "\u0336" * 300,
    "\0",
    "\x1b[2J",
    "\u202e",
    "€☎",
    "漢" * 50,
    "W" * 5000,
    "\n\r\t",
    "[[word]] **x** `y`",
    "👩\u200d🚒",
    "\ufffe\U0010ffff",
)
KEYS = [getattr(pygame, name) for name in dir(pygame) if name.startswith("K_")]
USUAL = [
    pygame.K_TAB,
    pygame.K_RETURN,
    pygame.K_SPACE,
    pygame.K_ESCAPE,
    pygame.K_UP,
    pygame.K_DOWN,
    pygame.K_LEFT,
    pygame.K_RIGHT,
    pygame.K_PAGEDOWN,
    pygame.K_HOME,
    pygame.K_END,
    pygame.K_BACKSPACE,
    pygame.K_DELETE,
    pygame.K_F1,
    *range(pygame.K_0, pygame.K_9 + 1),
]
MODS = [0, 0, 0, 0, 0, 0, pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL, pygame.KMOD_RALT, pygame.KMOD_LGUI, pygame.KMOD_CAPS, 0xFFFF]
OTHERS = [
    getattr(pygame, name)
    for name in (
        "WINDOWSHOWN",
        "WINDOWHIDDEN",
        "WINDOWEXPOSED",
        "WINDOWMOVED",
        "WINDOWRESIZED",
        "WINDOWSIZECHANGED",
        "WINDOWMINIMIZED",
        "WINDOWMAXIMIZED",
        "WINDOWRESTORED",
        "WINDOWENTER",
        "WINDOWLEAVE",
        "WINDOWFOCUSGAINED",
        "WINDOWFOCUSLOST",
        "WINDOWCLOSE",
        "WINDOWTAKEFOCUS",
        "WINDOWHITTEST",
        "WINDOWDISPLAYCHANGED",
        "WINDOWICCPROFCHANGED",
        "ACTIVEEVENT",
        "VIDEOEXPOSE",
        "VIDEORESIZE",
        "FINGERDOWN",
        "FINGERUP",
        "FINGERMOTION",
        "MULTIGESTURE",
        "JOYAXISMOTION",
        "JOYBUTTONDOWN",
        "JOYHATMOTION",
        "JOYDEVICEADDED",
        "CONTROLLERBUTTONDOWN",
        "DROPFILE",
        "DROPTEXT",
        "DROPBEGIN",
        "DROPCOMPLETE",
        "AUDIODEVICEADDED",
        "AUDIODEVICEREMOVED",
        "KEYMAPCHANGED",
        "CLIPBOARDUPDATE",
        "TEXTEDITING",
        "RENDER_TARGETS_RESET",
        "APP_LOWMEMORY",
        "LOCALECHANGED",
        "SYSWMEVENT",
        "USEREVENT",
    )
]
TICKS = (0.0, 0.016, 0.016, 0.1, 0.5, 1.0, 1.9, 2.5, 100.0, -1.0)


def wound(view: View) -> list[Action]:
    """Return what winds the tracks of a view by mouse."""
    return [block.seek for region in view.regions for block in region.blocks if isinstance(block, Tracks)]


class Storm:
    """Somebody, or a broken driver, at the window of a program."""

    def __init__(self, data: Path, seed: int) -> None:
        self.dice, self.app, self.now = random.Random(seed), an_app(data), 1000
        self.window = Window(assets(), loop.look_of(self.app.settings), (1280, 720), wanted_driver="dummy")
        self.app.restyled = lambda settings: self.window.restyle(loop.look_of(settings))
        if seed % 2:
            self.app.start("boiler", seed, "")
        self.screens: set[str] = set()
        self.pressed = 0

    def spot(self) -> Any:
        dice = self.dice
        if dice.random() < 0.7:
            lives = self.window._stage.lives()
            if lives:
                x, y, w, h = dice.choice(lives).seen
                return x + w // 2, y + h // 2
        return dice.choice(((dice.randrange(1280), dice.randrange(720)), (-5, -5), (10**6, 3), (0, -(10**9)), (0.5, 7.25)))

    def key(self) -> pygame.event.Event:
        dice = self.dice
        code, typed = dice.choice(dice.choice((USUAL, USUAL, KEYS))), dice.choice(("", "", "1", "?", "ß", "\x03", "ab", "\ud800"))
        offered = [action.key for action in actions_of(self.window._stage.view) if len(action.key) == 1]
        if offered and dice.random() < 0.5:
            typed = dice.choice(offered)
            code = ord(typed)
        kind = dice.choice((pygame.KEYDOWN, pygame.KEYDOWN, pygame.KEYUP))
        return pygame.event.Event(kind, key=code, unicode=typed, mod=dice.choice(MODS), scancode=dice.randrange(300))

    def events(self) -> list[pygame.event.Event]:
        dice, chance = self.dice, self.dice.random()
        event = pygame.event.Event
        if chance < 0.4:
            return [self.key()]
        if chance < 0.5:
            return [event(pygame.TEXTINPUT, text=dice.choice(TEXTS))]
        if chance < 0.65:
            down = self.spot()
            up = down if dice.random() < 0.8 else self.spot()
            return [
                event(pygame.MOUSEMOTION, pos=down, rel=(0, 0), buttons=(0, 0, 0)),
                event(pygame.MOUSEBUTTONDOWN, pos=down, button=1),
                event(pygame.MOUSEBUTTONUP, pos=up, button=1),
            ]
        if chance < 0.75:
            kind = dice.choice((pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP))
            return [event(kind, pos=self.spot(), rel=(1, 1), buttons=(1, 0, 0), button=dice.choice((1, 1, 1, 2, 3, 4, 9, -1)))]
        if chance < 0.8:
            return [event(pygame.MOUSEWHEEL, x=0, y=dice.choice((1, -1, 3.5, 10**9, -(10**9))), flipped=False)]
        if chance < 0.95:
            return [event(dice.choice(OTHERS))]
        if chance < 0.952:
            return [event(pygame.QUIT)]
        kind = dice.choice(
            (
                pygame.KEYDOWN,
                pygame.KEYUP,
                pygame.TEXTINPUT,
                pygame.MOUSEMOTION,
                pygame.MOUSEBUTTONDOWN,
                pygame.MOUSEBUTTONUP,
                pygame.MOUSEWHEEL,
            )
        )
        return [event(kind)]  # without any of its attributes

    def wanders(self) -> None:
        """Come, now and then, to a screen that pressing at random would seldom reach."""
        app, chance = self.app, self.dice.random()
        if chance < 0.05 and app.screen != "play":
            app.start("boiler", self.dice.randrange(1000), "")
        elif chance < 0.08 and app.screen == "play":
            if self.dice.random() < 0.5:  # one that nothing holds up: neither what was learned nor an interruption that waits
                app.mode, app.settings = "", replace(app.settings, interruptions="come")
                app.start("boiler", self.dice.randrange(1000), "")
            app.act(ResumeRun())
            for _ in range(2000):
                if app.run is None or app.screen != "play":
                    break
                app.act(LetRun())
                app.tick(1.0)
        elif chance < 0.2 and app.screen == "debrief":
            app.act(Go(screen="replay", what="3"))
        elif chance < 0.1 and app.screen == "catalogue":
            for name, _ in kept_runs(app.data)[:1]:
                app.act(Go(screen="delete", what=name))

    def frame(self) -> int:
        """Let one frame pass, and return how many events it held."""
        app, window, dice = self.app, self.window, self.dice
        app.tick(dice.choice(TICKS))
        app.over = False  # somebody who closed the program opens it again
        self.wanders()
        view = app.view()
        self.screens.add(view.screen)
        window.show(view)
        if dice.random() < 0.02:
            pygame.display.set_mode((dice.randrange(1, 1600), dice.randrange(1, 1000)), pygame.RESIZABLE)
            pygame.event.post(pygame.event.Event(pygame.WINDOWSIZECHANGED))
        count = 0
        for _ in range(dice.randrange(1, 9)):
            for event in self.events():
                pygame.event.post(event)
                count += 1
        while True:
            self.now += dice.choice((0, 5, 16, 16, 400))
            heard = window.hear(self.now)
            offered = [action for action in (*actions_of(view), *wound(view)) if action.enabled]
            for one in heard:
                if isinstance(one, Pressed):
                    assert one.action in offered, one.action.id
                    assert sum(isinstance(other, Pressed) for other in heard) == 1
                    app.act(one.action.intent, one.text)
                    self.pressed += 1
                elif isinstance(one, Closed):
                    app.leave()
            if not window._unheard:
                return count
            view = app.view()
            window.show(view)

    def rages(self, events: int) -> None:
        """Go on until so many events have been heard, and see that every run that was made is whole."""
        try:
            while events > 0:
                events -= self.frame()
        finally:
            self.app.close_run()
            self.window.close()
        for name, _ in kept_runs(self.app.data):
            found = runs.look_at(self.app.data / "runs" / name)
            assert found.doubt == ""
            session = runs.session_of(found.header, found.scenario)
            session.restore(found.moments)
            assert runs.played_again(session) == "", name


@pytest.fixture(autouse=True)
def dummy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


@pytest.mark.parametrize(
    ("seed", "events"),
    [
        (1, 3000),
        (2, 2000),
        *(pytest.param(seed, 10_000, marks=pytest.mark.slow) for seed in range(100, 120)),
    ],
)
def test_a_storm_of_events_breaks_nothing_and_does_nothing_that_was_not_offered(tmp_path, seed, events, monkeypatch):
    storm = Storm(tmp_path, seed)
    monkeypatch.setattr(runs, "new_seed", lambda: storm.dice.randrange(10_000))  # the same storm every time
    try:
        storm.rages(events)
    except BaseException:
        print(f"seed {seed}, screen {storm.app.screen}, dialog {storm.app.dialog}")
        raise
    wanted = {"catalogue", "settings", "help"} | ({"play"} if seed % 2 else set())
    if events >= 10_000:
        wanted |= {"play", "debrief", "replay"}
    assert wanted <= storm.screens and storm.pressed > events // 100
