"""A result as one picture: what happened, how it ended, how it went, and no name."""

from __future__ import annotations

from dataclasses import replace

from sim.debrief.figures import Plot
from sim.debrief.review import Debriefing
from sim.debrief.wording import clean, first_sentence, measure
from sim.domain.scenario import Scenario
from sim.domain.value import value

SIZE = (1200, 630)
"""Pixels: what a message or a post shows whole."""


@value
class Postcard:
    """What stands on the picture, in words. `number` is the one figure, `told` what it is of; `said` a sentence of the ending.

    `facts` are (icon, what, words); `foot` is how anybody can have the same run; `marks` what is not final about it.
    """

    title: str
    icon: str
    ending: str
    number: str
    told: str
    said: str
    course: Plot | None
    facts: tuple[tuple[str, str, str], ...]
    marks: tuple[str, ...]
    foot: str


def postcard(scenario: Scenario, review: Debriefing, courses: tuple[Plot, ...], seed: int, variant: str = "") -> Postcard:
    """Return what the picture of a run says. What is not known of it is left out."""
    meta, worth = scenario.meta, scenario.worth
    told = worth.told_label[:1].upper() + worth.told_label[1:] if not worth.told_unit else worth.told_label
    marks = [f"So far, at {review.ended}"] if not review.finished else []
    marks += ["practice"] if review.practice else []
    marks += [f"{review.cut.minutes}-minute version"] if review.cut is not None else []
    found = scenario.variants.get(variant) if variant else None
    same = (clean(found.title) if found is not None else "", f"seed {seed}", f"version {clean(meta.version)}")
    return Postcard(
        title=clean(meta.title), icon=meta.icon or "siren",
        ending=clean(review.told.ending.title) if review.finished else "Left open",
        number=measure(review.told.told, worth.told_unit), told=clean(told),
        said=clean(first_sentence(review.told.text[0])) if review.finished and review.told.text else clean(review.cause),
        course=next((_small(plot) for plot in courses if plot.id == "course"), None), facts=tuple(_facts(review)),
        marks=(*marks, *(["ratings provisional"] if scenario.provisional else [])),
        foot=" · ".join(filter(None, same)),
    )


def _facts(review: Debriefing) -> list[tuple[str, str, str]]:
    best, improvised = review.best, review.channel("improvisation")
    found = [("award", "Best of it", clean(best.what))] if best.what else []
    if improvised is not None:
        found.append(("wrench", "Improvisation", clean(improvised.figure)))
    return found


def _small(plot: Plot) -> Plot:
    """The course with what stands out of it, and nothing else."""
    return replace(plot, marks=tuple(mark for mark in plot.marks if mark.name), says="")
