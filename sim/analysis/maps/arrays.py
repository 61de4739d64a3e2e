"""Conditions and formulas worked out for many situations at once, where whole numbers suffice. The rest is left to the engine.

A division, a fraction, a word compared with another name, or a number that might be too large: then there is no such function.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from sim.domain.formula import Arithmetic, Asks, Both, Call, Compare, Constant, Name, Node, Not
from sim.engine.formulas import MOST

Columns = Mapping[str, Any]
"""A name as `formula.reads` gives it -> a whole number, or as many as there are situations."""

Worked = Callable[[Columns], Any]


class _Left(Exception):
    """It is left to the engine."""


class Span(NamedTuple):
    """How low and how high a name can be; the words of a fact that has some."""

    low: int
    high: int
    words: tuple[str, ...] = ()


class _Part(NamedTuple):
    work: Worked
    low: int
    high: int


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}


def array_work(node: Node, spans: Callable[[str], Span]) -> Worked | None:
    """Return the formula as a function of columns, None where it takes the engine. A truth is given as 0 or 1."""
    try:
        return _part(node, spans).work
    except _Left:
        return None


def _part(node: Node, spans: Callable[[str], Span]) -> _Part:
    match node:
        case Constant(value=value):
            if isinstance(value, str) or int(value) != value:
                raise _Left
            number = int(value)
            return _Part(lambda c: number, number, number)
        case Name(name=name):
            return _named(name, spans(name))
        case Asks(what=what, name=name):
            return _named(f"{what}:{name}", Span(0, 1))
        case Not(inner=inner):
            part = _part(inner, spans)
            return _Part(lambda c: np.equal(part.work(c), 0), 0, 1)
        case Both(word=word, parts=several):
            each = [_part(one, spans).work for one in several]
            join = np.logical_and if word == "and" else np.logical_or
            return _Part(lambda c: reduce(join, [work(c) for work in each]), 0, 1)
        case Compare(sign=sign, left=left, right=right):
            one, two = _compared(left, right, spans)
            compare = _COMPARE[sign]
            return _Part(lambda c: compare(one.work(c), two.work(c)), 0, 1)
        case Arithmetic(sign=sign, left=left, right=right):
            return _arithmetic(sign, _part(left, spans), _part(right, spans))
        case Call(function=function, arguments=arguments):
            return _call(function, [_part(argument, spans) for argument in arguments])
    raise _Left


def _named(name: str, span: Span) -> _Part:
    if span.words:
        raise _Left
    return _Part(lambda c: c[name], span.low, span.high)


def _compared(left: Node, right: Node, spans: Callable[[str], Span]) -> tuple[_Part, _Part]:
    """Return both sides of a comparison; a word is the number it has among the words of the name on the other side."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Name) and isinstance(other, Constant) and isinstance(other.value, str):
            words = spans(one.name).words
            if other.value not in words:
                raise _Left
            return _named(one.name, Span(0, len(words))), _part(Constant(words.index(other.value)), spans)
    return _part(left, spans), _part(right, spans)


def _arithmetic(sign: str, one: _Part, two: _Part) -> _Part:
    if sign == "+":
        return _bounded(lambda c: one.work(c) + two.work(c), one.low + two.low, one.high + two.high)
    if sign == "-":
        return _bounded(lambda c: one.work(c) - two.work(c), one.low - two.high, one.high - two.low)
    if sign == "*":
        ends = [a * b for a in (one.low, one.high) for b in (two.low, two.high)]
        return _bounded(lambda c: one.work(c) * two.work(c), min(ends), max(ends))
    raise _Left


def _call(function: str, parts: list[_Part]) -> _Part:
    works = [part.work for part in parts]
    if function == "min":
        return _Part(lambda c: reduce(np.minimum, [w(c) for w in works]), min(p.low for p in parts), min(p.high for p in parts))
    if function == "max":
        return _Part(lambda c: reduce(np.maximum, [w(c) for w in works]), max(p.low for p in parts), max(p.high for p in parts))
    if function == "abs":
        return _Part(lambda c: np.abs(works[0](c)), 0, max(abs(parts[0].low), abs(parts[0].high)))
    if function == "floor":
        return parts[0]
    if function == "clamp":
        low, high = min(parts[1].low, parts[2].low), max(parts[1].high, parts[2].high)
        return _Part(lambda c: np.maximum(works[1](c), np.minimum(works[2](c), works[0](c))), low, high)
    low, high = min(parts[1].low, parts[2].low), max(parts[1].high, parts[2].high)
    return _Part(lambda c: np.where(np.not_equal(works[0](c), 0), works[1](c), works[2](c)), low, high)


def _bounded(work: Worked, low: int, high: int) -> _Part:
    if low < -MOST or high > MOST:
        raise _Left  # the engine keeps its formulas within bounds
    return _Part(work, low, high)
