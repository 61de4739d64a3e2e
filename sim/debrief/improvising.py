"""Improvisation, scored: how soon, how many, how wide, how rare, with a way back, and above all whether it worked.

After `training.md` 2.6 (when to depart from a plan: Mendonca and Wallace 2007; the three tiers: Kendra and Wachtendorf 2007),
recalibrated on the interview: `docs/decisions.md` has the numbers. All in thousandths, with + - * / only:

    score = min(1, fit * (0.55 + 0.15 departure + 0.1 fluency + 0.1 flexibility + 0.1 originality + 0.2 exit) * (0.8 + 0.1 tier))
"""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sim.debrief.ideas import ideas_of
from sim.debrief.improvised import Improvised, Plays
from sim.debrief.record import Step
from sim.debrief.review import Channel, Point
from sim.debrief.terms import departure, exit_, fit, flexibility, fluency, originality, tier
from sim.domain.scenario import Scenario

BASE = 550
WEIGHTS = {"departure": 150, "fluency": 100, "flexibility": 100, "originality": 100, "exit": 200}
"""In thousandths. Together more than one, so that nobody has to be first, wide, rare and tidy at once; the score is capped."""

SUCCESS = 700
"""What the interview's own way is held to."""

BANDS = (
    (850, "Improvised as others could learn from"), (SUCCESS, "A clear success"), (500, "A working substitute"),
    (200, "A stopgap"), (1, "A beginning"), (0, "Nothing came to stand"),
)
"""The score in words, from so many thousandths up."""


def improvised(scenario: Scenario, steps: tuple[Step, ...], plays: Plays | None = None) -> Improvised | None:
    """Return what a run shows of improvisation, None if its scenario has no workbench. `plays` are the others on this machine."""
    bench = scenario.bench
    if bench is None:
        return None
    ideas = ideas_of(scenario, steps)
    if not ideas:
        return Improvised(ideas=(), terms=(), score=None)
    terms = (
        departure(scenario, bench, steps, ideas), fluency(scenario, ideas), flexibility(bench, ideas),
        originality(scenario, bench, ideas, plays or Plays()), exit_(scenario, bench, ideas),
        fit(scenario, bench, steps, ideas), tier(scenario, bench, ideas),
    )
    return Improvised(ideas=ideas, terms=terms, score=score_of({term.name: term.value for term in terms}))


def score_of(terms: dict[str, int]) -> int:
    """Return the score of terms in thousandths, the tier among them as its factor, 0..1000, rounded once."""
    sum_ = BASE * 1000 + sum(weight * terms[name] for name, weight in WEIGHTS.items())
    return min(1000, round(Fraction(terms["fit"] * sum_ * terms["tier"], 10**9)))


def band_of(score: int) -> str:
    return next(words for least, words in BANDS if score >= least)


# ---------------------------------------------------------------- the channel


def channel_of(scenario: Scenario, found: Improvised | None) -> Channel | None:
    """Return improvisation beside the other channels: a sentence a term, no one figure. None if nothing was tried."""
    if found is None or found.score is None:
        return None
    return Channel(
        id="improvisation", title="Improvisation", asks="Did you see that the plan was dead, and build from what was there?",
        figure=band_of(found.score), share=None, provisional=scenario.provisional, points=tuple(_points(found)),
    )


def _points(found: Improvised) -> Iterator[Point]:
    """Yield a point a term; where nothing ever stood that is said once."""
    said: set[str] = set()
    for term in found.terms:
        if term.told in said:
            continue
        said.add(term.told)
        yield Point(rule=term.told, moment=f"{term.title}, {term.when}" if term.when else term.title, number=term.band)
