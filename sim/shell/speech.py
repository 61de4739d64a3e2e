"""What is printed: on whatever is there to print on, in whatever letters it knows."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Print a text on standard output, if there is one; letters it does not know become question marks."""
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print a sentence on standard error, if there is one, in letters every console knows."""
    if sys.stderr is None:
        return
    sys.stderr.write(text.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stderr.flush()


def hear(prompt: str) -> str:
    """Ask for a line on standard input. Raises EOFError where there is none, or nothing to ask on."""
    if sys.stdin is None or sys.stdout is None:
        raise EOFError
    try:
        if sys.stderr is not None:
            return input(prompt)
        sys.stdout.write(prompt)  # `input` does not work without a standard error
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")
    except UnicodeDecodeError:
        return "?"  # bytes that are no text: nothing that could have been meant
