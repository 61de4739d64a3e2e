"""Any text is a formula or wrong, soon; and a formula gives what it says in every situation, as a second evaluator agrees."""
from __future__ import annotations

import operator
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

import pytest

from sim.authoring.expressions import Wrong, parse
from sim.domain.formula import Formula
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation, Standing
from sim.domain.units import Frozen, Seconds
from sim.engine.formulas import MOST, worked
from tests.engine.house import small
from tests.hostile_play import soon
from tests.test_expressions import PIECES, SCOPE

CUSTOMERS = ((0, 12), (5_400, 4), (90_000, 0))
WORDS = ("pri", "walk-in")
ASKED = (
    ("knows", "told_rita"), ("knows", "fuse_blown"), ("visited", "card-dead"), ("used", "card-dead/dealer-hunt"),
    ("open", "main"), ("open", "printer"),
)
WORLD = replace(SCOPE, types={**SCOPE.types, "customers": "number"})

Known = Mapping[str, Any]
"""What a situation holds, as plain Python: by name, `clock` among them, and `knows:x` and the like."""

Made = tuple[str, Callable[[Known], Any]]
"""A formula as text, and what it means, said once more."""


@cache
def scenario() -> Scenario:
    return small("""
profiles: {customers: {"08:00": 12, "09:30": 4, "Tue 09:00": 0}}
stages: {a: {choices: [{id: x, label: X, to: end}]}}
""")


def situation(dice: random.Random) -> tuple[Situation, Known]:
    """Return a random situation, and the same for the second evaluator."""
    at = dice.choice((0, 5_399, 5_400, 89_999, 90_000, dice.randrange(200_000)))
    levels = (0, 1, -1, 7, 100, dice.randint(-100, 100), MOST, -MOST)
    numbers = {name: dice.choice(levels) for name in ("phones", "lines", "cash")}
    facts = {"told_rita": dice.random() < 0.5, "fuse_blown": dice.random() < 0.5, "trunk": dice.choice(WORDS)}
    asked = {f"{what}:{name}": dice.random() < 0.5 for what, name in ASKED}
    yes = [tuple(name.split(":")) for name, so in asked.items() if so]
    now = Situation(
        at=Seconds(at), values=Frozen({**numbers, **facts}), knows=frozenset(("all", x) for what, x in yes if what == "knows"),
        visited=frozenset(x for what, x in yes if what == "visited"), used=frozenset(x for what, x in yes if what == "used"),
        threads=Frozen({x: Standing(stage="a", opens=Seconds(0)) for what, x in yes if what == "open"}),
    )
    customers = [level for since, level in CUSTOMERS if since <= at][-1]
    return now, {**numbers, **facts, **asked, "customers": customers, "clock": at}


# ---------------------------------------------------------------- formulas with their meaning

SIGNS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
TIMES = {"09:00": 0, "10:30": 5_400, "Wed 10:30": 91_800, "90s": 90, "1h30m": 5_400, "1d2h3m4s": 93_784, "24:00": 54_000}
LITERALS = {"0": 0, "1": 1, "7": 7, "2.5": Fraction(5, 2), "0.0000001": Fraction(1, 10**7), "999999999": 999_999_999, "007": 7}


def divided(left: Any, right: Any) -> Any:
    return Fraction(left) / Fraction(right) if right != 0 else 0


SUMS = {"+": operator.add, "-": operator.sub}
PRODUCTS = {"*": operator.mul, "/": divided}


def chain(dice: random.Random, depth: int, signs: Mapping[str, Callable[[Any, Any], Any]], part: Callable[..., Made]) -> Made:
    """Return parts joined by signs of one strength, worked out from left to right."""
    text, first = part(dice, depth)
    rest = []
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3)) if depth else 0):
        sign, (more, meaning) = dice.choice(tuple(signs)), part(dice, depth - 1)
        text += f" {sign} {more}"
        rest.append((signs[sign], meaning))

    def means(known: Known) -> Any:
        value = first(known)
        for combine, meaning in rest:
            value = combine(value, meaning(known))
        return value

    return text, means


def number(dice: random.Random, depth: int) -> Made:
    return chain(dice, depth, SUMS, product)


def product(dice: random.Random, depth: int) -> Made:
    return chain(dice, depth, PRODUCTS, unary)


def unary(dice: random.Random, depth: int) -> Made:
    minus = dice.choice((0, 0, 0, 0, 1, 2))
    text, means = atom(dice, depth)
    return "-" * minus + text, (lambda known: -means(known)) if minus == 1 else means


def atom(dice: random.Random, depth: int) -> Made:
    kind = dice.randrange(10) if depth > 0 else dice.randrange(5)
    if kind < 2:
        name = dice.choice(("phones", "lines", "cash", "customers"))
        return name, lambda known: known[name]
    if kind < 5:
        table = dice.choice((LITERALS, LITERALS, TIMES))
        text = dice.choice(tuple(table))
        return text, lambda known: table[text]
    if kind < 7:
        text, means = number(dice, depth - 1)
        return f"({text})", means
    if kind == 7:
        several = [number(dice, depth - 1) for _ in range(dice.randint(2, 4))]
        word, least = dice.choice((("min", min), ("max", max)))
        return f"{word}({', '.join(t for t, _ in several)})", lambda known: least(means(known) for _, means in several)
    (a, one), (b, two), (c, three) = (number(dice, depth - 1) for _ in range(3))
    match dice.randrange(4):
        case 0:
            return f"abs({a})", lambda known: abs(one(known))
        case 1:
            return f"floor({a})", lambda known: floor(one(known))
        case 2:
            return f"clamp({a}, {b}, {c})", lambda known: max(two(known), min(three(known), one(known)))
    text, so = truth(dice, depth - 1)
    return f"if({text}, {a}, {b})", lambda known: one(known) if so(known) else two(known)


def truth(dice: random.Random, depth: int) -> Made:
    return chain(dice, depth, {"or": lambda a, b: a or b}, both)


def both(dice: random.Random, depth: int) -> Made:
    return chain(dice, depth, {"and": lambda a, b: a and b}, negated)


def negated(dice: random.Random, depth: int) -> Made:
    nots = dice.choice((0, 0, 0, 1, 2))
    text, means = comparison(dice, depth)
    return "not " * nots + text, (lambda known: not means(known)) if nots == 1 else means


def comparison(dice: random.Random, depth: int) -> Made:
    sign = dice.choice(tuple(SIGNS))
    match dice.randrange(9) if depth > 0 else dice.randrange(4):
        case 0:
            what, name = dice.choice(ASKED)
            return f"{what}({name})", lambda known: known[f"{what}:{name}"]
        case 1:
            text = dice.choice(("true", "false", "told_rita"))
            return text, lambda known: known["told_rita"] if text == "told_rita" else text == "true"
        case 2:
            same, word = dice.choice(("==", "!=")), dice.choice(WORDS)
            text = dice.choice((f"trunk {same} {word}", f"{word} {same} trunk"))
            return text, lambda known: SIGNS[same](known["trunk"], word)
        case 3:
            time = dice.choice(tuple(TIMES))
            return f"clock {sign} {time}", lambda known: SIGNS[sign](known["clock"], TIMES[time])
        case 4:
            text, means = truth(dice, depth - 1)
            return f"(knows(fuse_blown) and fuse_blown and ({text}))", lambda known: (
                known["knows:fuse_blown"] and known["fuse_blown"] and means(known)
            )
        case 5:
            (a, one), (b, two), (c, three) = (truth(dice, depth - 1) for _ in range(3))
            return f"if({a}, {b}, {c})", lambda known: two(known) if one(known) else three(known)
        case 6:
            same, (a, one), (b, two) = dice.choice(("==", "!=")), truth(dice, depth - 1), truth(dice, depth - 1)
            return f"(({a}) {same} ({b}))", lambda known: SIGNS[same](one(known), two(known))
    (a, one), (b, two) = number(dice, depth - 1), number(dice, depth - 1)
    return f"{a} {sign} {b}", lambda known: SIGNS[sign](one(known), two(known))


# ---------------------------------------------------------------- what is tried

SCRAPS = (
    *PIECES, "²", "٣", "\x00", "\ud800", "\u202e", "__class__", ".__class__", "phones.phones", "9" * 12, "1/0", "/ 0", "0s",
    "99:99", "((((",
    "))", ",,", "**", "//", "%", "\n", "\t", "if(true, 1, true)", "clock", "clock == true", "clock + 1", "min()", "-" * 30,
    "not " * 9,
)


def mangled(dice: random.Random, text: str) -> str:
    """Return a formula with one to three things cut, doubled or put in."""
    for _ in range(dice.randint(1, 3)):
        at, end = sorted((dice.randrange(len(text) + 1), dice.randrange(len(text) + 1)))
        match dice.randrange(4):
            case 0:
                text = text[:at] + text[min(end, at + 3):]
            case 1:
                text = text[:at] + dice.choice(SCRAPS) + text[at:]
            case 2:
                text = text[:at] + f" {dice.choice(SCRAPS)} " + text[min(end, at + 8):]
            case _:
                text = text[:end] + text[at:]
    return text


def gives(formula: Formula, now: Situation) -> Any:
    """Return what a formula gives, which must be of the type it was told to have."""
    value = worked(scenario(), formula)(now)
    if formula.type == "truth":
        assert type(value) is bool, value
    else:
        assert type(value) in (int, Fraction) and -MOST <= value <= MOST, value
    return value


def expected(kind: str, value: Any) -> Any:
    return bool(value) if kind == "truth" else max(-MOST, min(MOST, value))


def work_out(first: int, last: int) -> tuple[int, int]:
    """Try the formulas of these seeds; return how many were worked out, and how many were wrong."""
    right = wrong = 0
    for n in range(first, last):
        dice = random.Random(f"formula {n}")
        kind = dice.choice(("truth", "number"))
        text, means = (truth if kind == "truth" else number)(dice, dice.randint(0, 3))
        as_made = dice.random() < 0.5
        text = text if as_made else mangled(dice, text)
        now, known = situation(dice)
        try:
            with soon(f"formula {n}"):
                try:
                    formula = parse(text, WORLD, kind)
                except Wrong as found:
                    wrong += 1
                    assert 0 <= found.offset <= len(text) and found.length >= 0 and found.message and found.code.startswith("SC")
                    assert not as_made or found.code == "SC108" or "this formula" in found.message or "nested" in found.message
                    continue
                value = gives(formula, now)
            assert not as_made or value == expected(kind, means(known))
            right += 1
        except Exception as fault:
            raise AssertionError(f"formula {n}, as {kind}: {text!r}") from fault
    return right, wrong


def test_three_thousand_formulas_are_worked_out_as_they_read_or_are_wrong():
    right, wrong = work_out(0, 3_000)
    assert right > 1_200 and wrong > 500, "both must be tried"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_a_million_formulas_are_worked_out_as_they_read_or_are_wrong(part):
    work_out(part * 100_000, (part + 1) * 100_000)


# ---------------------------------------------------------------- what a formula cannot do


def value_of(text: str, **values: Any) -> Any:
    now, _ = situation(random.Random(1))
    return gives(parse(text, WORLD, "number"), replace(now, values=Frozen({**now.values, **values})))


def test_a_number_that_feeds_on_itself_stops_growing():
    cash = 999_999_999
    for _ in range(100):
        cash = value_of("cash * cash * cash * cash", cash=cash)
    assert cash == MOST and value_of("0 - cash * cash", cash=cash) == -MOST


def test_a_chain_of_fractions_is_worked_out_exactly_and_bounded():
    assert value_of(" / ".join(["1"] + ["0.0000007"] * 40)) == MOST
    assert 0 < value_of(" * ".join(["0.0000007"] * 40)) < Fraction(1, 10**200)


def test_nothing_divided_by_nothing_is_nothing():
    assert value_of("cash / (phones - phones)", cash=5, phones=3) == 0


def test_true_is_not_one_even_where_the_same_closure_would_do():
    now, _ = situation(random.Random(1))
    assert gives(parse("if(told_rita, 1, 0)", WORLD, "number"), now) in (0, 1)
    assert gives(parse("if(told_rita, true, false)", WORLD, "truth"), now) in (True, False)


def test_the_clock_is_not_compared_with_true():
    with pytest.raises(Wrong):
        parse("clock == true", WORLD, "truth")
