"""Somebody who presses everything at any time, whether it can be had or not; and a watch on how long that takes."""
from __future__ import annotations

import contextlib
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

from sim.domain import commands as c
from sim.domain.kit import Bench
from sim.domain.problems import Problem
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds
from sim.engine.chance import live
from sim.engine.fitting import rig_id
from sim.engine.improvise import feasible
from sim.engine.offers import offers, wanted
from sim.engine.step import due, step
from sim.engine.telling import stage_words, tell, words_of

MOST = 5.0
"""Seconds of process time that anything hostile may take: what is bounded takes milliseconds, what is not takes minutes."""

HANGS = 20.0
"""After so many it is stopped, where the system can."""


@contextlib.contextmanager
def soon(what: object) -> Iterator[None]:
    """Fail, showing `what`, if the block takes more than `MOST` seconds of process time, and stop it if it hangs."""

    def stop(number: int, frame: Any) -> None:
        raise AssertionError(f"it hangs: {what}")

    can = hasattr(signal, "setitimer")
    before = signal.signal(signal.SIGPROF, stop) if can else None
    if can:
        signal.setitimer(signal.ITIMER_PROF, HANGS)
    began = time.process_time()
    try:
        yield
    finally:
        took = time.process_time() - began
        if can:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
    assert took < MOST, f"{took:.2f} s: {what}"


def only_problems(problems: tuple[Problem, ...] | list[Problem], text: str, path: str = "s.yaml") -> None:
    """Check that what is told can be told to an author: where, and in words."""
    for problem in problems:
        assert isinstance(problem, Problem) and problem.message and "\n" not in problem.message and len(problem.message) < 1100
        assert problem.where.path == path and problem.where.line >= 1 and problem.where.column >= 1 and problem.length >= 1
        for ours in "None", "Error", "unnamed":  # words of Python, unless they are the author's own
            assert ours not in problem.message or ours in text, problem
        if text:
            assert problem.where.line <= text.count("\n") + 1


def meddled(scenario: Scenario, seed: object, steps: int = 200) -> Situation:
    """Return where a run stands after so many random commands, legal and illegal, and reading all there is to read."""
    dice = random.Random(f"meddle {seed}")
    luck, s, happened = live(dice.getrandbits(32)), Situation(), []
    commands: Iterator[c.Command] = (_command(dice, scenario, s) for _ in range(steps))
    begin = c.Begin(
        at=Seconds(0), variant=dice.choice(("", "no-such", *scenario.variants)),
        horizon=dice.choice((None, None, Seconds(dice.randrange(1, 2 * scenario.horizon)))),
    )
    for command in (begin, *commands) if dice.random() < 0.95 else commands:
        s, events = step(scenario, s, command, luck)
        happened += events
        for event in events:
            words_of(scenario, event, s)
        for standing in s.threads.values():
            stage_words(scenario, s, standing.stage)
        item = due(scenario, s)
        assert (item is None) == (s.phase is not Phase.RUNNING)
        assert item is None or item.at >= s.at
    if s.phase is not Phase.BRIEFING:
        assert tell(scenario, s, happened).ending in scenario.endings
    return s


def _command(dice: random.Random, scenario: Scenario, s: Situation) -> c.Command:
    """Return something to do: half the time a thing that is on offer, half the time anything at all."""
    item = due(scenario, s)
    at = Seconds(max(0, dice.choice((s.at, s.at, s.at + 1, s.at + dice.randrange(600), item.at if item else s.at, s.at - 5))))
    on_offer = [*offers(scenario, s), *wanted(scenario, s)] if dice.random() < 0.5 else []
    if on_offer:
        offer = dice.choice(on_offer)
        if hasattr(offer, "inject"):
            return _answer(dice, at, offer.inject)
        if offer.is_choice:
            return c.Choose(at=at, thread=offer.thread, choice=offer.item.id, confidence=dice.choice((None, 50, 100)))
        return c.Investigate(at=at, thread=offer.thread, evidence=offer.item.id)
    stage = scenario.stages[dice.choice(tuple(scenario.stages))]
    what = dice.choice((*(thing.id for thing in stage.items), "__class__", ""))
    if scenario.bench is not None and dice.random() < 0.3:
        return c.Choose(at=at, thread=dice.choice(tuple(s.threads) or ("main",)), choice=_idea(dice, scenario, scenario.bench, s))
    thread = dice.choice((stage.thread, "main", "nowhere"))
    inject = dice.choice((*scenario.injects, "nothing"))
    match dice.randrange(14):
        case 0 | 1 | 2 | 3 | 4:
            return c.Wait(at=at)
        case 5:
            return c.Wait(at=Seconds(at + dice.choice((60, 3600, 86_400)))) if dice.random() < 0.2 else c.Wait(at=at)
        case 6:
            return c.Choose(at=at, thread=thread, choice=what)
        case 7:
            return c.Investigate(at=at, thread=thread, evidence=what)
        case 8:
            return _answer(dice, at, inject)
        case 9:
            return c.Note(at=at, text=dice.choice(("", "os.system", "\x1b[2J")), about=what)
        case 10:
            return c.Pause(at=at)
        case 11:
            return c.Reveal(at=at, card=dice.choice((*_cards(scenario), "nothing", "__class__")))
        case 12:
            hands = tuple(dice.randrange(-1, 40) for _ in range(dice.randrange(3)))
            return c.Tally(at=at, thread=thread, stage=stage.id, round=dice.randrange(4), choices=(what, "x"), hands=hands)
        case _:
            return dice.choice((c.Resume(at=at), c.Resume(at=at), c.Begin(at=at)))


def _cards(scenario: Scenario) -> tuple[str, ...]:
    return tuple(card.id for card in scenario.room.cards) if scenario.room is not None else ()


def _idea(dice: random.Random, scenario: Scenario, bench: Bench, s: Situation) -> str:
    """Return the id of something at the workbench: what may work, parts at random, or no id at all."""
    parts = [dice.choice((*bench.parts, "nothing", "")) for _ in range(dice.randrange(5))]
    counts = (dice.choice(("", "*2", "*4", "*0", "*-1", "*1e9", "*99999", "**", f"*{dice.choice((1, 8, 12))}")) for _ in parts)
    idea = f"{dice.choice((*bench.goals, 'nowhere', ''))}:{'+'.join(map(''.join, zip(parts, counts, strict=True)))}"
    if parts and dice.random() < 0.5:  # one that is at least well-formed
        known = {name: dice.choice(bench.parts[name].amounts) for name in parts if name in bench.parts}
        idea = rig_id(bench, dice.choice(tuple(bench.goals)), known).removeprefix("rig:")
    match dice.randrange(6):
        case 0:
            return f"down:{dice.choice((*s.rigs, *bench.families, 'nothing', ''))}"
        case 1:
            return f"show:{dice.choice((*bench.asked, 'nobody', ''))}:{idea}"
        case 2:
            return f"rig:{idea}!{dice.choice(('rig!nothing', '', '!'))}"
        case 3 | 4:
            return dice.choice([name for name, _ in feasible(scenario)] or ["rig:"])
        case _:
            return f"rig:{idea}"


def _answer(dice: random.Random, at: Seconds, inject: str) -> c.Answer:
    return c.Answer(at=at, inject=inject, how=dice.choice(("answer", "carry_on", "abandon")), note=dice.random() < 0.5)
