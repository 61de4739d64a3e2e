"""Figures over the time of a run: what would have been told had it ended there and then, and each flow."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sim.debrief.axis import LENGTH, Axis
from sim.debrief.figures import Kind, Mark, Plot, Series, Tick, level_of, steps_of
from sim.debrief.flowed import flow_courses
from sim.debrief.record import Step, record
from sim.debrief.review import Debriefing, Entry
from sim.debrief.wording import clean, first_words, label, measure
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario
from sim.domain.units import Frozen, Seconds, TotalId, VarId
from sim.engine.formulas import worked
from sim.engine.rhythm import clock_label, day_of

_MARKED: dict[str, Kind] = {
    "decision": "decision", "answer": "decision", "lapse": "lapse", "harm": "harm", "built": "built", "consequence": "event",
    "inject": "event",
}

NAMED = 5
"""How many words of a moment are written beside its mark."""

SLIGHT = Fraction(1, 20)
"""A step back below this share of all that the line moved does not count as one."""

CLOSE = ("%", "$", "€", "£")
"""Units written with every number; others stand once, over the scale."""


def courses(scenario: Scenario, moments: tuple[Moment, ...], told: Debriefing) -> tuple[Plot, ...]:
    """Return every figure over the time of a run there is: the outcome first, then each flow."""
    steps = record(moments)
    course = outcome_course(scenario, steps, told)
    return (*((course,) if course is not None else ()), *flow_courses(scenario, steps))


def outcome_course(scenario: Scenario, steps: tuple[Step, ...], told: Debriefing) -> Plot | None:
    """Return the told figure over time, as it would have been told had the run ended then; None if it never moved.

    Time is laid out as in the replay: hours in which nothing changed take little room, busy ones more.
    """
    course = _course(scenario, steps)
    if len({value for _, value in course}) < 2:
        return None
    axis = Axis(dict.fromkeys(step.event.at for step in steps))
    values = [float(value) for _, value in course]
    up = steps_of(min(0.0, *values), max(values))
    low, high, unit = up[0], up[-1], scenario.worth.told_unit
    points = tuple((axis.place(at) * 1000 // LENGTH, level_of(value, low, high)) for at, value in course)
    title = scenario.worth.told_label or "Outcome"
    if title[:1].islower():  # then it goes on from the number
        title = f"Percent {title}" if unit == "%" else f"{unit} {title}".strip()
    return Plot(
        id="course", title=f"{title}, over time",
        says=f"{_finding(scenario, course)} The line is what would have been told, had it ended there and then.",
        series=(Series(label=title, kind="step", points=points, tone="accent", shaded=True),),
        along=time_ticks(scenario, axis), unit="" if unit in CLOSE else unit, last=measure(course[-1][1], unit),
        up=tuple(Tick(place=level_of(v, low, high), label=scaled(v, unit)) for v in up),
        marks=tuple(_marks(told, axis, course, low, high)), columns=("When", title, "What happened"),
        rows=tuple((entry.when, measure(_at(course, entry.at), unit), clean(entry.title)) for entry in _told(told)),
    )


def scaled(value: float, unit: str) -> str:
    """Return a round number of a scale, with its unit where that is a sign."""
    return measure(Fraction(value).limit_denominator(1000), unit if unit in CLOSE else "")


def _course(scenario: Scenario, steps: tuple[Step, ...]) -> list[tuple[Seconds, Fraction]]:
    """Return the told figure at the end of every second in which something happened."""
    told = worked(scenario, scenario.worth.told)
    sums: Counter[TotalId] = Counter()
    found: list[tuple[Seconds, Fraction]] = []
    for n, step in enumerate(steps):
        if isinstance(step.event, e.Accrued):
            sums.update(step.event.amounts)
        if n + 1 < len(steps) and steps[n + 1].event.at == step.event.at:
            continue
        named: dict[VarId, Any] = {**step.after.values}
        named |= {VarId(name): Fraction(sums[name], 1000) for name in scenario.totals}
        everything = replace(step.after, values=Frozen(named))
        found.append((step.event.at, Fraction(told(everything))))
    return found


def _finding(scenario: Scenario, course: list[tuple[Seconds, Fraction]]) -> str:
    """Say when half of it had come; of what also fell, when it fell most, or if it only fell, when half of it was gone."""
    unit = scenario.worth.told_unit
    changes = [(after - before, until) for (_, before), (until, after) in pairwise(course)]
    begin, end = course[0][1], course[-1][1]
    slight = (max(value for _, value in course) - min(value for _, value in course)) * SLIGHT
    gained = end > begin
    if all(change >= -slight if gained else change <= slight for change, _ in changes) and end != begin:
        middle = (begin + end) / 2
        half = next(at for at, value in course if (value >= middle if gained else value <= middle))
        whole = measure(abs(end - begin), unit)
        if gained:
            return f"Half of the {whole} had come by {label(scenario, half)}."
        return f"Half of the {whole} that went was gone by {label(scenario, half)}."
    fall, when = min(changes)
    return f"It fell most at {label(scenario, when)}, by {measure(-fall, unit)}."


def _told(told: Debriefing) -> list[Entry]:
    return [entry for entry in told.timeline if entry.kind in _MARKED]


def _marks(
    told: Debriefing, axis: Axis, course: list[tuple[Seconds, Fraction]], low: float, high: float,
) -> Iterator[Mark]:
    """Yield a mark on the line for what was decided, built and harmed, and one below it for what came."""
    by_seq = {decision.seq: decision.id for decision in told.decisions}
    turn = told.moment.decision.seq if told.moment is not None else None
    for entry in _told(told):
        kind = _MARKED[entry.kind]
        decided = kind in ("decision", "lapse")
        go = f"decisions/{by_seq[entry.seq]}" if decided and entry.seq in by_seq else ""
        said = f"{clean(entry.detail)}: {clean(entry.title)}" if kind == "event" and entry.detail else clean(entry.title)
        title = clean(entry.title).partition(": ")[2] or clean(entry.title)
        title = clean(entry.detail) if decided and entry.detail else title
        named = kind == "harm" or entry.tone == "good" or (decided and entry.seq == turn)
        yield Mark(
            place=axis.place(entry.at) * 1000 // LENGTH, level=level_of(_at(course, entry.at), low, high), kind=kind, go=go,
            says=f"{entry.when}: {said}", below=kind == "event", name=first_words(title, NAMED) if named else "",
        )


def _at(course: list[tuple[Seconds, Fraction]], at: Seconds) -> Fraction:
    return next((value for when, value in reversed(course) if when <= at), course[0][1])


def time_ticks(scenario: Scenario, axis: Axis) -> tuple[Tick, ...]:
    """Return where days begin, if there are several, and round times between them."""
    one = day_of(scenario, axis.begin) == day_of(scenario, axis.end)
    days = () if one else tuple(Tick(place=at * 1000 // LENGTH, label=said, major=True) for at, said in axis.ticks(scenario))
    step = next((size for size in (60, 120, 300, 600, 900, 1800) if (axis.end - axis.begin) / size <= 12), 3600)
    first = -(-(scenario.midnight + axis.begin) // step) * step - scenario.midnight
    times = (Tick(place=axis.place(Seconds(at)) * 1000 // LENGTH, label=clock_label(scenario, Seconds(at), day=False))
             for at in range(first, axis.end + 1, step))
    return (*days, *times)
