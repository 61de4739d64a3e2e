"""Words from anywhere, made fit to be shown: the one border between what somebody wrote and whatever draws or prints it."""
from __future__ import annotations

import unicodedata
from functools import lru_cache

MOST = 5_000
"""Characters of one text: more than the longest that a scenario may hold, and enough to fill a screen."""
MARKS = 4
"""Marks on one letter: as many as any script puts there; more only serve to blot out the lines above and below."""

_KEPT = "\n\u200c\u200d"  # line ends, and joiners that some scripts cannot be written without
_SPACES = "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def safe_text(text: str) -> str:
    """Return the text as it can be drawn by any font and shown by any terminal; what is plain comes back as it is.

    Without control characters but line ends, without lone surrogates, noncharacters and signs that turn the direction of
    writing, with at most MARKS marks on a letter, and with an ellipsis at its end if it was longer than MOST.
    """
    if len(text) > MOST:
        text = text[:MOST - 1] + "…"
    return text if text.isascii() and text.isprintable() else _mended(text)


@lru_cache(maxsize=2000)
def _mended(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        if char in _SPACES:
            char = " "
        elif not (char.isprintable() or char in _KEPT or unicodedata.category(char) == "Zs") or "\ufe00" <= char <= "\ufe0f":
            continue
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= MARKS:
            kept.append(char)
    return "".join(kept)
