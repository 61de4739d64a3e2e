"""The workbench of a run as it stands: what the engine knows of kit, idea and flows, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from sim.debrief.tried import WANTS
from sim.debrief.wording import figure
from sim.domain.kit import Part
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import ChoiceId, PersonId, ThreadId
from sim.engine.fitting import RIG, SHOW, capital, listed, parts_of, phrase
from sim.engine.flows import now
from sim.engine.improvise import Draft, bench_offer, benches, draft, noticed, standing_rigs
from sim.engine.program import program_of
from sim.engine.rhythm import clock_label
from sim.screens.feed import REFUSALS, name_of
from sim.screens.playing import Playing, clock, clock_state, countdown, duration, money, status, why_not
from sim.screens.view import Block, Paragraph
from sim.screens.workbench import Bench, Composing, Piece, Running, Standing, idea


def at_bench(scenario: Scenario, s: Situation, asked: str = "") -> ThreadId | None:
    """Return the thread at whose stage there is a workbench now: the one asked for before others, None if there is none."""
    found = benches(scenario, s)
    return ThreadId(asked) if asked in found else found[0] if found else None


def bench_of(shown: Playing, thread: ThreadId, composing: Composing) -> Bench:
    """Return what the workbench shows of a run."""
    scenario, s = shown.scenario, shown.situation
    assert scenario.bench is not None
    parts = noticed(scenario, s)
    taken = {str(part.id): composing.chosen[part.id] for part in parts if part.id in composing.chosen}
    goals = tuple(scenario.bench.goals.items())
    goal = composing.goal if len(goals) > 1 else goals[0][0]
    made = draft(scenario, s, thread, goal, taken) if goal else None
    used = Counter[str]()
    for one in standing_rigs(scenario, s):
        used.update(parts_of(one.id) or {})
    told = Bench(
        question=scenario.bench.question, goals=goals, goal=goal, thread=thread,
        pieces=tuple(_piece(s, part, taken.get(part.id, 0), used[part.id]) for part in parts),
        running=tuple(_running(shown)), standing=tuple(_standing(shown, thread)),
        clock=clock(shown), held=_held(shown, composing), status=status(shown),
        above=tuple(_above(shown, thread, composing)), alert=shown.alert,
    )
    if made is not None:
        return _told(shown, thread, made, told)
    names = [phrase(part, taken[part.id]) for part in parts if part.id in taken]
    return replace(told, sentence=f"{capital(listed(names))}." if names else "")


def _told(shown: Playing, thread: ThreadId, made: Draft, bench: Bench) -> Bench:
    """Return the bench with what is to be said of an idea."""
    scenario = shown.scenario
    assert scenario.bench is not None
    cost = (
        money(amount, scenario.resources[what].unit, scenario.resources[what].label)
        for what, amount in made.cost if what not in scenario.bench.parts
    )
    people = hearers(shown, replace(bench, choice=made.id))
    return replace(
        bench, choice=made.id, sentence=made.sentence, takes=duration(made.takes), cost=", ".join(cost),
        short=_short(scenario, made), reason=_why_not(shown, thread, made),
        unheard="" if not people or any(not why for _, why in people) else "There is nobody to show it to at the moment.",
        hears=bool(people), noted=any(message.text == idea(made.sentence) for message in shown.messages),
    )


def hearers(shown: Playing, bench: Bench) -> tuple[tuple[PersonId, str], ...]:
    """Return everybody an idea can be shown to, and in words why not now, empty if they are there to hear it."""
    scenario, s = shown.scenario, shown.situation
    found = []
    for person in scenario.bench.asked if scenario.bench is not None else ():
        offer = bench_offer(program_of(scenario), s, ThreadId(bench.thread), shown_to(person, bench.choice))
        if offer is not None:
            found.append((person, _unheard(scenario, s, person, offer.reason)))
    return tuple(found)


def _unheard(scenario: Scenario, s: Situation, person: PersonId, reason: str) -> str:
    name = name_of(scenario, person)
    match reason:
        case "":
            return ""
        case "done":
            return f"{name} has seen this one."
        case "helper-busy":
            return f"{name} is busy until {clock_label(scenario, s.works[person].until, day=False)}."
        case "helper-away":
            return f"{name} is not in at this hour."
        case "place":
            return f"{name} is somewhere else."
        case _:
            return REFUSALS[reason]


def shown_to(person: str, rig: str) -> ChoiceId:
    """Return the choice of showing an idea to somebody."""
    return ChoiceId(f"{SHOW}{person}:{rig.removeprefix(RIG)}")


def _why_not(shown: Playing, thread: ThreadId, made: Draft) -> str:
    """Return in words why an idea cannot be tried now: the same words whether it would work or not."""
    if made.missing:
        return "Not everything it needs is here."
    offer = bench_offer(program_of(shown.scenario), shown.situation, thread, made.id)
    if offer is None or not offer.reason:
        return "" if offer is not None else REFUSALS["late"]
    return "It stands already." if offer.reason == "done" else why_not(shown, offer)


def _short(scenario: Scenario, made: Draft) -> str:
    """Return in words what there is not enough of."""
    cost = dict(made.cost)
    return "; ".join(_lack(scenario, str(what), cost[what], there) for what, there in made.missing)


def _lack(scenario: Scenario, what: str, wanted: int, there: int) -> str:
    part = next((part for part in scenario.bench.parts.values() if part.id == what), None) if scenario.bench is not None else None
    if part is not None:
        has = "none is here" if not there else f"only {there} {'is' if there == 1 else 'are'} here"
        return f"{part.label}, who has something to do already" if part.person is not None else f"{phrase(part, wanted)}: {has}"
    resource = next(resource for resource in scenario.resources.values() if resource.id == what)
    return f"{money(wanted, resource.unit, resource.label)}: there is {money(there, resource.unit, resource.label)}"


def _piece(s: Situation, part: Part, chosen: int, used: int) -> Piece:
    return Piece(
        id=part.id, label=part.label, kind=part.kind, free=int(s.values[part.id]), used=used, amounts=part.amounts, chosen=chosen,
        person=part.person is not None,
    )


def _running(shown: Playing) -> Iterator[Running]:
    """Yield what each flow carries now and, where the player may know, what it is short of."""
    for name, running in now(shown.scenario, shown.situation, shown.at).items():
        flow = shown.scenario.flows[name]
        if flow.shown:
            short = flow.groups[running.short].label if running.short is not None else ""
            yield Running(
                label=flow.label,
                carries=f"{figure(round(running.served))} of {figure(round(running.offered))} an hour",
                share=int(running.served * 1000 / running.offered) if running.offered else 0,
                limit=f"What is short: {WANTS[running.limit]} ({short})." if running.known and running.limit else "",
            )


def _standing(shown: Playing, thread: ThreadId) -> Iterator[Standing]:
    for one in standing_rigs(shown.scenario, shown.situation):
        offer = bench_offer(program_of(shown.scenario), shown.situation, thread, one.exit) if one.exit else None
        yield Standing(
            family=one.family.id,
            sentence=one.sentence,
            takes=duration(offer.item.task.takes) if offer is not None else "",
            reason="There is no way back from it." if offer is None else why_not(shown, offer) if offer.reason else "",
        )


def _above(shown: Playing, thread: ThreadId, composing: Composing) -> Iterator[Block]:
    """Yield the time left to decide, and the newest of what has reached the player since they came here."""
    standing = shown.situation.threads[thread]
    if standing.due is not None:
        yield countdown(shown, shown.scenario.stages[standing.stage], standing)
    since = [message for message in shown.messages[composing.since:] if not message.mine]
    if since:
        newest = since[-1]
        yield Paragraph(text=f"{newest.who}: {newest.text}" if newest.who else newest.text, icon=newest.icon, tone="quiet")


def _held(shown: Playing, composing: Composing) -> str:
    """Say how the clock stands; the seconds it still waits are counted by ten, and one by one at the end."""
    if shown.held > 0 or composing.left <= 0 or shown.pace == 0:
        return clock_state(shown)
    left = ceil(composing.left)
    return f"waits {left if left <= 10 else -(-left // 10) * 10} s while you think"
