"""The guide for the person at the front, from the scenario alone: what is so, what arrives, what can be decided."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.cards import front_sheet
from sim.debrief.duties import findings_of
from sim.debrief.markup import page, table, tag, text
from sim.debrief.wording import clean, figure, label, lasting, sentence, speaker
from sim.domain.scenario import Inject, Panel, Say, Scenario, Stage, outcomes_below

RULES = (
    "Nobody is on trial: the decisions are, and they are the room's.",
    "The story is as it is told. Who misses something asks; who doubts it plays on.",
    "A real emergency ends the exercise at once.",
)
"""Ground rules to read aloud."""


def guide_page(scenario: Scenario) -> str:
    """Return the facilitator's guide of a scenario as one HTML page."""
    name = scenario.meta.title
    return page(
        f"{name}: guide for the person at the front",
        text("h1", f"{name}: guide for the person at the front"),
        text("p", f"Version {scenario.meta.version}, about {scenario.meta.minutes} minutes. Not for players: it says what is so.",
             class_="quiet"),
        *_start(scenario), *_truth(scenario), *_arrivals(scenario), *_decisions(scenario), *_after(scenario),
        front_sheet(scenario),
    )


def _list(*lines: str) -> str:
    return tag("ul", *(text("li", line) for line in lines))


def _start(scenario: Scenario) -> Iterator[str]:
    yield text("h2", "Before you begin")
    yield tag("p", "Start with ", text("code", f"python main.py play {scenario.meta.id} --room"),
              "; should the projector fail, play from these pages and type the decisions in afterwards.")
    if scenario.meta.objectives:
        yield text("h3", "What it is for")
        yield _list(*scenario.meta.objectives)
    yield text("h3", "Ground rules, to read aloud")
    yield _list(*RULES)
    yield text("h3", "Briefing, to read aloud")
    yield tag("blockquote", *(text("p", passage.text) for passage in scenario.briefing if passage.when is None))


def _truth(scenario: Scenario) -> Iterator[str]:
    cards = scenario.room.cards if scenario.room is not None else ()
    holders = {card.fact: card.title for card in cards if card.fact is not None}
    known = {fact.known: fact.id for fact in scenario.facts.values() if fact.known}
    rows = tuple(
        (clean(found.known), "; ".join(map(clean, found.where)) or "–", holders.get(known[found.known], "–"))
        for found in findings_of(scenario, ()) if found.known in known
    )
    if rows:
        yield text("h2", "What can be found out")
        yield table(("What", "Where", "On the card of"), rows)
    if scenario.debrief.hints:
        yield text("h2", "If they are stuck")
        yield text("p", "One at a time, and only the first if it is enough.", class_="quiet")
        yield tag("ol", *(text("li", hint) for hint in scenario.debrief.hints))


def _arrivals(scenario: Scenario) -> Iterator[str]:
    timed = sorted((inject for inject in scenario.injects.values() if inject.at is not None), key=lambda inject: inject.at or 0)
    rows = tuple((label(scenario, inject.at), *_says(scenario, inject)) for inject in timed if inject.at is not None)
    if rows:
        yield text("h2", "What arrives by itself")
        yield table(("When", "From", "What", "Unless"), rows)


def _says(scenario: Scenario, inject: Inject) -> tuple[str, str, str]:
    says = [effect for outcome in outcomes_below(inject.outcome) for effect in outcome.effects if isinstance(effect, Say)]
    who = speaker(scenario, says[0].who) if says and says[0].who else ""
    what = says[0].text[0].text if says and says[0].text else inject.id
    return who, clean(what), inject.unless.text if inject.unless is not None else ""


def _decisions(scenario: Scenario) -> Iterator[str]:
    yield text("h2", "What is decided")
    if scenario.provisional:
        told = "The ratings, 1 to 7, are the authors' and provisional until practitioners have given theirs."
        yield text("p", told, class_="quiet")
    for stage in scenario.stages.values():
        if stage.choices:
            yield from _sheet(stage)


def _sheet(stage: Stage) -> Iterator[str]:
    yield text("h3", stage.title or stage.question)
    yield text("p", stage.question)
    if stage.stop:
        yield tag("p", text("strong", "Stop: "), text("span", stage.stop))
    rows = [_rated(choice.label, choice.panel) for choice in stage.choices]
    if stage.deadline is not None or stage.closes is not None:
        left = f" ({lasting(stage.deadline)})" if stage.deadline is not None else ""
        rows.append(_rated(f"If nobody decides{left}: {stage.default or 'time moves on'}", stage.drift))
    yield table(("What they can do", "Panel", "Why", "Who disagrees"), tuple(rows))


def _rated(what: str, panel: Panel | None) -> tuple[str, str, str, str]:
    if panel is None:
        return clean(what), "–", "", ""
    return clean(what), figure(panel.rating), panel.why, panel.minority


def _after(scenario: Scenario) -> Iterator[str]:
    said = scenario.debrief
    if said.questions:
        yield text("h2", "To talk about afterwards")
        yield _list(*said.questions)
    if said.principles:
        yield text("h2", "What may stay with them")
        yield _list(*map(sentence, said.principles))
