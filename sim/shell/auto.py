"""Runs that play themselves: by a plan, or at random from a seed."""
from __future__ import annotations

from sim.domain import commands as c
from sim.domain.situation import Phase
from sim.domain.units import ChoiceId, EvidenceId, InjectId, NodeId, Seconds
from sim.engine.chance import live
from sim.engine.offers import offers, wanted
from sim.engine.step import due
from sim.shell.session import Session

MOST_STEPS = 5_000


def play_at_random(session: Session, seed: int) -> None:
    """Play to the end: choose, look, answer or wait, evenly, for as long as there is anything to do. The same for a seed."""
    draw = live(seed)
    for turn in range(1, MOST_STEPS):
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
        which = draw(NodeId("monkey"), turn, tuple("." for _ in moves), tuple(1 for _ in moves))
        session.carry_out(moves[which])
    raise RuntimeError(f"{session.scenario.meta.id} did not end in {MOST_STEPS} steps with seed {seed}")
