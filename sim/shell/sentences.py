"""What the program says, gathered from its own text: the list that a translation is measured against."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SPEAKERS = ("screens", "debrief", "surfaces/window/phrases.py")
"""The parts of the program whose sentences are on screen."""

_PAPER = ("markup.py", "guide.py", "lesson.py", "recordsheet.py", "pages.py", "document.py", "drawing.py")
"""What is printed and not shown: documents are in English."""

_WORD = re.compile(r"[A-Za-z]{2}")

def sentences() -> tuple[str, ...]:
    """Return every sentence of the program in order of the alphabet, with `{}` where something varies."""
    root = Path(__file__).resolve().parent.parent
    files = [file for name in SPEAKERS for file in (sorted((root / name).glob("*.py")) or [root / name])]
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in files if file.name not in _PAPER)
    return tuple(sorted({text for tree in trees for text in _said(tree)}))


def _said(tree: ast.Module) -> Iterator[str]:
    """Yield what a module says: its texts, less docstrings, annotations and names."""
    silent = {id(part) for node in ast.walk(tree) for part in _silent(node)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        text = _text(node)
        if text is not None and _spoken(text):
            yield text


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the texts below a node that nobody reads, and those that are parts of another."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
    if annotation is not None:
        yield from ast.walk(annotation)
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield part
            if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                yield from ast.walk(part.format_spec)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return None


def _spoken(text: str) -> bool:
    """Whether a text is a sentence or a word for people, and not an id: it has a space within it, or a capital.

    A word in small letters can be either, and does not count; it can be translated all the same.
    """
    bare = text.replace("{}", "")
    return bool(_WORD.search(bare)) and ("<" not in text) and (" " in text.strip() or text[:1].isupper()) and "\\" not in text
