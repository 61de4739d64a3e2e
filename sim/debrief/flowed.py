"""What came to each flow, what was served and what was lost, span by span, with what was short."""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from sim.debrief.figures import Band, Mark, Plot, Series, Tick, level_of, steps_of
from sim.debrief.narrow import HOUR, Want, spans, want_of
from sim.debrief.record import Step
from sim.debrief.tried import WANTS
from sim.debrief.wording import figure, label
from sim.domain.scenario import Flow, Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds
from sim.engine.flows import Running, now
from sim.engine.rhythm import clock_label, day_of

MOST = 60
"""How many spans a run is divided into at most, not counting those in which nothing came."""

FEWEST, FULL = 4, 5
"""Spans are as long as it takes for so much to come in the fullest, if there are still so many of them then."""

SIZES = ((60, "minute"), (300, "five minutes"), (600, "ten minutes"), (900, "quarter of an hour"), (1800, "half hour"),
         (HOUR, "hour"), (2 * HOUR, "two hours"), (4 * HOUR, "four hours"), (12 * HOUR, "half day"), (24 * HOUR, "day"))

IN_A_WORD = {"lines": "lines", "hands": "hands", "handlers": "people", "nothing": "everything", "": "several"}
"""What was short, as it is written on a strip."""

SLIGHT = Fraction(1, 50)
"""A loss below this share of what came in a span is not worth naming what was short."""


@dataclass
class _Span:
    """What came and was served in one span, and what was lost for want of what."""

    came: Fraction = Fraction(0)
    served: Fraction = Fraction(0)
    missed: dict[Want, Fraction] = field(default_factory=dict)

    def miss(self, want: Want, amount: Fraction) -> None:
        """Count what was lost for want of something."""
        self.missed[want] = self.missed.get(want, Fraction(0)) + amount

    @property
    def lost(self) -> Fraction:
        return self.came - self.served

    @property
    def short(self) -> Want | None:
        """What most was lost for want of, None where little was lost."""
        if self.lost <= self.came * SLIGHT:
            return None
        return max(self.missed, key=lambda want: self.missed[want], default=None)


def flow_courses(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Plot, ...]:
    """Return for every flow what came, was served and was lost over a run. Spans in which nothing came are left out."""
    if not scenario.flows or not steps:
        return ()
    lasted = tuple(spans(scenario, steps))
    found = (_flow(scenario, flow, lasted) for flow in scenario.flows.values())
    return tuple(plot for plot in found if plot is not None)


def _flow(scenario: Scenario, flow: Flow, lasted: tuple[tuple[Situation, Seconds, Seconds], ...]) -> Plot | None:
    running = [(now(scenario, situation, since)[flow.id], since, until) for situation, since, until in lasted]
    running = [(run, since, until) for run, since, until in running if run.offered]
    if not running:
        return None
    divided = [(size, called, _spans(scenario.midnight, size, running)) for size, called in SIZES]
    few = [one for one in divided if len(one[2]) <= MOST] or divided[-1:]
    full = (one for one in few if len(one[2]) >= FEWEST and max(span.came for span in one[2].values()) >= FULL)
    return _plot(scenario, flow, *next(full, few[0]))


def _spans(midnight: int, size: int, running: list[tuple[Running, Seconds, Seconds]]) -> dict[int, _Span]:
    """Return what came and went in each span of `size` seconds since the midnight before the run."""
    found: dict[int, _Span] = {}
    for run, since, until in running:
        for place in range((midnight + since) // size, (midnight + until - 1) // size + 1):
            begin, end = place * size - midnight, (place + 1) * size - midnight
            hours = Fraction(min(until, end) - max(since, begin), HOUR)
            span = found.setdefault(place, _Span())
            span.came += run.offered * hours
            span.served += run.served * hours
            if run.offered > run.served:
                span.miss(want_of(run), (run.offered - run.served) * hours)
    return found


def _plot(scenario: Scenario, flow: Flow, size: int, called: str, found: dict[int, _Span]) -> Plot:
    places = sorted(found)
    gaps = sum(after - before > 1 for before, after in pairwise(places))
    columns = len(places) + gaps
    wide = 1000 // columns
    at: dict[int, int] = {}  # the left edge of each column
    for n, place in enumerate(places):
        apart = sum(after - before > 1 for before, after in pairwise(places[:n + 1]))
        at[place] = (n + apart) * 1000 // columns
    up = steps_of(0.0, float(max(span.came for span in found.values())))
    level = {place: (level_of(span.served, 0.0, up[-1]), level_of(span.came, 0.0, up[-1])) for place, span in found.items()}
    when = {place: label(scenario, Seconds(max(place * size - scenario.midnight, 0))) for place in places}
    return Plot(
        id=f"flow-{flow.id}", title=flow.label, says=_finding(scenario, flow, size, found), unit=f"{flow.unit} in each {called}",
        series=(
            Series(label="served", kind="columns", tone="good", wide=wide, points=tuple(
                (at[place] + wide // 2, level[place][0]) for place in places)),
            Series(label="lost", kind="columns", tone="bad", wide=wide, points=tuple(
                (at[place] + wide // 2, level[place][1]) for place in places), base=tuple(level[place][0] for place in places)),
        ),
        along=_ticks(scenario, size, at), up=tuple(Tick(place=level_of(v, 0.0, up[-1]), label=f"{v:g}") for v in up),
        marks=tuple(
            Mark(place=at[place] + wide // 2, level=level[place][1], kind="column", says=_said(flow, found[place], when[place]))
            for place in places
        ),
        bands=_bands(found, at, wide), banded="what was short",
        columns=("From", "Came", "Served", "Lost", "What was short"),
        rows=tuple((when[place], *map(figure, (span.came, span.served, span.lost)), _short(span.short))
                   for place in places for span in (found[place],)),
    )


def _finding(scenario: Scenario, flow: Flow, size: int, found: dict[int, _Span]) -> str:
    """Say how much was served, by when half of what was lost was lost, and for want of what most was."""
    came = sum((span.came for span in found.values()), Fraction(0))
    lost = sum((span.lost for span in found.values()), Fraction(0))
    told = f"{round(100 * (came - lost) / came)} of every 100 {flow.unit} were served."
    if lost <= came * SLIGHT:
        return told
    so_far, all_of_it, half = Fraction(0), _Span(), max(found)
    for place in sorted(found):
        so_far += found[place].lost
        for want, amount in found[place].missed.items():
            all_of_it.miss(want, amount)
        if so_far * 2 >= lost:
            half = min(half, place)
    until = label(scenario, Seconds((half + 1) * size - scenario.midnight))
    short = _for_want(max(all_of_it.missed, key=lambda want: all_of_it.missed[want]))
    return f"{told} Half of the {figure(round(lost))} lost went before {until}; most {short}."


def _said(flow: Flow, span: _Span, when: str) -> str:
    told = f"From {when}: {figure(span.came)} {flow.unit} came, {figure(span.served)} were served, {figure(span.lost)} were lost."
    return told if span.short is None else f"{told[:-1]}, {_for_want(span.short)}."


def _for_want(want: Want) -> str:
    what, place = want
    if what == "nothing":
        return "while nothing carried them"
    if not what:
        return "though no one thing was short"
    return f"for want of {WANTS[what]}" + (f" ({place})" if place else "")


def _short(want: Want | None) -> str:
    """Return in a few words what was short."""
    if want is None:
        return "nothing"
    what, place = want
    if what == "nothing":
        return "everything"
    if not what:
        return "no one thing"
    return f"{WANTS[what]} ({place})" if place else WANTS[what]


def _bands(found: dict[int, _Span], at: dict[int, int], wide: int) -> tuple[Band, ...]:
    """Return from when until when one thing was short; spans side by side are one band."""
    bands: list[Band] = []
    for place in sorted(found):
        short = found[place].short
        if short is None:
            continue
        said = IN_A_WORD[short[0]]
        if bands and bands[-1].label == said and at[place] - bands[-1].until <= 2:
            bands[-1] = Band(since=bands[-1].since, until=at[place] + wide, label=said)
        else:
            bands.append(Band(since=at[place], until=at[place] + wide, label=said))
    return tuple(bands)


def _ticks(scenario: Scenario, size: int, at: dict[int, int]) -> tuple[Tick, ...]:
    """Return the day over its first column, where there are several days, and the time at the left edge of every column."""
    found: list[Tick] = []
    days: set[int] = set()
    several = len({place * size // 86_400 for place in at}) > 1
    for place, x in at.items():
        when = Seconds(place * size - scenario.midnight)
        said = clock_label(scenario, when)
        if several and day_of(scenario, when) not in days:
            found.append(Tick(place=x, label=said[:3], major=True))
        days.add(day_of(scenario, when))
        found.append(Tick(place=x, label=said[4:]))
    return tuple(found)
