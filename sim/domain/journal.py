"""A journal's lines: one JSON object a moment, each bound to the one before. Pure: bytes in, bytes out.

A line carries its sequence number, the command and all its events, who and at which pace, the wall time, a hash of the
situation it leaves, a hash of the line before, and last a CRC of everything in front of it. `recover` reads the longest
correct prefix of whatever is left of a file.
"""
from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, get_args

from sim.domain.commands import Command
from sim.domain.events import Event
from sim.domain.situation import Situation, fold
from sim.domain.units import Frozen, Seconds

FORMAT = 1
"""The version of the lines below. Older ones are brought up to it by UPGRADES."""

_CRC = b',"crc":"'


class Damaged(ValueError):
    """A line that is not what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first line says: all that is needed, with the scenario's text, to play the run again.

    `practice` is the number of moments taken over from another run, 0 for a first-hand one; `horizon` where a shorter
    version ends, 0 for the whole.
    """

    format: int = FORMAT
    program: str
    scenario: str
    digest: str
    seed: int
    variant: str = ""
    practice: int = 0
    of: str = ""
    horizon: int = 0
    wall: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A command or something that fell due, with all that followed at once. `state` is the hash of what it left."""

    seq: int
    at: Seconds
    command: Command | None
    events: tuple[Event, ...]
    pace: str = "1"
    wall: str = ""
    state: str = ""


# ---------------------------------------------------------------- values


def canonical(value: Any) -> Any:
    """Return `value` as plain JSON, the same on every machine: sets sorted, keys sorted, fractions as text."""
    if isinstance(value, bool | int | str) or value is None:
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Mapping):
        return {str(key): canonical(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, frozenset):
        return sorted((canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} does not belong in a journal")


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def state_hash(situation: Situation) -> str:
    """Return 16 hexadecimal digits that name the situation."""
    return hashlib.blake2b(_dump(canonical(situation)), digest_size=8).hexdigest()


_COMMANDS = {kind.__name__: kind for kind in get_args(Command)}
_EVENTS = {kind.__name__: kind for kind in get_args(Event)}


def encode(thing: Command | Event) -> dict[str, Any]:
    """Return a command or an event as one JSON object, its kind under `is`."""
    return {"is": type(thing).__name__, **canonical(thing)}


@cache
def _shapes(kind: type) -> dict[str, str]:
    return {field.name: str(field.type) for field in fields(kind)}


def _decode(row: Any, kinds: Mapping[str, type]) -> Any:
    if not isinstance(row, dict) or row.get("is") not in kinds:
        raise Damaged("an entry of no known kind")
    kind = kinds[row["is"]]
    shapes = _shapes(kind)
    given = {}
    for name, value in row.items():
        if name == "is":
            continue
        shape = shapes.get(name, "")
        if shape.startswith("Frozen"):
            value = Frozen({key: tuple(item) if isinstance(item, list) else item for key, item in value.items()})
        elif shape.startswith("tuple"):
            value = tuple(value)
        given[name] = value
    try:
        return kind(**given)
    except TypeError as wrong:
        raise Damaged(str(wrong)) from wrong


# ---------------------------------------------------------------- lines


def _sealed(body: Mapping[str, Any]) -> bytes:
    front = _dump(body)[:-1]
    return front + _CRC + f"{zlib.crc32(front):08x}".encode() + b'"}\n'


def link(line: bytes) -> str:
    """Return what the next line says of this one."""
    return hashlib.blake2b(line, digest_size=8).hexdigest()


def header_line(header: Header) -> bytes:
    return _sealed({"is": "Run", **canonical(header)})


def moment_line(moment: Moment, previous: str) -> bytes:
    """Return the line for `moment`; `previous` is the `link` of the line before it."""
    return _sealed({
        "seq": moment.seq, "at": moment.at, "pace": moment.pace, "wall": moment.wall, "state": moment.state, "prev": previous,
        "command": encode(moment.command) if moment.command is not None else None,
        "events": [encode(event) for event in moment.events],
    })


def _opened(line: bytes) -> dict[str, Any]:
    front, found, crc = line.rpartition(_CRC)
    if not found or crc != f"{zlib.crc32(front):08x}".encode() + b'"}\n':
        raise Damaged("a line that is not what was written")
    body = json.loads(front + b"}")
    if not isinstance(body, dict):
        raise Damaged("a line that is not an object")
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The longest correct prefix. `length` is in bytes; `fault` says why it ends there, empty if nothing is lost."""

    header: Header | None
    moments: tuple[Moment, ...]
    length: int
    last: str
    fault: str


def recover(data: bytes) -> Recovered:
    """Read what can be trusted of a journal's bytes. Never raises."""
    header: Header | None = None
    moments: list[Moment] = []
    length, last, fault = 0, "", ""
    situation = Situation()
    for line in data.splitlines(keepends=True):
        try:
            body = _opened(line)
            if header is None:
                header = _header(body)
            else:
                moment = _moment(body, len(moments), last)
                situation = fold(moment.events, situation)
                if moment.state and moment.state != state_hash(situation):
                    raise Damaged("a moment that does not follow from those before it")
                moments.append(moment)
        except (Damaged, ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError, OverflowError) as wrong:
            whole = line.endswith(b"\n")
            fault = f"line {len(moments) + (header is not None) + 1} is {'damaged' if whole else 'cut off'}: {wrong}"
            break
        length += len(line)
        last = link(line)
    if header is None and not fault:
        fault = "the file is empty"
    return Recovered(header=header, moments=tuple(moments), length=length, last=last, fault=fault)


def _header(body: dict[str, Any]) -> Header:
    if body.get("is") != "Run":
        raise Damaged("the first line does not begin a run")
    if body.get("format") != FORMAT:
        raise Damaged(f"it was written in format {body.get('format')}, and this program reads format {FORMAT}")
    known = {field.name for field in fields(Header)}
    return Header(**{key: value for key, value in body.items() if key in known})


def _moment(body: dict[str, Any], seq: int, last: str) -> Moment:
    if body["seq"] != seq:
        raise Damaged(f"moment {body['seq']} stands where {seq} should")
    if body["prev"] != last:
        raise Damaged("it does not follow the line before it")
    command = body["command"]
    return Moment(
        seq=seq, at=Seconds(int(body["at"])), pace=str(body["pace"]), wall=str(body["wall"]), state=str(body["state"]),
        command=None if command is None else _decode(command, _COMMANDS),
        events=tuple(_decode(event, _EVENTS) for event in body["events"]),
    )
