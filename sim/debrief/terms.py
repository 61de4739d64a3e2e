"""The terms of improvisation, each from 0 to 1000, in a sentence with its evidence, and in a word or two."""
from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from sim.debrief.credit import FAIR
from sim.debrief.duties import first_held
from sim.debrief.improvised import Idea, Plays, Stood, Term
from sim.debrief.record import Step
from sim.debrief.wording import clean, figure, label, lasting
from sim.domain import events as e
from sim.domain.kit import Bench, Family
from sim.domain.scenario import Scenario
from sim.domain.units import Seconds
from sim.engine.fitting import listed

TAU = 20 * 60
"""Scenario seconds after which a departure counts 1/e of an immediate one."""

MANY, KINDS, BITS = 4, 6, 5
"""Different ideas, kinds of parts and bits of rarity beyond which there are no more points."""

ENOUGH_PLAYS = 50
"""Plays on a machine from which on rarity is counted and no longer the author's guess."""

CARRIES = Fraction(1, 2)
"""The share of what comes that an arrangement has to carry to count as much as practitioners say; below, in proportion."""

TIERS = {"reproductive": 1, "adaptive": 2, "creative": 3}


def departure(scenario: Scenario, bench: Bench, steps: tuple[Step, ...], ideas: tuple[Idea, ...]) -> Term:
    """How soon the first idea that works stood, counted from when the plan was known to be dead."""

    def term(value: int, at: Seconds | None, told: str) -> Term:
        words = _band(value, ((700, "at once"), (300, "soon"), (20, "later"), (0, "much later" if at is not None else "never")))
        when = label(scenario, at) if at is not None else ""
        return Term(name="departure", title="Departure", value=value, when=when, told=told, band=words)

    first = min((stood.since for idea in ideas for stood in idea.stood), default=None)
    if first is None:
        return term(0, None, "No idea ever stood.")
    dead = first_held(scenario, steps, bench.dead) if bench.dead is not None else _opened(scenario, steps)
    known = bench.dead_label or "the plan was known to be dead"
    if dead is None or first < dead:
        return term(1000, first, f"The first working idea stood before {known}.")
    if first == dead:
        return term(1000, first, f"The first working idea stood as soon as {known}.")
    after = lasting(Seconds(first - dead))
    after = f"an {after}" if after.startswith("hour") else after
    return term(fading(first - dead), first, f"The first working idea stood {after} after {known} ({label(scenario, dead)}).")


def _opened(scenario: Scenario, steps: tuple[Step, ...]) -> Seconds | None:
    """Return when the workbench first stood open."""
    opened = (step.event for step in steps if isinstance(step.event, e.StageOpened))
    return next((event.at for event in opened if scenario.stages[event.stage].workbench), None)


def fluency(scenario: Scenario, ideas: tuple[Idea, ...]) -> Term:
    """How many different ideas that work were tried or shown."""
    working = {idea.signature: idea for idea in ideas if idea.works}
    names = list(dict.fromkeys(f"“{clean(idea.label)}”" for idea in working.values()))
    if not working:
        told = "Of what was tried, nothing could work."
    else:
        few = _few(len(working)).capitalize()
        told = f"{few} {'idea that works' if len(working) == 1 else 'ideas that work'}: {listed(names)}."
    better = sum(stood.better for idea in ideas for stood in idea.stood)
    if better:
        told += f" What stood was built anew {'once' if better == 1 else f'{_few(better)} times'}."
    when = label(scenario, ideas[0].at)
    n = min(MANY, len(working))
    band = ("none", "one idea", "two ideas", "three ideas", "four or more")[n]
    return Term(name="fluency", title="Fluency", value=_share(n, MANY), when=when, told=told, band=band)


def flexibility(bench: Bench, ideas: tuple[Idea, ...]) -> Term:
    """From how many kinds of things ideas that work were made."""
    there = dict.fromkeys(part.kind for part in bench.parts.values())
    used = [kind for kind in there if any(kind in idea.kinds for idea in ideas if idea.works)]
    value = _share(min(len(used), KINDS), min(len(there), KINDS))
    told = "Nothing that works was made of anything."
    if used:
        told = f"Made of {_few(len(used))} of the {_few(len(there))} kinds of things there are: {listed(used)}."
    words = _band(value, ((650, "wide"), (350, "mixed"), (1, "narrow"), (0, "none")))
    return Term(name="flexibility", title="Flexibility", value=value, when="", told=told, band=words)


def originality(scenario: Scenario, bench: Bench, ideas: tuple[Idea, ...], plays: Plays) -> Term:
    """How few come to the rarest of what was built: counted from fifty plays on, else as the author guesses."""

    def term(value: int, when: str, told: str) -> Term:
        words = _band(value, ((600, "rare"), (300, "uncommon"), (0, "common" if when else "none")))
        return Term(name="originality", title="Originality", value=value, when=when, told=told, band=words)

    built = [idea for idea in ideas if idea.stood]
    if not built:
        return term(0, "", "No idea ever stood.")
    if plays.total + 1 >= ENOUGH_PLAYS:
        idea = min(built, key=lambda idea: plays.having.get(idea.signature, 0))
        others = plays.having.get(idea.signature, 0)
        value = min(1000, bits(plays.total + 1, others + 1) // BITS)
        told = f"Of {plays.total} other plays on this computer, {others} built “{clean(idea.label)}” of the same things."
    else:
        idea = max(built, key=lambda idea: bench.families[idea.family].rare)
        rare = bench.families[idea.family].rare
        value = _share(min(rare, BITS), BITS)
        guess = f"one in {_WORD[rare]} comes" if rare else "everybody comes"
        told = f"The author guesses that {guess} to “{clean(idea.label)}”."
    return term(value, label(scenario, idea.stood[0].since), told)


def exit_(scenario: Scenario, bench: Bench, ideas: tuple[Idea, ...]) -> Term:
    """Whether what stood had a way back, and whether it was used: the mean over families of 1, a half where it was not, 0."""
    last: dict[str, Stood] = {}
    for idea in ideas:
        for stood in idea.stood:
            if idea.family not in last or stood.since >= last[idea.family].since:
                last[idea.family] = stood
    value, when = 0, "at the end"
    fates: dict[str, list[str]] = {}
    for name, stood in last.items():
        family, until = bench.families[name], label(scenario, stood.until) if stood.until is not None else ""
        if family.exit is None:
            fate = "without a way back"
        elif until and stood.how == "taken":
            value, when, fate = value + 1000, until, f"taken down again ({until})"
        else:
            value += 500
            fate = "with a way back, " + (f"but something else ended it ({until})" if until else "still standing at the end")
        fates.setdefault(fate, []).append(f"“{clean(family.label)}”")
    told = [f"{fate[0].upper()}{fate[1:]}: {listed(names)}." for fate, names in fates.items()]
    value = round(Fraction(value, max(1, len(last))))
    words = _band(value, ((1000, "cleared away"), (500, "a way back"), (1, "in part"), (0, "no way back" if last else "none")))
    return Term(name="exit", title="Way back", value=value, when=when, told=" ".join(told) or "No idea ever stood.", band=words)


def fit(scenario: Scenario, bench: Bench, steps: tuple[Step, ...], ideas: tuple[Idea, ...]) -> Term:
    """What practitioners think of the best that stood, over the time it did; less if it carried less than half of what came."""
    rating, carried = _rating(bench, steps), _carried(scenario, steps)
    if rating is None:
        return Term(name="fit", title="Fit", value=0, when="", told="No idea ever stood.", band="none")
    value = (rating - 1) / 6 * (min(Fraction(1), carried / CARRIES) if carried is not None else 1)
    told = f"Practitioners rate what stood {figure(rating)} of 7."
    if carried is not None:
        told = f"{told[:-1]}, and while it did {round(100 * carried)} of every 100 that came were served."
    thousandths = round(1000 * value)
    words = _band(thousandths, ((750, "it works"), (500, "it mostly works"), (200, "it helps"), (0, "it hardly helps")))
    first = min(stood.since for idea in ideas for stood in idea.stood)
    return Term(name="fit", title="Fit", value=thousandths, when=f"from {label(scenario, first)}", told=told, band=words)


def _rating(bench: Bench, steps: tuple[Step, ...]) -> Fraction | None:
    """Return the mean over time of the best rating of what stood, None if nothing did. What is not rated is in the middle."""
    sum_, time, last = Fraction(0), 0, None
    for step, following in pairwise(steps):
        if step.after.rigs:
            last = max(rated(bench.families[name]) for name in step.after.rigs)
            span = following.event.at - step.event.at
            sum_, time = sum_ + last * span, time + span
    return sum_ / time if time else last


def rated(family: Family) -> Fraction:
    """Return the panel's rating of a family, the middle of the scale if it has none."""
    return family.panel.rating if family.panel is not None else FAIR


def _carried(scenario: Scenario, steps: tuple[Step, ...]) -> Fraction | None:
    """Return what share of what came was served while anything stood, by its worth; None without a flow, or if nothing came."""
    weigh = {flow.totals: flow.worth for flow in scenario.flows.values()}
    if not any(weigh.values()):
        weigh = dict.fromkeys(weigh, Fraction(1))
    came = served = Fraction(0)
    for step in steps:
        if isinstance(step.event, e.Accrued) and step.before.rigs:
            for (offered, answered), worth in weigh.items():
                came += worth * step.event.amounts.get(offered, 0)
                served += worth * step.event.amounts.get(answered, 0)
    return served / came if came else None


def tier(scenario: Scenario, bench: Bench, ideas: tuple[Idea, ...]) -> Term:
    """The highest tier of what was built, as a factor."""
    built = [idea for idea in ideas if idea.stood]
    best = max(built, key=lambda idea: TIERS[bench.families[idea.family].tier], default=None)
    if best is None:
        return Term(name="tier", title="Kind", value=800, when="", told="No idea ever stood.", band="none")
    name = bench.families[best.family].tier
    told = {
        "reproductive": "“{}” gave back what was lost, by other means.", "adaptive": "“{}” turned what was there to the need.",
        "creative": "“{}” had not been there before in any form.",
    }[name]
    return Term(name="tier", title="Kind", value=800 + 100 * TIERS[name], when=label(scenario, best.stood[0].since),
                told=told.format(clean(best.label)), band=name)


def fading(seconds: int, tau: int = TAU) -> int:
    """Return e^(-seconds / tau) in thousandths: 1 / (sum over k of x^k / k!), worked out in fractions, so that machines agree.

    Forty terms are exact to the thousandth up to x = 8, from where on it is nothing.
    """
    x = Fraction(max(0, seconds), tau)
    if x >= 8:
        return 0
    sum_ = term = Fraction(1)
    for k in range(1, 41):
        term = term * x / k
        sum_ += term
    return round(1000 / sum_)


def bits(whole: int, part: int) -> int:
    """Return log2(whole / part) in thousandths, rounded down, for whole >= part >= 1; in whole numbers: machines agree."""
    return int(whole**1000 // part**1000).bit_length() - 1


def _share(part: int, whole: int) -> int:
    return round(Fraction(1000 * part, whole)) if whole else 0


def _band(value: int, bands: tuple[tuple[int, str], ...]) -> str:
    return next(words for least, words in bands if value >= least)


_WORD = ("one", "two", "four", "eight", "sixteen", "thirty")
"""About how many there are for each that comes to it, by bits."""

_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _few(n: int) -> str:
    return _FEW[n] if n < len(_FEW) else str(n)
