"""The window on the screen: shows views, tells what was done, sleeps between frames."""
from __future__ import annotations

from collections import deque
from dataclasses import replace

import pygame

from sim.domain.texts import safe_text
from sim.screens.view import View
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.hands import Hands
from sim.surfaces.window.heard import Closed, Heard, Pressed, Touched
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage, draw
from sim.surfaces.window.theme import Look

__all__ = ["Assets", "Closed", "Heard", "Look", "NoDisplay", "Phrases", "Pressed", "Touched", "Window", "draw"]

_UNSEEN = ("dummy", "offscreen")
_REPEAT_AFTER_MS, _REPEAT_EVERY_MS = 350, 40


class NoDisplay(RuntimeError):
    """There is no screen to open a window on; the message says so in one sentence."""


class Window:
    """One per process. Hints for SDL are set by the shell before this module is imported."""

    def __init__(self, assets: Assets, look: Look, size: tuple[int, int] = (1280, 720), title: str = "Cordless",
                 wanted_driver: str | None = None, phrases: Phrases | None = None) -> None:
        """Raise NoDisplay if the picture would be seen by nobody, unless that `wanted_driver` was asked for."""
        try:
            pygame.display.init()
        except pygame.error as error:
            raise NoDisplay(f"No window can be opened here ({error}).") from error
        driver = pygame.display.get_driver()
        if driver in _UNSEEN and driver != wanted_driver:
            pygame.display.quit()
            raise NoDisplay("No window can be opened here, because there is no screen.")
        self._windowed, self._look = size, look
        self._title = safe_text(title)
        self._surface = self._open(look)
        self._stage = Stage(assets, look, self._surface.get_size(), phrases or Phrases())
        self._laid_out = self.size
        self._unheard: deque[pygame.event.Event] = deque()
        self._assets, self._hands, self._clock = assets, Hands(self._stage), pygame.time.Clock()

    @property
    def size(self) -> tuple[int, int]:
        return self._surface.get_size()

    @property
    def screen(self) -> str:
        """The screen of the view last shown, empty before the first."""
        return self._stage.view.screen

    def restyle(self, look: Look) -> None:
        """Take another look; the view last shown is drawn in it by the next `show`."""
        if look == self._look:
            return
        if look.fullscreen != self._look.fullscreen:
            if not self._look.fullscreen:
                self._windowed = self.size
            self._surface = self._reopened(look)
        self._look, self._laid_out = look, self.size
        self._stage.restyle(look, self.size)

    def show(self, view: View, now_ms: int | None = None) -> None:
        """Show a view. An equal view costs nothing; otherwise only what looks different is painted.

        With the time of a clock that only goes forward what changed comes into motion; without, it is at rest at once.
        """
        self._stage.show(view, now_ms)
        self._mind_typing()
        dirty = self._stage.paint(self._surface, now_ms)
        if dirty:
            pygame.display.update(dirty)

    def hear(self, now_ms: int) -> tuple[Heard, ...]:
        """Return what was done since the last call, up to the first press; `now_ms` is of any clock that only goes forward.

        What came after a press is heard by the next call, when what the press changed is on screen.
        """
        if self._stage.moved:
            self._stage.moved = False
            self._hands.guard(now_ms)
        self._hands.scan(now_ms, self._look.scan)
        heard: list[Heard] = []
        self._unheard += pygame.event.get()
        while self._unheard and not (heard and isinstance(heard[-1], Pressed)):
            event = self._unheard.popleft()
            if event.type == pygame.MOUSEMOTION and self._unheard and self._unheard[0].type == pygame.MOUSEMOTION:
                continue  # only where the mouse came to counts
            match event.type:
                case pygame.QUIT:
                    heard.append(Closed())
                case pygame.VIDEORESIZE | pygame.WINDOWSIZECHANGED:
                    self._resized()
                case pygame.WINDOWEXPOSED:
                    self._stage.spoil()
                case _:
                    one = self._hands.take(event, now_ms)
                    if one is not None and (not isinstance(one, Touched) or Touched() not in heard):
                        heard.append(one)
        self._mind_typing()
        return tuple(heard)

    def wait(self, ms: int) -> None:
        """Sleep for what is left of a frame of this length."""
        self._clock.tick(1000 / max(ms, 1))

    def close(self) -> None:
        pygame.display.quit()

    def _reopened(self, look: Look) -> pygame.Surface:
        pygame.display.quit()  # a window that was full does not find back to its size by itself
        pygame.display.init()
        return self._open(look)

    def _open(self, look: Look) -> pygame.Surface:
        """Return the surface of a window; one that cannot fill the screen is opened as it was before."""
        pygame.display.set_caption(self._title)
        try:
            surface = self._mode(look.fullscreen)
        except pygame.error as error:
            if not look.fullscreen:
                raise NoDisplay(f"No window can be opened here ({error}).") from error
            return self._reopened(replace(look, fullscreen=False))
        pygame.key.set_repeat(_REPEAT_AFTER_MS, _REPEAT_EVERY_MS)
        pygame.key.stop_text_input()
        self._typing = False
        return surface

    def _mode(self, full: bool) -> pygame.Surface:
        if full:
            return pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        return pygame.display.set_mode(self._windowed, pygame.RESIZABLE)

    def _resized(self) -> None:
        """Lay out for the size the window now has, once for however many changes there were since the last frame."""
        surface = pygame.display.get_surface()
        if surface is None:
            return
        if surface.get_size() == self._laid_out:
            self._stage.spoil()  # the window is a new one all the same, and blank
            return
        self._surface, self._laid_out = surface, surface.get_size()
        self._stage.restyle(self._look, self._laid_out)

    def _mind_typing(self) -> None:
        # text input stays off outside fields: left on, it opens input methods and swallows digits
        if self._stage.state.typing != self._typing:
            self._typing = self._stage.state.typing
            if self._typing:
                pygame.key.start_text_input()
            else:
                pygame.key.stop_text_input()


def png_of(surface: pygame.Surface, assets: Assets) -> bytes:
    """Return a surface as the bytes of a PNG."""
    file = assets.opener(b"")
    pygame.image.save(surface, file, "shot.png")
    file.seek(0)
    return file.read()
