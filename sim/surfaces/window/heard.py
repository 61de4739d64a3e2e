"""What a person did, as the window tells it."""
from __future__ import annotations

from sim.domain.value import value
from sim.screens.view import Action


@value
class Pressed:
    """Somebody did this action; `text` is what was typed, for a field."""

    action: Action
    text: str = ""


@value
class Closed:
    """Somebody closed the window."""


@value
class Touched:
    """Somebody is there: a key, a movement or a click that did no action."""


Heard = Pressed | Closed | Touched
