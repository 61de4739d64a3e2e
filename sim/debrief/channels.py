"""The ways of looking at a run, side by side and never added up. Each point names its rule, its moment and its number."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from sim.debrief.improvised import Improvised
from sim.debrief.improvising import channel_of
from sim.debrief.record import Step
from sim.debrief.review import Channel, Decision, Finding, Point, Task, Tone
from sim.debrief.wording import count, figure, label, measure, percent
from sim.domain import events as e
from sim.domain.formula import Formula, reads
from sim.domain.scenario import Scenario
from sim.engine.telling import Told

END, WHOLE = "at the end", "over the whole run"
"""What a point says that belongs to no single moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What channels look at."""

    scenario: Scenario
    steps: tuple[Step, ...]
    told: Told
    decisions: tuple[Decision, ...]
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    improvised: Improvised | None


def channels_of(run: Run) -> tuple[Channel, ...]:
    """Return the channels in their fixed order, without those that nothing can be said in."""
    return tuple(channel for measure_ in MEASURES if (channel := measure_(run)) is not None)


def outcome_words(scenario: Scenario, told: Told) -> str:
    """Return the told figure with its unit and label: `97 % of the talk reached its people`, or `Calls answered: 64 %`."""
    worth = scenario.worth
    number = measure(told.told, worth.told_unit)
    if worth.told_unit and worth.told_label[:1].islower():
        return f"{number} {worth.told_label}"
    return f"{worth.told_label}: {number}" if worth.told_label else number


# ---------------------------------------------------------------- outcome


def outcome(run: Run) -> Channel:
    """What happened to the people and the business."""
    worth, told = run.scenario.worth, run.told
    share: Fraction | None = None
    if worth.told_unit == "%":
        share = told.told / 100
    elif worth.par:
        share = told.value / worth.par
    return Channel(
        id="outcome", title="Outcome", asks="What happened?", figure=outcome_words(run.scenario, told),
        share=None if share is None else thousandths(share), provisional=False, points=tuple(_outcome_points(run)),
    )


def _outcome_points(run: Run) -> Iterator[Point]:
    scenario, told = run.scenario, run.told
    worth = scenario.worth
    yield Point(rule="The figure that endings are told by.", moment=END, number=measure(told.told, worth.told_unit))
    for total in scenario.totals.values():
        amount = told.totals[total.id]
        worth_of_it = f"{worth_each(total.worth)} = {figure(amount * total.worth)}" if total.worth else "told, not counted"
        yield Point(rule=f"{total.label}, added up while time passed.", moment=WHOLE,
                    number=f"{measure(amount, total.unit)}, {worth_of_it}")
    for step in run.steps:
        if isinstance(step.event, e.HarmCharged):
            fact = scenario.facts[step.event.fact]
            yield Point(
                rule=f"Harm, charged once: {fact.warning or fact.known or fact.id}", moment=label(scenario, step.event.at),
                number=figure(-step.event.price), tone="bad",
            )
    rest = told.value + told.harm - sum((told.totals[t.id] * t.worth for t in scenario.totals.values()), Fraction(0))
    if rest and worth.formula is not None:
        rule = worth.formula_label or f"How things stood at the end, counted from {counted(scenario, worth.formula)}."
        yield Point(rule=rule, moment=END, number=figure(rest))
    if scenario.totals or told.harm or worth.par:
        par = f"; par is {figure(worth.par)}" if worth.par else ""
        rule = f"{worth.label}: all that is counted above, together{par}."
        yield Point(rule=rule, moment=END, number=measure(told.value, worth.unit))


def counted(scenario: Scenario, formula: Formula) -> str:
    """Return in words what a formula reads: the labels of meters and resources, and that there is more if there is."""
    names = reads(formula)
    labels = [meter.label for meter in scenario.meters.values() if meter.id in names]
    labels += [resource.label for resource in scenario.resources.values() if resource.id in names]
    if len(labels) < len(names) or not labels:
        labels.append("what had been arranged")
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def worth_each(worth: Fraction) -> str:
    if worth.denominator == 1 or worth.denominator in (2, 5, 10):
        return f"each worth {figure(worth)}"
    return f"each worth {worth}"


# ---------------------------------------------------------------- judgement


def judgement(run: Run) -> Channel | None:
    """Whether practitioners would have chosen this: the mean credit of the rated decisions, by their weight."""
    rated = [decision for decision in run.decisions if decision.credit is not None]
    weight = sum(decision.weight for decision in rated)
    if not weight:
        return None
    share = sum((decision.gained for decision in rated), Fraction(0)) / weight
    return Channel(
        id="judgement", title="Judgement", asks="Would practitioners have chosen this?",
        figure=f"{percent(share)} of the way from the panel's lowest to its highest, over {count(len(rated), 'decision')}",
        share=thousandths(share), provisional=run.scenario.provisional, points=tuple(_judged(decision) for decision in rated),
    )


def _judged(decision: Decision) -> Point:
    credit, rated = decision.credit, decision.rated
    assert credit is not None and rated is not None
    scale = f"rated {figure(rated.rating)} of 7, where the scale ran from {figure(credit.lowest)} to {figure(credit.highest)}"
    if credit.contested and credit.share == 1:
        rule = f"Practitioners disagree here: within half a point of the top is the top ({scale})."
    else:
        disagree = " Practitioners disagree about the top, not about this." if credit.contested else ""
        rule = f"{scale[0].upper()}{scale[1:]}.{disagree}"
    times = f", weighs {decision.weight}" if decision.weight > 1 else ""
    tone: Tone = "good" if credit.share >= Fraction(3, 4) else "plain" if credit.share >= Fraction(1, 4) else "warn"
    return Point(rule=rule, moment=_place(decision), number=percent(credit.share) + times, tone=tone)


def _place(decision: Decision) -> str:
    return f"{decision.when} {decision.title}: {decision.chosen}"


# ---------------------------------------------------------------- process


def process(run: Run) -> Channel | None:
    """Whether what had to be done was done in time, and what was worth finding was found."""
    due = [task for task in run.tasks if task.due]
    there = sum(finding.worth for finding in run.findings)
    if not due and not there:
        return None
    found = sum(finding.worth for finding in run.findings if finding.found is not None)
    told = []
    if due:
        told.append(f"{sum(task.in_time for task in due)} of {count(len(due), 'task')} done in time")
    if there:
        told.append(f"found {found} of the {there} points of what was worth knowing")
    share = Fraction(sum(task.in_time for task in due), len(due)) if due else Fraction(found, there)
    points = (*(_task(run.scenario, task) for task in due), *(_finding(run.scenario, finding) for finding in run.findings))
    return Channel(
        id="process", title="Process", asks="Did you look, tell, check?", figure="; ".join(told), share=thousandths(share),
        provisional=False, points=points,
    )


def _task(scenario: Scenario, task: Task) -> Point:
    until = f"until {label(scenario, task.by)}"
    rule = f"{task.label}: done at any time {until} counts."
    if task.why:
        rule += f" {task.why}"
    if task.done is None:
        return Point(rule=rule, moment=until, number="not done", tone="warn")
    return Point(rule=rule, moment=label(scenario, task.done), number="in time" if task.in_time else "late",
                 tone="good" if task.in_time else "warn")


def _finding(scenario: Scenario, finding: Finding) -> Point:
    worth, rule = count(finding.worth, "point"), f"Worth finding: {finding.known}"
    if finding.found is not None:
        return Point(rule=rule, moment=label(scenario, finding.found), number=f"found, {worth}", tone="good")
    if finding.where:
        rule += f" It was to be had here: {'; '.join(finding.where)}."
    return Point(rule=rule, moment=WHOLE, number=f"not found, 0 of {worth}", tone="quiet")


# ---------------------------------------------------------------- improvisation


def improvisation(run: Run) -> Channel | None:
    """Whether the plan was left when it was dead, for something that works, told term by term. None if nothing was tried."""
    return channel_of(run.scenario, run.improvised)


# ---------------------------------------------------------------- calibration


def calibration(run: Run) -> Channel | None:
    """Whether you knew how sure to be: the mean of (what you said - what came) squared (Brier 1950). None if nothing was said."""
    said = [d for d in run.decisions if d.confidence is not None and d.credit is not None]
    if not said:
        return None
    brier = sum((_miss(decision) for decision in said), Fraction(0)) / len(said)
    told = []
    for level in sorted({d.confidence for d in said if d.confidence is not None}, reverse=True):
        group = [d for d in said if d.confidence == level]
        right = sum(d.credit.top_two for d in group if d.credit is not None)
        told.append(f"when you said {level} %, the panel had your choice in its top two {right} of {count(len(group), 'time')}")
    words = "; ".join(told)
    return Channel(
        id="calibration", title="Calibration", asks="Did you know how sure to be?", figure=words[0].upper() + words[1:],
        share=thousandths(1 - brier), provisional=run.scenario.provisional,
        points=(
            *(_calibrated(decision) for decision in said),
            Point(rule=BRIER, moment=WHOLE, number=f"{float(brier):.2f}"),
        ),
    )


BRIER = (
    "The mean of these distances (Brier score): 0 is knowing exactly how much you know, 0.25 is tossing a coin. The bar shows 1 "
    "minus it."
)


def _miss(decision: Decision) -> Fraction:
    assert decision.confidence is not None and decision.credit is not None
    return (Fraction(decision.confidence, 100) - int(decision.credit.top_two)) ** 2


def _calibrated(decision: Decision) -> Point:
    assert decision.credit is not None
    came = "one of the panel's top two" if decision.credit.top_two else "not one of the panel's top two"
    sum_ = f"({decision.confidence} % − {100 if decision.credit.top_two else 0} %)²"
    return Point(
        rule=f"You said {decision.confidence} %; it was {came}. The distance is squared, so a sure miss weighs most.",
        moment=_place(decision), number=f"{sum_} = {float(_miss(decision)):.2f}",
    )


def thousandths(share: Fraction) -> int:
    """Return a share as a whole number from 0 to 1000."""
    return max(0, min(1000, round(share * 1000)))


MEASURES: tuple[Callable[[Run], Channel | None], ...] = (outcome, judgement, process, improvisation, calibration)
"""The channels, in the order they stand."""
