"""A page of HTML for print and screen: one file, no script that is needed, no address anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
:root { color-scheme: light; --ink: #16202e; --quiet: #4d5a6d; --line: #c9d1dc; --paper: #ffffff; --tint: #f1f4f8;
  --accent: #1d5fb8; --good: #0d6b4a; --warn: #8a5300; --bad: #b3261e }
* { box-sizing: border-box }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; font: 16px/1.5 Inter, "Segoe UI", system-ui, sans-serif;
  color: var(--ink); background: var(--paper) }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem } p { margin: .5rem 0 } .quiet { color: var(--quiet) }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 } th, td { border: 1px solid var(--line); padding: .35rem .5rem;
  text-align: left; vertical-align: top } th { background: var(--tint) }
blockquote { margin: .75rem 0; padding: .25rem 1rem; border-left: 4px solid var(--line) }
figure { margin: 1rem 0 } figcaption { color: var(--quiet); font-size: .9rem } svg { max-width: 100%; height: auto }
@page { margin: 18mm 16mm } @media print { body { margin: 0; max-width: none; font-size: 11pt } h1, h2, h3 { break-after: avoid }
  tr, li, figure, blockquote { break-inside: avoid } thead { display: table-header-group } .sheet { break-after: page }
  .whole { break-inside: avoid } .screen { display: none } }
"""
"""The look of every printed page; documents that need more add theirs to it."""

CARDS = """
.card { border: 2px dashed var(--quiet); padding: 1.25rem 1.5rem; margin: 0 0 1rem; break-inside: avoid }
.card h2 { margin: 0; font-size: 1.5rem } .card .knows { font-size: 1.3rem; font-weight: 600 } .card .of { float: right }
@media print { .card { height: 115mm; margin: 0 0 4mm; padding: 10mm 12mm; font-size: 13pt }
  .card:nth-of-type(2n) { margin: 0; break-after: page } .card:last-of-type { break-after: avoid } }
"""
"""What cards to cut out add to it: two on a page of A4 or Letter, the dashes to cut along."""

GUIDE = """
.banner { border: 2px solid var(--bad); color: var(--bad); padding: .35rem .75rem; font-weight: 600 }
td p { margin: 0 0 .35rem } td p:last-child { margin: 0 } .when { white-space: nowrap } .what { width: 42% }
@media print { body { font-size: 10pt } th, td { padding: .2rem .4rem } h2 { margin-top: 1.25rem } }
"""
"""What the guide for the person at the front adds to it."""


def tag(name: str, *inside: str, **attributes: str) -> str:
    """Return an element around markup. Attributes are escaped; `class_` loses its underscore, and `data_x` is `data-x`."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{''.join(inside)}</{name}>"


def text(name: str, words: str, **attributes: str) -> str:
    """Return an element around words, which are escaped: nothing that anybody wrote becomes markup."""
    return tag(name, escape(words), **attributes)


def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], caption: str = "") -> str:
    """Return a table of words with a head for every column."""
    top = tag("thead", tag("tr", *(text("th", cell, scope="col") for cell in head)))
    body = tag("tbody", *(tag("tr", *(text("td", cell) for cell in row)) for row in rows))
    return tag("table", text("caption", caption) if caption else "", top, body)


def grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table whose cells are markup already."""
    top = tag("thead", tag("tr", *(text("th", cell, scope="col") for cell in head)))
    return tag("table", top, tag("tbody", *(tag("tr", *cells) for cells in rows)))


def page(title: str, *body: str, language: str = "en", style: str = "") -> str:
    """Return a whole HTML document that is complete in itself."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; img-src data:\">"
    )
    head = tag("head", head, text("title", title), tag("style", STYLE, style))
    return "<!DOCTYPE html>\n" + tag("html", head, "\n", tag("body", tag("main", *body)), lang=language) + "\n"
