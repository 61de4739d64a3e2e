"""A map as a Markov decision process in DRN, the text format of the model checker Storm: for an opinion from outside on `solve`.

A state a situation and one more, labelled `done`, to which every run that is over leads; what it is worth in the end is gained
on that step. The reward model is `score`. All numbers are fractions, so that an exact solver can be asked for exact values.
"""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from sim.analysis.map import Map
from sim.analysis.solve import gains_worth


def drn(found: Map) -> str:
    """Return the text. Raises ValueError for a map with situations that were not looked into: they would have no way on."""
    if found.open.any():
        raise ValueError("the map has situations that were not looked into")
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Map) -> Iterator[str]:
    count, over = found.situations, int(np.count_nonzero(found.final >= 0))
    yield from ("@type: MDP", "@parameters", "", "@reward_models", "score")
    yield from ("@nr_states", str(count + 1), "@nr_choices", str(len(found.does) + over + 1), "@model")
    gains = gains_worth(found)
    falls, to, chance, gain = found.falls.tolist(), found.to.tolist(), found.chance.tolist(), found.gain.tolist()
    for number, final in enumerate(found.final.tolist()):
        yield f"state {number}" + (" init" if number == 0 else "")
        if final >= 0:
            yield from _action(0, found.worths[int(found.worth[final])], {count: Fraction(1)})
        for nth, action in enumerate(found.actions(number)):
            several: dict[int, Fraction] = {}  # of a state only one outcome may be named
            mean = Fraction(0)
            for outcome in range(falls[action], falls[action + 1]):
                share = found.chances[chance[outcome]]
                several[to[outcome]] = several.get(to[outcome], Fraction(0)) + share
                mean += share * gains[gain[outcome]]
            yield from _action(nth, mean, several)
    yield f"state {count} done"
    yield from _action(0, Fraction(0), {count: Fraction(1)})


def _action(nth: int, reward: Fraction, to: dict[int, Fraction]) -> Iterator[str]:
    yield f"\taction {nth} [{reward}]"
    yield from (f"\t\t{state} : {share}" for state, share in sorted(to.items()))
