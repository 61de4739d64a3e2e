"""How parts fill the slots of a family, and how they are named: the ids of what is composed, and its sentences."""
from __future__ import annotations

import re
from collections.abc import Mapping

from sim.domain.kit import Bench, Part, Slot
from sim.domain.units import ChoiceId, VarId

RIG, DOWN, SHOW = "rig:", "down:", "show:"

Filled = Mapping[str, tuple[Part, int] | None]
"""Which part, and how many of it, fills each slot of a family."""

_ASIDE, _SLOT = re.compile(r"\[([^\[\]]*)\]"), re.compile(r"\{([^{}]*)\}")

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def rig_id(bench: Bench, goal: str, parts: Mapping[VarId, int] | Mapping[str, int]) -> ChoiceId:
    """Return the id of building something from parts, in the order of the kit."""
    counts = {str(name): n for name, n in parts.items()}
    named = (f"{name}*{counts[name]}" if counts[name] != 1 else str(name) for name in bench.parts if counts.get(str(name)))
    return ChoiceId(f"{RIG}{goal}:{'+'.join(named)}")


def parts_of(rig: str) -> dict[str, int] | None:
    """Return the parts of such an id, or None if it is none."""
    if not rig.startswith(RIG):
        return None
    found: dict[str, int] = {}
    for named in rig.rpartition(":")[2].split("+"):
        name, star, count = named.partition("*")
        if name in found or not name or (star and not (count.isascii() and count.isdigit() and len(count) < 6)):
            return None
        found[name] = int(count) if star else 1
    return found


def goal_of(rig: str) -> str:
    """Return the goal of such an id."""
    return rig.removeprefix(RIG).partition(":")[0]


def fits(slot: Slot, part: Part) -> bool:
    return all(part.affords.get(need) for need in slot.needs)


def fill(slots: tuple[Slot, ...], parts: tuple[tuple[Part, int], ...]) -> Filled | None:
    """Return how the parts fill the slots, all of them and exactly, or None. The first way in the order of slots and parts."""
    if not slots:
        return {} if not parts else None
    slot, rest = slots[0], slots[1:]
    for n, (part, count) in enumerate(parts):
        if fits(slot, part):
            below = fill(rest, parts[:n] + parts[n + 1:])
            if below is not None:
                return {slot.id: (part, count), **below}
    if slot.optional:
        below = fill(rest, parts)
        if below is not None:
            return {slot.id: None, **below}
    return None


def placed_in(slots: tuple[Slot, ...], parts: tuple[tuple[Part, int], ...]) -> tuple[int, Slot | None]:
    """Return how many of the parts find a place, each slot taking the first that fits, and the first slot left empty."""
    left, placed, empty = [part for part, _ in parts], 0, None
    for slot in slots:
        fitting = next((part for part in left if fits(slot, part)), None)
        if fitting is not None:
            left.remove(fitting)
            placed += 1
        elif empty is None and not slot.optional:
            empty = slot
    return placed, empty


def phrase(part: Part, count: int) -> str:
    """Return how a sentence names so many of a part."""
    one, many = part.phrase
    words = _WORDS[count] if count < len(_WORDS) else str(count)
    return (one if count == 1 else many).replace("{n}", str(count)).replace("{count}", words)


def sentence_of(template: str, filled: Filled) -> str:
    """Return the sentence of a family as it is filled. What stands in `[…]` is left out where a slot in it is empty."""

    def said(found: re.Match[str]) -> str:
        return "" if any(filled.get(slot) is None for slot in _SLOT.findall(found[1])) else found[1]

    template = _ASIDE.sub(said, template)
    for slot, taken in filled.items():
        template = template.replace(f"{{{slot}}}", phrase(*taken) if taken is not None else "nobody")
    return capital(template)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
