"""Figures of a decision review: what was to be expected, where the run lies among its replays, what each decision cost."""
from __future__ import annotations

from sim.debrief.courses import CLOSE, scaled
from sim.debrief.figures import Mark, Plot, Rank, Ranking, Series, Tick, level_of, steps_of
from sim.debrief.review import Debriefing
from sim.debrief.wording import count, label, lasting
from sim.debrief.worth import TITLES, luck_words, money, money_of, shows, told_of, turns
from sim.domain.review import Judged, Luck, Review, Spot
from sim.domain.scenario import Scenario


def curve_figure(scenario: Scenario, told: Debriefing, review: Review) -> Plot | None:
    """Return what was to be expected of best play after each decision and wherever luck was at work; None without points."""
    points = turns(review)
    if not points:
        return None
    up = steps_of(min(spot.expected for spot in points), max(spot.expected for spot in points))
    low, high, last = up[0], up[-1], max(1, len(points) - 1)
    places = [(n * 1000 // last, level_of(spot.expected, low, high)) for n, spot in enumerate(points)]
    names, unit = {key.seq: TITLES[key.rule] for key in review.keys}, scenario.worth.unit
    return Plot(
        id="curve", title="What was still to be had", says=_fallen(scenario, told, review, points),
        series=(Series(label="to be expected", kind="step", points=tuple(places), tone="accent"),),
        along=tuple(Tick(place=place, label=label(scenario, spot.at)) for (place, _), spot in zip(places, points, strict=True)),
        up=tuple(Tick(place=level_of(value, low, high), label=scaled(value, unit)) for value in up),
        unit="" if unit in CLOSE else unit,
        marks=tuple(
            Mark(place=place, level=level, kind="decision" if spot.decided else "luck", go=f"review/{spot.seq}",
                 name=names.get(spot.seq, ""),
                 says=f"{label(scenario, spot.at)} {told_of(told, review, spot.seq)}: {money_of(scenario, spot.expected)}")
            for (place, level), spot in zip(places, points, strict=True)
        ),
        columns=("When", "What", "To be expected"),
        rows=tuple((label(scenario, s.at), told_of(told, review, s.seq), money_of(scenario, s.expected)) for s in points),
    )


def _fallen(scenario: Scenario, told: Debriefing, review: Review, points: tuple[Spot, ...]) -> str:
    """Say what was to be had at first and at last, and what the line is."""
    first, last = points[0].expected, points[-1].expected
    line = "The line is what best play could still expect, after each decision and wherever luck was at work."
    return f"At first {money_of(scenario, first)} were to be had, at last {money_of(scenario, last)}. {line}"


def luck_figure(scenario: Scenario, review: Review) -> Plot | None:
    """Return how often replays with other luck came to how much, and where this run lies; None if that is not known."""
    luck = review.luck
    if luck is None or not luck.counts or luck.low >= luck.high:
        return None
    wide = (luck.high - luck.low) / len(luck.counts)
    up = [step for step in steps_of(0.0, float(max(luck.counts)), 4) if step == int(step)]
    low, high = min(luck.low, review.value), max(luck.high, review.value)
    middles = [luck.low + wide * (n + 0.5) for n in range(len(luck.counts))]
    places = [level_of(middle, low, high) for middle in middles]
    levels = [level_of(number, 0.0, up[-1]) for number in luck.counts]
    here = _own(luck, review.value)
    own = Mark(place=level_of(review.value, low, high), level=levels[here] if here is not None else 0, kind="luck",
               name="This run", says=f"This run: {money_of(scenario, review.value)}. {luck_words(luck)}")
    columns = [
        Mark(place=place, level=level, kind="column", says=f"{count(number, 'run')} came to about {money_of(scenario, middle)}.")
        for place, level, number, middle in zip(places, levels, luck.counts, middles, strict=True) if number
    ]
    return Plot(
        id="luck", title="The same choices with other luck", says=luck_words(luck), unit="runs",
        series=(Series(label="runs", kind="columns", points=tuple(zip(places, levels, strict=True)), tone="quiet",
                       wide=max(round(wide * 1000 / (high - low)), 1)),),
        along=tuple(
            Tick(place=level_of(v, low, high), label=money_of(scenario, v)) for v in steps_of(low, high) if low <= v <= high),
        up=tuple(Tick(place=level_of(v, 0.0, up[-1]), label=f"{v:g}") for v in up),
        marks=tuple(sorted((*columns, own), key=lambda mark: mark.place)), columns=("About", "Runs"),
        rows=tuple((money_of(scenario, m), str(c)) for m, c in zip(middles, luck.counts, strict=True) if c),
    )


def _own(luck: Luck, value: float) -> int | None:
    """Return the step a run itself lies in, None if it lies outside of all replays."""
    if not luck.low <= value <= luck.high:
        return None
    return min(int((value - luck.low) / (luck.high - luck.low) * len(luck.counts)), len(luck.counts) - 1)


def loss_figure(scenario: Scenario, told: Debriefing, review: Review, most: int = 10) -> Ranking | None:
    """Return the decisions that cost something, the dearest first, with what the time before them cost; None if none did."""
    ready = (one for one in review.decisions if one.how != "not ready")
    dear = sorted((one for one in ready if _whole(review, one)), key=lambda one: -_whole(review, one))[:most]
    if not dear:
        return None
    ends = [max(_whole(review, one), _own_loss(review, one) + one.loss.give) for one in dear]
    top = steps_of(0.0, max(ends))[-1]
    ids = {decision.seq: decision.id for decision in told.decisions}
    ranks = tuple(_rank(scenario, told, review, one, top, ids) for one in dear)
    first = dear[0]
    return Ranking(
        id="losses", title="What decisions cost", ranks=ranks, parts=("what was decided", "the time before it"),
        says=f"The dearest was “{_name(told, review, first)}”: about {money(scenario, _whole(review, first))}.",
        ticks=tuple(Tick(place=level_of(v, 0.0, top), label=scaled(v, scenario.worth.unit)) for v in steps_of(0.0, top)),
        columns=("Decision", "What it cost", "Give or take", "The time before it"),
        rows=tuple((f"{label(scenario, one.at)} {_name(told, review, one)}", *_cells(scenario, review, one)) for one in dear),
    )


def _own_loss(review: Review, one: Judged) -> float:
    return one.loss.value if shows(review, one.loss) else 0.0


def _whole(review: Review, one: Judged) -> float:
    """Return what a decision and the time before it cost together, as far as either is worth a word."""
    return _own_loss(review, one) + (one.thinking.value if shows(review, one.thinking) else 0.0)


def _name(told: Debriefing, review: Review, one: Judged) -> str:
    return told_of(told, review, one.seq).removeprefix("You chose: ")


def _cells(scenario: Scenario, review: Review, one: Judged) -> tuple[str, str, str]:
    lost, thought = shows(review, one.loss), shows(review, one.thinking)
    return (
        money(scenario, one.loss.value) if lost else "nothing sure",
        money(scenario, one.loss.give) if lost and one.loss.give else "",
        money(scenario, one.thinking.value) if thought else "",
    )


def _rank(scenario: Scenario, told: Debriefing, review: Review, one: Judged, top: float, ids: dict[int, str]) -> Rank:
    name, loss, whole = _name(told, review, one), _own_loss(review, one), _whole(review, one)
    when, lost, time, waited = label(scenario, one.at), money(scenario, loss), lasting(one.thought), money(scenario, whole - loss)
    says = f"{when} {name}: about {lost}, and the {time} before it about {waited}."
    if not loss:
        says = f"{when} {name}: the {time} before it about {waited}."
    elif whole <= loss:
        says = f"{when} {name}: about {lost}."
    ranged = loss and one.loss.give
    return Rank(
        label=f"{label(scenario, one.at)} {name}", value=money(scenario, whole), says=says, tone="warn",
        share=level_of(loss, 0.0, top), more=level_of(whole, 0.0, top) if whole > loss else None,
        low=level_of(loss - one.loss.give, 0.0, top) if ranged else None,
        high=level_of(loss + one.loss.give, 0.0, top) if ranged else None,
        go=f"decisions/{ids[one.seq]}" if one.seq in ids else f"review/{one.seq}",
    )
