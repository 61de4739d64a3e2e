"""What an outcome does, effect by effect, and the draws: chance, hidden truth, tests of it, and what they teach."""

from __future__ import annotations

from math import floor, lcm
from typing import Literal, Protocol, assert_never

from sim.domain import events as e
from sim.domain.scenario import (
    Award,
    Cancel,
    Chance,
    CloseThread,
    Dismantle,
    Erect,
    Move,
    OpenThread,
    Outcome,
    Probe,
    Reveal,
    Say,
    Schedule,
    Send,
    SetFact,
    Then,
)
from sim.domain.situation import Phase, Situation
from sim.domain.units import LatentId, NodeId, Seconds, ThreadId
from sim.engine.chance import Luck, lowest
from sim.engine.program import Program

EVERYBODY = "all"
"""The role under which something is known that is known to every seat."""


class Playing(Protocol):
    """The step in the making, as far as effects need it."""

    program: Program
    luck: Luck
    now: Situation

    def emit(self, event: e.Event) -> None: ...
    def move(self, at: Seconds, effect: Move) -> None: ...
    def put(self, at: Seconds, effect: SetFact) -> None: ...
    def open_thread(self, at: Seconds, thread: ThreadId) -> None: ...
    def close(self, at: Seconds, thread: ThreadId) -> None: ...
    def dismantle(self, at: Seconds, family: str, how: Literal["taken", "rebuilt", "ended"]) -> None: ...
    def follow(self, at: Seconds, outcome: Outcome, thread: ThreadId | None) -> None: ...


def apply_effects(play: Playing, at: Seconds, outcome: Outcome) -> None:
    """Carry out the effects of `outcome` in order."""
    for effect in outcome.effects:
        if play.now.phase is not Phase.RUNNING:
            return  # an effect has ended the run
        match effect:
            case SetFact(fact=fact, value=value):
                play.put(at, effect)
                price = play.program.scenario.facts[fact].price
                if price and value is True and fact not in play.now.charged:
                    play.emit(e.HarmCharged(at=at, fact=fact, price=price))
            case Move():
                play.move(at, effect)
            case Reveal(fact=fact):
                if not play.now.known(fact):
                    play.emit(e.FactLearned(at=at, fact=fact, role=EVERYBODY))
            case Send(who=who, where=where):
                if play.now.where.get(who) != where:
                    play.emit(e.PersonMoved(at=at, who=who, where=where))
            case Schedule(consequence=consequence, delay=delay, slot=slot):
                if consequence not in play.now.consequences:
                    since = play.now.opened.get(slot, at) if slot is not None else at
                    due = Seconds(max(at + 1, since + delay))
                    play.emit(e.ConsequenceScheduled(at=at, consequence=consequence, due=due))
            case Cancel(consequence=consequence):
                if consequence in play.now.consequences:
                    play.emit(e.ConsequenceCancelled(at=at, consequence=consequence))
            case OpenThread(thread=thread):
                play.open_thread(at, thread)
            case CloseThread(thread=thread):
                play.close(at, thread)
            case Award(competency=competency, points=points):
                play.emit(e.Scored(at=at, node=outcome.node, competency=competency, points=points))
            case Say(index=index):
                play.emit(e.Said(at=at, node=outcome.node, index=index))
            case Erect(family=family, rig=rig):
                play.emit(e.RigBuilt(at=at, family=family, rig=rig))
            case Dismantle(family=family, how=how):
                play.dismantle(at, family, how)
            case Then(outcome=more):
                play.follow(at, more, None)
            case _:
                assert_never(effect)


def move_level(play: Playing, at: Seconds, effect: Move) -> None:
    """Change a meter or resource by what the formula gives, rounded down, within its bounds."""
    scenario, what = play.program.scenario, effect.what
    old = int(play.now.values[what])
    new = old + floor(play.program.value(effect.by, play.now))
    if what in scenario.meters:
        meter = scenario.meters[what]
        new = max(meter.low, min(meter.high, new))
    else:
        new = max(0, new)
    if new != old:
        play.emit(e.VariableSet(at=at, what=what, value=new, by=new - old))


def draw_chance(play: Playing, at: Seconds, chance: Chance) -> Outcome:
    """Draw, record the draw and what it teaches about hidden truth, and return the outcome of the branch."""
    if chance.truth is not None:
        return _draw_truth(play, at, chance, chance.truth)
    latent = next((branch.by for branch in chance.branches if branch.by is not None), None)
    if latent is None:
        weights = [branch.weight for branch in chance.branches]
        index = _draw(play, at, chance.node, tuple(branch.id for branch in chance.branches), tuple(weights))
        return chance.branches[index].outcome
    values, belief = play.program.scenario.latents[latent].values, play.now.belief[latent]
    table = [[b.cases[v] if b.by is not None else b.weight for v in values] for b in chance.branches]
    sums = [sum(row[v] for row in table) for v in range(len(values))]
    whole = lcm(*(total for total in sums if total))
    joint = [[belief[v] * row[v] * (whole // sums[v]) if sums[v] else 0 for v in range(len(values))] for row in table]
    index = _draw(play, at, chance.node, tuple(b.id for b in chance.branches), tuple(sum(row) for row in joint))
    _learn(play, at, latent, tuple(joint[index]))
    return chance.branches[index].outcome


def _draw_truth(play: Playing, at: Seconds, chance: Chance, latent: LatentId) -> Outcome:
    values, belief = play.program.scenario.latents[latent].values, play.now.belief[latent]
    index = _draw(play, at, chance.node, values, belief)
    _learn(play, at, latent, tuple(int(n == index) for n in range(len(values))))
    return next(branch.outcome for branch in chance.branches if branch.id == values[index])


def draw_probe(play: Playing, at: Seconds, node: NodeId, probe: Probe) -> Outcome:
    """Draw what a test of hidden truth shows, and revise belief by Bayes' rule in whole numbers."""
    values, belief = play.program.scenario.latents[probe.latent].values, play.now.belief[probe.latent]
    hits = [probe.if_true if value in probe.values else probe.if_false for value in values]
    whole = lcm(*(hit.denominator for hit in hits))
    yes = tuple(weight * int(hit * whole) for weight, hit in zip(belief, hits, strict=True))
    no = tuple(weight * int((1 - hit) * whole) for weight, hit in zip(belief, hits, strict=True))
    index = _draw(play, at, NodeId(f"{node}?"), ("yes", "no"), (sum(yes), sum(no)))
    _learn(play, at, probe.latent, (yes, no)[index])
    return probe.no if index else probe.yes


def _learn(play: Playing, at: Seconds, latent: LatentId, weights: tuple[int, ...]) -> None:
    revised = lowest(weights)
    if revised != play.now.belief[latent]:
        play.emit(e.BeliefRevised(at=at, latent=latent, weights=revised))


def _draw(play: Playing, at: Seconds, node: NodeId, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
    possible = [index for index, weight in enumerate(weights) if weight]
    if len(possible) == 1:
        return possible[0]  # what is certain is not drawn
    visit = play.now.draws.get(node, 0) + 1
    index = play.luck(node, visit, names, weights)
    play.emit(e.ChanceDrawn(at=at, node=node, visit=visit, branch=names[index]))
    return index
