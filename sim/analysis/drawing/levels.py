"""Which boxes stand above which: arrows that lead back are turned over, then each box is as far down as the longest way to it."""
from __future__ import annotations

from collections.abc import Sequence


def against(keys: list[str], links: Sequence[tuple[str, str]]) -> list[bool]:
    """Return which arrows lead back to where a walk from the first box already is: those are laid upside down."""
    after: dict[str, list[int]] = {key: [] for key in keys}
    for n, link in enumerate(links):
        after[link[0]].append(n)
    turned, state = [False] * len(links), dict.fromkeys(keys, 0)
    arrived = {to for _, to in links}
    for first in sorted(keys, key=lambda key: key in arrived):  # what nothing leads to comes first
        stack = [(first, iter(after[first]))] if not state[first] else []
        state[first] = state[first] or 1
        while stack:
            here, left = stack[-1]
            n = next(left, -1)
            if n < 0:
                state[here] = 2
                stack.pop()
                continue
            to = links[n][1]
            if state[to] == 1:
                turned[n] = True
            elif not state[to]:
                state[to] = 1
                stack.append((to, iter(after[to])))
    return turned


def levels(keys: list[str], down: list[tuple[str, str]]) -> dict[str, int]:
    """Return layers two apart, each box as far down as the longest way to it; those nothing leads to right above what follows."""
    below: dict[str, list[str]] = {key: [] for key in keys}
    waits = dict.fromkeys(keys, 0)
    for above, under in down:
        below[above].append(under)
        waits[under] += 1
    level, todo = dict.fromkeys(keys, 0), [key for key in keys if not waits[key]]
    first = list(todo)
    while todo:
        here = todo.pop()
        for under in below[here]:
            level[under] = max(level[under], level[here] + 2)
            waits[under] -= 1
            if not waits[under]:
                todo.append(under)
    for key in first:
        if below[key]:
            level[key] = min(level[under] for under in below[key]) - 2
    return level


def apart(keys: list[str], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the boxes in groups that no arrow joins, each in order, the group of the first box first."""
    group = {key: n for n, key in enumerate(keys)}

    def of(key: str) -> int:
        n = group[key]
        while group[keys[n]] != n:
            n = group[keys[n]]
        group[key] = n
        return n

    for one, other in links:
        low, high = sorted((of(one), of(other)))
        group[keys[high]] = low
    found: dict[int, list[str]] = {}
    for key in keys:
        found.setdefault(of(key), []).append(key)
    return list(found.values())
