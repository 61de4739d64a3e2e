"""All screens on one sheet, small, each with its name: to look at together."""

from __future__ import annotations

from pathlib import Path

from sim.shell.disk import write_atomically
from sim.surfaces.window.assets import Assets

ACROSS = 5
"""How many pictures stand side by side."""

STATES_OF_ONE = "-stage-"
"""Pictures with this in their name show one stage of one scenario, and are left out."""


class Sheet:
    """Takes pictures as they are drawn, the first of each state, each in the next theme."""

    def __init__(self, scenarios: tuple[str, ...], themes: tuple[str, ...]) -> None:
        self._scenarios, self._themes = scenarios, themes
        self._taken: dict[str, bytes] = {}

    def wants(self, name: str) -> str:
        """Return the theme a picture is to be drawn in for the sheet, empty if it is not to be on it."""
        state = self._state(name)
        return "" if STATES_OF_ONE in name or state in self._taken else self._themes[len(self._taken) % len(self._themes)]

    def take(self, name: str, png: bytes) -> None:
        """Put a picture on the sheet."""
        self._taken[self._state(name)] = png

    def write(self, file: Path, assets: Assets) -> int:
        """Write the sheet and return how many pictures are on it. Raises NotKept."""
        from sim.surfaces.window.contact import contact_sheet

        write_atomically(file, contact_sheet(tuple(self._taken.items()), ACROSS, assets))
        return len(self._taken)

    def _state(self, name: str) -> str:
        """Return a picture's name without the scenario it was met in."""
        return next((name.removeprefix(f"{one}-") for one in self._scenarios if name.startswith(f"{one}-")), name)
