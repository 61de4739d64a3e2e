"""What is to be heard of a view: each cue once, as loud as its kind is set, and in words where captions are on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.shell.disk import read_bytes, shipped
from sim.shell.settings import Settings
from sim.shell.system import without_noise

if TYPE_CHECKING:
    from sim.screens.view import Cue, View
    from sim.surfaces.window.sounds import Sounds

WORDS_A_MINUTE = 150
LEAST = 3.0
"""Real seconds for which a caption stands at least; longer ones stand as long as it takes to read them."""

_KEPT = 4_000


class Hearing:
    """Remembers which cues were heard. `sounds` is made with the first cue that is not silent."""

    def __init__(self) -> None:
        self.caption = ""
        self._left = 0.0
        self._heard: dict[str, None] = {}
        self._sounds: Sounds | None = None

    def prepare(self, settings: Settings) -> None:
        """Open the sound device if anything is to be heard: it can take longer than a frame."""
        if any(int(getattr(settings, kind)) for kind in ("messages", "warnings", "actions")):
            self._player().prepare()

    def hear(self, view: View, settings: Settings, real: float) -> View:
        """Sound what is new in a view, after `real` seconds; return the view with the caption there is to read now."""
        self._left -= real
        for cue in view.cues:
            if cue.id not in self._heard:
                self._heard[cue.id] = None
                self._sound(cue, settings)
        if len(self._heard) > _KEPT:
            self._heard = dict.fromkeys(list(self._heard)[_KEPT // 2:])
        if self._left <= 0:
            self.caption = ""
        return view if settings.captions == "off" or not self.caption else replace(view, caption=self.caption)

    def close(self) -> None:
        """Let go of the sound device, if there is one."""
        if self._sounds is not None:
            self._sounds.close()

    def _sound(self, cue: Cue, settings: Settings) -> None:
        if settings.captions == "on" and cue.kind != "actions":
            self.caption = cue.caption
            self._left = max(LEAST, len(cue.caption.split()) * 60 / WORDS_A_MINUTE + 1)
        volume = int(getattr(settings, cue.kind))
        if volume:
            self._player().play(cue.sound, volume)

    def _player(self) -> Sounds:
        if self._sounds is None:
            import io

            from sim.surfaces.window.sounds import Sounds

            folder = shipped() / "assets" / "sounds"
            self._sounds = Sounds(lambda name: read_bytes(folder / f"{name}.wav"), io.BytesIO, without_noise)
        return self._sounds
