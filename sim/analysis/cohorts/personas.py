"""Personas: how likely each action is, situation by situation, for a kind of trainee without a memory."""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.map import Map, Real
from sim.analysis.values.solve import Solved, evenly, of_actions, solve

PERSONAS: Mapping[str, str] = {
    "careful": "looks into what can be looked into four times in five, decides the fifth, and never lets anything lapse",
    "hasty": "decides at once, evenly among choices and answers, and never looks into anything",
    "silent": "lets nine things in ten lapse, and decides the tenth at random",
    "guesser": "does at once, evenly, any of what can be done",
    "master": "plays best, and evenly among what is equally good",
    "mixture": "three careful, two hasty, two silent and three guessers in ten",
}

SHARES: Mapping[str, float] = {"careful": 0.3, "hasty": 0.2, "silent": 0.2, "guesser": 0.3}
"""Of whom a mixture is made. Everybody stays who they are from the beginning of a run to its end."""

_TIE = 1e-9


def people(persona: str) -> Mapping[str, float]:
    """Return the shares of the plain personas that a persona stands for. Raises KeyError for a name that is none."""
    if persona not in PERSONAS:
        raise KeyError(persona)
    return SHARES if persona == "mixture" else {persona: 1.0}


def weights(found: Map, persona: str, solved: Solved | None = None) -> Real:
    """Return the chance of each action (A) for a plain persona; they add up to 1 where anything can be done."""
    kind = np.array([does.kind for does in found.deeds])[found.does]
    at_once, waits = found.think == 0, kind == "wait"
    looks, decides = (kind == "evidence") & at_once, ~waits & (kind != "evidence") & at_once
    if persona == "careful":
        return _shared(found, ((0.8, looks), (0.2, decides)), waits)
    if persona == "hasty":
        return _shared(found, ((1.0, decides),), waits)
    if persona == "silent":
        return _shared(found, ((0.9, waits), (0.1, looks | decides)), waits)
    if persona == "master":
        return _best(found, solve(found) if solved is None else solved)
    assert persona == "guesser", persona
    return evenly(found)


def _shared(found: Map, groups: tuple[tuple[float, NDArray[np.bool_]], ...], otherwise: NDArray[np.bool_]) -> Real:
    """Give each group its share, evenly among its actions; a group that is empty leaves its share to the others."""
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    given = np.zeros(len(found.does))
    for share, group in groups:
        given += share * group / np.maximum(np.bincount(by[group], minlength=found.situations), 1)[by]
    nothing = np.bincount(by, weights=given, minlength=found.situations) == 0
    given += otherwise & nothing[by]
    total = np.bincount(by, weights=given, minlength=found.situations)
    return given / np.where(total == 0, 1.0, total)[by]


def _best(found: Map, solved: Solved) -> Real:
    """Share evenly among the best: among those, too, that go round within a second, so that nobody does so for ever."""
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    values = of_actions(found, solved.best, solved)
    best = values >= solved.best[by] - _TIE * np.maximum(1.0, np.abs(solved.best[by]))
    # a sum of floats may come out a hair lower than the best it is compared with, never all of them: the best is one of them
    return best / np.maximum(np.bincount(by[best], minlength=found.situations), 1)[by]
