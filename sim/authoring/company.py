"""A scenario played in somebody's own firm: an overlay replaces the names and prices that the scenario declares.

What is declared is the word itself: `firm: Merrow & Lane` says that wherever the file writes Merrow & Lane, another name may
stand. A price is declared by where its number stands: `call: totals.calls_served.worth`. The overlay makes another text of the
scenario, and that text is what is checked, played and kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sim.authoring.nearest import nearest
from sim.authoring.reader import Document, Path, read
from sim.domain.problems import Mark

LONGEST = 40
"""Characters of a name."""

_NAME = re.compile(r"[^\W_]([\w .&'’()/-]*[\w.)])?")
_PRICE = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,2})?")


class Overlaid(NamedTuple):
    """The text of a scenario with an overlay laid over it; and what was wrong with the overlay, in sentences with places."""

    raw: bytes
    wrong: tuple[str, ...] = ()


def overlaid(raw: bytes, path: str, overlay: bytes, overlay_path: str) -> Overlaid:
    """Return a scenario's text with the names and prices of an overlay in it; unchanged if anything is wrong with the overlay."""
    scenario, given = read(raw, path), read(overlay, overlay_path)
    if given.data is None or given.problems or not isinstance(given.data, dict):
        said = str(given.problems[0]) if given.problems else f"{overlay_path}: `names` and `prices` belong into it"
        return Overlaid(raw, (said,))
    known = _declared(scenario)
    wrong = [*_wrong(given, known)]
    if wrong:
        return Overlaid(raw, tuple(wrong))
    text = _priced(scenario, known, given.data.get("prices") or {})
    return Overlaid(_named(text, known["names"], given.data.get("names") or {}).encode())


def _declared(scenario: Document) -> dict[str, dict[str, str]]:
    """Return the names and prices a scenario declares. What is declared amiss is left out here; checking the scenario says it."""
    company = scenario.data.get("company") if isinstance(scenario.data, dict) else None
    found: dict[str, dict[str, str]] = {}
    for part, fits in (("names", str.strip), ("prices", lambda place: number_at(scenario, place) is not None)):
        listed = company.get(part) if isinstance(company, dict) else None
        found[part] = {
            key: word for key, word in (listed.items() if isinstance(listed, dict) else ())
            if isinstance(word, str) and fits(word)
        }
    return found


def number_at(scenario: Document, place: str) -> tuple[Mark, int] | None:
    """Return where the number stands that `place` names, and its length; None if there is no number."""
    found = scenario.values.get(path_of(place))
    if found is None:
        return None
    mark, length = found
    number = scenario.lines[mark.line - 1][mark.column - 1:mark.column - 1 + length]
    return found if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number) is not None else None


def _wrong(given: Document, known: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return what is wrong with an overlay."""
    found = [
        f"{given.mark((part,), key=True)[0]}: `{part}` means nothing here; there are `names` and `prices`"
        for part in given.data if part not in ("names", "prices")
    ]
    for part, fits, what in (("names", _NAME, f"a name of at most {LONGEST} letters, digits, spaces and . & - ( ) /"),
                             ("prices", _PRICE, "a number")):
        values, declared = given.data.get(part) or {}, known.get(part) or {}
        if not isinstance(values, dict):
            found.append(f"{given.mark((part,))[0]}: `{part}` is a list of keys with what they become")
            continue
        for key, value in values.items():
            if key not in declared:
                near = nearest(key, declared)
                hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(declared) or 'none'}"
                found.append(f"{given.mark((part, key), key=True)[0]}: the scenario declares no `{key}` in {part}; {hint}")
            elif not isinstance(value, str) or len(value) > LONGEST or fits.fullmatch(value) is None:
                found.append(f"{given.mark((part, key))[0]}: `{key}` should be {what}")
    return found


def _priced(scenario: Document, known: Mapping[str, Mapping[str, str]], prices: Mapping[str, str]) -> str:
    """Return the text with other numbers where prices are declared."""
    lines = scenario.text.split("\n")
    places = [(*scenario.mark(path_of(known["prices"][key])), number) for key, number in prices.items()]
    for mark, length, number in sorted(places, key=lambda place: (place[0].line, -place[0].column)):
        line = lines[mark.line - 1]
        lines[mark.line - 1] = line[:mark.column - 1] + number + line[mark.column - 1 + length:]
    return "\n".join(lines)


def _named(text: str, declared: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the text with other names, all at once, so that none is replaced twice."""
    become = {declared[key]: name.replace("'", "’") for key, name in names.items()}  # a straight one would end a quoted text
    if not become:
        return text
    words = sorted(become, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    return pattern.sub(lambda found: become[found[1]], text)


def path_of(place: str) -> Path:
    """Return the path that `totals.calls_served.worth` names; whole numbers count entries of a list from 0."""
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in place.split("."))
