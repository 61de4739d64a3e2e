"""A result as one picture on disk."""

from __future__ import annotations

from pathlib import Path

from sim.debrief.courses import courses
from sim.debrief.measures import debriefed
from sim.debrief.review import Debriefing
from sim.domain.journal import Header, Moment
from sim.domain.scenario import Scenario
from sim.shell.disk import write_atomically
from sim.shell.kept import plays_beside
from sim.shell.runs import Run
from sim.shell.system import prepare_display

NAME = "result.png"


def beside(run: Run, data: Path, theme: str) -> Path:
    """Write the picture of an open run beside its journal, or into `data` if it has none; return where. Raises NotKept."""
    session, file = run.session, (run.folder or data) / NAME
    moments, practice = tuple(session.moments), session.header.practice
    plays = plays_beside(run.folder, session.scenario.meta.id)
    told = debriefed(session.scenario, moments, practice=practice, doubt=run.doubt, plays=plays)
    write_picture(file, session.scenario, moments, told, session.header, theme)
    return file


def write_picture(
    file: Path, scenario: Scenario, moments: tuple[Moment, ...], review: Debriefing, header: Header, theme: str = "dark",
) -> None:
    """Write the picture of a run as a PNG; no display is needed. Raises NotKept."""
    prepare_display()
    from sim.screens.postcard import SIZE, postcard
    from sim.shell.assets import assets
    from sim.surfaces.window.card import card
    from sim.surfaces.window.window import Look, png_of

    drawing = assets()
    post = postcard(scenario, review, courses(scenario, moments, review), header.seed, header.variant)
    write_atomically(file, png_of(card(post, SIZE, drawing, Look(theme=theme)), drawing))
