"""A result as one picture on disk."""

from __future__ import annotations

from pathlib import Path

from sim.debrief.courses import courses
from sim.debrief.review import Debriefing
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario
from sim.shell.disk import write_atomically
from sim.shell.system import prepare_display

KEYS = 80
"""Pixels at the foot of a window where its keys stand: a picture has none."""


def write_picture(
    file: Path, scenario: Scenario, moments: tuple[Moment, ...], review: Debriefing, seed: int, theme: str = "dark",
) -> None:
    """Write the picture of a run as a PNG; no display is needed. Raises NotKept."""
    prepare_display()
    from sim.screens.postcard import SIZE, postcard
    from sim.shell.assets import assets
    from sim.surfaces.window.window import Look, draw, png_of

    drawing, (wide, tall) = assets(), SIZE
    view = postcard(scenario, review, courses(scenario, moments, review), seed)
    whole = draw(view, (wide, tall + KEYS), drawing, Look(theme=theme, text_scale=135))
    write_atomically(file, png_of(whole.subsurface((0, 0, wide, tall)), drawing))
