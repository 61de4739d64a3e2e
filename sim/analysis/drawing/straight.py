"""Places on a line: as near as may be to where each would like to stand, and as straight as may be from line to line."""
from __future__ import annotations

from collections.abc import Sequence


def settled(wishes: Sequence[float], offsets: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return places that keep their order and are at least their `offsets` apart, with the least squares from the wishes.

    By pooling those that would collide (pool adjacent violators); `offsets` count from the first.
    """
    pools: list[tuple[float, float, int]] = []
    for wish, offset, weight in zip(wishes, offsets, weights, strict=True):
        pools.append(((wish - offset) * weight, weight, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            (a, b, c), (d, e, f) = pools.pop(), pools.pop()
            pools.append((a + d, b + e, c + f))
    shifts = [total / weight for total, weight, count in pools for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]


def snapped(places: Sequence[float], rooms: Sequence[tuple[float, float]]) -> list[float]:
    """Return places, one a line, moved within their rooms so that as long runs of them as can be are straight."""
    found: list[float] = []
    start = 0
    while start < len(places):
        low, high = rooms[start]
        end = start + 1
        while end < len(places) and max(low, rooms[end][0]) <= min(high, rooms[end][1]):
            low, high = max(low, rooms[end][0]), min(high, rooms[end][1])
            end += 1
        mean = sum(places[start:end]) / (end - start)
        found += [min(max(mean, low), high) if low <= high else mean] * (end - start)
        start = end
    return found
