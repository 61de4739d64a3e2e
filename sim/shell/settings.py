"""What a person has set, on this computer: read once, checked, written at each change."""
from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.domain.value import value
from sim.shell.disk import read_json, write_json

if TYPE_CHECKING:
    from fractions import Fraction

ALLOWED: dict[str, tuple[str, ...]] = {
    "theme": ("dark", "light", "contrast"),
    "text": ("100", "150", "200"),
    "pace": ("0", "1/4", "1/2", "3/4", "1", "3/2", "2"),
    "reading": ("0", "100", "150", "200", "300"),
    "fullscreen": ("off", "on"),
    "motion": ("full", "less"),
}
"""Every setting and the words it can be set to; texts on screen come from sim/screens/shelf.py."""


@value
class Settings:
    theme: str = "dark"
    text: str = "100"
    pace: str = "1"
    reading: str = "200"
    fullscreen: str = "off"
    motion: str = "full"

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
