"""Documents that something has gone wrong with: a seed makes one out of a good one, the same on every machine."""
from __future__ import annotations

import random
import re

SCRAPS: tuple[bytes, ...] = (
    b"{", b"}", b"[", b"]", b":", b": ", b"- ", b"\n", b"\n  ", b"\t", b'"', b"'", b"#", b"&a ", b"*a", b"!x ", b"<<: ",
    b"---\n", b"%",
    b"|\n", b">-\n", b"? ", b",", b"\x00", b"\xff", b"\xc2\x85", b"\xf0\x9f\x94\xa5", b"9" * 30, b"-1", b"1e99", b"1/0",
    b"0s", b"99:99",
    b"[[", b"]]", b"{x}", b"end", b"done", b"you", b"main", b"true", b" and ", b"(", b"/ 0", "²".encode(), "٣".encode(), b"~",
    b"\xed\xa0\x80", b'"\\ud800"', b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xcc\x81" * 9, b"\r", b"\\", b"[" * 50, b"0", b"1s",
    b"24:00", b"|2",
    b"999999999", b"-999999999", b"9999d", b"os.system", b"__class__", b"state", b"trigger",
)
"""What is put in: marks of YAML, letters that are none, numbers and times at the edge, names that mean something elsewhere."""


NUMBERS: tuple[bytes, ...] = (
    b"0", b"1", b"2", b"-1", b"100", b"86399", b"86400", b"999999999", b"-999999999", b"0.000000001", b"1/999999999",
    b"2147483648",
)
_NUMBER = re.compile(rb"(?<![\w.-])[+-]?[0-9]+")
_NAME = re.compile(rb"(?<=[ {\[(/])[a-z][a-z_.-]+(?=[]}),:\s])")


def mangled(luck: random.Random, raw: bytes) -> bytes:
    """Return a copy of `raw` with one to four things cut, doubled, swapped or put in."""
    for _ in range(luck.randint(1, 4)):
        raw = luck.choice(WAYS)(luck, raw) or b"a"
    return raw


def misjudged(luck: random.Random, raw: bytes) -> bytes:
    """Return a copy of `raw` with one to three numbers, names or lines that are others: most can still be read, many played."""
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        raw = luck.choice(MILD_WAYS)(luck, raw) or b"a"
    return raw


def _cut(luck: random.Random, raw: bytes) -> bytes:
    at = luck.randrange(len(raw))
    return raw[:at] + raw[at + luck.randint(1, 12):]


def _put_in(luck: random.Random, raw: bytes) -> bytes:
    at = luck.randrange(len(raw))
    return raw[:at] + luck.choice(SCRAPS) + raw[at:]


def _put_over(luck: random.Random, raw: bytes) -> bytes:
    at = luck.randrange(len(raw))
    return raw[:at] + luck.choice(SCRAPS) + raw[at + luck.randint(1, 6):]


def _flip(luck: random.Random, raw: bytes) -> bytes:
    at = luck.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << luck.randrange(8)]) + raw[at + 1:]


def _swap_lines(luck: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    n, m = luck.randrange(len(lines)), luck.randrange(len(lines))
    lines[n], lines[m] = lines[m], lines[n]
    return b"\n".join(lines)


def _drop_line(luck: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    lines.pop(luck.randrange(len(lines)))
    return b"\n".join(lines)


def _double_lines(luck: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    n = luck.randrange(len(lines))
    return b"\n".join([*lines[:n + luck.randint(1, 5)], *lines[n:]])


def _word_for_word(luck: random.Random, raw: bytes) -> bytes:
    words = raw.split(b" ")
    n, m = luck.randrange(len(words)), luck.randrange(len(words))
    words[n] = words[m]
    return b" ".join(words)


def _other_value(luck: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    n = luck.randrange(len(lines))
    key, colon, _ = lines[n].partition(b":")
    lines[n] = key + colon + b" " + luck.choice(SCRAPS) if colon else lines[n]
    return b"\n".join(lines)


def _other_number(luck: random.Random, raw: bytes) -> bytes:
    found = list(_NUMBER.finditer(raw))
    if not found:
        return raw
    one = luck.choice(found)
    return raw[:one.start()] + luck.choice(NUMBERS) + raw[one.end():]


def _other_name(luck: random.Random, raw: bytes) -> bytes:
    found = list(_NAME.finditer(raw))
    if not found:
        return raw
    one, other = luck.choice(found), luck.choice(found)
    return raw[:one.start()] + other.group() + raw[one.end():]


WAYS = (_cut, _put_in, _put_over, _flip, _swap_lines, _drop_line, _double_lines, _word_for_word, _other_value)
MILD_WAYS = (*[_other_number] * 6, _other_name, _drop_line, _word_for_word)
