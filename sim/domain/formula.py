"""Conditions and formulas, as trees. `authoring` parses and types them, `engine` works them out."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, assert_never

Type = Literal["number", "truth", "word"]


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A number, a time or a duration in seconds, true or false, a word. `true` is not 1, although Python thinks so."""

    value: bool | int | Fraction | str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name:
    """A meter, resource, fact or profile; `clock` for scenario time; a total where totals may be told."""

    name: str


@dataclass(frozen=True, slots=True)
class Asks:
    """`knows(fact)`, `visited(stage)`, `used(choice)`, `open(thread)` or `rig(family)`."""

    what: Literal["knows", "visited", "used", "open", "rig"]
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node


@dataclass(frozen=True, slots=True)
class Both:
    """`and` or `or` over two or more parts, left to right, stopping early."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    sign: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    sign: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`min`, `max`, `abs`, `floor`, `clamp(x, low, high)`, `if(condition, then, otherwise)`."""

    function: Literal["min", "max", "abs", "floor", "clamp", "if"]
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Serving:
    """How many a flow serves an hour as things stand, in whole thousandths; a leaf, although it has formulas of its own.

    `given` are the flow's formulas: `offered`, then of each group `lines handling hands handover handlers patience`, None where
    the author wrote none. `names` is what they read, as `reads` tells it, and `times` those they compare the clock with.
    """

    flow: str
    given: tuple[Node | None, ...] = field(hash=False, repr=False)
    names: frozenset[str]
    times: frozenset[int]


Node = Constant | Name | Asks | Not | Both | Compare | Arithmetic | Call | Serving


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked expression: its text as written, its tree, and what it gives."""

    text: str
    node: Node
    type: Type


def measured(word: str, what: str) -> str:
    """Return the name under which a formula reads a measure of something: `talking(calls)`."""
    return f"{word}({what})"


def parts(node: Node) -> Iterator[Node]:
    """Yield `node` and every node below it."""
    yield node
    match node:
        case Constant() | Name() | Asks() | Serving():
            return
        case Not(inner=inner):
            yield from parts(inner)
        case Both(parts=several) | Call(arguments=several):
            for part in several:
                yield from parts(part)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            yield from parts(left)
            yield from parts(right)
        case _:
            assert_never(node)


def put_in(node: Node, given: Mapping[str, bool | int]) -> Node:
    """Return the tree with what is `given` in place of the names."""

    def below(inner: Node) -> Node:
        return put_in(inner, given)

    match node:
        case Name(name=name) if name in given:
            return Constant(given[name])
        case Constant() | Name() | Asks() | Serving():
            return node
        case Not(inner=inner):
            return Not(below(inner))
        case Both(word=word, parts=several):
            return Both(word, tuple(map(below, several)))
        case Compare(sign=sign, left=left, right=right):
            return Compare(sign, below(left), below(right))
        case Arithmetic(sign=sign, left=left, right=right):
            return Arithmetic(sign, below(left), below(right))
        case Call(function=function, arguments=several):
            return Call(function, tuple(map(below, several)))
        case _:
            assert_never(node)


def reads(formula: Formula) -> frozenset[str]:
    """Return what the formula reads: plain names, and `knows:x`, `visited:x`, `used:x`, `open:x`, `rig:x`."""
    found: set[str] = set()
    for node in parts(formula.node):
        if isinstance(node, Name):
            found.add(node.name)
        elif isinstance(node, Asks):
            found.add(f"{node.what}:{node.name}")
        elif isinstance(node, Serving):
            found |= node.names
    return frozenset(found)


def times(formula: Formula) -> frozenset[int]:
    """Return the times the formula compares the clock with: the only moments at which time alone can change it."""
    found: set[int] = set()
    for node in parts(formula.node):
        if isinstance(node, Serving):
            found |= node.times
        if not isinstance(node, Compare):
            continue
        for one, other, later in ((node.left, node.right, (">", "<=")), (node.right, node.left, ("<", ">="))):
            if one == Name("clock") and isinstance(other, Constant) and isinstance(other.value, int):
                # `clock >= x` changes at x, `clock > x` a second later, `clock == x` at both
                found |= {other.value + 1} if node.sign in later else {other.value}
                found |= {other.value + 1} if node.sign in ("==", "!=") else set()
    return frozenset(found)
