"""Printed for a room: a role card for each group, to cut out and deal, and the keys for the person at the front."""

from __future__ import annotations

from sim.debrief.markup import CARDS, page, table, tag, text
from sim.domain.scenario import Card, Scenario

KEYS = (
    ("1 – 9", "take the choice with that number"),
    ("Space", "skip the reading time, or let time run"),
    ("P", "hold everything, as long as you like"),
    ("G", "stop and talk: freeze, question, three columns"),
    ("M", "one minute more to talk"),
    ("E", "one minute more to decide"),
    ("V", "show of hands"),
    ("O", "a card has been said aloud: reveal it"),
    ("N", "a note, with the time"),
    ("W, T, L", "words, another open matter, look around"),
    ("F11", "full screen"),
    ("Esc", "back; on the stage: leave, and everything is kept"),
)
"""The keys of the person at the front: (key, what it does)."""

def cards_page(scenario: Scenario) -> str:
    """Return the role cards of a scenario as one HTML page, and the keys on a sheet of their own."""
    cards = scenario.room.cards if scenario.room is not None else ()
    dealt = tag(
        "section",
        text("h1", f"{scenario.meta.title}: role cards"),
        text("p", "Cut them out and deal one to each group. What stands on a card is theirs alone until they say it aloud.",
             class_="quiet"),
        *(_card(card) for card in cards), class_="sheet",
    ) if cards else ""
    return page(f"{scenario.meta.title}: role cards", dealt, front_sheet(scenario), style=CARDS)


def front_sheet(scenario: Scenario) -> str:
    """Return the keys of the person at the front, and the questions to stop for, as markup."""
    stops = tuple(stage.stop for stage in scenario.stages.values() if stage.stop)
    listed = tag("ul", *(text("li", stop) for stop in stops))
    asked = tag("section", text("h2", "Questions for the stops"), listed) if stops else ""
    return tag("section", text("h2", "For the person at the front"), table(("Key", "What it does"), KEYS), asked)


def _card(card: Card) -> str:
    return tag(
        "article", text("h2", card.title), text("p", card.job, class_="quiet"), text("h3", "Only you know"),
        text("p", card.knows, class_="knows"), text("h3", "Ask the others"), text("p", card.ask), class_="card",
    )
