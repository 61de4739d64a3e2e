"""Figures over the time of a run: what it would have come to had it ended then, and what came, was served and was lost."""
from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sim.debrief.figures import Kind, Mark, Plot, Series, Tick, level_of, steps_of
from sim.debrief.narrow import HOUR, spans
from sim.debrief.record import Step, record
from sim.debrief.review import Debriefing, Entry, Tone
from sim.debrief.wording import clean, label, measure
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario
from sim.domain.units import FlowId, Frozen, Seconds, TotalId, VarId
from sim.engine.flows import now
from sim.engine.formulas import worked

BINS = 36
"""Into how many equal stretches a run is divided to show what came and what was lost."""

_MARKED: dict[str, tuple[Kind, Tone]] = {
    "decision": ("decision", "accent"), "lapse": ("decision", "warn"), "harm": ("harm", "bad"), "built": ("built", "good"),
    "consequence": ("event", "quiet"), "inject": ("event", "quiet"), "fact": ("fact", "accent"),
}


def courses(scenario: Scenario, moments: tuple[Moment, ...], told: Debriefing) -> tuple[Plot, ...]:
    """Return every figure over the time of a run there is: the outcome first, then each flow."""
    steps = record(moments)
    course = outcome_course(scenario, steps, told)
    return (*((course,) if course is not None else ()), *flow_courses(scenario, steps))


def outcome_course(scenario: Scenario, steps: tuple[Step, ...], told: Debriefing) -> Plot | None:
    """Return the told figure over time, as it would have been told had the run ended then; None if it never moved."""
    course = _course(scenario, steps)
    if len({value for _, value in course}) < 2:
        return None
    end = max(at for at, _ in course)
    values = [float(value) for _, value in course]
    up = steps_of(min(0.0, *values), max(values))
    low, high = up[0], up[-1]
    unit = scenario.worth.told_unit
    points = tuple((at * 1000 // max(end, 1), level_of(value, low, high)) for at, value in course)
    title = scenario.worth.told_label
    title = title[:1].upper() + title[1:] if title else "Outcome"
    says = f"Had it ended there and then, this would have been told. {_steepest(scenario, course)}"
    return Plot(
        id="course", title=f"{title}, over time", says=says,
        series=(Series(label=title, kind="step", points=points, tone="accent"),),
        along=time_ticks(scenario, end), up=tuple(
            Tick(place=level_of(v, low, high), label=measure(Fraction(v).limit_denominator(1000), unit)) for v in up
        ),
        marks=tuple(_marks(told, points)), columns=("When", title, "What happened"),
        rows=tuple((entry.when, measure(_at(course, entry.at), unit), clean(entry.title)) for entry in _told(told)),
    )


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


def _steepest(scenario: Scenario, course: list[tuple[Seconds, Fraction]]) -> str:
    """Say between which times most of it came, or went."""
    jumps = [(after - before, since, until) for (since, before), (until, after) in pairwise(course)]
    change, since, until = max(jumps, key=lambda jump: abs(jump[0]))
    unit, when = scenario.worth.told_unit, f"between {label(scenario, since)} and {label(scenario, until)}"
    if change < 0:
        return f"Most was lost {when}: {measure(-change, unit)}."
    return f"Most was gained {when}: {measure(change, unit)}."


def _told(told: Debriefing) -> list[Entry]:
    return [entry for entry in told.timeline if entry.kind in _MARKED]


def _marks(told: Debriefing, points: tuple[tuple[int, int], ...]) -> list[Mark]:
    """Return a mark for each decision, harm and thing built; what merely came is in the table."""
    found = []
    by_seq = {decision.seq: decision.id for decision in told.decisions}
    for entry in _told(told):
        if entry.kind in ("consequence", "inject", "fact"):
            continue
        kind, tone = _MARKED[entry.kind]
        level = next((level for place, level in reversed(points) if place <= entry.place), points[0][1])
        go = f"decisions/{by_seq[entry.seq]}" if entry.seq in by_seq and kind == "decision" else ""
        said = f"{entry.when}: {clean(entry.title)}"
        found.append(Mark(place=entry.place, level=level, says=said, kind=kind, tone=tone, go=go))
    return found


def _at(course: list[tuple[Seconds, Fraction]], at: Seconds) -> Fraction:
    return next((value for when, value in reversed(course) if when <= at), course[0][1])


def time_ticks(scenario: Scenario, end: Seconds, most: int = 6) -> tuple[Tick, ...]:
    """Return round times along a run of `end` seconds."""
    sizes = (60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)
    step = next((size for size in sizes if end / size <= most), 24 * HOUR)
    first = -(scenario.midnight % step) % step
    return tuple(Tick(place=at * 1000 // max(end, 1), label=label(scenario, Seconds(at))) for at in range(first, end + 1, step))


def flow_courses(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Plot, ...]:
    """Return for every flow what came an hour and what of it was served, over the run."""
    if not scenario.flows or not steps:
        return ()
    end = max(1, max(step.event.at for step in steps))
    came: dict[FlowId, list[Fraction]] = {name: [Fraction(0)] * BINS for name in scenario.flows}
    served: dict[FlowId, list[Fraction]] = {name: [Fraction(0)] * BINS for name in scenario.flows}
    for situation, since, until in spans(scenario, steps):
        for name, running in now(scenario, situation, since).items():
            for place, share in _shares(since, until, end):
                came[name][place] += running.offered * share
                served[name][place] += running.served * share
    return tuple(_flow(scenario, name, end, came[name], served[name]) for name in scenario.flows if sum(came[name]))


def _shares(since: Seconds, until: Seconds, end: int) -> list[tuple[int, Fraction]]:
    """Return in which stretches a span lies, and how much of each it fills."""
    found = []
    for place in range(since * BINS // end, min(until * BINS // end, BINS - 1) + 1):
        begin, stop = Fraction(end * place, BINS), Fraction(end * (place + 1), BINS)
        filled = min(stop, Fraction(until)) - max(begin, Fraction(since))
        if filled > 0:
            found.append((place, filled / (stop - begin)))
    return found


def _flow(scenario: Scenario, name: FlowId, end: int, came: list[Fraction], served: list[Fraction]) -> Plot:
    flow = scenario.flows[name]
    up = steps_of(0.0, float(max(came)))
    high = up[-1]

    def columns(values: list[Fraction]) -> tuple[tuple[int, int], ...]:
        return tuple(((2 * place + 1) * 500 // BINS, level_of(value, 0.0, high)) for place, value in enumerate(values))

    whole, kept = sum(came, Fraction(0)), sum(served, Fraction(0))
    lost = max(range(BINS), key=lambda place: came[place] - served[place])
    when = label(scenario, Seconds(end * lost // BINS))
    says = f"{round(100 * kept / whole)} of every 100 {flow.unit} were served; most were lost about {when}."
    return Plot(
        id=f"flow-{name}", title=f"{flow.label}, an hour", says=says,
        series=(Series(label="came", kind="columns", points=columns(came), tone="quiet"),
                Series(label="served", kind="columns", points=columns(served), tone="good")),
        along=time_ticks(scenario, Seconds(end)), up=tuple(Tick(place=level_of(v, 0.0, high), label=f"{v:g}") for v in up),
        columns=("From", "Came, an hour", "Served", "Lost"),
        rows=tuple(
            (label(scenario, Seconds(end * place // BINS)), f"{float(c):.1f}", f"{float(s):.1f}", f"{float(c - s):.1f}")
            for place, (c, s) in enumerate(zip(came, served, strict=True)) if c
        ),
    )
