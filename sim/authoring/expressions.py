"""The expression language of conditions and formulas: text -> a typed, checked tree. No `eval`, no attributes, no loops.

    or-test   := and-test ("or" and-test)*          and-test := not-test ("and" not-test)*
    not-test  := "not" not-test | comparison        comparison := sum [("=="|"!="|"<"|"<="|">"|">=") sum]
    sum       := product (("+"|"-") product)*       product := unary (("*"|"/") unary)*
    unary     := "-" unary | number | time | duration | word | call | "(" or-test ")"
"""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sim.authoring.nearest import nearest
from sim.domain.formula import (
    Arithmetic,
    Asks,
    Both,
    Call,
    Compare,
    Constant,
    Formula,
    Name,
    Node,
    Not,
    Serving,
    Type,
    measured,
    parts,
)

MAX_DEPTH = 20
MAX_NODES = 200
MAX_DIGITS = 9
MAX_LENGTH = 500

_TOKEN = re.compile(
    r"\s*(?:(?P<time>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)?\d{1,2}:\d{2}\b)|(?P<duration>(?:\d+[dhms])+\b)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_.-]*(?:/[a-z0-9_.-]+)?)|(?P<sign>==|!=|<=|>=|[-+*/()<>,]))",
    re.ASCII,
)
_UNIT = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_ASKS = ("knows", "visited", "used", "open", "rig")
_ASKED = {"knows": "fact", "visited": "stage", "used": "choice", "open": "thread", "rig": "family of rigs"}
_SAMPLE = {"knows": "fact", "visited": "stage", "used": "stage/choice", "open": "thread", "rig": "family"}
_TOLD = {"number": "a number", "truth": "true or false", "word": "a word"}
_INSTEAD = {
    "&": "write `and`", "|": "write `or`", "!": "write `not`", "=": "write `==` to compare", '"': "write words without quotes",
    "'": "write words without quotes", "“": "write words without quotes", "„": "write words without quotes", "×": "write `*`",
    "÷": "write `/`", "−": "write `-`", "–": "write `-`", "≥": "write `>=`", "≤": "write `<=`", "≠": "write `!=`",
    "[": "use round brackets", "{": "use round brackets; names stand as they are", "%": "write a fraction, such as `1 / 10`",
    ",": "write a decimal point, as in `2.5`", ":": "write a time with its minutes, as in `09:15`",
}
"""What an author used to other languages may have meant."""
_SERVING = "serving"
_ARITY = {"min": (2, 8), "max": (2, 8), "abs": (1, 1), "floor": (1, 1), "clamp": (3, 3), "if": (3, 3)}


@dataclass(slots=True, eq=False)
class Wrong(Exception):
    """What is wrong with an expression, `offset` characters into it."""

    code: str
    offset: int
    length: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What may be named: the type of each name, the words of each fact that has them, why some may not be read.

    `asks` lists what `knows`, `visited`, `used`, `open` and `rig` may be asked about. `hidden` facts may be read only beside
    `knows`. `time` turns a clock label such as `Wed 10:30` into scenario seconds, or returns None. `flows` has how many each
    flow serves, in thousandths; it is None where that may not be asked. `measures` are the words that are asked of something
    and give a number, each with what it may be asked of: `talking(calls)` is then one more name.
    """

    types: Mapping[str, Type]
    words: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, frozenset[str]]
    forbidden: Mapping[str, str]
    hidden: frozenset[str]
    time: Callable[[str], int | None]
    flows: Mapping[str, Formula] | None = None
    measures: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse(text: str, scope: Scope, wanted: Type) -> Formula:
    """Return the formula, which gives a `wanted`. Raises Wrong, and nothing else."""
    if len(text) > MAX_LENGTH:
        raise Wrong(
            "SC102", 0, 1, f"this formula is longer than {MAX_LENGTH} characters", "split it into facts that say what they mean"
        )
    parser = _Parser(_tokens(text), scope, len(text))
    node = parser.whole()
    found = parser.type_of(node, frozenset())
    if found != wanted:
        hint = (
            f"compare it with something, as in `{text.strip()} > 0`"
            if (found, wanted) == ("number", "truth") and len(text) < 40
            else ""
        )
        raise Wrong("SC102", 0, len(text), f"this gives {_TOLD[found]}, and {_TOLD[wanted]} is needed here", hint)
    return Formula(text, node, wanted)


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            shown = text[start] if text[start].isprintable() else f"U+{ord(text[start]):04X}"
            raise Wrong("SC102", start, 1, f"`{shown}` has no meaning in a formula", _INSTEAD.get(text[start], ""))
        kind = found.lastgroup
        assert kind is not None
        tokens.append(_Token(kind, found.group(kind), found.start(kind)))
        at = found.end()
        if len(tokens) > MAX_NODES:
            raise Wrong(
                "SC102",
                tokens[-1].offset,
                1,
                f"this formula has more than {MAX_NODES} parts",
                "split it into facts that say what they mean",
            )
    return tokens


class _Parser:
    """One expression being read, left to right."""

    def __init__(self, tokens: list[_Token], scope: Scope, length: int) -> None:
        self.tokens, self.scope, self.length = tokens, scope, length
        self.at, self.depth = 0, 0
        self.places: dict[int, _Token] = {}
        self.kept: list[Node] = []

    # -- reading

    def whole(self) -> Node:
        node = self.either()
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            hint = "write `and`, `or` or a sign between the two" if token.kind != "sign" else ""
            raise self.wrong(token, f"`{token.text}` cannot stand here", hint)
        return node

    def wrong(self, token: _Token | None, message: str, hint: str = "", code: str = "SC102") -> Wrong:
        return Wrong(code, token.offset if token else self.length, len(token.text) if token else 1, message, hint)

    def peek(self, *texts: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].text in texts

    def take(self) -> _Token:
        if self.at >= len(self.tokens):
            raise self.wrong(None, "the formula ends too early", "something is missing after this")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, text: str) -> None:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token.text != text:
            raise self.wrong(token, f"`{text}` is missing here", "every bracket that opens must close" if text == ")" else "")
        self.at += 1

    def either(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.wrong(
                self.tokens[min(self.at, len(self.tokens) - 1)], f"the brackets are nested more than {MAX_DEPTH} deep"
            )
        several = [self.both()]
        while self.peek("or"):
            self.at += 1
            several.append(self.both())
        self.depth -= 1
        return several[0] if len(several) == 1 else Both("or", tuple(several))

    def both(self) -> Node:
        several = [self.negated()]
        while self.peek("and"):
            self.at += 1
            several.append(self.negated())
        return several[0] if len(several) == 1 else Both("and", tuple(several))

    def negated(self) -> Node:
        count = 0
        while self.peek("not"):
            self.at += 1
            count += 1
        node = self.comparison()
        return Not(node) if count % 2 else node

    def comparison(self) -> Node:
        left = self.sum()
        if self.peek("==", "!=", "<", "<=", ">", ">="):
            sign = self.take()
            node = Compare(sign.text, left, self.sum())  # type: ignore[arg-type]
            return self.placed(node, sign)
        return left

    def sum(self) -> Node:
        node = self.product()
        while self.peek("+", "-"):
            sign = self.take()
            node = self.placed(Arithmetic(sign.text, node, self.product()), sign)  # type: ignore[arg-type]
        return node

    def product(self) -> Node:
        node = self.unary()
        while self.peek("*", "/"):
            sign = self.take()
            right = self.unary()
            if sign.text == "/" and right == Constant(0):
                raise self.wrong(sign, "nothing can be divided by zero", code="SC108")
            node = self.placed(Arithmetic(sign.text, node, right), sign)  # type: ignore[arg-type]
        return node

    def unary(self) -> Node:
        negative = False
        while self.peek("-"):
            self.at += 1
            negative = not negative
        node = self.atom()
        return Arithmetic("-", Constant(0), node) if negative else node

    def atom(self) -> Node:
        token = self.take()
        if token.text == "(":
            node = self.either()
            self.expect(")")
            return node
        match token.kind:
            case "number":
                if len(token.text) > MAX_DIGITS:
                    raise self.wrong(token, f"this number is longer than {MAX_DIGITS} digits", "round it")
                value = Fraction(token.text)
                return self.placed(Constant(int(value) if value.denominator == 1 else value), token)
            case "duration":
                total = sum(int(n) * _UNIT[u] for n, u in re.findall(r"(\d+)([dhms])", token.text[:40]))
                return self.placed(Constant(min(total, 10**9)), token)
            case "time":
                seconds = self.scope.time(token.text)
                if seconds is None:
                    raise self.wrong(token, f"`{token.text}` is not a time of day", "write 00:00 to 24:00")
                return self.placed(Constant(seconds), token)
            case "word":
                return self.word(token)
        raise self.wrong(token, f"`{token.text}` cannot stand here", "something is missing before this")

    def word(self, token: _Token) -> Node:
        if token.text in ("true", "false"):
            return self.placed(Constant(token.text == "true"), token)
        if token.text in ("and", "or", "not"):
            raise self.wrong(token, f"`{token.text}` cannot stand here", "something is missing before this")
        if self.peek("("):
            return self.call(token)
        if token.text in self.scope.forbidden:
            raise self.wrong(token, self.scope.forbidden[token.text], code="SC103")
        node = Name(token.text) if token.text in self.scope.types else Constant(token.text)
        return self.placed(node, token)

    def placed(self, node: Node, token: _Token) -> Node:
        """Remember where `node` stands; nodes are kept alive so that their identity stays theirs."""
        self.places[id(node)] = token
        self.kept.append(node)
        return node

    def call(self, token: _Token) -> Node:
        self.expect("(")
        if token.text in _ASKS:
            asked = self.take()
            known, what = self.scope.asks[token.text], _ASKED[token.text]
            if asked.kind == "sign":
                raise self.wrong(
                    asked, f"`{token.text}` must be asked about a {what}", f"write `{token.text}({_SAMPLE[token.text]})`"
                )
            if asked.text not in known:
                raise self.unknown(asked, known, what)
            self.expect(")")
            return self.placed(Asks(token.text, asked.text), token)  # type: ignore[arg-type]
        if token.text == _SERVING:
            return self.serving(token)
        if token.text in self.scope.measures:
            asked = self.take()
            if asked.text not in self.scope.measures[token.text]:
                raise self.unknown(asked, self.scope.measures[token.text], "flow")
            self.expect(")")
            return self.placed(Name(measured(token.text, asked.text)), token)
        if token.text not in _ARITY:
            raise self.unknown(token, frozenset((*_ASKS, *_ARITY, _SERVING, *self.scope.measures)), "function")
        arguments = [self.either()]
        while self.peek(","):
            self.at += 1
            arguments.append(self.either())
        self.expect(")")
        low, high = _ARITY[token.text]
        if not low <= len(arguments) <= high:
            raise self.wrong(
                token, f"`{token.text}` takes {low if low == high else f'{low} to {high}'} things, not {len(arguments)}"
            )
        return self.placed(Call(token.text, tuple(arguments)), token)  # type: ignore[arg-type]

    def serving(self, token: _Token) -> Node:
        flows = self.scope.flows
        if flows is None:
            hint = "write its numbers from meters, resources, facts and profiles"
            raise self.wrong(token, "a flow cannot hang on what flows serve", hint, "SC103")
        asked = self.take()
        if asked.kind == "sign":
            raise self.wrong(asked, f"`{_SERVING}` must be asked about a flow", f"write `{_SERVING}(flow)`")
        if asked.text not in flows:
            raise self.unknown(asked, frozenset(flows), "flow")
        self.expect(")")
        return self.placed(Call("floor", (flows[asked.text].node,)), token)

    def unknown(self, token: _Token, known: frozenset[str], what: str) -> Wrong:
        near = nearest(token.text, known)
        hint = f"did you mean `{near}`?" if near else ""
        if token.text in (self.scope.flows or ()) or token.text == _SERVING:
            hint = f"write `{_SERVING}({'flow' if token.text == _SERVING else token.text})`: how many it serves an hour"
        for sign in "-/.":
            left, found, right = token.text.partition(sign)
            if found and left in self.scope.types and (not right or right in self.scope.types or right.isdigit()):
                hint = f"put spaces around the sign: `{left} {sign} {right}`" if sign != "." else "there is nothing inside a name"
        return self.wrong(token, f"no {what} is called `{token.text}`", hint, "SC101")

    # -- typing

    def type_of(self, node: Node, beside: frozenset[str]) -> Type:
        """Return what `node` gives; `beside` are the facts whose being known is asked in the same `and`."""
        match node:
            case Constant(value=bool()):
                return "truth"
            case Constant(value=str(word)):
                names = frozenset(self.scope.types) | frozenset(w for ws in self.scope.words.values() for w in ws)
                raise self.unknown(self.places[id(node)], names, "meter, resource or fact")
            case Constant() | Serving():
                return "number"
            case Name(name="clock"):
                hint = "write `clock >= 10:30` or `clock >= Wed 10:30`"
                raise self.wrong(self.places[id(node)], "the clock can only be compared with a time", hint)
            case Name(name=name):
                if name in self.scope.hidden and name not in beside:
                    raise self.wrong(
                        self.places[id(node)],
                        f"`{name}` is hidden until the player finds it",
                        f"write `knows({name}) and …`",
                        "SC103",
                    )
                return self.scope.types.get(name, "number")  # a measure has no type but this
            case Asks():
                return "truth"
            case Not(inner=inner):
                self.need(inner, "truth", beside)
                return "truth"
            case Both(word=word, parts=several):
                if word == "and":
                    beside |= {p.name for p in several if isinstance(p, Asks) and p.what == "knows"}
                for part in several:
                    self.need(part, "truth", beside)
                return "truth"
            case Compare():
                return self.compare(node, beside)
            case Arithmetic(left=left, right=right):
                self.need(left, "number", beside)
                self.need(right, "number", beside)
                return "number"
            case Call(function="if", arguments=(condition, then, otherwise)):
                self.need(condition, "truth", beside)
                first = self.type_of(then, beside)
                self.need(otherwise, first, beside)
                return first
            case Call(arguments=arguments):
                for argument in arguments:
                    self.need(argument, "number", beside)
                return "number"
        raise AssertionError(node)

    def need(self, node: Node, wanted: Type, beside: frozenset[str]) -> None:
        found = self.type_of(node, beside)
        if found != wanted:
            tokens = [self.places[id(part)] for part in parts(node) if id(part) in self.places]
            start, end = min(t.offset for t in tokens), max(t.offset + len(t.text) for t in tokens)
            raise Wrong("SC102", start, end - start, f"{_TOLD[wanted]} is needed here, and this is {_TOLD[found]}")

    def compare(self, node: Compare, beside: frozenset[str]) -> Type:
        sides = (node.left, node.right)
        for one, other in (sides, sides[::-1]):
            if isinstance(other, Constant) and isinstance(other.value, str):
                if not (isinstance(one, Name) and one.name in self.scope.words):
                    self.type_of(other, beside)
                assert isinstance(one, Name)
                self.type_of(one, beside)
                if other.value not in self.scope.words[one.name]:
                    raise self.unknown(self.places[id(other)], frozenset(self.scope.words[one.name]), f"word of `{one.name}`")
                if node.sign not in ("==", "!="):
                    raise self.wrong(self.places[id(node)], "words are only the same or not", "use == or !=")
                return "truth"
            if one == Name("clock") and isinstance(other, Constant) and type(other.value) is int:
                return "truth"
        left = self.type_of(node.left, beside)
        self.need(node.right, left, beside)
        if left != "number" and node.sign not in ("==", "!="):
            raise self.wrong(self.places[id(node)], "only numbers can be larger or smaller", "use == or !=")
        return "truth"
