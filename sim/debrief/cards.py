"""Printed for a room: a role card for each group, to cut out and deal, and the keys for the person at the front."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.markup import CARDS, page, table, tag, text
from sim.debrief.wording import clean
from sim.domain.formula import reads
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
    """Return the role cards of a scenario as one HTML page, who has which, and the keys on sheets of their own."""
    cards = held(scenario)
    dealt = tag("section", *(_card(scenario, card) for card in cards), class_="sheet") if cards else ""
    return page(f"{scenario.meta.title}: role cards", dealt, *_dealing(scenario), front_sheet(scenario), style=CARDS)


def held(scenario: Scenario) -> tuple[Card, ...]:
    """Return the role cards of a scenario, none if it has none."""
    return scenario.room.cards if scenario.room is not None else ()


def keys_sheet() -> str:
    """Return the keys of the person at the front as markup."""
    return tag("section", text("h2", "For the person at the front"), table(("Key", "What it does"), KEYS))


def front_sheet(scenario: Scenario) -> str:
    """Return the keys of the person at the front, and the questions to stop for, as markup."""
    stops = tuple(stage.stop for stage in scenario.stages.values() if stage.stop)
    listed = tag("ul", *(text("li", stop) for stop in stops))
    asked = tag("section", text("h2", "Questions for the stops"), listed) if stops else ""
    return tag("section", keys_sheet(), asked, class_="whole")


def _dealing(scenario: Scenario) -> Iterator[str]:
    """Yield who has which card and when it helps, for the person at the front."""
    cards = held(scenario)
    if not cards:
        return
    yield text("h1", f"{scenario.meta.title}: who has which card")
    yield text("p", "Not for players. Cut the cards out and deal one to each group. What stands on a card is theirs alone "
                    "until they say it aloud; then press O. With fewer groups deal some of them two.")
    yield table(("Card", "What only they know", "It helps with"), tuple(
        (clean(card.title), clean(card.knows), "; ".join(_helps(scenario, card)) or "–") for card in cards
    ))


def _helps(scenario: Scenario, card: Card) -> Iterator[str]:
    """Yield what can be done, or only makes sense, once the fact on a card is known."""
    needs = f"knows:{card.fact}"
    for stage in scenario.stages.values():
        for item in stage.items:
            asked = (item.task.appears, item.task.when)
            if card.fact is not None and any(formula is not None and needs in reads(formula) for formula in asked):
                yield f"{clean(item.label)} ({clean(stage.title or stage.question)})"


def _card(scenario: Scenario, card: Card) -> str:
    return tag(
        "article",
        text("span", scenario.meta.title, class_="quiet of"), text("h2", card.title), text("p", card.job, class_="quiet"),
        text("h3", "Only you know"), text("p", card.knows, class_="knows"), text("h3", "Ask the others"), text("p", card.ask),
        class_="card",
    )
