"""Other keys for a finished view, or none for letters: screens name the usual ones, and everybody may have their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sim.screens.intents import Change
from sim.screens.view import Action, Block, Buttons, Field, Heading, Paragraph, Region, View

KEYS: tuple[tuple[str, str], ...] = (
    ("p", "Pause"), ("n", "A note; the next one"), ("w", "Words; what if"), ("h", "A hint"), ("e", "More time"),
    ("t", "Another matter; try it"), ("b", "The workbench; the one before"), ("l", "Look around"), ("u", "Who plays"),
    ("s", "Settings; show it to somebody"), ("g", "Go on; stop in a room"), ("a", "Again from here"),
    ("d", "Drop it and answer; delete"), ("q", "Leave for the catalogue; the questions"), ("r", "With a room; start over"),
    ("x", "What to practise next"), ("v", "Vote"), ("m", "One minute more"), ("o", "Cards"), ("c", "Carry on; put it all back"),
    ("k", "Keep this count"), *((str(digit), f"Choice {digit}") for digit in range(1, 10)),
    ("space", "Let time run; play a replay"), ("escape", "Back; leave"), ("f1", "Help"), ("f11", "Full screen"),
)
"""Every key that can be another one, and what it does. Tab, Enter and the arrows stay: with them everything can be reached."""

NAMED = frozenset({"space", "escape", "backspace", "delete", *(f"f{number}" for number in range(1, 13))})
"""Keys with a name that another one can become; what scrolls and what moves the focus cannot."""

TAKEN = "+-="
"""Signs that take more or less of what has the focus."""


def pressed(view: View, keys: Mapping[str, str], letters: bool) -> View:
    """Return a view with other keys on its actions; without `letters` no single letter does anything."""
    if not keys and letters:
        return view
    found: View = _part(view, in_force(keys, letters), letters)
    return found


def in_force(keys: Mapping[str, str], letters: bool) -> dict[str, str]:
    """Return the keys that count; without `letters` a key that became a letter is what it was, so that none is lost."""
    if letters:
        return dict(keys)
    kept = {old: new for old, new in keys.items() if not (_is_letter(old) or _is_letter(new))}
    return kept if _is_clear(kept) else {}


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isalpha()


def _is_clear(keys: Mapping[str, str]) -> bool:
    """Whether every key stands for one thing."""
    return len({keys.get(key, key) for key, _ in KEYS}) == len(KEYS)


def _can_be(key: str) -> bool:
    return key in NAMED or (len(key) == 1 and key.isprintable() and not key.isspace() and key not in TAKEN)


def name_on(key: str) -> str:
    """Return a key as it is printed on the key."""
    return "Esc" if key == "escape" else key.upper() if len(key) == 1 else key.capitalize()


def _part(part: Any, keys: Mapping[str, str], letters: bool) -> Any:
    if isinstance(part, Action):
        key = keys.get(part.key, part.key)
        if not letters and _is_letter(key):
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
    found = {old: new for old, _, new in pairs if old in known and _can_be(new)}
    return found if _is_clear(found) else {}


def changed(keys: Mapping[str, str], key: str, to: str) -> tuple[dict[str, str], str]:
    """Return the keys after one was changed, and a sentence that says what happened.

    A key that is taken changes places with the one it is taken by, so that none is ever lost.
    """
    to = to.strip().lower()
    to = "escape" if to == "esc" else to
    if to and to in TAKEN:
        return dict(keys), "Plus and minus take more or less of a part, and stay what they are."
    if not _can_be(to):
        return dict(keys), "A letter, a digit, a sign, or a key such as F2: one of them."
    now = {name: keys.get(name, name) for name, _ in KEYS}
    old = now[key]
    other = next((name for name, held in now.items() if held == to and name != key), "")
    now[key] = to
    said = f"{dict(KEYS)[key]}: {name_on(to)}."
    if other:
        now[other] = old
        said = f"{dict(KEYS)[key]}: {name_on(to)}. That key was taken: {dict(KEYS)[other]} is {name_on(old)} now."
    return {name: held for name, held in now.items() if held != name}, said


def written(keys: Mapping[str, str]) -> str:
    """Return keys as their one line on disk."""
    return " ".join(f"{old}={new}" for old, new in keys.items())


LISTEN = "?"
"""What a key is set to for the next key that is pressed to become it."""


def listening(key: str, keys: Mapping[str, str]) -> Region:
    """Return the dialog that waits for the key that is to stand in for another."""
    what = dict(KEYS)[key]
    return Region(role="dialog", label="key", blocks=(
        Heading(text=what, level=2, icon="keyboard", aside=name_on(keys.get(key, key))),
        Field(id="new-key", label="Press the new key", text="", listens=True,
              submit=Action(id=f"key-{key}!set", label="Set", intent=Change(setting=f"key-{key}", value=""))),
        Buttons(actions=(
            Action(id="key-stays", label="Leave it as it is", intent=Change(setting="keys", value="same"), key="escape",
                   icon="arrow-left"),
        )),
    ))


def key_fields(keys: Mapping[str, str]) -> tuple[Block, ...]:
    """Return what the settings screen shows of keys: one field each."""
    return (
        Heading(text="Other keys", level=2, icon="keyboard"),
        Paragraph(text="A key that is taken changes places. Tab, Enter and the arrows stay what they are.", tone="quiet"),
        *(
            Field(id=f"key-{key}", label=what, help=f"Usually {name_on(key)}." if key in keys else "", options=(
                Action(id=f"key-{key}-change", label=f"Change {name_on(keys.get(key, key))}",
                       intent=Change(setting=f"key-{key}", value=LISTEN)),
            ))
            for key, what in KEYS
        ),
        Field(id="keys", label="All as they were", options=(
            Action(id="keys-usual", label="The usual keys", intent=Change(setting="keys", value="usual")),
        )),
    )
