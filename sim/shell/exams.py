"""Exams: what was set with one, and whether it has been released. Kept in the folder of the run, apart from its journal.

The word that releases it is kept as a salted hash (PBKDF2 with SHA-256, 200,000 rounds). Accommodations are for the trainee and
whoever set the exam; no report names them.
"""

from __future__ import annotations

import hashlib
import secrets
from fractions import Fraction
from pathlib import Path

from sim.screens.modes import EXTRA
from sim.shell.clock import wall
from sim.shell.disk import NotKept, is_file, read_json, write_json

ROUNDS = 200_000


def pace_of(extra: str) -> Fraction:
    """Return the pace of thinking with so much extra time: 0 is untimed."""
    return Fraction(0) if extra == "untimed" else Fraction(100, 100 + int(extra))


def set_up(folder: Path, extra: str, word: str) -> None:
    """Write down what was set with an exam. Raises NotKept."""
    salt = secrets.token_hex(16)
    write_json(folder / "exam.json", {"extra": extra, "salt": salt, "hash": _hash(word, salt) if word else ""})


def carry(old: Path | None, new: Path | None) -> None:
    """Let what was set with an exam hold in another folder of it, too: begun again, or kept elsewhere. Raises NotKept."""
    found = read_json(old / "exam.json") if old is not None else {}
    if found and new is not None:
        write_json(new / "exam.json", found)


def extra_of(folder: Path | None) -> str:
    """Return the extra time that was set with an exam."""
    found = read_json(folder / "exam.json").get("extra", "0") if folder is not None else "0"
    return found if found in EXTRA else "0"


def is_released(folder: Path | None) -> bool:
    """Whether the debrief of an exam may be seen."""
    return folder is not None and is_file(folder / "released.json")


def release(folder: Path, word: str) -> None:
    """Release an exam for the word that was set with it. Raises NotKept for another word."""
    found = read_json(folder / "exam.json")
    wanted, salt = found.get("hash", ""), found.get("salt", "")
    if wanted and not (isinstance(wanted, str) and isinstance(salt, str) and secrets.compare_digest(_hash(word, salt), wanted)):
        raise NotKept("That is not the word that was set with this exam.")
    write_json(folder / "released.json", {"wall": wall()})


def _hash(word: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", word.strip().encode(), salt.encode(), ROUNDS).hex()
