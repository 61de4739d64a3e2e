"""The decision review in words: what each decision cost, what thinking cost, what was luck. Nobody is blamed."""
from __future__ import annotations

from fractions import Fraction
from math import floor, log10

from sim.debrief.review import Debriefing
from sim.debrief.wording import clean, label, lasting, measure
from sim.domain.review import Amount, Judged, KeyMoment, Luck, Move, Review, Spot
from sim.domain.scenario import Scenario

WORKING = "The decision review is being worked out; it is shown here as it comes."
UNFINISHED = "The decision review comes when the run is over."
HINDSIGHT = "What if: with the luck of the run it was taken from, which nobody could know. It is hindsight, and does not count."
ESTIMATE = (
    "Where it says estimate, not every way on could be looked into; what lay beyond was guessed from runs played on from there."
)
BELIEF = "Every figure rests on what could be known at the time, never on how it turned out."


def rounded(value: float) -> Fraction:
    """Return a figure to two significant digits."""
    if not value:
        return Fraction(0)
    places = 1 - floor(log10(abs(value)))
    return Fraction(round(value, places)).limit_denominator(10 ** max(places, 0))


def money(scenario: Scenario, value: float) -> str:
    """Return an amount to two digits with its unit: `$4,100`, `12 calls`."""
    return measure(abs(rounded(value)), scenario.worth.unit)


def shows(review: Review, amount: Amount) -> bool:
    """Whether an amount is worth a sentence: more than chance could make of nothing, and more than a thousandth of the run."""
    return amount.sure > max(1e-9, abs(review.value) / 1000)


def cost(scenario: Scenario, review: Review, judged: Judged) -> str:
    """Return in a sentence or two what a decision cost, and what would have been better."""
    if judged.how == "not ready":
        return "What this was worth is still being worked out."
    if not shows(review, judged.loss):
        return "Nothing better was to be had." if judged.how == "exact" else "Nothing clearly better was to be had (an estimate)."
    what = "Letting the clock decide" if judged.kind == "lapse" else "This"
    told = f"{what} cost about {money(scenario, judged.loss.value)}{_better(scenario, judged.line)}."
    return told + _give(scenario, judged.loss)


def _better(scenario: Scenario, line: tuple[Move, ...]) -> str:
    """Return the best line: what would have been better, step by step with its clock."""
    if not line:
        return ""
    steps = [
        (f"“{clean(move.label)}” at " if move.label else "to let it run from ") + label(scenario, move.at) for move in line
    ]
    return f": best from here was {', then '.join(steps)}"


def _give(scenario: Scenario, amount: Amount) -> str:
    return f" An estimate, give or take {money(scenario, amount.give)}." if amount.give else ""


def thinking(scenario: Scenario, review: Review, judged: Judged) -> str:
    """Return what the time before a decision cost, empty if none passed or it is not known."""
    if judged.how == "not ready" or not judged.thought:
        return ""
    time = lasting(judged.thought)
    if not shows(review, judged.thinking):
        return f"The {time} before it cost nothing." if judged.how == "exact" else ""
    return f"The {time} before it: about {money(scenario, judged.thinking.value)}.{_give(scenario, judged.thinking)}"


def worth_words(scenario: Scenario, review: Review, judged: Judged) -> str:
    """Return what a decision cost and what the time before it cost, apart."""
    return " ".join(filter(None, (cost(scenario, review, judged), thinking(scenario, review, judged))))


def luck_words(luck: Luck) -> str:
    """Return the place of a run among its replays."""
    same = luck.replays - luck.better - luck.worse
    if same == luck.replays:
        return f"Luck changed nothing: all of {luck.replays:,} runs with these choices came to the same."
    better, worse = (f"{number:,}" if number else "none" for number in (luck.better, luck.worse))
    told = f"Of {luck.replays:,} runs with these choices and other luck, {better} ended better"
    return f"{told} and {worse} worse." if not same else f"{told}, {worse} worse and {same:,} the same."


TITLES = {"dearest": "What cost most", "luck": "The largest turn that nobody decided", "found": "The best find"}


def key_words(scenario: Scenario, key: KeyMoment) -> str:
    """Return why a moment is one of the three."""
    amount = money(scenario, key.amount)
    if key.rule == "dearest":
        return f"Against the best still to be had then, about {amount}."
    if key.rule == "luck":
        return f"It {'brought' if key.amount > 0 else 'took'} about {amount}."
    return f"Picking evenly among all that was on offer would have come to about {amount} less."


def told_of(debriefing: Debriefing, review: Review | None, seq: int) -> str:
    """Return what happened in a moment, in a few words."""
    if not seq:
        return "The beginning"
    lines = [entry for entry in debriefing.timeline if entry.seq == seq and entry.kind != "stage"]
    best = next((entry for entry in lines if entry.kind in ("decision", "lapse", "answer")), lines[0] if lines else None)
    if best is not None:
        return clean(best.title)
    judged = review.judged(seq) if review is not None else None
    if judged is not None and judged.what:
        return f"You began: {clean(judged.what)}"
    before = [entry for entry in debriefing.timeline if entry.seq < seq and entry.kind in ("decision", "answer")]
    return f"What came of “{clean(before[-1].title.partition(': ')[2])}”" if before else "Something turned out"


def spot_words(scenario: Scenario, review: Review, spot: Spot) -> str:
    """Return what a point of the curve says: what was to be expected from there, and what it changed."""
    told = f"From here, best play could expect about {money_of(scenario, spot.expected)}."
    if abs(spot.luck.sure) > max(1e-9, abs(review.value) / 1000):
        told += f" Luck {'brought' if spot.luck.value > 0 else 'took'} about {money(scenario, spot.luck.value)} of it here."
    return told


def money_of(scenario: Scenario, value: float) -> str:
    """Return a level to two digits with its unit and its sign."""
    return measure(rounded(value), scenario.worth.unit)


def turns(review: Review) -> tuple[Spot, ...]:
    """Return the points of the curve worth a place: the beginning, decisions, and where luck was at work."""
    return tuple(spot for spot in review.curve if not spot.seq or spot.decided or spot.luck.sure)
