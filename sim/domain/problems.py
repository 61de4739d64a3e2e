"""What is wrong with what an author wrote. Problems are values with a place: collected, never raised."""
from __future__ import annotations

from typing import Literal, NamedTuple

from sim.domain.value import value

Severity = Literal["error", "warning", "info"]


class Mark(NamedTuple):
    """A place in a text: lines and columns count from 1, as editors do."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@value
class Problem:
    """`code` is stable and has a page (`explain CODE`); `hint`, if any, says what to do; `length` columns get a caret.

    `witness`, if any, is a way a run can go that shows it, told in one line.
    """

    code: str
    where: Mark
    message: str
    hint: str = ""
    severity: Severity = "error"
    length: int = 1
    witness: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.severity} {self.code} {self.message}" + (f" ({self.hint})" if self.hint else "")
