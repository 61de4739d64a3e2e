"""Names for plain values, so that a signature says what it wants; and a mapping that can be hashed."""
from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, NewType, TypeVar

Seconds = NewType("Seconds", int)
"""Scenario time: whole seconds since the scenario began. Durations are in the same unit."""

Thousandths = NewType("Thousandths", int)
"""Thousandths of a total's unit: what passed in a span of time, rounded so that every machine agrees."""

StageId = NewType("StageId", str)
ThreadId = NewType("ThreadId", str)
ChoiceId = NewType("ChoiceId", str)
EvidenceId = NewType("EvidenceId", str)
InjectId = NewType("InjectId", str)
ConsequenceId = NewType("ConsequenceId", str)
FactId = NewType("FactId", str)
LatentId = NewType("LatentId", str)
PersonId = NewType("PersonId", str)
PlaceId = NewType("PlaceId", str)
RoleId = NewType("RoleId", str)
TotalId = NewType("TotalId", str)
TermId = NewType("TermId", str)
FlowId = NewType("FlowId", str)
GroupId = NewType("GroupId", str)
"""A group of a flow; unique in it."""
CardId = NewType("CardId", str)
NodeId = NewType("NodeId", str)
"""The path of an outcome in its scenario, such as `card-dead/dealer-hunt#found`; unique in it."""
VarId = NewType("VarId", str)
"""The name of a meter, a resource or a fact: what rules may read by name. They share one space of names."""

YOU = PersonId("you")
MAIN = ThreadId("main")
END = StageId("end")
"""Where `to: end` leads: the run is over."""
DONE = StageId("done")
"""Where `to: done` leads: this thread is closed, the run goes on."""


def on_bench(item: str) -> bool:
    """Whether a choice, or its node, was composed at the workbench: authors cannot write a `:` in an id."""
    return ":" in item


def node_of(stage: str, item: str) -> NodeId:
    """Return the node of a choice or of evidence: ids are unique within their stage, those of the workbench in the scenario."""
    return NodeId(item if on_bench(item) else f"{stage}/{item}")


Value = bool | int | str
"""What a variable holds: a meter's or resource's whole number, a fact's true/false or word."""

K = TypeVar("K")
V = TypeVar("V", covariant=True)


class Frozen(Mapping[K, V]):
    """A mapping that never changes and can be hashed. Order is that of insertion and does not count in equality."""

    __slots__ = ("_data", "_hash")

    def __init__(self, data: Mapping[K, V] | None = None) -> None:
        self._data: dict[K, V] = dict(data or {})
        self._hash: int | None = None

    def __getitem__(self, key: K) -> V:
        return self._data[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, key: object) -> bool:
        return key in self._data

    # a mapping's own views, which nothing can be written through, several times faster than those of Mapping
    def keys(self) -> KeysView[K]:
        return self._data.keys()

    def values(self) -> ValuesView[V]:
        return self._data.values()

    def items(self) -> ItemsView[K, V]:
        return self._data.items()

    def get(self, key: object, default: Any = None) -> Any:
        return self._data.get(key, default)  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Frozen):
            return bool(self._data == other._data)
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._data.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"Frozen({self._data!r})"

    def put(self, key: K, value: Any) -> Frozen[K, V]:
        """Return a copy with `key` set."""
        return _holding({**self._data, key: value})

    def drop(self, key: K) -> Frozen[K, V]:
        """Return a copy without `key`, which need not be there."""
        if key not in self._data:
            return self
        return _holding({k: v for k, v in self._data.items() if k != key})


def _holding(data: dict[K, Any]) -> Frozen[K, Any]:
    """Return a Frozen around a mapping that nobody else has."""
    frozen = object.__new__(Frozen)
    frozen._data, frozen._hash = data, None
    return frozen
