"""What is told: the words an event puts in front of the player, and what the run came to once it is over."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sim.domain import events as e
from sim.domain.scenario import Ending, Scenario, Text
from sim.domain.situation import Situation
from sim.domain.units import Frozen, Seconds, TotalId, VarId
from sim.engine.formulas import worked
from sim.engine.offers import offers
from sim.engine.program import fill, program_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A paragraph somebody says; `who` is a person's id, a name as it stands, or empty for the narrator."""

    at: Seconds
    who: str
    channel: str
    text: str


def words_of(scenario: Scenario, event: e.Event, after: Situation, plainly: bool = False) -> tuple[Words, ...]:
    """Return what `event` says, read in the situation it left; `plainly` in the plain words there are for what may distress."""
    if not isinstance(event, e.Said):
        return ()
    said = program_of(scenario).says[(event.node, event.index)]
    return tuple(
        Words(at=event.at, who=said.who, channel=said.channel, text=text)
        for text in program_of(scenario).read(said.plain if plainly and said.plain else said.text, after)
    )


def stage_words(scenario: Scenario, situation: Situation, stage_id: str) -> tuple[str, ...]:
    """Return all there is to read in a stage as it stands: title, text, question, what is on offer."""
    stage = next(stage for stage in scenario.stages.values() if stage.id == stage_id)
    shown = [stage.title, *program_of(scenario).read(stage.text, situation), stage.question]
    for offer in offers(scenario, situation):
        if offer.stage.id == stage_id:
            shown += [offer.item.label, offer.item.detail]
    return tuple(text for text in shown if text)


def count_words(scenario: Scenario, happened: Iterable[e.Event], after: Situation) -> int:
    """Return how many words `happened` gave the player to read. Terms met for the first time are not counted twice."""
    total = 0
    for event in happened:
        total += sum(len(words.text.split()) for words in words_of(scenario, event, after))
        if isinstance(event, e.StageOpened):
            total += sum(len(text.split()) for text in stage_words(scenario, after, event.stage))
    return total


_TERM = re.compile(r"\[\[([^\[\]\n]+)\]\]")


def terms_in(text: str) -> tuple[str, ...]:
    """Return the trade words marked in a text, in lower case."""
    return tuple(word.lower() for word in _TERM.findall(text))


# ---------------------------------------------------------------- what it came to


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finished run, told. `value` is what best play is measured in; `told` the figure the endings are bands of."""

    totals: Mapping[TotalId, Fraction]
    harm: int
    value: Fraction
    told: Fraction
    ending: Ending
    text: tuple[str, ...]
    last: tuple[str, ...]
    cause: str


def totals_of(happened: Iterable[e.Event]) -> dict[TotalId, Fraction]:
    """Return what every total came to, in its unit."""
    sums: Counter[TotalId] = Counter()
    for event in happened:
        if isinstance(event, e.Accrued):
            for name, amount in event.amounts.items():
                sums[name] += amount
    return {name: Fraction(amount, 1000) for name, amount in sums.items()}


def tell(scenario: Scenario, situation: Situation, happened: Iterable[e.Event]) -> Told:
    """Return what the run came to so far. Nothing here can steer play: rules cannot read totals."""
    events = tuple(happened)
    totals = {name: Fraction(0) for name in scenario.totals} | totals_of(events)
    harm = sum(event.price for event in events if isinstance(event, e.HarmCharged))
    named: dict[VarId, Any] = {**situation.values, **{VarId(name): total for name, total in totals.items()}}
    everything = replace(situation, values=Frozen(named))
    formula = scenario.worth.formula
    value = sum((totals[name] * total.worth for name, total in scenario.totals.items()), Fraction(0)) - harm
    if formula is not None:
        value += Fraction(worked(scenario, formula)(situation))
    told = Fraction(worked(scenario, scenario.worth.told)(everything))
    ending = _ending(scenario, everything, told, events)
    cause = next((c.text for c in scenario.debrief.causes if c.when is None or worked(scenario, c.when)(everything)), "")
    serving = program_of(scenario).serving
    readable = replace(everything, values=Frozen({k: round(v) if isinstance(v, Fraction) else v for k, v in named.items()}))
    return Told(
        totals=totals, harm=harm, value=value, told=told, ending=ending, text=_read(scenario, ending.text, everything, readable),
        last=_read(scenario, ending.last, everything, readable), cause=fill(cause, readable, serving),
    )


def _read(scenario: Scenario, text: Text, exact: Situation, readable: Situation) -> tuple[str, ...]:
    serving = program_of(scenario).serving
    return tuple(fill(p.text, readable, serving) for p in text if p.when is None or worked(scenario, p.when)(exact))


def _ending(scenario: Scenario, situation: Situation, told: Fraction, events: Iterable[e.Event]) -> Ending:
    """The first override that holds and was warned of, else the highest band reached."""
    seen = {str(x) for x in (*situation.visited, *situation.used)} | {str(fact) for _, fact in situation.knows}
    seen |= {str(fact.id) for fact in scenario.facts.values() if not fact.hidden and situation.values.get(VarId(fact.id)) is True}
    for event in events:  # what was skipped or cancelled was not seen
        if isinstance(event, e.InjectArrived):
            seen.add(event.inject)
        elif isinstance(event, e.ConsequenceFell):
            seen.add(event.consequence)
    cut = scenario.cut_at(situation.horizon)
    endings = cut.endings if cut is not None and cut.endings else scenario.endings
    for ending in endings:
        if ending.when is not None and worked(scenario, ending.when)(situation) and ending.warned & seen:
            return ending
    bands = sorted((e for e in endings if e.above is not None), key=lambda e: e.above or 0, reverse=True)
    return next((band for band in bands if told >= (band.above or 0)), bands[-1])
