"""Role cards for scenarios that have none, for what is tested of rooms."""

from __future__ import annotations

from dataclasses import replace

from sim.domain.scenario import Card, Room, Scenario
from sim.domain.units import CardId, FactId


def a_card(name: str, fact: str | None, knows: str) -> Card:
    return Card(id=CardId(name), title=f"The {name}", job=f"Does what a {name} does.", knows=knows,
                fact=FactId(fact) if fact is not None else None, ask="What is it for?")


def with_cards(scenario: Scenario, *cards: Card) -> Scenario:
    """Return the scenario with these role cards."""
    return replace(scenario, room=Room(cards=cards))
