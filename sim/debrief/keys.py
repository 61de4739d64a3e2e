"""The moments of a run worth going to: where most was lost, where the panel disagrees most, the best thing, stages, the end."""
from __future__ import annotations

from dataclasses import dataclass

from sim.debrief.lost import Lost
from sim.debrief.record import Step
from sim.debrief.review import Debriefing, Decision
from sim.debrief.wording import clean, quoted, sentence
from sim.debrief.worth import TITLES, key_words
from sim.domain import events as e
from sim.domain.review import Review
from sim.domain.scenario import Scenario
from sim.domain.units import MAIN, Seconds

_FEWEST = 3
"""So many moments are chosen besides the end, if there are as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key moment: the screen after `moment` moments, which is the one a decision was taken on. `why` are sentences.

    `chosen` by the debrief; else a stop on the way, a new stage. `decision` is the one it is about, None if it is about none.
    """

    moment: int
    at: Seconds
    title: str
    why: tuple[str, ...]
    icon: str
    chosen: bool = True
    decision: Decision | None = None


def keys_of(
    scenario: Scenario, steps: tuple[Step, ...], told: Debriefing, lost: Lost, review: Review | None,
) -> tuple[Key, ...]:
    """Return the key moments in the order of the run; what comes to one moment is one of them."""
    found = [*_stages(scenario, steps), *_lost(steps, lost), *_reviewed(scenario, steps, told, review), *_judged(told),
             *_best(steps, told), *_end(steps, told)]
    merged: dict[int, Key] = {}
    for key in found:
        merged[key.moment] = _together(merged[key.moment], key) if key.moment in merged else key
    for key in _more(told):  # a run in which several of these are one moment has others worth a look
        chosen = [one.moment for one in merged.values() if one.chosen]
        if len(chosen) <= _FEWEST and key.moment not in chosen:
            merged[key.moment] = _together(merged[key.moment], key) if key.moment in merged else key
    return tuple(merged[moment] for moment in sorted(merged))


def _together(one: Key, other: Key) -> Key:
    """Return two keys at one moment as one; what the debrief chose has the word over what is a mere stop."""
    if one.chosen and not other.chosen:
        one, other = other, one
    title = other.title if not one.chosen else f"{one.title}. {other.title}"
    why = other.why if not one.chosen else (*one.why, *other.why)
    icon = other.icon if not one.chosen else one.icon
    return Key(moment=one.moment, at=one.at, title=title, why=why, icon=icon, chosen=one.chosen or other.chosen,
               decision=one.decision or other.decision)


def _stages(scenario: Scenario, steps: tuple[Step, ...]) -> list[Key]:
    return [
        Key(moment=step.seq + 1, at=step.event.at, title=clean(scenario.stages[step.event.stage].title),
            why=(sentence(scenario.stages[step.event.stage].question) or "A new stage.",), icon="map-pin", chosen=False)
        for step in steps
        if isinstance(step.event, e.StageOpened) and step.event.thread == MAIN and scenario.stages[step.event.stage].title
    ]


def _lost(steps: tuple[Step, ...], lost: Lost) -> list[Key]:
    if lost.worst is None:
        return []
    at, why = lost.worst
    return [Key(moment=_after(steps, at), at=at, title="Where most was lost", why=(why,), icon="wallet")]


def _after(steps: tuple[Step, ...], at: Seconds) -> int:
    """Return how many moments had happened at a time."""
    return max((step.seq + 1 for step in steps if step.event.at <= at), default=1)


def _reviewed(scenario: Scenario, steps: tuple[Step, ...], told: Debriefing, review: Review | None) -> list[Key]:
    icons = {"dearest": "wallet", "luck": "dices", "found": "lightbulb"}
    found = []
    for key in review.keys if review is not None else ():
        at = next((step.event.at for step in steps if step.seq == key.seq), Seconds(0))
        decision = next((decision for decision in told.decisions if decision.seq == key.seq), None)
        found.append(Key(moment=max(key.seq + (key.rule == "luck"), 1), at=at, title=TITLES[key.rule],
                         why=(key_words(scenario, key),), icon=icons[key.rule], decision=decision))
    return found


def _judged(told: Debriefing) -> list[Key]:
    if told.moment is None:
        return []
    decision = told.moment.decision
    title = "Where the panel disagrees most" if decision.lost else "The decision that mattered most"
    return [_deciding(decision, title, told.moment.why, "scale")]


def _deciding(decision: Decision, title: str, why: str, icon: str) -> Key:
    return Key(moment=max(decision.seq, 1), at=decision.at, title=title, why=(why,), icon=icon, decision=decision)


def _best(steps: tuple[Step, ...], told: Debriefing) -> list[Key]:
    best = told.best
    if not best.when:
        return []
    title, why = "The best thing you did", f"{sentence(quoted(clean(best.what)))} {best.why}".strip()
    decision = next((d for d in told.decisions if d.when == best.when and d.chosen == best.what), None)
    if decision is not None:
        return [_deciding(decision, title, why, "award")]
    entry = next((entry for entry in told.timeline if entry.when == best.when), None)
    return [Key(moment=entry.seq + 1, at=entry.at, title=title, why=(why,), icon="award")] if entry is not None else []


def _more(told: Debriefing) -> list[Key]:
    """Return what else there is to look at, the most telling first: what was worth most to know, and the weightiest decisions."""
    finds = sorted((one for one in told.findings if one.found is not None), key=lambda one: -one.worth)
    facts = {entry.at: entry for entry in told.timeline if entry.kind == "fact"}
    known = [
        Key(moment=facts[one.found].seq + 1, at=one.found, title="What was worth most to find out", why=(sentence(one.known),),
            icon="notebook-pen")
        for one in finds[:1] if one.found is not None and one.found in facts
    ]
    heavy = sorted((one for one in told.decisions if one.credit is not None), key=lambda one: (-one.lost, -one.weight, one.seq))
    return [*known, *(_deciding(one, "A decision that mattered", _credited(one), "git-branch") for one in heavy)]


def _credited(decision: Decision) -> str:
    """Say what the panel makes of a decision."""
    best = decision.best
    if best is None or not decision.lost:
        return "The panel counts what you did among the best."
    return f"The panel would rather: {sentence(quoted(clean(best.label)))}"


def _end(steps: tuple[Step, ...], told: Debriefing) -> list[Key]:
    ended = next((step for step in steps if isinstance(step.event, e.RunEnded)), None)
    if ended is None:
        return []
    return [Key(moment=ended.seq + 1, at=ended.event.at, title="How it ended",
                why=(f"{clean(told.told.ending.title)}: {sentence(told.outcome)}",), icon="flag")]
