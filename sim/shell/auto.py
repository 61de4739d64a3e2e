"""Runs that play themselves: by a plan, or at random from a seed."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TypeVar

from sim.domain import commands as c
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import ChoiceId, EvidenceId, InjectId, NodeId, Seconds, ThreadId, VarId
from sim.engine.chance import Luck, live
from sim.engine.fitting import DOWN, RIG, SHOW, rig_id
from sim.engine.improvise import bench_moves, bench_offer, benches, noticed
from sim.engine.offers import Offer, offers, wanted
from sim.engine.program import program_of
from sim.engine.step import due
from sim.shell.session import Session

MOST_STEPS = 5_000
MOST_PARTS = 4
"""Parts that are put together at random."""

T = TypeVar("T")


def play_at_random(session: Session, seed: int) -> None:
    """Play to the end: choose, look, build, answer or wait, evenly, for as long as there is anything to do. The same for a seed.

    After MOST_STEPS it only waits, so that what goes round for ever comes to its end as well.
    """
    draw = live(seed)
    for turn in count(1):
        if session.situation.phase is not Phase.RUNNING:
            return
        scenario, s = session.scenario, session.situation
        item = due(scenario, s)
        assert item is not None
        at = Seconds(s.at)
        open_ = [offer for offer in offers(scenario, s) if not offer.reason]
        moves: list[c.Command] = [c.Wait(at=item.at), c.Wait(at=Seconds((at + item.at) // 2))]
        for offer in open_:
            moves.append(
                c.Choose(at=at, thread=offer.thread, choice=ChoiceId(offer.item.id)) if offer.is_choice
                else c.Investigate(at=at, thread=offer.thread, evidence=EvidenceId(offer.item.id))
            )
        moves += (c.Choose(at=at, thread=thread, choice=idea) for thread, idea in ideas(scenario, s, draw, turn))
        for want in wanted(scenario, s):
            moves += [c.Answer(at=at, inject=InjectId(want.inject), how=how) for how in ("answer", "carry_on", "abandon")]
        if turn > MOST_STEPS:
            moves = moves[:1]
        which = draw(NodeId("monkey"), turn, tuple("." for _ in moves), tuple(1 for _ in moves))
        session.carry_out(moves[which])


def ideas(scenario: Scenario, s: Situation, draw: Luck, turn: int) -> Iterator[tuple[ThreadId, ChoiceId]]:
    """Yield what may be tried at each workbench: parts as they come to hand, built or shown; to take down what stands; and one
    thing that would work.

    Parts at random hardly ever come to anything; without the last nothing would ever stand.
    """
    program, bench = program_of(scenario), scenario.bench

    def one(what: str, among: Sequence[T]) -> T:
        return among[draw(NodeId(f"monkey/{what}"), turn, (), (1,) * len(among))]

    for thread in benches(scenario, s) if bench is not None else ():
        assert bench is not None
        tried: list[str] = []
        free = {part.id: int(s.values[part.id]) for part in noticed(scenario, s)}
        parts = [part for part in noticed(scenario, s) if free[part.id] >= part.amounts[0]]
        taken: dict[VarId, int] = {}
        for n in range(one("how many", range(1, 1 + min(MOST_PARTS, len(parts)))) if parts else 0):
            part = parts.pop(one(f"part {n}", range(len(parts))))
            taken[part.id] = one(f"amount {n}", [amount for amount in part.amounts if amount <= free[part.id]])
        if taken:
            rig = rig_id(bench, one("goal", tuple(bench.goals)), taken)
            tried.append(rig)
            if bench.asked:
                tried.append(ChoiceId(f"{SHOW}{one('who', tuple(bench.asked))}:{rig.removeprefix(RIG)}"))
        tried += [f"{DOWN}{family}" for family in s.rigs]
        works = [made for made in bench_moves(program, thread, s) if _would_work(bench_offer(program, s, thread, made))]
        tried += [one("works", works)] if works else []
        for what in tried:
            offer = bench_offer(program, s, thread, what)
            if offer is not None and not offer.reason:
                yield thread, ChoiceId(what)


def _would_work(offer: Offer | None) -> bool:
    return offer is not None and not offer.reason and "!" not in offer.item.node
