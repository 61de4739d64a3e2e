"""From keys and mouse to the actions of the view on stage."""
from __future__ import annotations

import pygame

from sim.screens.view import Action, Field, actions_of
from sim.surfaces.window.compose import Live, thumb_of
from sim.surfaces.window.entry import Entry
from sim.surfaces.window.focus import Direction, along, towards
from sim.surfaces.window.frame import NEWER, SCROLL, Pane
from sim.surfaces.window.heard import Heard, Pressed, Touched
from sim.surfaces.window.keys import modified, name_of
from sim.surfaces.window.stage import Stage

GUARD_MS = 500  # a press meant for what was shown a moment ago is not taken for the option that took its place
HELD_MS = 600  # a key that says nothing for so long was let go, even if nobody said so: a window that is made anew is not told
_EDITING = ("backspace", "delete", "left", "right", "home", "end")
_NEEDS = {
    pygame.KEYDOWN: ("key",), pygame.KEYUP: ("key",), pygame.TEXTINPUT: ("text",), pygame.MOUSEWHEEL: ("y",),
    pygame.MOUSEMOTION: ("pos",), pygame.MOUSEBUTTONDOWN: ("pos", "button"), pygame.MOUSEBUTTONUP: ("pos", "button"),
}
_STEPS = {"-": 0, "+": 1, "=": 1}
_WAYS: dict[str, Direction] = {"left": "left", "right": "right", "up": "up", "down": "down"}


class Hands:
    """Keeps what is held down; everything else is in the state of the stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._guarded_until = 0
        self._down: dict[int, int] = {}
        self._pressing = ""
        self._dragging: tuple[str, int] | None = None
        self._winding = ""
        self.scanning = False
        self._scanned = 0
        self._mouse = (0, 0)

    def scan(self, now_ms: int, every: int) -> None:
        """Move the focus on by itself, if it has been where it is for long enough; what is not to be pressed is passed over."""
        stage, self.scanning = self._stage, every > 0
        if not every or now_ms - self._scanned < every:
            return
        self._scanned = now_ms
        lives = stage.lives()
        for _ in lives:
            stage.focus_on(along(lives, stage.state.focus, 1))
            live = stage.live(stage.state.focus)
            action = live.target.action if live is not None else None
            if live is not None and (live.target.kind == "field" or (action is not None and action.enabled)):
                break
        stage.state.typing = False

    def guard(self, now_ms: int) -> None:
        self._guarded_until = now_ms + GUARD_MS

    def take(self, event: pygame.event.Event, now_ms: int) -> Heard | None:
        """Return what an event means; None for one that is no sign of a person, or not whole."""
        if not all(hasattr(event, name) for name in _NEEDS.get(event.type, ())):
            return None
        match event.type:
            case pygame.KEYDOWN:
                again = now_ms - self._down.get(event.key, -HELD_MS) < HELD_MS
                self._down[event.key] = now_ms
                heard = self._key(event, now_ms, again)
                self._say_focus(name_of(event) in ("tab", *_WAYS))
                return heard
            case pygame.KEYUP:
                self._down.pop(event.key, None)
                return Touched()
            case pygame.TEXTINPUT:
                return self._text(event.text)
            case pygame.MOUSEMOTION:
                return self._move(event.pos)
            case pygame.MOUSEBUTTONDOWN:
                return self._push(event.pos) if event.button == 1 else Touched()
            case pygame.MOUSEBUTTONUP:
                return self._let_go(event.pos, now_ms) if event.button == 1 else Touched()
            case pygame.MOUSEWHEEL:
                return self._wheel(event.y, now_ms)
            case pygame.WINDOWLEAVE:
                self._hover("")
                self._tip(None, (0, 0))
                return None
            case pygame.WINDOWFOCUSLOST:
                self._down.clear()
                self._pressing, self._dragging, self._winding = "", None, ""
                return None
            case pygame.WINDOWFOCUSGAINED:
                return Touched()
            case _:
                return None

    def _key(self, event: pygame.event.Event, now_ms: int, again: bool) -> Heard:
        stage, name = self._stage, name_of(event)
        state = stage.state
        if modified(event):
            return Touched()
        heard = self._listened(name, again) if state.typing else None
        if heard is not None:
            return heard
        function = len(name) > 1 and name[0] == "f" and name[1:].isdigit()
        if state.typing and name not in ("tab", "pageup", "pagedown") and not function:
            return self._type(name, again)
        if name == "tab":
            back = bool(getattr(event, "mod", 0) & pygame.KMOD_SHIFT)
            stage.focus_on(along(stage.lives(), state.focus, -1 if back else 1))
            return Touched()
        if name in _WAYS:
            wound = self._action_with(name)
            return self._press(wound, now_ms) if wound is not None else self._arrow(_WAYS[name])
        if name in ("pageup", "pagedown", "home", "end"):
            wound = None if state.focus.startswith(SCROLL) else self._action_with(name)
            return self._press(wound, now_ms) if wound is not None else self._page(name)
        if again:
            return Touched()
        if self.scanning and name in ("space", "enter"):
            self._scanned = now_ms
            return self._activate(now_ms)
        if name == "enter" and state.focus and not state.focus.startswith(SCROLL):
            return self._activate(now_ms)
        action = self._step(name) or self._action_with(name)
        if action is not None:
            return self._press(action, now_ms)
        if name == "space":
            return self._page("pagedown") if state.focus.startswith(SCROLL) else self._activate(now_ms)
        return Touched()

    def _listened(self, name: str, again: bool) -> Heard | None:
        """Return what a key means to a field that listens for one; None if there is none, or the key moves on or back."""
        live = self._stage.live(self._stage.state.focus)
        field = live.target.field if live is not None else None
        if field is None or not field.listens or field.submit is None or name == "tab":
            return None
        if name == "escape":
            back = self._action_with(name)
            return Pressed(action=back) if back is not None else None
        if again or self.scanning or not name or name == "enter" or name in _WAYS:
            return Touched()
        return Pressed(action=field.submit, text=name)

    def _step(self, name: str) -> Action | None:
        """Return what the minus or the plus key does to what has the focus; the equals sign is the same key without Shift."""
        live = self._stage.live(self._stage.state.focus) if name in _STEPS else None
        return live.target.steps[_STEPS[name]] if live is not None and live.target.steps is not None else None

    def _action_with(self, name: str) -> Action | None:
        found = [action for action in actions_of(self._stage.view) if name and action.key == name]
        return next((action for action in found if action.enabled), found[0] if found else None)

    def _type(self, name: str, again: bool) -> Heard:
        stage = self._stage
        live = stage.live(stage.state.focus)
        if live is None or live.target.field is None:
            return Touched()
        field = live.target.field
        entry = stage.state.entries.get(field.id, Entry())
        stage.touch()
        if name in _EDITING:
            stage.state.entries[field.id] = entry.edited(name)
        elif name == "escape":
            stage.state.typing = False
        elif name == "enter" and not again and field.submit is not None and field.submit.enabled:
            return self._submit(field, field.submit)
        return Touched()

    def _text(self, text: str) -> Heard:
        stage = self._stage
        live = stage.live(stage.state.focus)
        if stage.state.typing and live is not None and live.target.field is not None and not live.target.field.listens:
            name = live.target.field.id
            stage.state.entries[name] = stage.state.entries.get(name, Entry()).typed(text)
            stage.touch()
        return Touched()

    def _arrow(self, way: Direction) -> Heard:
        stage = self._stage
        live = stage.live(stage.state.focus)
        if live is not None and live.target.kind == "scroll" and way in ("up", "down"):
            self._scroll(live.pane, stage.kit.s(54) * (-1 if way == "up" else 1))
        else:
            stage.focus_on(towards(stage.lives(), stage.state.focus, way))
        return Touched()

    def _activate(self, now_ms: int) -> Heard:
        """Press what has the focus; if it is out of sight, show it first."""
        stage = self._stage
        live = stage.live(stage.state.focus)
        if live is None or live.target.kind in ("scroll", "reel"):
            return Touched()
        if live.seen[3] < min(live.target.h, live.pane.rect[3]) * 6 // 10:
            stage.focus_on(live.target.id)
            return Touched()
        return self._use(live, now_ms)

    def _use(self, live: Live, now_ms: int) -> Heard:
        stage, target = self._stage, live.target
        if target.kind == "newer":
            stage.state.scroll_to(live.pane, live.pane.deepest)
            stage.touch()
            return Touched()
        if target.kind == "field" or target.action is None:
            stage.focus_on(target.id)
            return Touched()
        return self._press(target.action, now_ms)

    def _press(self, action: Action, now_ms: int) -> Heard:
        stage = self._stage
        live = stage.live(action.id)
        if not action.enabled:
            if live is not None:
                stage.focus_on(action.id)
            return Touched()
        if live is not None and live.target.kind == "option" and now_ms < self._guarded_until:
            return Touched()
        if live is not None and live.target.steps is not None and live.target.kind == "option":
            stage.focus_on(action.id)  # so that plus and minus are now of it
        fields = [one.target.field for one in stage.lives() if one.target.field is not None]
        field = next((field for field in fields if field.submit is not None and field.submit.id == action.id), None)
        return Pressed(action=action) if field is None else self._submit(field, action)

    def _submit(self, field: Field, action: Action) -> Heard:
        """Hand over what was typed; the field then says again what the view says, until the view says otherwise."""
        state = self._stage.state
        typed, said = state.entries.get(field.id, Entry()).text, field.text or ""
        state.entries[field.id] = Entry(said, len(said))
        self._stage.touch()
        return Pressed(action=action, text=typed)

    def _page(self, name: str) -> Heard:
        pane = self._scrolling()
        if pane is not None:
            step = pane.rect[3] * 85 // 100
            self._scroll(pane, {"pageup": -step, "pagedown": step, "home": -pane.box.h, "end": pane.box.h}[name])
        return Touched()

    def _scrolling(self) -> Pane | None:
        stage = self._stage
        live = stage.live(stage.state.focus)
        if live is not None and live.pane.deepest:
            return live.pane
        panes = [pane for pane in stage.frame.front.panes if pane.deepest]
        return min(panes, key=lambda pane: {"feed": 1, "side": 2}.get(pane.role, 0), default=None)

    def _scroll(self, pane: Pane, step: int) -> None:
        self._stage.state.scroll_by(pane, step)
        self._stage.touch()

    def _move(self, spot: tuple[int, int]) -> Heard:
        stage, self._mouse = self._stage, spot
        if self._dragging is not None:
            role, held = self._dragging
            pane = stage.frame.pane(role)
            thumb = thumb_of(pane, stage.state.offset(pane), stage.kit) if pane is not None else None
            if pane is not None and thumb is not None:
                free = pane.rect[3] - stage.kit.s(12) - thumb[3]
                stage.state.scroll_to(pane, (spot[1] - held - pane.rect[1]) * pane.deepest // max(free, 1))
                stage.touch()
            return Touched()
        wound = self._stage.live(self._winding)
        if wound is not None:
            self._tip(wound, spot)
            return self._wind(wound, spot)
        live = self._under(spot)
        self._hover(live.target.id if live is not None else "")
        self._tip(live, spot)
        return Touched()

    def _tip(self, live: Live | None, spot: tuple[int, int]) -> None:
        """Have said what the mouse is on, where a target says more than one thing."""
        found: tuple[str, ...] = ()
        if live is not None:
            x, y = spot[0] - live.target.x, spot[1] - live.target.y
            found = tuple(tip.text for tip in live.target.tips if _holds((tip.x, tip.y, tip.w, tip.h), (x, y)))
        if found != self._stage.state.tips or (found and self._stage.state.spot != spot):
            self._stage.state.tips, self._stage.state.spot = found, spot
            self._stage.touch()

    def _say_focus(self, moved: bool) -> None:
        """Have said what the keys moved to, where that has more to say than it shows."""
        live = self._stage.live(self._stage.state.focus) if moved else None
        if live is not None and live.target.kind == "action":
            x, y, w, _ = live.target.rect
            self._tip(live, (x + w // 2, y + 1))
        else:
            self._tip(None, (0, 0))

    def _wind(self, live: Live, spot: tuple[int, int]) -> Heard:
        """Wind a reel to where the mouse is along it, in thousandths."""
        x, _, w, _ = live.target.rect
        ends = live.target.radius  # it is round at the ends, and runs from the middle of one to the middle of the other
        share = (spot[0] - x - ends) * 1000 // max(w - 2 * ends, 1)
        action = live.target.action
        return Pressed(action=action, text=str(min(max(share, 0), 1000))) if action is not None else Touched()

    def _hover(self, name: str) -> None:
        if self._stage.state.hover != name:
            self._stage.state.hover = name
            self._stage.touch()

    def _under(self, spot: tuple[int, int]) -> Live | None:
        over = [live for live in self._stage.lives() if live.target.kind not in ("scroll", "taken") and _holds(live.seen, spot)]
        return next((live for live in reversed(over) if live.target.id.startswith(NEWER)), over[-1] if over else None)

    def _push(self, spot: tuple[int, int]) -> Heard:
        stage = self._stage
        for pane in stage.frame.front.panes:
            thumb = thumb_of(pane, stage.state.offset(pane), stage.kit)
            if thumb is not None and _holds((thumb[0] - 6, pane.rect[1], thumb[2] + 8, pane.rect[3]), spot):
                on_thumb = thumb[1] <= spot[1] < thumb[1] + thumb[3]
                self._dragging = pane.role, spot[1] - thumb[1] if on_thumb else thumb[3] // 2
                return self._move(spot)
        live = self._under(spot)
        self._pressing = live.target.id if live is not None else ""
        if live is not None and live.target.kind == "reel":
            self._pressing, self._winding = "", live.target.id
            stage.focus_on(live.target.id, reveal=False)
            return self._wind(live, spot)
        if live is not None and live.target.kind != "newer":
            stage.focus_on(live.target.id, reveal=False)
        elif stage.state.typing:
            stage.state.typing = False
            stage.touch()
        return Touched()

    def _let_go(self, spot: tuple[int, int], now_ms: int) -> Heard:
        pressing, self._pressing, self._winding = self._pressing, "", ""
        if self.scanning:  # a click is the press of a switch, wherever the mouse is
            self._scanned = now_ms
            return self._activate(now_ms)
        if self._dragging is not None:
            self._dragging = None
            return Touched()
        live = self._under(spot)
        if live is None or live.target.id != pressing:
            return Touched()
        return self._use(live, now_ms)

    def _wheel(self, turns: float, now_ms: int) -> Heard:
        live = self._under(self._mouse)
        wound = self._action_with("left" if turns > 0 else "right") if live is not None and live.target.kind == "reel" else None
        if wound is not None:
            return self._press(wound, now_ms)
        pane = next((pane for pane in self._stage.frame.front.panes
                     if _holds(pane.rect, self._mouse) and pane.deepest), None) or self._scrolling()
        if pane is not None:
            self._scroll(pane, round(-turns * self._stage.kit.s(60)))
        return Touched()


def _holds(rect: tuple[int, int, int, int], spot: tuple[int, int]) -> bool:
    x, y, w, h = rect
    return x <= spot[0] < x + w and y <= spot[1] < y + h
