"""The names of keys, as actions know them."""
from __future__ import annotations

import pygame

_NAMED = {
    pygame.K_SPACE: "space", pygame.K_ESCAPE: "escape", pygame.K_RETURN: "enter", pygame.K_KP_ENTER: "enter",
    pygame.K_TAB: "tab", pygame.K_BACKSPACE: "backspace", pygame.K_DELETE: "delete", pygame.K_LEFT: "left",
    pygame.K_RIGHT: "right", pygame.K_UP: "up", pygame.K_DOWN: "down", pygame.K_HOME: "home", pygame.K_END: "end",
    pygame.K_PAGEUP: "pageup", pygame.K_PAGEDOWN: "pagedown",
    **{getattr(pygame, f"K_F{number}"): f"f{number}" for number in range(1, 13)},
    **{getattr(pygame, f"K_KP{digit}"): str(digit) for digit in range(10)},
}
_DIGIT_ROW = {getattr(pygame, f"KSCAN_{digit}"): str(digit) for digit in range(10)}
_LETTERS = {getattr(pygame, f"KSCAN_{letter}"): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def name_of(event: pygame.event.Event) -> str:
    """Return the name of the key pressed, empty for one without a name; keypad digits count as digits."""
    if event.key in _NAMED:
        return _NAMED[event.key]
    typed = getattr(event, "unicode", "")
    if typed and typed in "0123456789?":
        return typed
    if 32 < event.key < 127 and (chr(event.key).isalnum() or not typed):
        return chr(event.key)
    # on keyboards whose digit row needs Shift, or whose letters are not Latin, the place of the key counts
    place = getattr(event, "scancode", -1)
    by_place = _DIGIT_ROW.get(place, "") or (_LETTERS.get(place, "") if event.key > 127 else "")
    return by_place or (typed if len(typed) == 1 else "")


def modified(event: pygame.event.Event) -> bool:
    """Return whether Ctrl, Alt or the system key is held: then a letter is not one of ours."""
    return bool(getattr(event, "mod", 0) & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META))
