"""A result as one picture: what happened, how it ended, how it went, and no name."""

from __future__ import annotations

from sim.debrief.figures import Plot
from sim.debrief.review import Debriefing
from sim.debrief.wording import sentence
from sim.domain.scenario import Scenario
from sim.screens.view import Block, Chart, Heading, Paragraph, Region, View

SIZE = (1200, 630)
"""Pixels: what a message or a post shows whole."""


def postcard(scenario: Scenario, review: Debriefing, courses: tuple[Plot, ...], seed: int) -> View:
    """Return the picture of a run, as a view to be drawn at SIZE."""
    meta, ending = scenario.meta, review.told.ending
    blocks: list[Block] = [
        Heading(text=meta.title, level=1, icon=meta.icon or "siren", aside="Cordless"),
        Heading(text=ending.title if review.finished else f"Left open at {review.ended}", level=2, icon="flag"),
        Paragraph(text=sentence(review.outcome), tone="strong"),
        Paragraph(text=sentence(review.best.what), icon="award"),
    ]
    blocks += [Chart(figure=figure) for figure in courses if figure.id == "course"]
    about = f"seed {seed}" + (" · practice" if review.practice else "")
    blocks.append(Paragraph(text=f"An incident, played. {about}", tone="quiet"))
    return View(screen="postcard", title=meta.title, regions=(Region(role="body", label=meta.title, blocks=tuple(blocks)),))
