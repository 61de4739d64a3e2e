"""Runs that play themselves: by a plan, or at random from a seed."""
from __future__ import annotations

from itertools import count

from sim.domain import commands as c
from sim.domain.situation import Phase
from sim.domain.units import ChoiceId, EvidenceId, InjectId, NodeId, Seconds
from sim.engine.chance import live
from sim.engine.offers import offers, wanted
from sim.engine.step import due
from sim.shell.session import Session

MOST_STEPS = 5_000


def play_at_random(session: Session, seed: int) -> None:
    """Play to the end: choose, look, answer or wait, evenly, for as long as there is anything to do. The same for a seed.

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
        for want in wanted(scenario, s):
            moves += [c.Answer(at=at, inject=InjectId(want.inject), how=how) for how in ("answer", "carry_on", "abandon")]
        if turn > MOST_STEPS:
            moves = moves[:1]
        which = draw(NodeId("monkey"), turn, tuple("." for _ in moves), tuple(1 for _ in moves))
        session.carry_out(moves[which])
