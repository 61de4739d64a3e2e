"""The window loop: time passes, the view is shown, what a person does is carried out."""

from __future__ import annotations

import contextlib
import gc
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.shell.app import App
from sim.shell.clock import Ticks, monotonic
from sim.shell.disk import NotKept
from sim.shell.hearing import Hearing
from sim.shell.settings import Settings, save_settings, size_of
from sim.shell.speech import complain
from sim.shell.system import prepare_display, when_display_is_lost
from sim.shell.wording import phrases_in

if TYPE_CHECKING:
    from sim.surfaces.window.window import Look, Window

FRAME_MS = 16


SCANNING = {"off": 0, "slow": 3000, "normal": 2000, "fast": 1000}
"""Milliseconds for which the focus stays where it is, where it goes round by itself."""


def look_of(settings: Settings) -> Look:
    from sim.surfaces.window.window import Look

    return Look(
        theme=settings.theme,
        text_scale=int(settings.text),
        fullscreen=settings.fullscreen == "on",
        font=settings.font,
        spacing=settings.spacing,
        still=settings.motion == "less",
        captions=settings.captions == "on",
        scan=SCANNING[settings.scanning],
        phrases=phrases_in(settings.language),
    )


def open_window(app: App) -> str:
    """Play in a window until the person leaves; return why there was none, empty if there was."""
    prepare_display()
    try:
        from sim.surfaces.window.window import NoDisplay
    except ImportError as wrong:
        return f"pygame-ce cannot be loaded here ({wrong})"
    try:
        play_in_window(app)
    except NoDisplay as wrong:
        return str(wrong).rstrip(".")
    return ""


def play_in_window(app: App, size: tuple[int, int] = (1280, 720)) -> None:
    """Open the window and keep it until the person leaves. Raises NoDisplay if there is none."""
    prepare_display()
    from sim.shell.assets import assets, repair
    from sim.surfaces.window.window import Window

    drawing = assets()
    size = size_of(app.settings.size) or size
    window = Window(drawing, look_of(app.settings), size, wanted_driver=os.environ.get("SDL_VIDEODRIVER"))
    app.restyled = lambda settings: window.restyle(look_of(settings))
    app.alert = app.alert or repair(drawing)
    kept = when_display_is_lost(lambda: _lost(app))
    ticks, hearing = Ticks(), Hearing()
    try:
        frame(app, window, ticks, int(monotonic() * 1000), hearing)
        with ticks.left_out():
            _prepare()
            hearing.prepare(app.settings)
        while not app.over:
            frame(app, window, ticks, int(monotonic() * 1000), hearing)
            window.wait(FRAME_MS)
    finally:
        app.close_run()
        app.close_reviews()
        hearing.close()
        _remember_size(app, window)
        window.close()
        del kept


def _remember_size(app: App, window: Window) -> None:
    """Keep how large the window was, for the next time; a full one says nothing of that."""
    size = "{}x{}".format(*window.size)
    if app.settings.fullscreen == "off" and size != app.settings.size and size_of(size):
        with contextlib.suppress(NotKept):
            save_settings(app.data, replace(app.settings, size=size))


def _prepare() -> None:
    """Import what a run needs, now that there is a picture to look at: so the first one begins at once."""
    from sim.authoring import load  # noqa: F401
    from sim.shell import front  # noqa: F401


def _lost(app: App) -> None:
    """Save what is open and say that the display has gone: the last that is done."""
    saved = app.run is None or app.run.is_kept
    then = "What was played is saved; start Cordless again to go on." if saved else "This run was not being saved."
    try:
        app.close_run()
    finally:
        complain(f"The display has gone away. {then}")


def frame(app: App, window: Window, ticks: Ticks, now_ms: int, hearing: Hearing | None = None) -> None:
    """Let the time pass that has passed, show and sound what there is, and carry out what was done meanwhile."""
    from sim.surfaces.window.window import Closed, Pressed

    passed = ticks.since()
    app.tick(passed)
    view, before = app.view(), window.screen
    window.show(view if hearing is None else hearing.hear(view, app.settings, passed), now_ms)
    if view.screen != before:  # while it is taken in: look for garbage once, and not again among what is here to stay
        with ticks.left_out():
            gc.collect()
            gc.freeze()
    for heard in window.hear(now_ms):
        match heard:
            case Pressed(action=action, text=text):
                with ticks.left_out():
                    app.act(action.intent, text)
            case Closed():
                app.leave()
