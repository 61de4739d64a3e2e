"""The commands `solve` and `cohort`: what a scenario is worth to play, and what simulated trainees make of it."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.shell.disk import NotKept
from sim.shell.exploring import THINKS
from sim.shell.progress import Watch, exploring
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    from sim.analysis.cohort import Crowd
    from sim.analysis.deciding import Decision
    from sim.analysis.map import Map
    from sim.analysis.sampled import Mean
    from sim.analysis.solve import Solved
    from sim.analysis.summary import Difficulty, Outcomes, Sampled
    from sim.domain.scenario import Scenario

SHOWN = 8
"""Decisions that are listed on the screen; JSON has them all."""

MOST_VALUES = 2_000
"""Different values that JSON lists; of more, as many quantiles."""

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def _explored(scenario: Scenario, variant: str, think: str, most: int | None) -> tuple[Map, str]:
    """Return the map, and why exploring ended early, if it did."""
    watch = Watch()
    found = exploring(scenario, watch=watch, variant=variant, think=think, **({} if most is None else {"most": most}))
    return found, watch.why


def _wholeness(found: Map, why: str) -> str:
    if found.whole:
        return "Explored whole."
    beyond = int(found.narrow.sum() + found.open.sum())
    ended = {"interrupted": "you interrupted it"}.get(why, "it has more situations than it may have (--max-situations N)")
    what = (
        "what was not looked into counts nothing, so that no figure is a bound" if found.open.any()
        else "from there on time runs, so best play is worth at least what is told here, and worst play at most"
    )
    return f"Not whole: {ended}. In {beyond:,} situations no decision was looked into; {what}."


def _standing(found: Map) -> dict[str, str]:
    """Return how each figure of play is to be taken."""
    if found.whole:
        return dict.fromkeys(("best", "worst", "random"), "exact")
    if found.open.any():
        return dict.fromkeys(("best", "worst"), "as far as explored")
    return {"best": "at least", "worst": "at most"}


def _random(scenario: Scenario, found: Map, solved: Solved) -> Mean:
    """Return what random play is worth: from the map if it is whole, else sampled."""
    from sim.analysis.sampled import Mean, random_play

    return Mean(float(solved.random[0]), 0.0, 0) if found.whole else random_play(scenario, variant=found.variant)


# ---------------------------------------------------------------- solve


def solve(scenario: Scenario, *, variant: str, think: str, most: int | None, exact: bool, as_json: bool) -> bool:
    """Say what a scenario is worth to whoever plays best, worst or at random; return False if that could not be said exactly."""
    from sim.analysis import solve as solving
    from sim.analysis.deciding import decisions

    found, why = _explored(scenario, variant, think, most)
    fractions: dict[str, str] = {}
    if exact:
        if not found.whole:
            complain(f"{scenario.meta.title} was not explored whole, so there are no exact fractions; raise --max-situations.")
            return False
        try:
            exactly = solving.solve_exactly(found)
        except solving.NotExact as wrong:
            complain(f"There are no exact fractions: {wrong}.")
            return False
        fractions = {"best": str(exactly.best), "random": str(exactly.random), "worst": str(exactly.worst)}
    solved = solving.solve(found)
    matter = decisions(found, solved)
    evidence = solving.value_of_evidence(found, solved)
    if as_json:
        say(json.dumps(_solved(scenario, found, solved, fractions, matter, evidence), indent=2))
    else:
        say("\n".join(_solve_lines(scenario, found, why, solved, fractions, matter, evidence)))
    return True


def _solve_lines(
    scenario: Scenario, found: Map, why: str, solved: Solved, fractions: dict[str, str], matter: tuple[Decision, ...],
    evidence: dict[str, float],
) -> list[str]:
    worth, standing, sampled = scenario.worth, _standing(found), _random(scenario, found, solved)
    lines = [
        f"{scenario.meta.title}: {found.situations:,} situations ({THINKS[found.think_times]}).", _wholeness(found, why), "",
        f"{worth.label}, {worth.unit}",
    ]
    for name, value in (("best", float(solved.best[0])), ("random", sampled.value), ("worst", float(solved.worst[0]))):
        fraction = f"  = {fractions[name]}" if name in fractions else ""
        give = f"sampled: {_number(sampled.give)} either way, {sampled.plays} plays"
        lines.append(f"  {name:8} {_number(value):>14}  {standing.get(name, give)}{fraction}")
    if worth.par is not None:
        lines.append(f"  {'par':8} {_number(float(worth.par)):>14}  the author's")
    lines += ["", f"the decisions that matter most, at the likeliest situation of each ({_taken(found)})"]
    for decision in matter[:SHOWN]:
        best, worst = decision.options[0], decision.options[-1]
        lines.append(
            f"  {_number(decision.spread):>10}  {' and '.join(decision.stages)}, {_clock(decision.at)}, "
            f"met {decision.likely:.2g} times in a random run"
        )
        lines.append(f"  {'':10}  best: {best.node}{_after(best.think)}; worst: {worst.node}{_after(worst.think)}")
    if not matter:
        lines.append("  none was found")
    lines += ["", *_thinking(found, matter), "", f"what having the evidence adds to best play ({_taken(found)})"]
    for node, value in sorted(evidence.items(), key=lambda one: (-one[1], one[0])):
        lines.append(f"  {_number(value):>10}  {node}")
    if not evidence:
        lines.append("  there is none to be had")
    return lines


def _thinking(found: Map, matter: tuple[Decision, ...]) -> list[str]:
    from sim.analysis.solve import price_of_thinking

    if found.think_times == "once":
        return ["what thinking costs: --think edges or --think beats looks into it"]
    lines = [f"what thinking costs, for the best choice of those decisions ({_taken(found)})"]
    for decision in matter[:SHOWN]:
        prices = price_of_thinking(decision.options)
        at_once = next((one.node for one in decision.options if one.think == 0 and one.node in prices), None)
        if at_once is not None:
            seconds, cost = prices[at_once][-1]
            lines.append(f"  {_number(cost):>10}  {at_once}{_after(seconds)}")
    return lines if len(lines) > 1 else [*lines, "  nothing: no decision there can be put off"]


def _solved(
    scenario: Scenario, found: Map, solved: Solved, fractions: dict[str, str], matter: tuple[Decision, ...],
    evidence: dict[str, float],
) -> dict[str, Any]:
    sampled = _random(scenario, found, solved)
    return {
        "scenario": scenario.meta.id, "variant": found.variant, "think": found.think_times,
        "best": float(solved.best[0]), "random": sampled.value, "random_give": sampled.give, "worst": float(solved.worst[0]),
        "situations": found.situations, "exact": found.whole, "standing": _standing(found), "fractions": fractions,
        "unit": scenario.worth.unit,
        "decisions": [
            {
                "stages": list(decision.stages), "at": decision.at, "likely": decision.likely, "spread": decision.spread,
                "options": [
                    {"node": one.node, "think": one.think, "value": one.value, "loss": one.loss} for one in decision.options
                ],
            }
            for decision in matter
        ],
        "evidence": evidence,
    }


# ---------------------------------------------------------------- cohort


def cohort(
    scenario: Scenario, *, variant: str, most: int | None, persona: str, trainees: int, seed: int, backend: str, scheduler: str,
    jobs: int, as_json: bool,
) -> bool:
    """Say what so many simulated trainees of a persona make of a scenario."""
    from sim.analysis import summary
    from sim.analysis.cohort import crowd
    from sim.analysis.solve import solve as solved_of
    from sim.analysis.walk import TooWide

    found, why = _explored(scenario, variant, "once", most)
    solved = solved_of(found)
    try:
        who = crowd(found, persona, solved)
        hard = summary.difficulty(found, solved)
    except TooWide as wrong:
        raise NotKept(f"This map is too wide for a cohort ({wrong}); lower --max-situations.") from None
    exact = summary.exactly(who)
    sampled = summary.sample(who, _walked(who, trainees, seed, backend, jobs, scheduler))
    if as_json:
        say(json.dumps(_came(scenario, who, persona, seed, exact, sampled, hard), indent=2))
    else:
        say("\n".join(_cohort_lines(scenario, who, why, persona, seed, exact, sampled, hard)))
    return True


def _walked(who: Crowd, trainees: int, seed: int, backend: str, jobs: int, scheduler: str) -> Any:
    from sim.analysis.cohort import walked

    if backend != "dask":
        return walked(who, trainees, seed, backend=backend, jobs=jobs)  # type: ignore[arg-type]
    try:
        return walked(who, trainees, seed, backend="dask", jobs=jobs, scheduler=scheduler)
    except ImportError:
        raise NotKept('Dask is not installed. In the folder of Cordless: pip install ".[cluster]"') from None
    except (OSError, ValueError):
        raise NotKept(f"No Dask scheduler answers at {scheduler}.") from None


def _cohort_lines(
    scenario: Scenario, who: Crowd, why: str, persona: str, seed: int, exact: Outcomes, sampled: Sampled, hard: Difficulty,
) -> list[str]:
    from sim.analysis.personas import PERSONAS

    worth, moments, found = scenario.worth, who.moments, who.map
    exactly = "exact" if found.whole else "exact on this map"
    lines = [
        f"{scenario.meta.title}: {_count(sampled.trainees, 'trainee')}, seed {seed}.",
        f"{persona.capitalize()}: {PERSONAS[persona]}.",
        _wholeness(found, why),
    ]
    if not found.whole:
        lines.append(f"Past what was looked into came {moments.strayed:.2%} of them; from there on they let time run.")
    lines += [
        "", f"{worth.label}, {worth.unit}",
        f"  mean     {_number(moments.mean):>12}  {exactly}; sampled {_number(sampled.mean)} ± {_number(sampled.within)}",
        f"  spread   {_number(moments.variance ** 0.5):>12}  standard deviation, {exactly}; sampled {_number(sampled.deviation)}",
        f"  luck     {moments.lucky:>12.1%}  of the variance, {exactly}; the rest is what they chose",
    ]
    off = f"within {_number(exact.error)}" if exact.error else exactly
    for share in QUANTILES:
        lines.append(f"  {share:>8.0%} {_number(exact.quantile(share)):>12}  or less, {off}")
    lines += ["", "endings"]
    for ending in scenario.endings:
        near, within = _share(sampled, ending.id)
        known = f"{exact.endings[ending.id]:>8.2%}  {exactly}; sampled" if exact.endings is not None else " " * 8 + "  sampled"
        lines.append(f"  {ending.id:20} {known} {near:.2%} ± {within:.2%}")
    lines += ["", "difficulty", *_hard_lines(scenario, found, hard)]
    return lines


def _hard_lines(scenario: Scenario, found: Map, hard: Difficulty) -> list[str]:
    how = "exact" if found.whole else "as far as explored"
    what = f"below par ({_number(float(scenario.worth.par))})" if scenario.worth.par is not None else "in the lowest band"
    lines = []
    if hard.failing is not None:
        lines.append(f"  {hard.failing:>8.1%}  of guessers end {what}, {how}")
    if hard.gap is not None:
        lines.append(f"  {hard.gap:>8.1%}  of what lies between best and worst play is what guessing loses, {how}")
    return lines or ["  nothing: every run is worth the same"]


def _share(sampled: Sampled, ending: str) -> tuple[float, float]:
    """Return the share of a sample that came to an ending, and half the width of its interval (Wilson 1927), at 95 in 100."""
    assert sampled.outcomes.endings is not None
    share, many, sure = sampled.outcomes.endings[ending], sampled.trainees, 1.96
    within = sure / (1 + sure**2 / many) * (share * (1 - share) / many + sure**2 / (4 * many**2)) ** 0.5
    return share, within


def _came(
    scenario: Scenario, who: Crowd, persona: str, seed: int, exact: Outcomes, sampled: Sampled, hard: Difficulty,
) -> dict[str, Any]:
    moments = who.moments
    endings = {ending.id: _share(sampled, ending.id) for ending in scenario.endings}
    return {
        "scenario": scenario.meta.id, "variant": who.map.variant, "persona": persona, "trainees": sampled.trainees, "seed": seed,
        "situations": who.map.situations, "whole": who.map.whole, "strayed": moments.strayed, "unit": scenario.worth.unit,
        "exact": {
            "mean": moments.mean, "variance": moments.variance, "luck": moments.lucky, "endings": exact.endings,
            "error": exact.error, **_spread(exact),
        },
        "sampled": {
            "mean": sampled.mean, "within": sampled.within, "deviation": sampled.deviation,
            "endings": {name: {"share": share, "within": within} for name, (share, within) in endings.items()},
            **_spread(sampled.outcomes),
        },
        "difficulty": {"failing": hard.failing, "measured_by": "par" if hard.by_par else "lowest band", "gap": hard.gap},
    }


def _spread(outcomes: Outcomes) -> dict[str, Any]:
    if len(outcomes.values) <= MOST_VALUES:
        return {"values": list(outcomes.values), "chances": list(outcomes.chances)}
    return {"quantiles": {f"{share:g}": outcomes.quantile(share) for share in (n / 200 for n in range(1, 200))}}


# ---------------------------------------------------------------- words


def _taken(found: Map) -> str:
    return "exact" if found.whole else "as far as explored"


def _number(value: float) -> str:
    """Return a number as it is read: whole from a thousand on, else with what matters of its decimals."""
    if abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 or value == 0 else f"{value:.1g}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d} in"


def _after(seconds: int) -> str:
    return f" after {seconds:,} s" if seconds else ""


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
