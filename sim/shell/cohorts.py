"""The command `cohort`: what simulated trainees make of a scenario, exactly and as sampled."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.shell.disk import NotKept
from sim.shell.speech import say
from sim.shell.valuing import explored, number, wholeness

if TYPE_CHECKING:
    from sim.analysis.cohorts.cohort import Crowd
    from sim.analysis.cohorts.summary import Difficulty, Outcomes, Sampled
    from sim.analysis.maps.map import Map
    from sim.analysis.values.sampled import Mean
    from sim.domain.scenario import Scenario

MOST_VALUES = 2_000
"""Different values that JSON lists; of more, quantiles in steps of half a hundredth."""

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def cohort(
    scenario: Scenario, *, variant: str, most: int | None, persona: str, trainees: int, seed: int, backend: str, scheduler: str,
    jobs: int, as_json: bool,
) -> None:
    """Say what so many simulated trainees of a persona make of a scenario."""
    from sim.analysis.cohorts import summary
    from sim.analysis.cohorts.cohort import crowd
    from sim.analysis.cohorts.walk import TooWide
    from sim.analysis.values.sampled import random_play
    from sim.analysis.values.solve import solve as solved_of

    found, why = explored(scenario, variant, "once", most)
    solved = solved_of(found)
    try:
        who = crowd(found, persona, solved)
        hard = summary.difficulty(found, solved)
    except TooWide as wrong:
        raise NotKept(f"This map is too wide for a cohort ({wrong}); lower --max-situations.") from None
    exact = summary.exactly(who)
    engine = None if found.whole else random_play(scenario, variant=variant)
    sampled = summary.sample(who, _walked(who, trainees, seed, backend, jobs, scheduler))
    if as_json:
        say(json.dumps(_came(scenario, who, persona, seed, exact, sampled, hard, engine), indent=2))
    else:
        say("\n".join(_cohort_lines(scenario, who, why, persona, seed, exact, sampled, hard, engine)))


def _walked(who: Crowd, trainees: int, seed: int, backend: str, jobs: int, scheduler: str) -> Any:
    from sim.analysis.cohorts.cohort import walked

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
    engine: Mean | None,
) -> list[str]:
    from sim.analysis.cohorts.personas import PERSONAS

    worth, moments, found = scenario.worth, who.moments, who.map
    exactly = "exact" if found.whole else "exact on this map"
    lines = [
        f"{scenario.meta.title}: {_count(sampled.trainees, 'trainee')}, seed {seed}.",
        f"{persona.capitalize()}: {PERSONAS[persona]}.",
        wholeness(found, why),
    ]
    if not found.whole:
        lines.append(f"Past what was looked into came {moments.strayed:.2%} of them; from there on they let time run.")
    if engine is not None:
        lines.append(
            f"How far that is from the scenario: guessers who decide to the end come to {number(engine.value)} ± "
            f"{number(engine.give)} (sampled, {engine.plays} plays), and to {number(hard.random)} on this map."
        )
    lines += [
        "", f"{worth.label}, {worth.unit}",
        f"  mean     {number(moments.mean):>12}  {exactly}; sampled {number(sampled.mean)} ± {number(sampled.within)}",
        f"  spread   {number(moments.variance ** 0.5):>12}  standard deviation, {exactly}; sampled {number(sampled.deviation)}",
        f"  luck     {moments.lucky:>12.1%}  of the variance, {exactly}; the rest is what they chose",
    ]
    off = f"within {number(exact.error)}" if exact.error else exactly
    for share in QUANTILES:
        lines.append(f"  {share:>8.0%} {number(exact.quantile(share)):>12}  or less, {off}")
    lines += ["", "endings"]
    for ending in scenario.endings:
        near, low, high = _share(sampled, ending.id)
        known = f"{exact.endings[ending.id]:>8.2%}  {exactly}; sampled" if exact.endings is not None else " " * 8 + "  sampled"
        lines.append(f"  {ending.id:20} {known} {near:.2%}, {low:.2%} to {high:.2%}")
    if sampled.outcomes.endless:
        lines.append(f"  none: {sampled.outcomes.endless:.2%} of the sample came to no end on this map")
    lines += ["", "difficulty", *_hard_lines(scenario, found, hard)]
    return lines


def _hard_lines(scenario: Scenario, found: Map, hard: Difficulty) -> list[str]:
    how = "exact" if found.whole else "as far as explored"
    what = f"below par ({number(float(scenario.worth.par))})" if scenario.worth.par is not None else "in the lowest band"
    lines = []
    if hard.failing is not None:
        lines.append(f"  {hard.failing:>8.1%}  of guessers end {what}, {how}")
    if hard.gap is not None:
        lines.append(f"  {hard.gap:>8.1%}  of what lies between best and worst play is what guessing loses, {how}")
    return lines or ["  nothing: every run is worth the same"]


def _share(sampled: Sampled, ending: str) -> tuple[float, float, float]:
    """Return the share of a sample that came to an ending, and the interval around it, at 95 in 100 (Wilson 1927)."""
    assert sampled.outcomes.endings is not None
    share, many, sure = sampled.outcomes.endings[ending], sampled.trainees, 1.96
    within = sure / (1 + sure**2 / many) * (share * (1 - share) / many + sure**2 / (4 * many**2)) ** 0.5
    middle = (share + sure**2 / (2 * many)) / (1 + sure**2 / many)
    return share, max(0.0, middle - within), min(1.0, middle + within)


def _came(
    scenario: Scenario, who: Crowd, persona: str, seed: int, exact: Outcomes, sampled: Sampled, hard: Difficulty,
    engine: Mean | None,
) -> dict[str, Any]:
    moments = who.moments
    endings = {ending.id: _share(sampled, ending.id) for ending in scenario.endings}
    return {
        "scenario": scenario.meta.id, "variant": who.map.variant, "persona": persona, "trainees": sampled.trainees, "seed": seed,
        "situations": who.map.situations, "whole": who.map.whole, "strayed": moments.strayed, "unit": scenario.worth.unit,
        "exact": {
            "mean": moments.mean, "variance": moments.variance, "luck": moments.lucky, "endings": exact.endings,
            "error": exact.error, "endless": exact.endless, **_spread(exact),
        },
        "sampled": {
            "endless": sampled.outcomes.endless, "mean": sampled.mean, "within": sampled.within, "deviation": sampled.deviation,
            "endings": {name: {"share": share, "low": low, "high": high} for name, (share, low, high) in endings.items()},
            **_spread(sampled.outcomes),
        },
        "engine": None if engine is None else {"mean": engine.value, "within": engine.give, "plays": engine.plays},
        "difficulty": {"failing": hard.failing, "measured_by": "par" if hard.by_par else "lowest band", "gap": hard.gap},
    }


def _spread(outcomes: Outcomes) -> dict[str, Any]:
    if len(outcomes.values) <= MOST_VALUES:
        return {"values": list(outcomes.values), "chances": list(outcomes.chances)}
    return {"quantiles": {f"{share:g}": outcomes.quantile(share) for share in (n / 200 for n in range(1, 200))}}


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
