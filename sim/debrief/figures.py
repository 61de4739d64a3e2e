"""What a run looks like: figures as data, drawn in the window and in a report alike, and told in words where nothing is drawn.

Places run from 0 to 1000, from the left and from below. Every mark has a sentence that says all of it.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Literal

from sim.debrief.review import Competency, Tone

Kind = Literal["decision", "lapse", "event", "luck", "harm", "built", "column"]

KINDS: dict[Kind, str] = {
    "decision": "a decision", "lapse": "decided by the clock", "event": "something that came", "luck": "luck", "harm": "harm",
    "built": "the workbench",
}
"""What the shape of a mark stands for. A column is pointed at as it stands, and has no shape of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A number or a time along an axis. A `major` one is lettered first, and the others where there is room left."""

    place: int
    label: str
    major: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a plot. `go` is the page of the debrief that says more, empty if none does.

    `name` is written beside it where there is room. One `below` lies on a line of its own under the plot, at no level.
    """

    place: int
    level: int
    says: str
    kind: Kind = "event"
    tone: Tone = "plain"
    go: str = ""
    name: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line, a line that stays level until it jumps, or columns; what is under a `shaded` line is shaded.

    Columns stand on the levels of `base`, one for each point, or on the ground; they are `wide`, in places.
    """

    label: str
    kind: Literal["line", "step", "columns"]
    points: tuple[tuple[int, int], ...]
    tone: Tone = "plain"
    base: tuple[int, ...] = ()
    wide: int = 0
    shaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What held from one place to another, written on a strip under the plot where there is room."""

    since: int
    until: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Levels over time, or over amounts. `says` is what one sees in it, in a sentence; `rows` are its figures as a table.

    `unit` says what is counted upwards, `last` what the line comes to at its end; `banded` what the bands are about.
    """

    id: str
    title: str
    says: str
    series: tuple[Series, ...]
    along: tuple[Tick, ...]
    up: tuple[Tick, ...]
    unit: str = ""
    last: str = ""
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    banded: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A bar, with the range it may lie in if that is known; `share` None where there is no figure, and `value` says why.

    `more` is a second part of it after the first, up to that place.
    """

    label: str
    value: str
    share: int | None
    more: int | None = None
    low: int | None = None
    high: int | None = None
    says: str = ""
    tone: Tone = "accent"
    go: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Bars on one scale. `parts` says what the two parts of a bar are, if it has two."""

    id: str
    title: str
    says: str
    ranks: tuple[Rank, ...]
    ticks: tuple[Tick, ...] = ()
    parts: tuple[str, str] = ("", "")
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


Figure = Plot | Ranking


def steps_of(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers from at most `low` to at least `high`, one, two or five of a power of ten apart."""
    span = max(high - low, 1e-9)
    raw = span / max(most - 1, 1)
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first = floor(low / step + 1e-9)
    found = [first * step]
    while found[-1] < high - step * 1e-6:
        found.append(found[-1] + step)
    return found if len(found) > 1 else [*found, found[0] + step]


def level_of(value: Fraction | float, low: float, high: float) -> int:
    """Return where a value lies between two others, 0..1000."""
    return min(max(round((float(value) - low) * 1000 / ((high - low) or 1)), 0), 1000)


def competency_figure(found: tuple[Competency, ...]) -> Ranking | None:
    """Return what a run shows of each ability, with the range that holds it four times out of five; None if it names none."""
    if not found:
        return None
    enough = [one for one in found if one.enough]
    best = max(enough, key=lambda one: one.mean, default=None)
    says = "There is not enough evidence yet to say anything." if best is None else (
        f"Most shows of {best.title}: {round(best.mean / 10)} %. A bar is the best guess; its line holds it four times of five.")
    ticks = tuple(Tick(place=place, label=f"{place // 10} %") for place in (0, 250, 500, 750, 1000))
    return Ranking(id="abilities", title="Abilities", says=says, ranks=tuple(map(_ability, found)), ticks=ticks)


def _ability(one: Competency) -> Rank:
    if not one.enough:
        return Rank(label=one.title, value="not enough evidence", share=None,
                    says=f"{one.title}: not enough evidence, {one.weight} of 6 points.")
    low, high, mean = round(one.low / 10), round(one.high / 10), round(one.mean / 10)
    return Rank(
        label=one.title, value=f"{mean} %", share=one.mean, low=one.low, high=one.high,
        says=f"{one.title}: {mean} %, between {low} and {high} % four times out of five, from {one.weight} points.",
    )


def table_of(figure: Figure) -> tuple[tuple[str, ...], ...]:
    """Return a figure as a table, the head first: what a screen reader or a terminal gets."""
    if isinstance(figure, Plot) or figure.columns:
        return (figure.columns, *figure.rows) if figure.columns else ()
    ranged = any(rank.low is not None for rank in figure.ranks)
    head = ("What", "How much", "Range") if ranged else ("What", "How much")
    return (head, *(_row(rank, ranged) for rank in figure.ranks))


def _row(rank: Rank, ranged: bool) -> tuple[str, ...]:
    if not ranged:
        return rank.label, rank.value
    known = rank.low is not None and rank.high is not None
    return rank.label, rank.value, f"{round((rank.low or 0) / 10)} to {round((rank.high or 0) / 10)} %" if known else ""


def sentences_of(figure: Figure) -> Iterator[str]:
    """Yield the sentence of every mark of a figure, in the order they are walked through."""
    yield from (mark.says for mark in figure.marks) if isinstance(figure, Plot) else (rank.says for rank in figure.ranks)
