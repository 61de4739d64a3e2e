"""Figures of a decision review: what was to be expected, where the run lies among its replays, what each decision cost."""
from __future__ import annotations

from sim.debrief.figures import Mark, Plot, Rank, Ranking, Series, Tick, level_of, steps_of
from sim.debrief.review import Debriefing
from sim.debrief.wording import label
from sim.debrief.worth import luck_words, money, money_of, shows, told_of, turns
from sim.domain.review import Review
from sim.domain.scenario import Scenario


def curve_figure(scenario: Scenario, told: Debriefing, review: Review) -> Plot | None:
    """Return what was to be expected of best play after each decision and wherever luck was at work; None without points."""
    points = turns(review)
    if not points:
        return None
    up = steps_of(min(spot.expected for spot in points), max(spot.expected for spot in points))
    low, high, last = up[0], up[-1], max(1, len(points) - 1)
    places = [(n * 1000 // last, level_of(spot.expected, low, high)) for n, spot in enumerate(points)]
    return Plot(
        id="curve", title="What was still to be had",
        says="What was to be expected of best play, after each decision and wherever luck was at work. A step down is a loss.",
        series=(Series(label="to be expected", kind="step", points=tuple(places), tone="accent"),),
        along=tuple(Tick(place=place, label=label(scenario, spot.at)) for (place, _), spot in zip(places, points, strict=True)),
        up=tuple(Tick(place=level_of(value, low, high), label=money_of(scenario, value)) for value in up),
        marks=tuple(
            Mark(place=place, level=level, kind="decision" if spot.decided else "luck", go=f"review/{spot.seq}",
                 says=f"{label(scenario, spot.at)} {told_of(told, review, spot.seq)}: {money_of(scenario, spot.expected)}")
            for (place, level), spot in zip(places, points, strict=True)
        ),
        columns=("When", "What", "To be expected"),
        rows=tuple((label(scenario, s.at), told_of(told, review, s.seq), money_of(scenario, s.expected)) for s in points),
    )


def luck_figure(scenario: Scenario, review: Review) -> Plot | None:
    """Return how often replays with other luck came to how much, and where this run lies; None if that is not known."""
    luck = review.luck
    if luck is None or not luck.counts or luck.low >= luck.high:
        return None
    most, wide = max(luck.counts), (luck.high - luck.low) / len(luck.counts)
    up = steps_of(0.0, float(most), 4)
    low, high = min(luck.low, review.value), max(luck.high, review.value)
    middles = [luck.low + wide * (n + 0.5) for n in range(len(luck.counts))]
    columns = tuple((level_of(m, low, high), level_of(c, 0.0, up[-1])) for m, c in zip(middles, luck.counts, strict=True))
    along = steps_of(low, high)
    here = Mark(place=level_of(review.value, low, high), level=0, kind="luck", tone="accent",
                says=f"This run: {money_of(scenario, review.value)}. {luck_words(luck)}")
    return Plot(
        id="luck", title="The same choices with other luck", says=luck_words(luck),
        series=(Series(label="runs", kind="columns", points=columns, tone="quiet"),),
        along=tuple(Tick(place=level_of(v, low, high), label=money_of(scenario, v)) for v in along if low <= v <= high),
        up=tuple(Tick(place=level_of(v, 0.0, up[-1]), label=f"{v:g}") for v in up), marks=(here,),
        columns=("About", "Runs"),
        rows=tuple((money_of(scenario, m), str(c)) for m, c in zip(middles, luck.counts, strict=True) if c),
    )


def loss_figure(scenario: Scenario, told: Debriefing, review: Review, most: int = 10) -> Ranking | None:
    """Return the decisions that cost something, the dearest first; None if none did."""
    dear = sorted((one for one in review.decisions if shows(review, one.loss)), key=lambda one: -one.loss.value)[:most]
    if not dear:
        return None
    top = steps_of(0.0, dear[0].loss.value + dear[0].loss.give)[-1]
    ids = {decision.seq: decision.id for decision in told.decisions}
    ranks = []
    for one in dear:
        name, value = told_of(told, review, one.seq), money(scenario, one.loss.value)
        ranged = one.loss.give > 0
        ranks.append(Rank(
            label=f"{label(scenario, one.at)} {name}", value=value, share=level_of(one.loss.value, 0.0, top),
            low=level_of(one.loss.value - one.loss.give, 0.0, top) if ranged else None,
            high=level_of(one.loss.value + one.loss.give, 0.0, top) if ranged else None,
            says=f"{label(scenario, one.at)} {name}: about {value}", tone="warn",
            go=f"decisions/{ids[one.seq]}" if one.seq in ids else f"review/{one.seq}",
        ))
    says = f"The dearest was “{told_of(told, review, dear[0].seq)}”: about {ranks[0].value}."
    ticks = tuple(Tick(place=level_of(v, 0.0, top), label=money_of(scenario, v)) for v in steps_of(0.0, top))
    return Ranking(id="losses", title="What decisions cost", says=says, ranks=tuple(ranks), ticks=ticks)
