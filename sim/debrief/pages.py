"""The debrief as one page of HTML: all that the report says, with its figures, for screen and print."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.debrief.document import Part, document
from sim.debrief.drawing import figure_of
from sim.debrief.figures import Figure, competency_figure
from sim.debrief.markup import page, table, tag, text
from sim.debrief.review import Debriefing
from sim.debrief.worths import curve_figure, loss_figure, luck_figure
from sim.domain.journal import Header
from sim.domain.review import Review
from sim.domain.scenario import Scenario

STYLE = "figure { break-inside: avoid } figure svg { width: 100% }"

LEVELS = {"title": "h1", "section": "h2", "part": "h3", "paragraph": "p", "quote": "blockquote"}


def figures_of(
    scenario: Scenario, review: Debriefing, worth: Review | None, courses: Iterable[Figure],
) -> tuple[Figure, ...]:
    """Return every figure there is of a run, in the order they are shown."""
    found = [*courses, competency_figure(review.competencies)]
    if worth is not None:
        found += [curve_figure(scenario, review, worth), loss_figure(scenario, review, worth), luck_figure(scenario, worth)]
    return tuple(figure for figure in found if figure is not None)


def as_html(
    scenario: Scenario, review: Debriefing, header: Header, worth: Review | None = None, courses: Iterable[Figure] = (),
) -> str:
    """Return the debrief as one HTML file that needs nothing else. What anybody wrote stays text."""
    parts = list(document(scenario, review, header, worth))
    figures = figures_of(scenario, review, worth, courses)
    body = [*_laid(parts[:_second(parts)])]
    if figures:
        body += [text("h2", "How it went", id="figures"), *map(figure_of, figures)]
    body += _laid(parts[_second(parts):])
    return page(f"{scenario.meta.title}: debrief", *body, style=STYLE)


def _second(parts: list[Part]) -> int:
    """Return where the second section begins: figures stand between what is in short and the rest."""
    sections = [n for n, part in enumerate(parts) if part.kind == "section"]
    return sections[1] if len(sections) > 1 else len(parts)


def _laid(parts: list[Part]) -> Iterator[str]:
    items: list[str] = []
    for part in parts:
        if part.kind == "item":
            items.append(text("li", part.text))
            continue
        if items:
            yield tag("ul", *items)
            items = []
        yield table(part.rows[0], part.rows[1:]) if part.kind == "table" else text(LEVELS[part.kind], part.text)
    if items:
        yield tag("ul", *items)
