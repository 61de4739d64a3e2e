"""What plans and kept runs have exercised of a scenario, against what its maps say can happen at all."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.analysis.compare.features import KINDS, Feature, features
from sim.analysis.compare.lessons import taught
from sim.analysis.compare.marks import held, implied, node_chosen, told_by
from sim.analysis.maps.map import Map
from sim.analysis.values.roam import roam
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation, evolve
from sim.domain.units import NodeId, Seconds, ThreadId
from sim.engine.offers import offers
from sim.engine.rhythm import clock_label

State = Literal["done", "never", "impossible", "unknown"]
"""`never`: possible and not done. `unknown`: not done, and not known to be possible, because the map is not whole."""

ROAMED = 100
"""Plays at random that look further than a map that is not whole."""

MOST_PLACES = 3
"""Places at which something was offered and not taken that are kept, for each thing."""


class Play(NamedTuple):
    """A run, by the events of each of its moments. `name` is the plan's, or the run's."""

    name: str
    moments: tuple[tuple[e.Event, ...], ...]


class Passed(NamedTuple):
    """Something was offered in a play and never taken in it: first at this time, as the player's clock shows it."""

    play: str
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that can be exercised; in how many plays it was; in how many more it was on offer, and the first of those."""

    feature: Feature
    state: State
    plays: int
    passed: int
    where: tuple[Passed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """`whole`: the map was, so that what is not in it cannot happen (deciding when the map's players do: `think`)."""

    rows: tuple[Row, ...]
    plays: tuple[str, ...]
    whole: bool
    think: str
    situations: int

    def of(self, kind: str, state: State) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.feature.kind == kind and row.state == state)

    def share(self, kind: str) -> tuple[int, int]:
        """Return how many things of a kind were exercised, and how many are known to be possible."""
        done = len(self.of(kind, "done"))
        return done, done + len(self.of(kind, "never"))


def coverage(scenario: Scenario, maps: Sequence[Map], plays: Iterable[Play]) -> Coverage:
    """Return what the plays have exercised. `maps` are those of the scenario and of its variants.

    Where one is not whole, what `ROAMED` plays at random of its variant meet is known to be possible, too. Of a lesson it is
    never known that nobody can be taught it: maps leave out the ideas that are refused.
    """
    able = {mark for found in maps for mark in (*possible(found), *(() if found.whole else met_at_random(found)))}
    able |= {mark for found in maps for mark in taught(found)}
    done, passed, names = Counter[str](), defaultdict[str, list[Passed]](list), []
    for play in plays:
        names.append(play.name)
        marks, untaken = exercised(scenario, play)
        done.update(marks)
        for node, at in untaken.items():
            passed[node].append(Passed(play.name, clock_label(scenario, at)))
            able |= {f"choice:{node}", f"look:{node}"}
    whole = all(found.whole for found in maps)
    listed = features(scenario)
    known = {feature.mark for feature in listed}
    more = sorted(mark for mark in able | set(done) if mark.startswith("move:") and mark not in known)
    rows = []
    for feature in (*listed, *(_led(mark) for mark in more)):
        sure = whole and feature.kind != "lesson"
        state: State = "done" if done[feature.mark] else "never" if feature.mark in able else "impossible" if sure else "unknown"
        left = passed[feature.name] if feature.kind in ("choice", "look") else []
        rows.append(Row(
            feature=feature, state=state, plays=done[feature.mark], passed=len(left), where=tuple(left[:MOST_PLACES]),
        ))
    return Coverage(
        rows=tuple(rows), plays=tuple(names), whole=whole, think=maps[0].think_times, situations=sum(m.situations for m in maps),
    )


def _led(mark: str) -> Feature:
    """A way between stages along which an inject or a consequence leads, from wherever the thread stands."""
    there, _, to = mark.removeprefix("move:").partition(">")
    return Feature("move", mark, f"{there} -> {to}", f"stage:{to}", "led there by what comes from outside")


# ---------------------------------------------------------------- what was done


def exercised(scenario: Scenario, play: Play) -> tuple[set[str], dict[NodeId, Seconds]]:
    """Return the marks of all that a play did, and what was offered in it and never taken, with the first time it was."""
    marks: set[str] = set()
    shown: dict[NodeId, Seconds] = {}
    taken: set[NodeId] = set()
    now = Situation()
    for events in play.moments:
        for event in events:
            marks.update(told_by(scenario, event, now))
            taken |= {node for node in (node_chosen(event),) if node is not None}
            now = evolve(now, event)
        marks.update(held(scenario, now))
        for offer in offers(scenario, now):
            if not offer.reason:
                shown.setdefault(offer.item.node, now.at)
    return marks, {node: at for node, at in shown.items() if node not in taken}


# ---------------------------------------------------------------- what is possible


def possible(found: Map) -> set[str]:
    """Return the marks of all that happens somewhere in a map."""
    marks = {mark for n in np.unique(found.story).tolist() for mark in found.stories[n]}
    marks |= {more for mark in marks for more in implied(found.scenario, mark)}
    unmet = {
        str(stage.id) for stage in found.scenario.stages.values()
        for item in stage.items if not marks & {f"choice:{item.node}", f"look:{item.node}"}
    }
    stages: list[dict[ThreadId, str]] = [{}] * found.situations
    kept: dict[tuple[tuple[ThreadId, str], ...], dict[ThreadId, str]] = {}
    for number, situation in enumerate(found.each):
        marks.update(held(found.scenario, situation))
        if any(there.stage in unmet for there in situation.threads.values()):  # a map leaves out what nothing comes of
            shown = [offer for offer in offers(found.scenario, situation) if not offer.reason]
            marks.update(f"{'choice' if offer.is_choice else 'look'}:{offer.item.node}" for offer in shown)
        stood = tuple((thread, str(there.stage)) for thread, there in situation.threads.items())
        stages[number] = kept.setdefault(stood, dict(stood))
    marks.update(_moves(found, stages))
    return marks


def _moves(found: Map, stages: list[dict[ThreadId, str]]) -> Iterator[str]:
    """Yield the ways from stage to stage, from where the threads stand on both sides of each outcome and what it tells."""
    thread_of = {str(stage.id): stage.thread for stage in found.scenario.stages.values()}
    starts = np.repeat(np.arange(found.situations), np.diff(found.falls[found.acts]))
    seen: set[tuple[int, int, int]] = set()
    for start, story, end in zip(starts.tolist(), found.story.tolist(), found.to.tolist(), strict=True):
        key = (id(stages[start]), story, id(stages[end]))
        if key in seen:
            continue
        seen.add(key)
        now = dict(stages[start])
        opened = [mark.removeprefix("stage:") for mark in found.stories[story] if mark.startswith("stage:")]
        for stage in (*opened, *(stages[end].values() if found.final[end] < 0 else ())):
            thread = thread_of[stage]
            if now.get(thread, stage) != stage:
                yield f"move:{now[thread]}>{stage}"
            now[thread] = stage


def met_at_random(found: Map) -> set[str]:
    """Return the marks of what plays at random do and could have done."""
    marks: set[str] = set()
    for seed in range(ROAMED):
        moments = tuple(moment.events for moment in roam(found.scenario, seed, variant=found.variant, think=found.think_times))
        did, left = exercised(found.scenario, Play("", moments))
        marks |= did
        marks.update(f"{kind}:{node}" for node in left for kind in ("choice", "look"))
    return marks


# ---------------------------------------------------------------- as plain data


def as_data(found: Coverage) -> dict[str, Any]:
    """Return a coverage as plain data, for JSON."""
    return {
        "plays": list(found.plays), "situations": found.situations, "whole": found.whole, "think": found.think,
        "kinds": {kind: {"done": found.share(kind)[0], "possible": found.share(kind)[1]} for kind in KINDS},
        "things": [
            {
                "kind": row.feature.kind, "name": row.feature.name, "words": row.feature.words, "place": row.feature.place,
                "state": row.state, "plays": row.plays, "offered_and_not_taken": row.passed,
                "where": [{"play": passed.play, "clock": passed.clock} for passed in row.where],
            }
            for row in found.rows
        ],
    }
