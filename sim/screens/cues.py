"""What there is to hear: a cue for each new message, for whoever wants an answer, and for the last seconds of a deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from sim.screens.view import Countdown, Cue, Message

SOUNDS = {
    "phone": ("phone", "The phone rings"), "user-round": ("walk-in", "Somebody comes in"), "mail": ("mail", "Mail"),
    "radio": ("radio", "The radio"), "newspaper": ("news", "News"), "message-square": ("chat", "A message"),
    "monitor": ("monitor", "A monitor speaks up"), "notebook-pen": ("found", "Something found out"),
    "timer": ("lapsed", "Time was up"), "wrench": ("built", "It stands"), "eye": ("notice", "Something happens"),
}
"""The sound of a message by its icon, and what it is in words."""

LAST = (20, 10, 5, 4, 3, 2, 1)
"""The real seconds before the end of a deadline that are heard."""


def heard(messages: Iterable[Message]) -> Iterator[Cue]:
    """Yield a cue for each message that is new; trade words explain themselves in silence."""
    for message in messages:
        if message.mine:
            yield Cue(id=message.id, sound="done", caption=message.text, kind="actions")
        elif message.icon in SOUNDS:
            sound, words = SOUNDS[message.icon]
            yield Cue(id=message.id, sound=sound, caption=f"{words}: {message.who}" if message.who else words)


def last_seconds(countdown: Countdown, real: int, deadline: str) -> Iterator[Cue]:
    """Yield the cue of a deadline with `real` seconds left of it, if that is one of those that are heard."""
    if countdown.state == "running" and real in LAST:
        sound: Literal["twenty", "tick"] = "twenty" if real > 5 else "tick"
        yield Cue(id=f"{deadline} {real}", sound=sound, caption=f"{real} seconds left", kind="warnings")


def wants(demand: str, label: str) -> Cue:
    """Return the cue of somebody who wants an answer."""
    return Cue(id=f"wants {demand}", sound="wanted", caption=f"Somebody wants an answer: {label}", kind="warnings")
