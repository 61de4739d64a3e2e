"""Which names of files Windows takes."""

from __future__ import annotations

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
LONGEST = 120
"""Of the 260 letters that a whole path may have there; the rest is left to where people put things."""


def fits_windows(name: str) -> bool:
    """Whether Windows takes a path, written with `/`, that lies below some folder."""
    parts = name.split("/")
    fine = all(part and part[-1] not in ". " and part.split(".")[0].lower() not in _RESERVED for part in parts)
    return fine and len(name) <= LONGEST and not any(letter in '<>:"|?*\\' or letter < " " for letter in name)
