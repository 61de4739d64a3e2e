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
    """What is set, a word each; sim/screens/setting.py says what they mean and which there are."""

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
    messages: str = "50"
    warnings: str = "50"
    actions: str = "50"
    captions: str = "off"
    voice: str = "off"
    letters: str = "on"
    scanning: str = "off"

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
        if isinstance(value, str):
            settings = settings.changed(field.name, value)
    return settings


def save_settings(folder: Path, settings: Settings) -> None:
    write_json(folder / "settings.json", asdict(settings))
