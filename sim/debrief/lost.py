"""What was lost as a run went on, on one measure: what did not get through a flow, else what decisions cost, else judgement."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sim.debrief.narrow import HOUR, spans
from sim.debrief.record import Step
from sim.debrief.review import Debriefing
from sim.debrief.wording import clean, figure, label, measure
from sim.debrief.worth import money, shows, told_of
from sim.domain.review import Review
from sim.domain.scenario import Flow, Scenario
from sim.domain.units import FlowId, Seconds
from sim.engine.flows import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """So much of the measure from `since` to `until`, which are the same for what was lost at once; `text` says it."""

    since: Seconds
    until: Seconds
    level: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """`note` says what is measured, in which unit, and the highest there is. `worst` is the time of the greatest loss."""

    note: str
    losses: tuple[Loss, ...]
    worst: tuple[Seconds, str] | None


NOTHING = Lost(note="Nothing that can be measured was lost.", losses=(), worst=None)


def lost_of(scenario: Scenario, steps: tuple[Step, ...], told: Debriefing, review: Review | None) -> Lost:
    """Return what was lost, by the first of the three measures that has anything to say."""
    return _flowed(scenario, steps, told) or _decided(scenario, told, review) or _judged(scenario, told) or NOTHING


def _flowed(scenario: Scenario, steps: tuple[Step, ...], told: Debriefing) -> Lost | None:
    """What came to a flow and was not served, an hour; of several flows the one that lost most."""
    narrow = max(told.narrow, key=lambda one: one.lost, default=None)
    if narrow is None or not narrow.lost:
        return None
    flow, found = scenario.flows[FlowId(narrow.id)], list[Loss]()
    for situation, since, until in spans(scenario, steps):
        running = now(scenario, situation, since)[FlowId(narrow.id)]
        missed, last = running.offered - running.served, found[-1] if found else None
        if missed <= 0:
            continue
        if last is not None and last.until == since and last.level == float(missed):
            since = found.pop().since  # it goes on at the same level
        text = (f"{label(scenario, since)} to {label(scenario, until)}: {figure(missed)} of {figure(running.offered)} "
                f"{flow.unit} an hour were lost.")
        found.append(Loss(since=since, until=until, level=float(missed), text=text))
    return Lost(note=_note(flow, found), losses=tuple(found), worst=_worst(scenario, flow, found))


def _note(flow: Flow, found: list[Loss]) -> str:
    most = max((loss.level for loss in found), default=0.0)
    return f"{flow.label}: {flow.unit} lost an hour, at most {figure(Fraction(most).limit_denominator(10))}."


def _worst(scenario: Scenario, flow: Flow, found: list[Loss]) -> tuple[Seconds, str] | None:
    """Return when the stretch of an hour began in which most was lost, and how much that was."""
    best: tuple[float, Seconds] | None = None
    for loss in found:
        until = loss.since + HOUR
        inside = (max(0, min(one.until, until) - max(one.since, loss.since)) * one.level / HOUR for one in found)
        amount = sum(inside)
        if best is None or amount > best[0]:
            best = amount, loss.since
    if best is None:
        return None
    lost = figure(Fraction(best[0]).limit_denominator(10))
    return best[1], f"In the hour from {label(scenario, best[1])} more was lost than in any other: {lost} {flow.unit}."


def _decided(scenario: Scenario, told: Debriefing, review: Review | None) -> Lost | None:
    """What each decision cost against the best still to be had, as far as that is worked out."""
    if review is None:
        return None
    cost = [one for one in review.decisions if one.how != "not ready" and shows(review, one.loss)]
    if not cost:
        return None
    losses = tuple(Loss(
        since=one.at, until=one.at, level=one.loss.value,
        text=f"{label(scenario, one.at)} {told_of(told, review, one.seq)}: cost about {money(scenario, one.loss.value)}.",
    ) for one in cost)
    most = max(loss.level for loss in losses)
    return Lost(note=f"What a decision cost against the best to be had then, at most {money(scenario, most)}.", losses=losses,
                worst=None)  # the review names it among its own key moments


def _judged(scenario: Scenario, told: Debriefing) -> Lost | None:
    """How far each rated decision was from what the panel rates highest, by its weight."""
    found = tuple(Loss(
        since=one.at, until=one.at, level=float(one.lost),
        text=f"{one.when} {clean(one.chosen)}: {figure(one.lost)} of {measure(one.weight, 'points')} of judgement lost.",
    ) for one in told.decisions if one.lost)
    if not found:
        return None
    most = Fraction(max(loss.level for loss in found)).limit_denominator(100)
    note = f"How far a decision was from the panel's best, in points of judgement, at most {figure(most)}."
    return Lost(note=note, losses=found, worst=None)
