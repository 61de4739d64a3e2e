"""The command `watch`: a scenario checked each time it is saved, and the same choices played again to where they lead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell import clock
from sim.shell.disk import NotKept, read_bytes
from sim.shell.drafts import commands_of, failed, loaded, played
from sim.shell.editing import saved
from sim.shell.library import plan_file, scenario_file, shown
from sim.shell.speech import say

if TYPE_CHECKING:
    from sim.analysis.compare.retrace import Told
    from sim.domain import events as e
    from sim.domain.scenario import Scenario
    from sim.domain.situation import Situation
    from sim.engine.chance import Luck

SHOWN = 4
"""Things that happened that are shown of each side, where two plays part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What is played: the ids given by hand, a plan's file, or a kept run; or nothing but the beginning."""

    by_hand: tuple[str, ...] = ()
    plan: Path | None = None
    run: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """The last version that could be played: all that happened, and where it led. `wrong` says what could not be done."""

    scenario: Scenario
    events: tuple[e.Event, ...]
    situation: Situation
    wrong: str = ""

    @property
    def told(self) -> tuple[Told, ...]:
        from sim.analysis.compare.retrace import told

        return told(self.scenario, self.events)


def watch(name: str, *, do: str, plan: str, run: str, once: bool, pause: Callable[[float], None] = clock.pause) -> bool:
    """Check and play a scenario each time it is saved, until Ctrl-C; return whether the last version could be played.

    `pause` waits so many seconds. Raises NotKept if there is nothing to watch.
    """
    path = scenario_file(name)
    if path is None:
        raise NotKept(f"There is no scenario at {name}.")
    beside = plan_file(path, plan) if plan else None
    if plan and beside is None:
        raise NotKept(f"There is no plan at {plan}.")
    steps = Steps(by_hand=tuple(x.strip() for x in do.split(",") if x.strip()), plan=beside, run=Path(run) if run else None)
    files = [path, *([beside] if beside is not None else [])]
    last: Good | None = None
    fine = False
    try:
        for texts in saved(files, pause):
            fine, last = _round(texts[0], shown(path), steps, last)
            if once:
                break
            say("\nWatching; Ctrl-C ends it.")
    except KeyboardInterrupt:
        say("\nNo longer watching.")
    return fine


# ---------------------------------------------------------------- one version


def _round(raw: bytes, file: str, steps: Steps, last: Good | None) -> tuple[bool, Good | None]:
    """Say all there is to say of one version; return whether it can be played, and the last that can."""
    scenario, problems = loaded(raw, file)
    say(problems or f"{file}: nothing is wrong with it.")
    if scenario is None:
        say("\nThe last version that could be played stays." if last is not None else "\nIt cannot be played.")
        return False, last
    try:
        now = _play(scenario, steps)
    except NotKept as wrong:  # a plan that is being written, a run that was moved away
        if last is None:
            raise
        say(f"\n{wrong}")
        return False, last
    say("")
    for line in _parted(last, now):
        say(line)
    if now.wrong:
        say(f"Not to be done: {now.wrong}.")
    say("\n".join(_where(now)))
    return True, now


def _play(scenario: Scenario, steps: Steps) -> Good:
    if steps.run is not None:
        from sim.analysis.compare.retrace import again
        from sim.engine.chance import live
        from sim.shell.runs import look_at
        from sim.shell.trust import as_fallen

        kept = look_at(steps.run)
        luck = as_fallen(kept.moments) if kept.header.plan else live(kept.header.seed)
        situation, events = again(scenario, commands_of(kept.moments), luck)
        return Good(scenario=scenario, events=events, situation=situation)
    from sim.authoring.plans import luck_of, read_plan

    raw = (read_bytes(steps.plan) or b"") if steps.plan is not None else _plan(scenario, steps.by_hand)
    plan, problems = read_plan(raw, shown(steps.plan) if steps.plan is not None else "--do", "watch")
    if plan is None:
        raise NotKept("\n".join(map(str, problems)))
    taken, out = played(plan, scenario)
    situation, events = taken[-1].situation, tuple(out.events)
    if steps.plan is None:
        situation, more = _until_free(scenario, situation, luck_of(plan))
        events += more
    return Good(scenario=scenario, events=events, situation=situation, wrong=failed(out.failures) if out.failures else "")


def _until_free(scenario: Scenario, situation: Situation, luck: Luck) -> tuple[Situation, tuple[e.Event, ...]]:
    """Let time run on to where there is something to decide: what was done last may take its time."""
    from sim.domain.commands import Wait
    from sim.engine.rhythm import is_free
    from sim.engine.step import due, step

    events: tuple[e.Event, ...] = ()
    while not is_free(scenario, situation) and (item := due(scenario, situation)) is not None:
        situation, more = step(scenario, situation, Wait(at=item.at), luck)
        events += more
    return situation, events


def _plan(scenario: Scenario, ids: Sequence[str]) -> bytes:
    """Return a plan that does what the ids name, one after the other; a duration, such as `10m`, waits.

    What is built and what is taken down is named as in a journal: `rig:GOAL:part*n+part`, `down:FAMILY`.
    """
    from sim.engine.fitting import DOWN, goal_of, parts_of

    looks = {name for s in scenario.stages.values() for x in s.evidence for name in (str(x.id), str(x.node))}
    demands = {str(inject.id) for inject in scenario.injects.values() if inject.demand is not None}
    choices = {name for s in scenario.stages.values() for x in s.choices for name in (str(x.id), str(x.node))}
    steps: list[dict[str, object]] = []
    for name in ids:
        if (built := parts_of(name)) is not None:
            steps.append({"build": [f"{part}*{n}" for part, n in built.items()], "goal": goal_of(name)})
            continue
        if name.startswith(DOWN):
            steps.append({"take_down": name.removeprefix(DOWN)})
            continue
        known = "look" if name in looks else "answer" if name in demands else "choose"
        if name not in choices and known == "choose" and name[:1].isdigit():
            known = "wait"
        steps.append({known: name})
    return json.dumps(steps or [{"stage": str(next(iter(scenario.threads.values())).start)}]).encode()


# ---------------------------------------------------------------- in words


def _parted(last: Good | None, now: Good) -> Iterator[str]:
    """Yield where the new version goes another way than the last."""
    from sim.analysis.compare.retrace import parting

    if last is None:
        return
    place = parting(last.told, now.told)
    if place is None:
        yield "Everything happens as it did."
        return
    before = last.told[place - 1] if place else None
    yield f"As before until {before.clock} ({before.words}); then otherwise:" if before else "Otherwise from the beginning:"
    for word, told in (("was", last.told), ("now", now.told)):
        for line in told[place:place + SHOWN] or ("nothing more",):
            yield f"  {word}: {line}"


def _where(now: Good) -> Iterator[str]:
    """Yield where a play stands: the time, the text of each open stage, what is on offer there and what is not, and why."""
    from sim.domain.situation import Phase
    from sim.engine.improvise import noticed, standing_rigs
    from sim.engine.offers import offers, wanted
    from sim.engine.program import program_of
    from sim.engine.rhythm import clock_label
    from sim.engine.telling import tell
    from sim.surfaces.terminal import sentence

    scenario, s = now.scenario, now.situation
    if s.phase is Phase.DEBRIEF:
        told = tell(scenario, s, now.events)
        came = f"{told.ending.title} ({told.ending.id}), {float(told.told):g} {scenario.worth.told_unit}".rstrip()
        yield f"The run is over at {now.told[-1].clock}: {came}"
        return
    figures = [f"{meter.label} {s.values[meter.id]}" for meter in scenario.meters.values()]
    figures += [f"{resource.label} {s.values[resource.id]}" for resource in scenario.resources.values() if resource.shown]
    yield f"{clock_label(scenario, s.at)}. {', '.join(figures)}"
    stands = standing_rigs(scenario, s)
    if stands:
        yield "\nStanding"
        yield from (f"  {sentence(one.sentence)} ({one.family.id})" for one in stands)
    for standing in s.threads.values():
        stage = scenario.stages[standing.stage]
        if not standing.open:
            yield f"\n{stage.title} ({stage.id}) opens at {clock_label(scenario, standing.opens)}."
            continue
        due = f", until {clock_label(scenario, standing.due)}" if standing.due is not None else ""
        yield f"\n{stage.title} ({stage.id}{due})"
        yield from (sentence(text) for text in program_of(scenario).read(stage.text, s))
        yield from ([sentence(stage.question)] if stage.question else [])
        for offer in offers(scenario, s):
            if offer.stage is stage:
                sign = "-" if offer.is_choice else "?"
                yield f"  {sign} {offer.item.id}: {offer.item.label}" + (f" [{offer.reason}]" if offer.reason else "")
        if stage.workbench:
            there = (f"{part.id} {s.values[part.id]} of {scenario.resources[part.id].start}" for part in noticed(scenario, s))
            yield f"  On the workbench: {', '.join(there) or 'nothing yet'}"
    for want in wanted(scenario, s):
        yield f"\n{want.inject} wants an answer until {clock_label(scenario, want.due)}: {want.demand.label}"
