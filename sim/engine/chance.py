"""Luck. Live, a draw is a hash of the seed, the node and how often it has drawn; an edit elsewhere does not shift it."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from math import gcd

from sim.domain.units import NodeId

Luck = Callable[[NodeId, int, tuple[str, ...], tuple[int, ...]], int]
"""(node, visit, names of the branches, whole-number weights) -> which branch, counted from 0."""


def live(seed: int) -> Luck:
    """Return the luck of a seed: the same on every machine and every Python."""

    def draw(node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
        total = sum(weights)
        digest = hashlib.blake2b(f"{seed}\x00{node}\x00{visit}".encode(), digest_size=8).digest()
        left = int.from_bytes(digest, "big") * total >> 64
        for index, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return index
        raise AssertionError("weights add up to nothing; authoring refuses that")

    return draw


def rigged(seed: int, wanted: Mapping[str, str | Sequence[str]]) -> Luck:
    """Return the luck of a seed, except that the draws at the nodes in `wanted` go the way named there.

    One name is meant for every visit; of a list the first for the first visit and so on, and after the last the seed's luck.
    """
    usual = live(seed)

    def draw(node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
        named = wanted.get(node, ())
        name = named if isinstance(named, str) else named[visit - 1] if visit <= len(named) else ""
        if name in names and weights[names.index(name)] > 0:
            return names.index(name)
        return usual(node, visit, names, weights)

    return draw


FINEST = 10**18
"""A belief is kept to one part in so many: a test that is made again and again would otherwise add digits for ever."""


def lowest(weights: tuple[int, ...]) -> tuple[int, ...]:
    """Return the weights divided by what they have in common, so that equal beliefs are equal values."""
    weights = _divided(weights)
    most = max(weights)
    if most <= FINEST:
        return weights
    return _divided(tuple(max(1, weight * FINEST // most) if weight else 0 for weight in weights))  # the possible stays so


def _divided(weights: tuple[int, ...]) -> tuple[int, ...]:
    common = reduce(gcd, weights)
    return tuple(weight // common for weight in weights) if common > 1 else weights
