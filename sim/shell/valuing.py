"""The command `solve`: what a scenario is worth to play, which decisions matter, what thinking and evidence are worth."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.shell.exploring import THINKS
from sim.shell.progress import Watch, exploring
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    from sim.analysis.maps.map import Map
    from sim.analysis.values.deciding import Decision
    from sim.analysis.values.sampled import Mean
    from sim.analysis.values.solve import Solved
    from sim.domain.scenario import Scenario

SHOWN = 8
"""Decisions that are listed on the screen; JSON has them all."""


def explored(scenario: Scenario, variant: str, think: str, most: int | None) -> tuple[Map, str]:
    """Return the map, and why exploring ended early, if it did."""
    watch = Watch()
    found = exploring(scenario, watch=watch, variant=variant, think=think, **({} if most is None else {"most": most}))
    return found, watch.why


def wholeness(found: Map, why: str) -> str:
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
    from sim.analysis.values.sampled import Mean, random_play

    return Mean(float(solved.random[0]), 0.0, 0) if found.whole else random_play(scenario, variant=found.variant)


# ---------------------------------------------------------------- solve


def solve(scenario: Scenario, *, variant: str, think: str, most: int | None, exact: bool, as_json: bool) -> bool:
    """Say what a scenario is worth to whoever plays best, worst or at random; return False if that could not be said exactly."""
    from sim.analysis.values import solve as solving
    from sim.analysis.values.deciding import decisions

    found, why = explored(scenario, variant, think, most)
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
    from sim.engine.improvise import called

    def named(node: str) -> str:
        return called(scenario, node).rstrip(".") or node

    worth, standing, sampled = scenario.worth, _standing(found), _random(scenario, found, solved)
    lines = [
        f"{scenario.meta.title}: {found.situations:,} situations ({THINKS[found.think_times]}).", wholeness(found, why), "",
        f"{worth.label}, {worth.unit}",
    ]
    for name, value in (("best", float(solved.best[0])), ("random", sampled.value), ("worst", float(solved.worst[0]))):
        fraction = f"  = {fractions[name]}" if name in fractions else ""
        give = f"sampled: {number(sampled.give)} either way, {sampled.plays} plays"
        lines.append(f"  {name:8} {number(value):>14}  {standing.get(name, give)}{fraction}")
    if worth.par is not None:
        lines.append(f"  {'par':8} {number(float(worth.par)):>14}  the author's")
    lines += ["", f"the decisions that matter most, at the likeliest situation of each ({_taken(found)})"]
    for decision in matter[:SHOWN]:
        best, worst = decision.options[0], decision.options[-1]
        lines.append(
            f"  {number(decision.spread):>10}  {' and '.join(decision.stages)}, {_clock(decision.at)}, "
            f"met {decision.likely:.2g} times in a random run"
        )
        lines.append(f"  {'':10}  best: {named(best.node)}{_after(best.think)}; worst: {named(worst.node)}{_after(worst.think)}")
    if not matter:
        lines.append("  none was found")
    lines += ["", *_thinking(found, matter), "", f"what having the evidence adds to best play ({_taken(found)})"]
    for node, value in sorted(evidence.items(), key=lambda one: (-one[1], one[0])):
        lines.append(f"  {number(value):>10}  {node}")
    if not evidence:
        lines.append("  there is none to be had")
    return lines


def _thinking(found: Map, matter: tuple[Decision, ...]) -> list[str]:
    from sim.analysis.values.solve import price_of_thinking

    if found.think_times == "once":
        return ["what thinking costs: --think edges or --think beats looks into it"]
    lines = [f"what thinking costs, for the best choice of those decisions ({_taken(found)})"]
    for decision in matter[:SHOWN]:
        prices = price_of_thinking(decision.options)
        at_once = next((one.node for one in decision.options if one.think == 0 and one.node in prices), None)
        if at_once is not None:
            seconds, cost = prices[at_once][-1]
            lines.append(f"  {number(cost):>10}  {at_once}{_after(seconds)}")
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


# ---------------------------------------------------------------- words


def _taken(found: Map) -> str:
    return "exact" if found.whole else "as far as explored"


def number(value: float) -> str:
    """Return a number as it is read: whole from a thousand on, else with what matters of its decimals."""
    if abs(value) >= 999.995:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 or value == 0 else f"{value:.1g}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d} in"


def _after(seconds: int) -> str:
    return f" after {seconds:,} s" if seconds else ""
