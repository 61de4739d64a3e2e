"""Where a run stands: everything a rule may read, and no more. The fold of its events, one `evolve` each.

It holds belief about hidden truth, never the truth nor the seed, and no score and no total: rules cannot be steered
by them, and the space of situations stays finite. `at` is the time of the last event: mere waiting is no event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import assert_never

from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.units import (
    YOU,
    ConsequenceId,
    FactId,
    Frozen,
    InjectId,
    LatentId,
    NodeId,
    PersonId,
    PlaceId,
    Seconds,
    StageId,
    ThreadId,
    Value,
    VarId,
    node_of,
)


class Phase(StrEnum):
    BRIEFING = "briefing"
    RUNNING = "running"
    PAUSED = "paused"
    DEBRIEF = "debrief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A thread in a stage. Not `open` until `opens`; `due` when the clock decides; `settled` once a choice leads on."""

    stage: StageId
    opens: Seconds
    open: bool = False
    due: Seconds | None = None
    looks: int = 0
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Hands taken by a choice, an investigation or an answer, until `until`."""

    kind: e.Kind
    node: NodeId
    thread: ThreadId
    stage: StageId
    until: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """Your own work, stopped by an inject, with `left` to do (and the cost of coming back)."""

    work: Work
    left: Seconds
    inject: InjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An inject still waiting for its answer."""

    inject: InjectId
    due: Seconds
    noted: bool = False
    answering: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A consequence or an inject that will fall due."""

    due: Seconds
    what: str


@dataclass(frozen=True, kw_only=True)  # no slots: it is copied at every event, and a dict is copied as a whole
class Situation:
    """`knows` holds (role, fact); `used` the nodes done; `arrived` injects dealt with; `draws` how often a node drew."""

    at: Seconds = Seconds(0)
    phase: Phase = Phase.BRIEFING
    horizon: Seconds = Seconds(0)
    accrued: Seconds = Seconds(0)
    variant: str = ""
    threads: Frozen[ThreadId, Standing] = Frozen()
    visited: frozenset[StageId] = frozenset()
    opened: Frozen[StageId, Seconds] = Frozen()
    values: Frozen[VarId, Value] = Frozen()
    belief: Frozen[LatentId, tuple[int, ...]] = Frozen()
    knows: frozenset[tuple[str, FactId]] = frozenset()
    used: frozenset[NodeId] = frozenset()
    arrived: frozenset[InjectId] = frozenset()
    works: Frozen[PersonId, Work] = Frozen()
    parked: tuple[Parked, ...] = ()
    demands: tuple[Open, ...] = ()
    consequences: Frozen[ConsequenceId, Seconds] = Frozen()
    coming: Frozen[InjectId, Seconds] = Frozen()
    draws: Frozen[NodeId, int] = Frozen()
    charged: frozenset[FactId] = frozenset()
    where: Frozen[PersonId, PlaceId] = Frozen()
    rigs: Frozen[str, str] = Frozen()
    """What stands of each family of the workbench."""

    def known(self, fact: str) -> bool:
        """Whether anybody on the player's side knows the fact."""
        return any(name == fact for _, name in self.knows)


def evolve(now: Situation, event: e.Event) -> Situation:
    """Return the situation as `event` leaves it. Never refuses: what happened, happened."""
    at = event.at
    match event:  # the most frequent first: each is tried in turn
        case e.Accrued():
            return replace(now, at=at, accrued=at)
        case e.ChoiceMade(thread=thread, stage=stage, choice=choice, leads_on=leads_on):
            used = _used(now, node_of(stage, choice))
            if not leads_on:
                return replace(now, at=at, used=used)
            settled = replace(now.threads[thread], settled=True, due=None)
            return replace(now, at=at, used=used, threads=now.threads.put(thread, settled))
        case e.WorkBegan() | e.WorkDone() | e.WorkStopped() | e.WorkResumed() | e.WorkDropped():
            return _work(now, event)
        case (
            e.ClockStruck() | e.ChoiceRefused() | e.Said() | e.Scored() | e.NoteWritten() | e.TeamsSeated() | e.HandsCounted()
            | e.CardRevealed()
        ):
            return replace(now, at=at)
        case e.VariableSet(what=what, value=value):
            return replace(now, at=at, values=now.values.put(what, value))
        case e.InjectArrived(inject=inject) | e.InjectSkipped(inject=inject):
            return replace(now, at=at, arrived=now.arrived | {inject}, coming=now.coming.drop(inject))
        case e.FactLearned(fact=fact, role=role):
            return replace(now, at=at, knows=now.knows | {(role, fact)})
        case e.StageEntered(thread=thread, stage=stage, opens=opens):
            return replace(now, at=at, threads=now.threads.put(thread, Standing(stage=stage, opens=opens)))
        case e.StageOpened(thread=thread, stage=stage, due=due):
            return replace(
                now,
                at=at,
                visited=now.visited | {stage},
                opened=now.opened.put(stage, at),
                threads=now.threads.put(thread, Standing(stage=stage, opens=at, open=True, due=due)),
            )
        case e.DeadlineLapsed(thread=thread):
            lapsed = replace(now.threads[thread], due=None)
            return replace(now, at=at, threads=now.threads.put(thread, lapsed))
        case e.ConsequenceFell(consequence=consequence) | e.ConsequenceCancelled(consequence=consequence):
            return replace(now, at=at, consequences=now.consequences.drop(consequence))
        case e.ConsequenceScheduled(consequence=consequence, due=due):
            return replace(now, at=at, consequences=now.consequences.put(consequence, due))
        case e.ChanceDrawn(node=node, visit=visit):
            return replace(now, at=at, draws=now.draws.put(node, visit))
        case e.BeliefRevised(latent=latent, weights=weights):
            return replace(now, at=at, belief=now.belief.put(latent, weights))
        case e.RunBegan(variant=variant, horizon=horizon, values=values, belief=belief, where=where):
            return replace(
                now, at=at, phase=Phase.RUNNING, variant=variant, horizon=horizon, values=values, belief=belief, where=where
            )
        case e.ThreadOpened():
            return replace(now, at=at)
        case e.ThreadClosed(thread=thread):
            return replace(now, at=at, threads=now.threads.drop(thread))
        case e.DemandMade(inject=inject, due=due):
            others = tuple(d for d in now.demands if d.inject != inject)
            return replace(now, at=at, demands=(*others, Open(inject=inject, due=due)))
        case e.DemandMet(inject=inject, how=how, noted=noted):
            return replace(now, at=at, demands=_met(now.demands, inject, how, noted))
        case e.InjectScheduled(inject=inject, due=due):
            return replace(now, at=at, coming=now.coming.put(inject, due))
        case e.HarmCharged(fact=fact):
            return replace(now, at=at, charged=now.charged | {fact})
        case e.PersonMoved(who=who, where=place):
            return replace(now, at=at, where=now.where.put(who, place))
        case e.RigBuilt(family=family, rig=rig):
            return replace(now, at=at, rigs=now.rigs.put(family, rig))
        case e.RigEnded(family=family):
            return replace(now, at=at, rigs=now.rigs.drop(family))
        case e.RunPaused():
            return replace(now, at=at, phase=Phase.PAUSED)
        case e.RunResumed():
            return replace(now, at=at, phase=Phase.RUNNING)
        case e.RunEnded():
            return replace(now, at=at, phase=Phase.DEBRIEF, threads=Frozen(), demands=(), coming=Frozen(), consequences=Frozen())
        case _:
            assert_never(event)


def _used(now: Situation, node: NodeId) -> frozenset[NodeId]:
    """Return what has been used. What is built can be built again: of the workbench only what was shown to whom is kept."""
    return now.used if node.startswith(("rig:", "down:")) else now.used | {node}


WorkEvent = e.WorkBegan | e.WorkDone | e.WorkStopped | e.WorkResumed | e.WorkDropped


def _work(now: Situation, event: WorkEvent) -> Situation:
    match event:
        case e.WorkBegan(who=who, kind=kind, node=node, thread=thread, stage=stage, until=until):
            work = Work(kind=kind, node=node, thread=thread, stage=stage, until=until)
            looks = now.threads
            if kind == "evidence" and thread in looks and looks[thread].stage == stage:
                looks = looks.put(thread, replace(looks[thread], looks=looks[thread].looks + 1))
            return replace(now, at=event.at, works=now.works.put(who, work), used=_used(now, node), threads=looks)
        case e.WorkDone(who=who, node=node):
            return replace(now, at=event.at, works=now.works.drop(who), used=_used(now, node))
        case e.WorkStopped(who=who, left=left, inject=inject):
            parked = Parked(work=now.works[who], left=left, inject=inject)
            return replace(now, at=event.at, works=now.works.drop(who), parked=(*now.parked, parked))
        case e.WorkResumed(node=node, until=until):
            work = next(p.work for p in now.parked if p.work.node == node)
            kept = tuple(p for p in now.parked if p.work.node != node)
            return replace(now, at=event.at, parked=kept, works=now.works.put(YOU, replace(work, until=until)))
        case e.WorkDropped(who=who, node=node):
            kept = tuple(p for p in now.parked if p.work.node != node)
            works = now.works.drop(who) if who in now.works and now.works[who].node == node else now.works
            return replace(now, at=event.at, parked=kept, works=works, used=now.used - {node})
        case _:
            assert_never(event)


def _met(demands: tuple[Open, ...], inject: InjectId, how: str, noted: bool) -> tuple[Open, ...]:
    if how in ("answer", "abandon"):
        return tuple(replace(d, answering=True, noted=noted) if d.inject == inject else d for d in demands)
    if how in ("lapse", "done"):
        return tuple(d for d in demands if d.inject != inject)
    return demands


def fold(happened: Iterable[e.Event], start: Situation | None = None) -> Situation:
    """Rebuild a situation from events."""
    return reduce(evolve, happened, start if start is not None else Situation())
