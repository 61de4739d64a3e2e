"""What an edit changed in meaning: the things of two scenarios, name by name and field by field."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.analysis.compare.meaning import Says, meaning
from sim.domain.scenario import Scenario


class Field(NamedTuple):
    """What a field said before and says now; empty where it is not there."""

    name: str
    before: str
    after: str


class Change(NamedTuple):
    """`how`: added, removed or changed. `rules` are fields that decide something, `texts` those that are only read."""

    kind: str
    name: str
    how: str
    rules: tuple[Field, ...] = ()
    texts: tuple[Field, ...] = ()


def changes(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """Return what differs in meaning between two scenarios, in the order of the second, what was removed last."""
    old, new = meaning(before), meaning(after)
    found = []
    for thing, says in new.items():
        if thing not in old:
            found.append(Change(*thing, "added"))
            continue
        names = dict.fromkeys((*old[thing], *says))
        differ = [name for name in names if _value(old[thing], name) != _value(says, name)]
        rules: list[Field] = []
        texts: list[Field] = []
        for name in differ:
            read = (says.get(name) or old[thing][name]).read
            (texts if read else rules).append(Field(name, _written(old[thing], name), _written(says, name)))
        if rules or texts:
            found.append(Change(*thing, "changed", tuple(rules), tuple(texts)))
    found += [Change(*thing, "removed") for thing in old if thing not in new]
    return tuple(found)


def _value(says: Mapping[str, Says], name: str) -> Any:
    return (type(says[name].value), says[name].value) if name in says else None


def _written(says: Mapping[str, Says], name: str) -> str:
    return says[name].shown if name in says else ""
