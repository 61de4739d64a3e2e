"""What a person has set, on this computer: read once, checked, written at each change."""
from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.domain.value import value
from sim.screens.setting import SETTINGS
from sim.shell.disk import read_json, write_json

if TYPE_CHECKING:
    from fractions import Fraction

ALLOWED: dict[str, tuple[str, ...]] = {name: tuple(word for word, _ in one.options) for name, one in SETTINGS.items()}
"""Every setting and the words it can be set to."""


@value
class Settings:
    """What is set, a word each; sim/screens/setting.py says what they mean and which there are.

    `keys` are those that are other keys (sim/screens/keymap.py), `size` is that of the window when it was last closed.
    """

    theme: str = "dark"
    text: str = "100"
    font: str = "plain"
    spacing: str = "normal"
    motion: str = "full"
    fullscreen: str = "off"
    language: str = "en"
    pace: str = "1"
    reading: str = "200"
    interruptions: str = "come"
    pressure: str = "full"
    distress: str = "written"
    messages: str = "50"
    warnings: str = "50"
    actions: str = "50"
    captions: str = "off"
    letters: str = "on"
    scanning: str = "off"
    keys: str = ""
    size: str = ""

    @property
    def pace_fraction(self) -> Fraction:
        from fractions import Fraction

        return Fraction(self.pace)

    def changed(self, name: str, value: str) -> Settings:
        """Return the settings with one changed; anything not allowed changes nothing."""
        if value not in ALLOWED.get(name, ()):
            return self
        given: dict[str, Any] = {name: value}
        return replace(self, **given)


def load_settings(folder: Path) -> Settings:
    """Return what is set; a damaged or foreign file counts as nothing set."""
    found = read_json(folder / "settings.json")
    settings = Settings()
    for field in fields(Settings):
        value = found.get(field.name)
        if not isinstance(value, str):
            continue
        if field.name == "keys":
            settings = replace(settings, keys=_sound_keys(value))
        elif field.name == "size":
            settings = replace(settings, size=value if size_of(value) else "")
        else:
            settings = settings.changed(field.name, value)
    return settings


LEAST, MOST = (640, 480), (16_384, 16_384)
"""The smallest and the largest window that is opened again as it was."""


def size_of(text: str) -> tuple[int, int] | None:
    """Return the size of a window that was written down, None if it is none."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and len(text) < 12):
        return None
    size = int(width), int(height)
    return size if all(low <= one <= high for low, one, high in zip(LEAST, size, MOST, strict=True)) else None


def _sound_keys(text: str) -> str:
    if not text:
        return ""
    from sim.screens.keymap import read_keys, written

    return written(read_keys(text[:800]))


def save_settings(folder: Path, settings: Settings) -> None:
    write_json(folder / "settings.json", asdict(settings))
