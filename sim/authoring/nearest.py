"""What an author may have meant by a name that nothing bears."""
from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST_NAMES = 300
"""Among more names than this none is looked for: a hundred slips would take seconds."""


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return the one of `known` that is spelled most like `name`, in whatever case; empty if none is."""
    names = sorted(known)
    if len(names) > MOST_NAMES:
        return ""
    near = get_close_matches(name, names, 1, likeness) or get_close_matches(name.lower(), names, 1, likeness)
    return near[0] if near else ""
