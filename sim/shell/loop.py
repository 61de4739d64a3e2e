"""The window loop: time passes, the view is shown, what a person does is carried out."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell.app import App
from sim.shell.clock import Ticks, monotonic
from sim.shell.disk import read_bytes, read_json, shipped
from sim.shell.settings import Settings

if TYPE_CHECKING:
    from sim.surfaces.window.assets import Assets
    from sim.surfaces.window.window import Look

FRAME_MS = 16


def hint() -> None:
    """Tell SDL what it must know before it is loaded."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
    os.environ.setdefault("SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR", "0")


def has_display() -> bool:
    """Whether there can be a window here at all: on other systems than Linux and its kin, the window says so itself."""
    if os.environ.get("SDL_VIDEODRIVER"):
        return True
    return (
        os.name == "nt"
        or Path("/System/Library").is_dir()
        or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )


def assets() -> Assets:
    """Return the fonts, icons and themes of the program."""
    from sim.surfaces.window.assets import Assets

    root = shipped() / "assets"
    fonts = {path.stem: read_bytes(path) or b"" for path in sorted((root / "fonts").glob("*.ttf"))}
    icons = {path.stem: (read_bytes(path) or b"").decode("utf-8", "replace") for path in sorted((root / "icons").glob("*.svg"))}
    themes = {path.stem: read_json(path) for path in sorted((root / "themes").glob("*.json"))}
    return Assets(fonts=fonts, icons=icons, themes=themes, opener=io.BytesIO)


def look_of(settings: Settings) -> Look:
    from sim.surfaces.window.window import Look

    return Look(
        theme=settings.theme,
        text_scale=int(settings.text),
        fullscreen=settings.fullscreen == "on",
    )


def open_window(app: App) -> str:
    """Play in a window until the person leaves; return why there was none, empty if there was."""
    hint()
    from sim.surfaces.window.window import NoDisplay

    try:
        play_in_window(app)
    except NoDisplay as wrong:
        return str(wrong).rstrip(".")
    return ""


def play_in_window(app: App, size: tuple[int, int] = (1280, 720)) -> None:
    """Open the window and keep it until the person leaves. Raises NoDisplay if there is none."""
    hint()
    from sim.surfaces.window.window import Closed, Pressed, Window

    window = Window(assets(), look_of(app.settings), size, wanted_driver=os.environ.get("SDL_VIDEODRIVER"))
    app.restyled = lambda settings: window.restyle(look_of(settings))
    ticks = Ticks()
    try:
        while not app.over:
            app.tick(ticks.since())
            window.show(app.view())
            for heard in window.hear(int(monotonic() * 1000)):
                match heard:
                    case Pressed(action=action, text=text):
                        app.act(action.intent, text)
                    case Closed():
                        app.leave()
            window.wait(FRAME_MS)
    finally:
        app.close_run()
        window.close()
