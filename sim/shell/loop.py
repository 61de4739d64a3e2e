"""The window loop: time passes, the view is shown, what a person does is carried out."""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell.app import App
from sim.shell.clock import Ticks, monotonic
from sim.shell.disk import read_bytes, read_json, shipped
from sim.shell.settings import Settings
from sim.shell.system import prepare_display

if TYPE_CHECKING:
    from sim.surfaces.window.assets import Assets
    from sim.surfaces.window.window import Look, Window

FRAME_MS = 16


class _Icons(Mapping[str, str]):
    """The icons in a folder, by name, each read when it is drawn: there are a hundred, and the first frame shows ten."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.stem: path for path in sorted(folder.glob("*.svg"))}

    def __getitem__(self, name: str) -> str:
        return (read_bytes(self._files[name]) or b"").decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def assets() -> Assets:
    """Return the fonts, icons and themes of the program."""
    from sim.surfaces.window.assets import Assets

    root = shipped() / "assets"
    fonts = {path.stem: read_bytes(path) or b"" for path in sorted((root / "fonts").glob("*.ttf"))}
    themes = {path.stem: read_json(path) for path in sorted((root / "themes").glob("*.json"))}
    return Assets(fonts=fonts, icons=_Icons(root / "icons"), themes=themes, opener=io.BytesIO)


def look_of(settings: Settings) -> Look:
    from sim.surfaces.window.window import Look

    return Look(
        theme=settings.theme,
        text_scale=int(settings.text),
        fullscreen=settings.fullscreen == "on",
    )


def open_window(app: App) -> str:
    """Play in a window until the person leaves; return why there was none, empty if there was."""
    prepare_display()
    from sim.surfaces.window.window import NoDisplay

    try:
        play_in_window(app)
    except NoDisplay as wrong:
        return str(wrong).rstrip(".")
    return ""


def play_in_window(app: App, size: tuple[int, int] = (1280, 720)) -> None:
    """Open the window and keep it until the person leaves. Raises NoDisplay if there is none."""
    prepare_display()
    from sim.surfaces.window.window import Window

    window = Window(assets(), look_of(app.settings), size, wanted_driver=os.environ.get("SDL_VIDEODRIVER"))
    app.restyled = lambda settings: window.restyle(look_of(settings))
    ticks = Ticks()
    try:
        while not app.over:
            frame(app, window, ticks.since(), int(monotonic() * 1000))
            window.wait(FRAME_MS)
    finally:
        app.close_run()
        window.close()


def frame(app: App, window: Window, real: float, now_ms: int) -> None:
    """Let `real` seconds pass, show what there is to see, and carry out what was done meanwhile."""
    from sim.surfaces.window.window import Closed, Pressed

    app.tick(real)
    view, before = app.view(), window.screen
    window.show(view)
    if view.screen != before:  # while it is taken in: look for garbage once, and not again among what is here to stay
        gc.collect()
        gc.freeze()
    for heard in window.hear(now_ms):
        match heard:
            case Pressed(action=action, text=text):
                app.act(action.intent, text)
            case Closed():
                app.leave()
