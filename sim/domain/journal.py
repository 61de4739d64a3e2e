"""A journal's lines: one JSON object a moment, each bound to the one before. Pure: bytes in, bytes out.

A line carries its sequence number, the command and all its events, who and at which pace, the wall time, a hash of the
situation it leaves, a hash of the line before, and last a CRC of everything in front of it. `recover` reads the longest
correct prefix of whatever is left of a file, also of one that an older version wrote.
"""
from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sim.domain.commands import Command
from sim.domain.events import Event
from sim.domain.situation import Situation, fold
from sim.domain.units import Seconds
from sim.domain.written import COMMANDS, EVENTS, FORMAT, FORMS, WRITE, Damaged, decode, encode, state_hash

__all__ = ["FORMAT", "Damaged", "Header", "Moment", "Recovered", "header_line", "journal_of", "link", "moment_line", "recover",
           "state_hash"]

_CRC = b',"crc":"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first line says: all that is needed, with the scenario's text, to play the run again.

    `practice` is the number of moments taken over from another run, 0 for a first-hand one; `horizon` where a shorter
    version ends, 0 for the whole; `plan` the plan that named its draws, empty where they follow from the seed; `branch` is
    `what-if` where it asks what else could have come of the run it was taken from.
    """

    program: str
    scenario: str
    digest: str
    seed: int
    variant: str = ""
    practice: int = 0
    of: str = ""
    horizon: int = 0
    plan: str = ""
    branch: str = ""
    mode: str = ""
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


# ---------------------------------------------------------------- lines


def _sealed(body: Mapping[str, Any]) -> bytes:
    front = WRITE.bytes_of(body)[:-1]
    return front + _CRC + f"{zlib.crc32(front):08x}".encode() + b'"}\n'


def link(line: bytes) -> str:
    """Return what the next line says of this one."""
    return hashlib.blake2b(line, digest_size=8).hexdigest()


def header_line(header: Header) -> bytes:
    return _sealed({"is": "Run", "format": FORMAT, **WRITE.plain(header)})


def moment_line(moment: Moment, previous: str) -> bytes:
    """Return the line for `moment`; `previous` is the `link` of the line before it."""
    return _sealed({
        "seq": moment.seq, "at": moment.at, "pace": moment.pace, "wall": moment.wall, "state": moment.state, "prev": previous,
        "command": encode(moment.command) if moment.command is not None else None,
        "events": [encode(event) for event in moment.events],
    })


def journal_of(header: Header, moments: Iterable[Moment]) -> bytes:
    """Return a whole journal, as this version writes it."""
    lines = [header_line(header)]
    for moment in moments:
        lines.append(moment_line(moment, link(lines[-1])))
    return b"".join(lines)


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
    """The longest correct prefix, as this version would have written it. `format` is the one it was written in.

    `length` is in bytes; `last` the link of the last line that counts; `fault` says why it ends there, empty if nothing is lost.
    """

    header: Header | None
    moments: tuple[Moment, ...]
    length: int
    last: str
    fault: str
    format: int = FORMAT


def recover(data: bytes) -> Recovered:
    """Read what can be trusted of a journal's bytes. Never raises."""
    header: Header | None = None
    moments: list[Moment] = []
    length, last, fault, form = 0, "", "", FORMAT
    situation = Situation()
    for line in data.splitlines(keepends=True):
        try:
            body = _opened(line)
            if header is None:
                form, header = _format(body), _header(body)
            else:
                moment = _moment(body, len(moments), last)
                situation = fold(moment.events, situation)
                if moment.state and moment.state != FORMS[form].state_hash(situation):
                    raise Damaged("a moment that does not follow from those before it")
                moments.append(moment if form == FORMAT or not moment.state else replace(moment, state=state_hash(situation)))
        except (Damaged, ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError, OverflowError) as wrong:
            whole = line.endswith(b"\n")
            fault = f"line {len(moments) + (header is not None) + 1} is {'damaged' if whole else 'cut off'}: {_why(wrong)}"
            break
        length += len(line)
        last = link(line)
    if header is None and not fault:
        fault = "the file is empty"
    return Recovered(header=header, moments=tuple(moments), length=length, last=last, fault=fault, format=form)


def _why(wrong: Exception) -> str:
    return str(wrong) if isinstance(wrong, Damaged) else "it does not say what a line must say"


def _format(body: dict[str, Any]) -> int:
    if body.get("is") != "Run":
        raise Damaged("the first line does not begin a run")
    form = body.get("format")
    if type(form) is not int or form not in FORMS:
        newer = ", a newer Cordless reads it" if type(form) is int and form > FORMAT else ""
        raise Damaged(f"it was written in format {form}, and this program reads 1 to {FORMAT}{newer}")
    return form


def _header(body: dict[str, Any]) -> Header:
    known = {field.name: {"int": int, "str": str}[str(field.type)] for field in fields(Header)}
    given = {key: value for key, value in body.items() if key in known}
    for key, value in given.items():
        if type(value) is not known[key]:
            raise Damaged(f"a run whose `{key}` is not what it must be")
    return Header(**given)


def _moment(body: dict[str, Any], seq: int, last: str) -> Moment:
    if body["seq"] != seq:
        raise Damaged(f"moment {body['seq']} stands where {seq} should")
    if body["prev"] != last:
        raise Damaged("it does not follow the line before it")
    command = body["command"]
    return Moment(
        seq=seq, at=Seconds(int(body["at"])), pace=str(body["pace"]), wall=str(body["wall"]), state=str(body["state"]),
        command=None if command is None else decode(command, COMMANDS),
        events=tuple(decode(event, EVENTS) for event in body["events"]),
    )
