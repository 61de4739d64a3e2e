"""A whole map taken in order of time, all situations of one second together: for what is worked out backwards or forwards."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.map import Map, Real, Whole

MOST_ROUNDS = 10_000
"""How often one second is gone over: what goes round in it without end has long settled by then."""

SETTLED = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """The situations of one second that have something to do: `who` (n); their actions and outcomes in their order.

    `acts` and `falls` are where each one's actions, each action's outcomes begin, counted within; `by` the index in `who` of
    the situation of each action, `of` the index of the action of each outcome; `again` whether any outcome stays in the second.
    """

    who: Whole
    actions: Whole
    acts: Whole
    by: Whole
    outcomes: Whole
    falls: Whole
    of: Whole
    again: bool


def seconds(found: Map, *, last_first: bool) -> Iterator[Second]:
    """Yield the seconds of a map; situations that are over, or were not looked into, are in none."""
    able = np.flatnonzero(np.diff(found.acts) > 0)
    order = able[np.argsort(found.at[able], kind="stable")]
    edges = np.flatnonzero(np.diff(found.at[order])) + 1
    groups = np.split(order, edges)
    active = np.zeros(found.situations, dtype=bool)
    for who in reversed(groups) if last_first else groups:
        actions, acts, by = _spread(found.acts, who)
        outcomes, falls, of = _spread(found.falls, actions)
        active[who] = True
        again = bool(active[found.to[outcomes]].any())
        active[who] = False
        yield Second(who=who, actions=actions, acts=acts, by=by, outcomes=outcomes, falls=falls, of=of, again=again)


def _spread(offsets: Whole, which: Whole) -> tuple[Whole, Whole, Whole]:
    """Return all that the entries `which` of CSR offsets hold, where each one's begin, and whose each is."""
    counts = offsets[which + 1] - offsets[which]
    begins = np.cumsum(counts) - counts
    whose = np.repeat(np.arange(len(which)), counts)
    return np.repeat(offsets[which] - begins, counts) + np.arange(int(counts.sum())), begins, whose


def chances(found: Map) -> Real:
    """Return the chance of each outcome within its action."""
    return np.array([float(chance) for chance in found.chances])[found.chance]


def evenly(found: Map) -> Real:
    """Return with what chance each action is taken by somebody who takes any decision at once with the same; if there is none, waits."""
    waits = np.array([does.kind == "wait" for does in found.deeds], dtype=bool)[found.does]
    at_once = ~waits & (found.think == 0)
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    several = np.bincount(by, at_once, found.situations)
    shares: Real = np.where(several[by] > 0, at_once / np.maximum(several[by], 1), 1.0 * waits)
    return shares
