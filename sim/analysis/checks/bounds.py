"""Between which figures a formula stays, whatever its totals are within their ranges: interval arithmetic, never too narrow."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, assert_never

from sim.domain.formula import Arithmetic, Asks, Both, Call, Compare, Constant, Name, Node, Not, Serving
from sim.engine.formulas import MOST

Range = tuple[Any, Any]
"""Least and most; of a truth False and True, of a word the word twice."""

UNKNOWN: Range = (-MOST, MOST)
EITHER: Range = (False, True)
_SOME_WORD: Range = ("", "?")

Known = Callable[[Node], Any]
"""What a name or a question gives in the situation at hand."""


def between(node: Node, totals: Mapping[str, tuple[Fraction, Fraction]], known: Known) -> Range:
    """Return least and most of what a formula gives, if each total lies in its range and all else is as `known` says."""

    def of(inner: Node) -> Range:
        return between(inner, totals, known)

    match node:
        case Constant(value=value):
            return value, value
        case Name(name=name) if name in totals:
            return totals[name]
        case Name() | Asks() | Serving():
            value = known(node)
            return value, value
        case Not(inner=inner):
            low, high = of(inner)
            return not high, not low
        case Both(word=word, parts=parts):
            lows, highs = zip(*(of(part) for part in parts), strict=True)
            return (all(lows), all(highs)) if word == "and" else (any(lows), any(highs))
        case Compare(sign=sign, left=left, right=right):
            return _compared(sign, of(left), of(right))
        case Arithmetic(sign=sign, left=left, right=right):
            return _combined(sign, of(left), of(right))
        case Call(function=function, arguments=arguments):
            return _called(function, [of(argument) for argument in arguments])
        case _:
            assert_never(node)


def _compared(sign: str, left: Range, right: Range) -> Range:
    if isinstance(left[0], str) or isinstance(right[0], str):
        if left[0] != left[1] or right[0] != right[1]:
            return EITHER
        answer = (left[0] == right[0]) == (sign == "==")
        return answer, answer
    match sign:
        case "<":
            return left[1] < right[0], left[0] < right[1]
        case "<=":
            return left[1] <= right[0], left[0] <= right[1]
        case ">":
            return left[0] > right[1], left[1] > right[0]
        case ">=":
            return left[0] >= right[1], left[1] >= right[0]
    meet = left[0] <= right[1] and right[0] <= left[1]
    same = left[0] == left[1] == right[0] == right[1]
    return (same, meet) if sign == "==" else (not meet, not same)


def _combined(sign: str, left: Range, right: Range) -> Range:
    match sign:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
    if sign == "/":
        if right[0] <= 0 <= right[1]:
            return (Fraction(0), Fraction(0)) if right == (0, 0) else UNKNOWN
        right = (Fraction(1) / right[1], Fraction(1) / right[0])
    corners = [one * other for one in left for other in right]
    return min(corners), max(corners)


def _called(function: str, given: list[Range]) -> Range:
    lows, highs = [low for low, _ in given], [high for _, high in given]
    match function:
        case "min":
            return min(lows), min(highs)
        case "max":
            return max(lows), max(highs)
        case "abs":
            low, high = given[0]
            return (0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
        case "floor":
            return lows[0] // 1, highs[0] // 1
        case "clamp":  # as the engine works it out: max(low, min(high, x))
            return max(lows[1], min(lows[2], lows[0])), max(highs[1], min(highs[2], highs[0]))
    surely, possibly = given[0]
    if surely == possibly:
        return given[1] if surely else given[2]
    if isinstance(lows[1], str) or isinstance(lows[2], str):
        return given[1] if given[1] == given[2] else _SOME_WORD
    return min(lows[1], lows[2]), max(highs[1], highs[2])
