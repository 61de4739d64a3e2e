"""Other keys for a finished view, or none for letters: screens name the usual ones, and everybody may have their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sim.screens.intents import Change
from sim.screens.view import Action, Block, Field, Heading, Paragraph, View

KEYS: tuple[tuple[str, str], ...] = (
    ("p", "Pause"), ("n", "A note; the next one"), ("w", "Words; what if"), ("h", "A hint"), ("e", "More time"),
    ("t", "Another matter; try it"), ("b", "The workbench; the one before"), ("l", "Look around"), ("u", "Who plays"),
    ("s", "Settings; show it to somebody"), ("g", "Go on; stop in a room"), ("a", "Again from here"),
    ("d", "Drop it and answer; delete"), ("q", "Leave for the catalogue; the questions"), ("r", "With a room; start over"),
    ("x", "What to practise next"), ("v", "Vote"), ("m", "One minute more"), ("o", "Cards"), ("c", "Carry on; put it all back"),
    ("k", "Keep this count"), *((str(digit), f"Choice {digit}") for digit in range(1, 10)),
)
"""Every key that can be another one, and what it does."""

MOST = 1


def pressed(view: View, keys: Mapping[str, str], letters: bool) -> View:
    """Return a view with other keys on its actions; without `letters` no single letter does anything."""
    if not keys and letters:
        return view
    found: View = _part(view, keys, letters)
    return found


def _part(part: Any, keys: Mapping[str, str], letters: bool) -> Any:
    if isinstance(part, Action):
        key = keys.get(part.key, part.key)
        if not letters and len(key) == 1 and key.isalpha():
            key = ""
        return part if key == part.key else replace(part, key=key)
    if isinstance(part, tuple):
        after = tuple(_part(one, keys, letters) for one in part)
        same = all(one is other for one, other in zip(after, part, strict=True))
        return part if same else part._make(after) if hasattr(part, "_make") else after
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed = {}
    for name in (one.name for one in fields(part)):
        before = getattr(part, name)
        after = _part(before, keys, letters) if isinstance(before, tuple) or is_dataclass(before) else before
        if after is not before:
            changed[name] = after
    return replace(part, **changed) if changed else part


def read_keys(text: str) -> dict[str, str]:
    """Return which key has become which, from its one line on disk (`p=x x=p`); what makes no sense there is left out.

    Every key stands for one thing: where the line says otherwise, nothing of it counts.
    """
    known = dict(KEYS)
    pairs = [pair.partition("=") for pair in text.split()]
    found = {old: new for old, _, new in pairs if old in known and len(new) == MOST and new.isprintable()}
    all_keys = [found.get(key, key) for key in known]
    return found if len(set(all_keys)) == len(all_keys) else {}


def changed(keys: Mapping[str, str], key: str, to: str) -> tuple[dict[str, str], str]:
    """Return the keys after one was changed, and a sentence that says what happened.

    A key that is taken changes places with the one it is taken by, so that none is ever lost.
    """
    to = to.strip().lower()
    if len(to) != MOST or not to.isprintable() or to.isspace():
        return dict(keys), "Type one letter, digit or sign."
    now = {name: keys.get(name, name) for name, _ in KEYS}
    old = now[key]
    other = next((name for name, held in now.items() if held == to and name != key), "")
    now[key] = to
    said = f"{dict(KEYS)[key]}: {to.upper()}."
    if other:
        now[other] = old
        said = f"{dict(KEYS)[key]}: {to.upper()}. {dict(KEYS)[other]} is {old.upper()} now."
    return {name: held for name, held in now.items() if held != name}, said


def written(keys: Mapping[str, str]) -> str:
    """Return keys as their one line on disk."""
    return " ".join(f"{old}={new}" for old, new in keys.items())


def key_fields(keys: Mapping[str, str]) -> tuple[Block, ...]:
    """Return what the settings screen shows of keys: one field each."""
    return (
        Heading(text="Other keys", level=2, icon="keyboard"),
        Paragraph(text="Type one letter, digit or sign. A key that is taken changes places.", tone="quiet"),
        *(
            Field(id=f"key-{key}", label=what, text=keys.get(key, key).upper(),
                  submit=Action(id=f"key-{key}!set", label="Set", intent=Change(setting=f"key-{key}", value="")))
            for key, what in KEYS
        ),
        Field(id="keys", label="All as they were", options=(
            Action(id="keys-usual", label="The usual keys", intent=Change(setting="keys", value="usual")),
        )),
    )
