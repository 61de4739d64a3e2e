"""A map as a text that Storm reads (DRN, the format of its explicit models), so that somebody else can say what it is worth.

One state a situation, by its number, and after them one more, labelled `done`, where everything has ended. Rewards are those of
actions: what the outcomes gain, on the mean. A situation that is over, labelled `over`, has one step, into `done`, and its reward
is what the formula of the scenario's value gives there. Everything is a fraction, nothing is rounded. In Storm's language of
properties best and worst play are `R{"value"}max=? [F "done"]` and `R{"value"}min=? [F "done"]`.
"""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import numpy as np

from sim.analysis.maps.map import Does, Map
from sim.analysis.values.solve import evenly, exact_gains

Play = Literal["any", "random"]
"""Whether all actions are there to choose from (an MDP), or are taken evenly at random (a DTMC; see `solve.evenly`)."""

_Step = tuple[str, Fraction, dict[int, Fraction]]
"""The name of an action, its reward, and the chance of each state it leads to."""


class NotWhole(Exception):
    """A part of a map was to be written as if it were all there is."""


def drn(found: Map, play: Play = "any") -> Iterator[str]:
    """Yield the lines of a map in DRN. Raises NotWhole, at once, of a map that is not."""
    if not found.whole:
        raise NotWhole("a map that is not whole promises what nobody knows")
    return _lines(found, play)


def _lines(found: Map, play: Play) -> Iterator[str]:
    done = found.situations
    over = found.final >= 0
    choices = done + 1 if play == "random" else len(found.does) + int(over.sum()) + 1
    yield f"// {found.scenario.meta.id} {found.scenario.meta.version}, {found.scenario.digest}"
    yield f"// variant: {found.variant or 'none'}; decided: {found.think_times}"
    yield f"@type: {'MDP' if play == 'any' else 'DTMC'}"
    yield from ("@parameters", "", "@reward_models", "value")
    yield from ("@nr_states", str(done + 1), "@nr_choices", str(choices), "@model")
    steps = _random(found) if play == "random" else _all(found)
    for state, of_state in enumerate(steps):
        yield f"state {state} [0]" + (" init" if state == 0 else "") + (" over" if over[state] else "")
        for name, reward, chances in of_state:
            yield f"\taction {name} [{reward}]"
            yield from (f"\t\t{to} : {chance}" for to, chance in sorted(chances.items()))
    yield from (f"state {done} [0] done", "\taction stay [0]", f"\t\t{done} : 1")


def _all(found: Map) -> Iterator[list[_Step]]:
    """Yield the steps of every situation, in order: its actions, or the one into the last state."""
    gains = exact_gains(found)
    names = [_name(does) for does in found.deeds]
    acts, falls, to = found.acts.tolist(), found.falls.tolist(), found.to.tolist()
    chance, gain, does, think = found.chance.tolist(), found.gain.tolist(), found.does.tolist(), found.think.tolist()
    for number, final in enumerate(found.final.tolist()):
        if final >= 0:
            yield [("end", found.worths[int(found.worth[final])], {found.situations: Fraction(1)})]
            continue
        steps = []
        for action in range(acts[number], acts[number + 1]):
            reward, chances = Fraction(0), dict[int, Fraction]()
            for o in range(falls[action], falls[action + 1]):
                likely = found.chances[chance[o]]
                reward += likely * gains[gain[o]]
                chances[to[o]] = chances.get(to[o], Fraction(0)) + likely
            steps.append((names[does[action]] + (f"@{think[action]}" if think[action] else ""), reward, chances))
        yield steps


def _random(found: Map) -> Iterator[list[_Step]]:
    """Yield the one step of every situation when what is done there is left to chance."""
    taken = evenly(found) > 0
    acts = found.acts.tolist()
    for number, steps in enumerate(_all(found)):
        which = np.flatnonzero(taken[acts[number]:acts[number + 1]]).tolist() or [0]  # what is over has its one step
        share, reward, chances = Fraction(1, len(which)), Fraction(0), dict[int, Fraction]()
        for one in which:
            _, gained, leads = steps[one]
            reward += share * gained
            for to, likely in leads.items():
                chances[to] = chances.get(to, Fraction(0)) + share * likely
        yield [("evenly", reward, chances)]


def _name(does: Does) -> str:
    """Return how an action is called: by its id, with its thread if it has one that is not the first, an answer with its how."""
    if does.kind in ("choice", "evidence"):
        return does.item if does.thread == "main" else f"{does.thread}/{does.item}"
    return f"{does.item}:{does.how}" if does.kind == "answer" else does.kind
