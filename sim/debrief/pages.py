"""The debrief as one page of HTML: all that the report says, with its figures, for screen and print."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.debrief.document import Part, document
from sim.debrief.drawing import DEFINED, figure_of
from sim.debrief.figures import Figure, competency_figure
from sim.debrief.markup import page, table, tag, text
from sim.debrief.review import Debriefing
from sim.debrief.worths import curve_figure, loss_figure, luck_figure
from sim.domain.journal import Header
from sim.domain.review import Review
from sim.domain.scenario import Scenario

STYLE = """
.run { color: var(--quiet); margin-bottom: 1.25rem } .run + p { color: var(--warn) }
.short { border: 1px solid var(--line); border-left: 6px solid var(--accent); border-radius: 8px; padding: .25rem 1.25rem .75rem;
  margin: 1rem 0; background: var(--tint) } .short h2 { margin-top: .75rem } .short p:first-of-type { font-size: 1.2rem;
  font-weight: 600 }
nav { font-size: .9rem; margin: 1rem 0 } nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
  padding: 0; margin: .25rem 0 } a { color: var(--accent) } a:focus-visible,
  summary:focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px }
h2 { border-top: 1px solid var(--line); padding-top: 1rem } .short h2, .figures h2 { border: 0 }
article { border-left: 3px solid var(--line); padding-left: 1rem; margin: 1.25rem 0 } li { margin: .2rem 0 }
table { font-size: .92rem } td { font-variant-numeric: tabular-nums } .when td:first-child { white-space: nowrap }
:root { --track: #dbe2ec }
figure { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: 1rem 0 }
figure h3 { margin: 0 } figure svg { display: block; width: 100%; margin: .5rem 0 } figure svg text { font-family: inherit }
figure details { font-size: .875rem } summary { cursor: pointer; color: var(--quiet) }
svg .spot:hover { fill: var(--ink); fill-opacity: .12 }
@media (max-width: 40rem) { body { margin: 1rem auto } figure { padding: .5rem } table { font-size: .85rem }
  .when td:first-child { white-space: normal } }
@media print { body { font-size: 10pt } h1 { font-size: 20pt } nav, figure details:not([open]) { display: none }
  table { font-size: 8.5pt; margin: .4rem 0 } th, td { padding: .15rem .35rem } tr, figure { break-after: auto }
  tr, figure, li, .short { break-inside: avoid } thead { display: table-header-group } h2, h3 { break-after: avoid }
  .long { break-before: page } .long h2 { border: 0; padding: 0; margin-top: 0 } article { margin: .75rem 0 }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact } .short, th { print-color-adjust: exact;
  -webkit-print-color-adjust: exact } }
"""
"""What a debrief adds to the look of every page."""

LONG = ("Timeline", "Decision by decision")
"""Sections that begin on a page of their own when printed."""

SHORT = 12
"""How long the first cells of a table may be to be kept on one line: times are."""

LEAD = 26
"""How long what stands before a colon may be to be set in bold: `You chose`, and not half a sentence."""


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
    first, *sections = _sections(document(scenario, review, header, worth))
    figures = figures_of(scenario, review, worth, courses)
    named = [(f"part-{n}", section[0].text) for n, section in enumerate(sections, 1)]
    whole = tag("section", text("h2", "How it went"), *map(figure_of, figures), class_="figures", id="figures")
    drawn = [whole] if figures else []
    made = [_section(section, name) for section, (name, _) in zip(sections, named, strict=True)]
    contents = [*named[:1], *([("figures", "How it went")] if figures else []), *named[1:]]
    listed = tag("ul", *(tag("li", text("a", said, href=f"#{name}")) for name, said in contents))
    return page(
        f"{scenario.meta.title}: debrief", DEFINED, tag("header", text("h1", first[0].text), *_head(first[1:])),
        tag("nav", listed, aria_label="Contents"), *made[:1], *drawn, *made[1:], style=STYLE,
    )


def _sections(parts: Iterable[Part]) -> list[list[Part]]:
    """Return the parts before the first section, and each section with what is in it."""
    found: list[list[Part]] = [[]]
    for part in parts:
        if part.kind == "section":
            found.append([])
        found[-1].append(part)
    return found


def _head(parts: list[Part]) -> Iterator[str]:
    """Yield which run it was, and what of it cannot be trusted."""
    for n, part in enumerate(parts):
        yield text("p", part.text) if n else text("p", part.text, class_="run")


def _section(parts: list[Part], name: str) -> str:
    """Return a section; each of its parts that has a heading of its own stands apart."""
    kind = {"In short": "short"}.get(parts[0].text, "long" if parts[0].text in LONG else "plain")
    groups: list[list[Part]] = [[]]
    for part in parts[1:]:
        if part.kind == "part":
            groups.append([])
        groups[-1].append(part)
    inside = (tag("article", *_laid(group)) if group and group[0].kind == "part" else "".join(_laid(group)) for group in groups)
    return tag("section", text("h2", parts[0].text), *inside, class_=kind, id=name)


def _laid(parts: list[Part]) -> Iterator[str]:
    items: list[str] = []
    for part in parts:
        if part.kind == "item":
            items.append(_item(part.text))
            continue
        if items:
            yield tag("ul", *items)
            items = []
        if part.kind == "table":
            made = table(part.rows[0], part.rows[1:])
            yield tag("div", made, class_="when") if all(len(row[0]) <= SHORT for row in part.rows) else made
        else:
            yield text({"part": "h3", "quote": "blockquote"}.get(part.kind, "p"), part.text)
    if items:
        yield tag("ul", *items)


def _item(said: str) -> str:
    lead, colon, rest = said.partition(": ")
    if not colon or len(lead) > LEAD:
        return text("li", said)
    return tag("li", text("strong", f"{lead}:"), text("span", f" {rest}"))
