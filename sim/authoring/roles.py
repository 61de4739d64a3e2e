"""What a scenario gives the person at the front of a room, compiled: role cards, each with the fact it makes known."""

from __future__ import annotations

from sim.authoring import model as m
from sim.authoring.sheet import Sheet
from sim.domain.scenario import Card, Room
from sim.domain.units import CardId, FactId


def room_of(sheet: Sheet, x: m.ForRoom) -> Room:
    """Return what the room is given. If problems were found on the way it is incomplete and must not be played."""
    return Room(cards=tuple(_card(sheet, name, card) for name, card in x.cards.items()))


def _card(sheet: Sheet, name: str, x: m.RoleCard) -> Card:
    fact = x.fact
    if fact is not None:
        sheet.reference(("room", "cards", name, "fact"), fact, sheet.file.facts, "fact")
    return Card(
        id=CardId(name), title=x.title, job=x.job, knows=x.knows, fact=FactId(fact) if fact is not None else None, ask=x.ask,
    )
