"""Role cards for scenarios that have none, for what is tested of rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sim.domain.scenario import Card, Room, Scenario
from sim.domain.units import CardId, FactId
from sim.screens.view import View
from sim.shell.roomshots import room_views
from tests.boiler import RAW, an_app, boiler


def a_card(name: str, fact: str | None, knows: str) -> Card:
    return Card(id=CardId(name), title=f"The {name}", job=f"Does what a {name} does.", knows=knows,
                fact=FactId(fact) if fact is not None else None, ask="What is it for?")


def with_cards(scenario: Scenario, *cards: Card) -> Scenario:
    """Return the scenario with these role cards."""
    return replace(scenario, room=Room(cards=cards))


def screens_of_a_room(data: Path) -> Iterator[tuple[str, View]]:
    """Yield every screen of a room that plays the boiler, with two cards, by a name for its file."""
    app = an_app(data)
    cards = a_card("caretaker", "pressure", "The gauge in the cellar is at nothing."), a_card("teacher", None, "It is Tuesday.")
    scenario = with_cards(boiler(), *cards)
    app.brief(scenario, RAW, 7, "", None)
    yield from room_views(app, "boiler")
    app.close_run()
