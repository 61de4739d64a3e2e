"""What a choice costs in play, against one bare guarded trigger of `transitions`, and whether that grows with the scenario."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from transitions import Machine

from benchmarks.figure import Figure
from sim.authoring.load import load
from sim.authoring.plans import luck_of, play, read_plan
from sim.domain import commands as c
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import MAIN, ChoiceId, Seconds
from sim.engine.chance import Luck, live
from sim.engine.offers import offers
from sim.engine.step import due, step

ROOT = Path(__file__).resolve().parent.parent
TRIGGERS = 300


def measure(quick: bool = False) -> list[Figure]:
    """Return the cost of choices and of time passing in Dead Air, and of choices in a small and a large scenario."""
    return [*_dead_air(40 if quick else 400), _growth(40 if quick else 400)]


def _trigger() -> Callable[[], float]:
    """Return a measure of one trigger: a machine of two states, one condition a transition, no callback, nothing registered."""
    machine = Machine(model=None, states=["a", "b"], initial=None, auto_transitions=False, send_event=True)
    for source, target in (("a", "b"), ("b", "a")):
        machine.add_transition("go", source, target, conditions=[lambda event: True])
    go, cursor = machine.events["go"], _Cursor()

    def seconds() -> float:
        began = time.perf_counter()
        for _ in range(TRIGGERS):
            go.trigger(cursor)
        return (time.perf_counter() - began) / TRIGGERS

    return seconds


class _Cursor:
    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state = "a"


# ---------------------------------------------------------------- Dead Air


def _textbook() -> tuple[Scenario, Luck, list[c.Command]]:
    """Return what the textbook plan commands, as somebody would who follows it."""
    folder = ROOT / "scenarios" / "dead-air"
    scenario = load((folder / "scenario.yaml").read_bytes(), "dead-air").scenario
    plan, _ = read_plan((folder / "plans" / "textbook.yaml").read_bytes(), "textbook", "textbook")
    assert scenario is not None and plan is not None
    luck, taken, now = luck_of(plan), [], [Situation()]

    def carry_out(command: c.Command) -> tuple[Situation, tuple[object, ...]]:
        taken.append(command)
        now[0], events = step(scenario, now[0], command, luck)
        return now[0], events

    played = play(plan, scenario, carry_out)  # type: ignore[arg-type]
    assert not played.failures
    return scenario, luck, taken


def _dead_air(rounds: int) -> list[Figure]:
    scenario, luck, commands = _textbook()
    trigger = _trigger()
    waits = [one for one, then in zip(commands, [*commands[1:], None], strict=True) if not isinstance(then, c.Wait)]
    week: list[c.Command] = [commands[0], c.Wait(at=scenario.horizon)]
    falls = [n for _, n, _ in _played(scenario, luck, waits)]
    (_, (_, all_week, _)) = _played(scenario, luck, week)
    of_choice, of_passing, of_week = [], [], []
    for _ in range(rounds):
        before = trigger()
        taken = list(_played(scenario, luck, commands, count=False))
        passed = list(_played(scenario, luck, waits, count=False))
        (_, (_, _, idle)) = _played(scenario, luck, week, count=False)
        one = (before + trigger()) / 2
        choices = [seconds / one for command, _, seconds in taken if isinstance(command, c.Choose)]
        passing = [seconds / one / (n + 1) for (command, _, seconds), n in zip(passed, falls, strict=True) if n]
        of_choice.append(statistics.median(choices))
        of_passing.append(statistics.median(passing))
        of_week.append(idle / one / (all_week + 1))
    made = sum(isinstance(command, c.Choose) for command in commands)
    return [
        Figure(
            what="a choice in Dead Air", value=statistics.median(of_choice), unit="×", most=8,
            how=f"list what is on offer, `step`, keep the moment in a list; median over the {made} choices of the textbook plan"
            " against one guarded trigger, processor warm, median of rounds",
        ),
        Figure(
            what="a passage through n things that fall due, by n + 1", value=statistics.median(of_passing), unit="×", most=8,
            how=f"the same where the plan's waiting is one wait, so that up to {max(falls)} things fall due in a step; median",
        ),
        Figure(
            what=f"the same for a week in which nobody does anything, {all_week} things",
            value=statistics.median(of_week), unit="×", most=8, how="one wait from the beginning to the end",
        ),
    ]


def _played(
    scenario: Scenario, luck: Luck, commands: list[c.Command], count: bool = True
) -> Iterator[tuple[c.Command, int, float]]:
    """Play the commands from the start; yield each with how many things fell due in it and the seconds it took."""
    now, kept = Situation(), []
    for command in commands:
        began = time.perf_counter()
        offers(scenario, now)
        after, events = step(scenario, now, command, luck)
        kept.append(Moment(seq=len(kept), at=after.at, command=command, events=events))
        took = time.perf_counter() - began
        yield command, _falling(scenario, now, command.at, luck) if count else 0, took
        now = after


def _falling(scenario: Scenario, now: Situation, until: Seconds, luck: Luck) -> int:
    found = 0
    while (item := due(scenario, now)) is not None and item.at <= until:
        now, _ = step(scenario, now, c.Wait(at=item.at), luck)
        found += 1
    return found


# ---------------------------------------------------------------- growth

HEAD = """\
meta: {id: ring, version: "1", title: Ring, summary: Round, minutes: 5, difficulty: 1, source: none, competencies: {care: Care}}
clock: {start: "Tue 08:00"}
horizon: 10h
pace: 1
beat: 1s
briefing: Round and round.
start: s0
meters: {calm: {label: Calm, start: 50}}
value: {label: Calm, unit: points, formula: calm, told: calm, told_label: Calm}
endings: [{id: calm, title: Calm, text: Calm., above: 0}]"""


def _ring(stages: int) -> Scenario:
    """Return a scenario of `stages` stages with five choices each, leading round."""
    lines = [HEAD, "stages:"]
    for n in range(stages):
        lines += [f"  s{n}:", f"    title: Stage {n}", "    choices:"]
        lines += [
            f"      - {{id: c{k}, label: Go on {k}, when: calm >= {k}, reason: No, do: {{calm: +1}}, to: s{(n + 1) % stages}}}"
            for k in range(5)
        ]
    loaded = load("\n".join(lines).encode(), "ring")
    assert loaded.scenario is not None, loaded.problems
    return loaded.scenario


def _growth(rounds: int) -> Figure:
    small, large = _ring(6), _ring(400)
    taken = [(_walk(small), _walk(large)) for _ in range(rounds)]
    return Figure(
        what="a choice where there are 2,000, against one where there are 30",
        value=statistics.median(of_large / of_small for of_small, of_large in taken), unit="×", most=1.2,
        how="five choices in a stage either way, thirty decisions in a row, one scenario after the other in each round",
    )


def _walk(scenario: Scenario) -> float:
    luck, kept = live(1), []
    now, _ = step(scenario, Situation(), c.Begin(at=Seconds(0)), luck)
    began = time.perf_counter()
    for n in range(30):
        offers(scenario, now)
        command = c.Choose(at=Seconds(n), thread=MAIN, choice=ChoiceId(f"c{n % 5}"))
        now, events = step(scenario, now, command, luck)
        kept.append(Moment(seq=n, at=now.at, command=command, events=events))
    took = time.perf_counter() - began
    assert len(now.visited) >= 6
    return took
