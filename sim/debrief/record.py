"""A journal laid out: every event with the situation before and after it."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.situation import Phase, Situation, evolve
from sim.domain.units import NodeId, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of moment `seq`. `settled` is how its whole moment left things: what texts were read in."""

    seq: int
    event: e.Event
    before: Situation
    after: Situation
    settled: Situation


def record(moments: tuple[Moment, ...]) -> tuple[Step, ...]:
    """Return every event of a run in order."""
    steps: list[Step] = []
    now = Situation()
    for moment in moments:
        pairs = []
        for event in moment.events:
            then, now = now, evolve(now, event)
            pairs.append((event, then, now))
        steps += [Step(seq=moment.seq, event=event, before=before, after=after, settled=now) for event, before, after in pairs]
    return tuple(steps)


def laid_out(happened: Iterable[e.Event]) -> tuple[Step, ...]:
    """Return the events of a run that was not kept, as if all were of one moment."""
    steps, now = [], Situation()
    for event in happened:
        then, now = now, evolve(now, event)
        steps.append(Step(seq=0, event=event, before=then, after=now, settled=now))
    return tuple(steps)


def rests(steps: tuple[Step, ...]) -> Iterator[tuple[Situation, Seconds]]:
    """Yield each situation that lasted, and until when: not those within one second of one moment."""
    for n, step in enumerate(steps):
        if step.after.phase in (Phase.BRIEFING, Phase.DEBRIEF):
            continue
        following = steps[n + 1] if n + 1 < len(steps) else None
        if following is None:
            yield step.after, step.after.at
        elif following.event.at > step.after.at or following.seq != step.seq or isinstance(following.event, e.RunEnded):
            yield step.after, following.event.at


def said_at(steps: tuple[Step, ...], start: int, nodes: frozenset[NodeId]) -> Step | None:
    """Return the first thing said by one of `nodes` in the moment and second of step `start`, from there on."""
    first = steps[start]
    for step in steps[start:]:
        if step.seq != first.seq or step.event.at != first.event.at:
            return None
        if isinstance(step.event, e.Said) and step.event.node in nodes:
            return step
    return None
