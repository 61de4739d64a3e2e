"""What is asked at a key moment, and the names under which the answers are kept as notes."""
from __future__ import annotations

QUESTIONS = ("What was intended?", "What happened?", "Why the gap?", "What next time?")
"""The four questions of an after-action review that somebody leads for themselves."""

_ABOUT = "key"


def about(moment: int, question: int) -> str:
    """Return the name under which a note is kept that answers a question, 1 to 4, about a key moment."""
    return f"{_ABOUT}:{moment}:{question}"


def question_of(name: str) -> str:
    """Return the question that a note of this name answers, empty if it answers none."""
    kind, _, rest = name.partition(":")
    number = rest.rpartition(":")[2]
    asked = int(number) if kind == _ABOUT and number in ("1", "2", "3", "4") else 0
    return QUESTIONS[asked - 1] if asked else ""
