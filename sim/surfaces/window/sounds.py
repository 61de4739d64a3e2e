"""Plays sounds, if there is something to play them on. Without, everything is silent and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import BinaryIO

import pygame

RATE = 22_050

NAMES = (
    "phone", "mail", "walk-in", "radio", "news", "chat", "monitor", "notice", "found", "done", "built", "lesson", "wanted",
    "twenty", "tick", "lapsed", "ending", "gong",
)
"""Every sound there is."""

Quietly = Callable[[], AbstractContextManager[None]]
"""Keeps what a sound library says from the person's terminal."""


class Sounds:
    """`files` are WAVs by name. The device is opened with the first sound that is to be heard, and never without need."""

    def __init__(self, files: Callable[[str], bytes | None], opener: Callable[[bytes], BinaryIO], quietly: Quietly) -> None:
        self._files, self._opener, self._quietly = files, opener, quietly
        self._kept: dict[str, pygame.mixer.Sound | None] = {}
        self._there: bool | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is something to play on; opens it to find out."""
        if self._there is None:
            try:
                with self._quietly():
                    pygame.mixer.init(RATE, -16, 1, 512)
                self._there = True
            except (pygame.error, NotImplementedError):
                self._there = False
        return self._there

    def prepare(self) -> None:
        """Open the device and read every sound: with the first one it is too late."""
        if self.is_there:
            for name in NAMES:
                self._sound(name)

    def play(self, name: str, volume: int) -> bool:
        """Play a sound at a volume in percent and return whether it sounds."""
        if volume <= 0 or not self.is_there:
            return False
        sound = self._sound(name)
        if sound is None:
            return False
        try:
            sound.set_volume(volume / 100)
            return sound.play() is not None
        except pygame.error:  # the device has gone away
            self._there = False
            return False

    def close(self) -> None:
        """Let go of the device."""
        if self._there:
            self._there, self._kept = None, {}
            pygame.mixer.quit()

    def _sound(self, name: str) -> pygame.mixer.Sound | None:
        if name not in self._kept:
            raw = self._files(name)
            try:
                self._kept[name] = pygame.mixer.Sound(self._opener(raw)) if raw else None
            except pygame.error:
                self._kept[name] = None
        return self._kept[name]
