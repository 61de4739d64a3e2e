"""The few words the window itself says. Translated words are handed in by the shell."""
from __future__ import annotations

from sim.domain.value import value


@value
class Phrases:
    """`newer` is filled with a number, `more` with a time, `choose` follows the keys it belongs to."""

    newer: str = "{} newer below"
    choose: str = "choose"
    move: str = "move"
    press: str = "press"
    space: str = "Space"
    held: str = "Reading: the clock waits"
    more: str = "More time: the clock waits {}"
    paused: str = "Paused"
    untimed: str = "No time limit"
    taken: str = "What you took"
