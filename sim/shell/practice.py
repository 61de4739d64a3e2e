"""What to practise next: one recommendation with its reason, from how runs came out and from what day it is.

Half of what training adds to accuracy is gone after about six and a half months without use (Tatel and Ackerman, over 1,344
effects, doi 10.1037/bul0000481), so a scenario comes round again after a week, one month, three and six, with another seed. Where
something is known of a weak ability, the scenario that trains it comes next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from sim.debrief.competencies import ability
from sim.debrief.review import Competency
from sim.shell.clock import day_number
from sim.shell.kept import first_hand

AGAIN = (7, 30, 91, 182)
"""After how many days a scenario comes round again, counted from the first time it was finished."""

WEAK = 650
"""Below this mean, in thousandths, an ability is called weak."""


VARIED = 2
"""From which of these on it comes round as a variant; before that with another seed."""

JUDGED = 20
"""How often somebody has said how sure they are before anything is said of it."""


class Offered(NamedTuple):
    """A scenario on the shelf: its id, title, and the ids of the abilities it trains."""

    id: str
    title: str
    trains: tuple[str, ...]


class Next(NamedTuple):
    """What to practise, why, and what is other than it was: nothing the first time, else the seed, or the variant."""

    scenario: str
    title: str
    why: str
    fresh: Literal["", "seed", "variant"] = ""


def abilities(results: Iterable[Mapping[str, Any]]) -> tuple[Competency, ...]:
    """Return what all first-hand, finished runs together show of each ability, in the order they were first met."""
    sums: dict[str, list[Any]] = {}
    for result in first_hand(results):
        found = result.get("evidence")
        for name, row in (found.items() if isinstance(found, dict) else ()):
            if isinstance(row, list) and len(row) == 3 and isinstance(row[0], str) and all(_count(part) for part in row[1:]):
                title, good, bad = row
                before = sums.setdefault(str(name), [title, 0, 0])
                before[1] += good
                before[2] += bad
    return tuple(ability(name, title, good, bad) for name, (title, good, bad) in sums.items())


def silent(results: Iterable[Mapping[str, Any]]) -> int:
    """Return how many runs say nothing of abilities: an older program kept them."""
    return sum("evidence" not in result for result in first_hand(results))


def sureness(results: Iterable[Mapping[str, Any]]) -> tuple[tuple[int, int, int], ...]:
    """Return (level in percent, right, said) over all first-hand runs, highest level first."""
    sums: dict[int, list[int]] = {}
    for result in first_hand(results):
        found = result.get("said")
        for level, row in (found.items() if isinstance(found, dict) else ()):
            sound = isinstance(row, list) and len(row) == 2 and all(_count(part) for part in row) and row[0] <= row[1]
            if sound and level.isdecimal() and len(level) <= 3 and int(level) <= 100:
                before = sums.setdefault(int(level), [0, 0])
                before[0] += row[0]
                before[1] += row[1]
    return tuple((level, right, said) for level, (right, said) in sorted(sums.items(), reverse=True) if said)


def trend(plays: Iterable[Mapping[str, Any]]) -> str:
    """Return how the last of some plays of one scenario came out beside the one before, empty for fewer than two."""
    told = [float(play.get("told", 0)) for play in sorted(plays, key=lambda play: str(play.get("wall", "")))]
    if len(told) < 2:
        return ""
    before, last = told[-2:]
    return "as before" if last == before else f"up from {before:g}" if last > before else f"down from {before:g}"


def next_of(offered: tuple[Offered, ...], results: Iterable[Mapping[str, Any]], today: int) -> Next | None:
    """Return what to practise next, None before anything was played or when nothing is due.

    `today` is the number of the day, as `clock.day_number` counts.
    """
    played = first_hand(results)
    if not played:
        return None
    return _due(offered, played, today) or _weak(offered, played) or _new(offered, played)


def _due(offered: tuple[Offered, ...], played: list[Mapping[str, Any]], today: int) -> Next | None:
    """Return the scenario whose next re-drill has been due for longest."""
    late: list[tuple[int, Next]] = []
    for one in offered:
        days = sorted(day for r in played if r.get("scenario") == one.id and (day := _day(r)) is not None)
        if not days:
            continue
        marks = [days[0] + after for after in AGAIN]
        done = sum(any(day >= mark for day in days[1:]) for mark in marks)
        if done < len(marks) and marks[done] <= today and today - days[-1] >= AGAIN[0]:
            words = ("a week", "a month", "three months", "half a year")[done]
            why = f"It is {words} since you played it first. Once more, not quite as it was, and it stays."
            fresh: Literal["seed", "variant"] = "variant" if done >= VARIED else "seed"
            late.append((today - marks[done], Next(one.id, one.title, why, fresh)))
    return max(late, key=lambda found: found[0])[1] if late else None


def _weak(offered: tuple[Offered, ...], played: list[Mapping[str, Any]]) -> Next | None:
    """Return the scenario that trains the weakest ability of which enough is known; one not yet played first."""
    known = sorted((one for one in abilities(played) if one.enough and one.mean < WEAK), key=lambda one: one.mean)
    done = [str(r.get("scenario")) for r in played]
    for weak in known[:2]:
        trains = [one for one in offered if weak.id in one.trains]
        best = min(trains, key=lambda one: (done.count(one.id), one.trains.index(weak.id)), default=None)
        if best is not None:
            why = f"Least is shown so far of: {weak.title}, {round(weak.mean / 10)} %. This one trains it."
            return Next(best.id, best.title, why, "seed" if best.id in done else "")
    return None


def _new(offered: tuple[Offered, ...], played: list[Mapping[str, Any]]) -> Next | None:
    """Return the next scenario nobody has played here."""
    done = {r.get("scenario") for r in played}
    found = next((one for one in offered if one.id not in done), None)
    return Next(found.id, found.title, "You have not played this one yet.") if found is not None else None


def _day(result: Mapping[str, Any]) -> int | None:
    return day_number(str(result.get("wall", "")))


def _count(part: object) -> bool:
    return type(part) is int and 0 <= part <= 100_000
