"""What a player can do in a situation, what that can lead to, and what happened, said in marks that can be compared.

All of it is asked of the engine: its offers, its agenda, its `step`, with a luck that branches instead of being drawn.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from sim.analysis.maps.map import Does, Think
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import ChoiceId, EvidenceId, InjectId, NodeId, Seconds, StageId, node_of
from sim.engine.improvise import bench_offers
from sim.engine.offers import offers, wanted
from sim.engine.program import program_of
from sim.engine.step import due, step

Outcome = tuple[Fraction, Situation, tuple[e.Event, ...]]
"""How likely it is, where it leads, what happened."""


class _Undrawn(Exception):
    """A draw for which nothing was decided yet."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        super().__init__()
        self.weights = weights


def outcomes(scenario: Scenario, situation: Situation, command: c.Command) -> Iterator[Outcome]:
    """Yield all that a command can lead to, one for each way its draws can fall, by the belief of the situation."""
    scripts: list[tuple[Fraction, tuple[int, ...]]] = [(Fraction(1), ())]
    while scripts:
        chance, script = scripts.pop()
        left = iter(script)

        def luck(node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...], left: Iterator[int] = left) -> int:
            for index in left:
                return index
            raise _Undrawn(weights)

        try:
            after, events = step(scenario, situation, command, luck)
        except _Undrawn as undrawn:
            total = sum(undrawn.weights)
            for index in reversed(range(len(undrawn.weights))):
                if undrawn.weights[index]:
                    scripts.append((chance * Fraction(undrawn.weights[index], total), (*script, index)))
        else:
            yield chance, after, events


def thoughts(beat: Seconds, now: Seconds, until: Seconds, think: Think) -> list[int]:
    """Return after how many seconds a decision may be made: at once, and in beats before the next thing falls due."""
    first = now + beat - now % beat
    if think == "once" or first >= until:
        return [0]
    last = (until - 1) - (until - 1) % beat
    if think == "edges":
        return [0, last - now]
    return [0, *range(first - now, last - now + 1, beat)]


def command_of(does: Does, at: Seconds) -> c.Command:
    """Return an action as a command given at `at`."""
    if does.kind == "begin":
        return c.Begin(at=at, variant=does.item, horizon=Seconds(int(does.how)) if does.how else None)
    if does.kind == "choice":
        return c.Choose(at=at, thread=does.thread, choice=ChoiceId(does.item))
    if does.kind == "evidence":
        return c.Investigate(at=at, thread=does.thread, evidence=EvidenceId(does.item))
    if does.kind == "answer":
        how, _, note = does.how.partition("+")
        return c.Answer(at=at, inject=InjectId(does.item), how=how, note=bool(note))  # type: ignore[arg-type]
    return c.Wait(at=at)


def moves(scenario: Scenario, situation: Situation, think: Think) -> Iterator[tuple[Does, int]]:
    """Yield what can be done, with the seconds thought before: decisions first, last to let the next thing fall due."""
    item = due(scenario, situation)
    assert item is not None, "a run that is running has its end before it"
    now = situation.at
    for offer in offers(scenario, situation):
        if not offer.reason:
            does = Does("choice" if offer.is_choice else "evidence", offer.thread, str(offer.item.id))
            for seconds in thoughts(offer.stage.beat, now, item.at, think):
                yield does, seconds
    for thread, standing in situation.threads.items():
        if standing.open and not standing.settled:
            stage = scenario.stages[standing.stage]
            for offer in bench_offers(program_of(scenario), thread, situation):
                for seconds in thoughts(stage.beat, now, item.at, think):
                    yield Does("choice", thread, str(offer.item.id)), seconds
    for want in wanted(scenario, situation):
        for how in answers(want.stopped is not None):
            for seconds in thoughts(scenario.beat, now, item.at, think):
                yield Does("answer", item=want.inject, how=how), seconds
    yield Does("wait"), item.at - now


def answers(stopped: bool) -> tuple[str, ...]:
    """Return the ways to meet a demand; where it stopped no work there is nothing to go back to, to abandon or to park well."""
    return ("answer", "answer+note", "carry_on", "abandon") if stopped else ("answer",)


# ---------------------------------------------------------------- what happened


def story(happened: Iterable[e.Event]) -> tuple[str, ...]:
    """Return what happened as marks, in order, without times and without what a map keeps elsewhere.

    `stage:ID` opened, `lapse:ID` its deadline, `closed:THREAD`, `choice:NODE`, `look:NODE` begun, `done:NODE`, `dropped:NODE`,
    `draw:NODE=BRANCH`, `inject:ID`, `skipped:ID`, `planned:ID` and `consequence:ID` and `cancelled:ID`, `fact:ID` learned,
    `harm:ID`, `score:COMPETENCY:POINTS`, `demand:ID`, `answer:ID:HOW`, `built:FAMILY`, `ended:FAMILY:HOW`, `over:HOW`.
    """
    return tuple(mark for event in happened if (mark := _mark(event)))


def _mark(event: e.Event) -> str:
    match event:
        case e.StageOpened(stage=stage):
            return f"stage:{stage}"
        case e.DeadlineLapsed(stage=stage):
            return f"lapse:{stage}"
        case e.ThreadClosed(thread=thread):
            return f"closed:{thread}"
        case e.ChoiceMade(stage=stage, choice=choice):
            return f"choice:{node_of(stage, choice)}"
        case e.WorkBegan(kind="evidence", node=node):
            return f"look:{node}"
        case e.WorkDone(node=node):
            return f"done:{node}"
        case e.WorkDropped(node=node):
            return f"dropped:{node}"
        case e.ChanceDrawn(node=node, branch=branch):
            return f"draw:{node}={branch}"
        case e.InjectArrived(inject=inject):
            return f"inject:{inject}"
        case e.InjectSkipped(inject=inject):
            return f"skipped:{inject}"
        case e.ConsequenceScheduled(consequence=consequence):
            return f"planned:{consequence}"
        case e.ConsequenceFell(consequence=consequence):
            return f"consequence:{consequence}"
        case e.ConsequenceCancelled(consequence=consequence):
            return f"cancelled:{consequence}"
        case e.FactLearned(fact=fact):
            return f"fact:{fact}"
        case e.HarmCharged(fact=fact):
            return f"harm:{fact}"
        case e.Scored(competency=competency, points=points):
            return f"score:{competency}:{points}"
        case e.DemandMade(inject=inject):
            return f"demand:{inject}"
        case e.DemandMet(inject=inject, how=how):
            return f"answer:{inject}:{how}"
        case e.RigBuilt(family=family):
            return f"built:{family}"
        case e.RigEnded(family=family, how=how):
            return f"ended:{family}:{how}"
        case e.RunEnded(how=how):
            return f"over:{how}"
    return ""


def refused(happened: Iterable[e.Event]) -> bool:
    return any(isinstance(event, e.ChoiceRefused) for event in happened)


def slot_of(scenario: Scenario, opened: Iterable[StageId], before: str) -> str:
    """Return the slot a situation lies in, after stages opened: the last with a fixed opening, else the first of all."""
    for stage in opened:
        if scenario.stages[stage].opens is not None or not before:
            before = str(stage)
    return before


