"""A second, tiny solver: value iteration over plain dicts, walked on the engine's `step`, that knows neither map nor arrays."""
from __future__ import annotations

from fractions import Fraction

from sim.analysis.map import Think
from sim.analysis.moves import command_of, moves, outcomes, refused
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Frozen, Seconds
from sim.engine.telling import tell

Falls = list[tuple[float, float, Situation]]


def second_opinion(scenario: Scenario, think: Think = "once") -> tuple[float, float, float]:
    """Return what best, worst and random play are worth: sweeps over all situations until nothing changes any more."""
    ways = _walked(scenario, think)
    told = {s: float(tell(scenario, s, ()).value) if s.phase is Phase.DEBRIEF else 0.0 for s in ways}
    best, worst, even = dict(told), dict(told), dict(told)
    for _ in range(10_000):
        change = 0.0
        for situation, actions in reversed(ways.items()):
            if actions:
                at_once = [falls for decides, falls in actions if decides] or [falls for _, falls in actions]
                for values, new in (
                    (best, max(_mean(falls, best) for _, falls in actions)),
                    (worst, min(_mean(falls, worst) for _, falls in actions)),
                    (even, sum(_mean(falls, even) for falls in at_once) / len(at_once)),
                ):
                    change = max(change, abs(new - values[situation]))
                    values[situation] = new
        if change < 1e-12:
            break
    return best[Situation()], worst[Situation()], even[Situation()]


def _mean(falls: Falls, values: dict[Situation, float]) -> float:
    return sum(chance * (gain + values[after]) for chance, gain, after in falls)


def _walked(scenario: Scenario, think: Think) -> dict[Situation, list[tuple[bool, Falls]]]:
    start = Situation()
    ways: dict[Situation, list[tuple[bool, Falls]]] = {start: []}
    left = [start]
    while left:
        here = left.pop(0)
        if here.phase is Phase.DEBRIEF:
            continue
        given = [(None, 0)] if here.phase is Phase.BRIEFING else moves(scenario, here, think)
        for does, seconds in given:
            command = command_of(does, Seconds(here.at + seconds)) if does else c.Begin(at=Seconds(0))
            ends = list(outcomes(scenario, here, command))
            if any(refused(events) for _, _, events in ends):
                continue
            falls = []
            for chance, after, events in ends:
                after = replace(after, draws=Frozen())
                if after not in ways:
                    ways[after] = []
                    left.append(after)
                falls.append((float(chance), float(_gain(scenario, events)), after))
            if does is not None and does.kind != "wait" and [after for _, _, after in falls] == [here]:
                continue
            ways[here].append((does is not None and does.kind != "wait" and seconds == 0, falls))
    return ways


def _gain(scenario: Scenario, events: tuple[e.Event, ...]) -> Fraction:
    gained = Fraction(0)
    for event in events:
        if isinstance(event, e.Accrued):
            gained += sum(Fraction(amount, 1000) * scenario.totals[name].worth for name, amount in event.amounts.items())
        elif isinstance(event, e.HarmCharged):
            gained -= event.price
    return gained
