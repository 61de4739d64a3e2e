"""The lesson plan of a shorter version, on one page."""

from __future__ import annotations

from sim.debrief.markup import page, table, tag, text
from sim.debrief.wording import label
from sim.domain.scenario import Scenario, Shorter


def lesson_page(scenario: Scenario, cut: Shorter) -> str:
    """Return the lesson plan of a shorter version as one HTML page."""
    name, long = scenario.meta.title, max((line.until for line in cut.lesson), default=cut.minutes)
    rows = tuple((f"{line.since}–{line.until}", line.what, line.screen, line.teacher) for line in cut.lesson)
    body = [
        text("h1", f"{name}: a lesson of {long} minutes"),
        text("p", f"The {cut.minutes}-minute version, to {label(scenario, cut.at)}. Not for players.", class_="quiet"),
        tag("p", "Start with ", text("code", f"python main.py play {scenario.meta.id} --room --cut {cut.minutes}"), "."),
    ]
    if scenario.meta.objectives:
        body += [text("h2", "What it is for"), tag("ul", *(text("li", one) for one in scenario.meta.objectives))]
    if rows:
        body += [text("h2", "Minute by minute"), table(("Minutes", "What", "On the screen", "The teacher"), rows)]
    if cut.questions:
        body += [text("h2", "Questions at the end"), tag("ol", *(text("li", one) for one in cut.questions))]
    return page(f"{name}: lesson", *body)
