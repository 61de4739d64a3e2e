"""A page of HTML for print and screen: one file, no script that is needed, no address anywhere."""

from __future__ import annotations

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
  .screen { display: none } }
"""
"""The look of every printed page; documents that need more add theirs to it."""

CARDS = """
.card { border: 2px solid var(--ink); border-radius: 10px; padding: 1rem 1.25rem; margin: 0 0 1rem; break-inside: avoid }
.card h2 { margin: 0 } .card .knows { font-size: 1.15rem; font-weight: 600 }
"""
"""What cards to cut out add to it."""


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


def page(title: str, *body: str, language: str = "en", style: str = "") -> str:
    """Return a whole HTML document that is complete in itself."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; img-src data:\">"
    )
    head = tag("head", head, text("title", title), tag("style", STYLE, style))
    return "<!DOCTYPE html>\n" + tag("html", head, "\n", tag("body", tag("main", *body)), lang=language) + "\n"
