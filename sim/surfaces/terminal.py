"""A view as text, and a typed line as an action. No redraw tricks: what was printed stays, so a screen reader can follow.

`render` gives lines to print; the messages named in `seen` are left out, because they were printed before. What can be done
is numbered in reading order, and `parse` finds the action for a number, a key or the beginning of a label.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from sim.domain.texts import safe_text
from sim.screens.view import (
    ALSO_OPEN,
    Action,
    Bars,
    Block,
    Buttons,
    Chart,
    Columns,
    Countdown,
    Feed,
    Field,
    Group,
    Heading,
    Meter,
    Option,
    Paragraph,
    Part,
    Parts,
    Passing,
    Poster,
    Row,
    Scene,
    Table,
    Timeline,
    Tracks,
    View,
    actions_of,
    plain,
)

WIDTH = 80
_STEP = re.compile(r"([0-9]{1,3}) *([-−+])")
"""How many: `5+` takes more of what has the number 5, `5-` less."""

DIALOG = "\0dialog"
"""Stands among the numbers while there is something in front."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line asks for: `action` to do with `text`, or a `reply` that says why nothing can be done."""

    action: Action | None = None
    text: str = ""
    reply: str = ""


def render(view: View, seen: frozenset[str] = frozenset(), *, again: bool = False) -> str:
    """Return the view as lines of at most 80 columns, feed first, then the matter, then what can be typed.

    With `again` the matter was printed before: its paragraphs are left out, and parts that are not taken; nothing else is.
    """
    numbers = _numbers(view)
    lines: list[str] = []
    dialog = view.region("dialog")
    printed = ("feed", "header", "matter", "body", "strip")
    regions = (dialog,) if dialog is not None else tuple(r for r in view.regions if r.role in printed)
    if view.alert:
        lines += _wrap(f"! {view.alert}")
    order = {"header": 1, "feed": 0, "matter": 2, "body": 2, "strip": 3, "dialog": 4}
    for region in sorted((r for r in regions if r is not None), key=lambda r: order[r.role]):
        for block in region.blocks:
            if region.role == "feed" and not isinstance(block, Feed):
                continue
            if region.role == "header" and isinstance(block, Row):
                lines += _wrap(f"[{block.title}]")
                continue
            if region.role == "header" and view.region("matter") is not None and not isinstance(block, Row):
                continue
            if again and region.role == "matter" and isinstance(block, Paragraph | Table):
                continue
            if again and isinstance(block, Parts):
                block = replace(block, parts=tuple(part for part in block.parts if part.chosen))
            lines += _block(block, numbers, seen)
        if lines and lines[-1]:
            lines.append("")
    if dialog is None:
        lines += _also_open(view, numbers)
        shown = [action for action in view.keys if action.weight != "quiet"]
        others = [f"{action.key}: {plain(action.label)}" if action.key else plain(action.label) for action in shown]
        side = ["i: where it stands"] if view.region("side") is not None else []
        parts = ["l: the whole list"] if again and any(parts_of(view)) else []
        if others or side or parts:
            lines += _wrap("Also: " + ", ".join([*others, *side, *parts]))
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip("\n") + "\n"


def _also_open(view: View, numbers: dict[str, int]) -> list[str]:
    """The other matters stand beside the play screen; here they must not be missed."""
    side = view.region("side")
    groups = [b for b in (side.blocks if side is not None else ()) if isinstance(b, Group) and b.title == ALSO_OPEN]
    return [line for group in groups for line in _block(group, numbers, frozenset()) if line]


def render_side(view: View) -> str:
    """Return the side column: meters, people, what is known."""
    side, numbers = view.region("side"), _numbers(view)
    lines = [line for block in side.blocks for line in _block(block, numbers, frozenset())] if side is not None else []
    return "\n".join(lines).rstrip() + "\n" if lines else "Nothing to tell.\n"


def parts_of(view: View) -> Iterator[Part]:
    """Yield everything there is to compose with."""
    for region in view.regions:
        for block in _all(region.blocks):
            if isinstance(block, Parts):
                yield from block.parts


def describe(view: View) -> str:
    """Return the whole view as text, side column and all: for golden files."""
    return f"[{view.screen}] {view.title}\n\n{render(view)}" + (
        f"\n{render_side(view)}" if view.region("side") is not None else ""
    )


def parse(line: str, view: View) -> Typed:
    """Return what a typed line asks for. Enter alone does what Space does, where there is that.

    Else it does what is primary, unless that has a letter: what has one takes time, or cannot be undone.
    """
    text = line.strip()
    actions = actions_of(view)
    numbers = _numbers(view)
    if not text:
        found = next((a for a in actions if a.key in ("space", "enter") and a.enabled), None)
        primary = next((a for a in actions if a.weight == "primary" and a.enabled and not _is_letter(a.key)), None)
        return Typed(found or primary) if found or primary else Typed(reply="Type a number.")
    if text.isdecimal() and len(text) < 10 and not _takes_figures(view):
        chosen = next((action for action in actions if numbers.get(action.id) == int(text)), None)
        if chosen is None:
            return _field(view, text) or Typed(reply=f"There is no number {text} here.")
        return _may(chosen)
    step = _STEP.fullmatch(text)
    if step is not None:
        return _stepped(view, numbers, int(step[1]), step[2] == "+")
    field = _field(view, text)
    lower = text.lower()
    for action in actions:
        if lower in (action.key, plain(action.label).lower()):
            return _may(action)
    if field is not None:
        return field
    near = [a for a in actions if plain(a.label).lower().startswith(lower)] if len(lower) > 2 else []
    if len(near) == 1:
        return _may(near[0])
    return Typed(reply=f"“{safe_text(text)[:40]}” means nothing here. Type a number, or one of the words listed.")


def _stepped(view: View, numbers: dict[str, int], number: int, more: bool) -> Typed:
    part = next((part for part in parts_of(view) if numbers.get(part.action.id) == number), None)
    if part is None or part.less is None or part.more is None:
        return Typed(reply=f"Number {number} is nothing to take more or less of now.")
    return _may(part.more if more else part.less)


def _may(action: Action) -> Typed:
    return Typed(action) if action.enabled else Typed(reply=plain(action.reason) or "That cannot be done now.")


def _field(view: View, text: str) -> Typed | None:
    """A line goes into the text field of a dialog; into one further down a page if it begins with its label."""
    dialog = view.region("dialog")
    region = dialog or view.region("body") or view.region("matter")
    for block in _all(region.blocks if region is not None else ()):
        if isinstance(block, Field) and block.text is not None and block.submit is not None:
            label = _called(block)
            if dialog is not None:
                return Typed(block.submit, text)
            if text.lower().startswith(label):
                return Typed(block.submit, text[len(label):].strip(" .:…"))
    return None


def _takes_figures(view: View) -> bool:
    """Whether a number typed now goes into a field in front, and means nothing else."""
    dialog = view.region("dialog")
    return dialog is not None and any(isinstance(block, Field) and block.figures for block in _all(dialog.blocks))


def _how(field: Field, numbers: dict[str, int]) -> str:
    in_front = DIALOG in numbers
    return "Type it and press Enter." if in_front else f"Type it after the words: {_called(field)}"


def _called(field: Field) -> str:
    """Return what a line for a field begins with."""
    return plain(field.label).lower().rstrip(" .:…")


def _all(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Group):
            yield from _all(block.blocks)
        elif isinstance(block, Columns):
            for column in block.columns:
                yield from _all(column)


def _numbers(view: View) -> dict[str, int]:
    """Number what can be done: an action whose key is a digit keeps it, the others follow."""
    dialog = view.region("dialog") is not None
    blocks = tuple(block for region in view.regions for block in region.blocks)
    typed = [block.submit for block in _all(blocks) if isinstance(block, Field) and block.submit is not None]
    typed += [step for part in parts_of(view) for step in (part.less, part.more) if step is not None]
    listed = [
        action
        for action in actions_of(view)
        if (dialog or action not in view.keys) and action not in typed and not _is_letter(action.key)
    ]
    if _takes_figures(view):
        listed = []
    taken = {int(action.key) for action in listed if action.key.isdigit()}
    free = (n for n in range(1, 1000) if n not in taken)
    found = {action.id: int(action.key) if action.key.isdigit() else next(free) for action in listed}
    return found | ({DIALOG: 0} if dialog else {})


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isalpha()


def _tag(action: Action, numbers: dict[str, int]) -> str:
    """Return what to type for an action: its letter, or its number."""
    return action.key if _is_letter(action.key) or action.id not in numbers else str(numbers[action.id])


def sentence(text: str) -> str:
    """Return something said in passing as lines that fit and hold nothing a terminal would obey."""
    return "\n".join(_wrap(text))


def _wrap(text: str, indent: str = "", first: str | None = None, width: int = WIDTH) -> list[str]:
    text, first = safe_text(plain(text)), safe_text(indent if first is None else first).replace("\n", " ")
    if len(first) > width // 2:  # no mere indent any more
        text, first = first + text, indent
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=indent) or [""]


def _block(block: Block, numbers: dict[str, int], seen: frozenset[str], width: int = WIDTH) -> list[str]:
    wrap = partial(_wrap, width=width)
    match block:
        case Heading(text=text, level=level, aside=aside):
            line = f"{text}  ({aside})" if aside else text
            marks = {1: "=", 2: "-"}.get(level)
            wrapped = wrap(line)
            return ["", *wrapped, marks * min(width, len(wrapped[-1]))] if marks else ["", *wrap(f"{line}:")]
        case Poster(text=text):
            lines = wrap(text)
            return ["", *lines, "=" * min(width, max(map(len, lines)))]
        case Paragraph(text=text, tone=tone):
            return [*wrap(f"“{text}”" if tone == "quote" and not text.startswith("“") else text), ""]
        case Feed(messages=messages, empty=empty):
            new = [message for message in messages if message.id not in seen]
            if not new:
                return wrap(empty) if empty and not messages else []
            lines = []
            for message in new:
                via = f" ({message.channel})" if message.channel in ("phone", "mail", "radio", "news", "chat", "monitor") else ""
                speaker = f"{message.who}{via}: " if message.who else ""
                lines += wrap(f"{speaker}{message.text}", "      ", f"{message.when} ")
            return lines
        case Meter(label=label, value=value, change=change):
            return wrap(f"{label}: {value}" + (f" ({change})" if change else ""))
        case Countdown(left=left, default=default, state=state, more=more):
            word = {
                "running": f"{left} left",
                "held": f"{left} left, and the clock waits {more or 'while you read'}",
                "paused": "paused",
                "untimed": "untimed",
            }[state]
            return ["", *wrap(f"[{word}] {default}")]
        case Passing(label=label, waiting_for=waiting_for, news=news):
            return [*wrap(f"{label}. Waiting for: {waiting_for}."), *(line for one in news for line in wrap(one))]
        case Option(action=action, detail=detail, takes=takes, cost=cost, who=who, then=then):
            facts = ", ".join(part for part in (takes, cost, f"by {who}" if who else "") if part)
            head = f"{plain(action.label)}" + (f" [{facts}]" if facts else "") + ("  (what you took)" if then == "taken" else "")
            why = [f"Not now: {action.reason}"] if not action.enabled else []
            lines = wrap(head, "      ", f"{_tag(action, numbers):>4}. " if not then else "  * " if then == "taken" else "  - ")
            for words in (detail, *why):
                lines += wrap(words, "      ") if words else []
            return lines
        case Row(title=title, detail=detail, aside=aside):
            return wrap(" · ".join(part for part in (title, detail, aside) if part), "    ", "  - ")
        case Table(columns=columns, rows=rows, caption=caption):
            return _table(columns, rows, caption, width)
        case Bars(bars=bars, caption=caption):
            lines = wrap(caption) if caption else []
            for bar in bars:
                lines += wrap(f"{bar.label}: {bar.value}" + (f" ({bar.note})" if bar.note else ""), "    ", "  - ")
            return lines
        case Timeline(points=points, caption=caption):
            lines = wrap(caption) if caption else []
            for point in points:
                lines += wrap(
                    f"{point.when}  {point.title}" + (f": {point.detail}" if point.detail else ""), "             ", "  "
                )
            return lines
        case Chart(figure=figure, actions=actions, chosen=chosen):
            from sim.debrief.figures import table_of  # the catalogue has none

            lines = [*wrap(figure.title), *wrap(figure.says)]
            leading = [action for action in actions if action.enabled]
            for action in leading:
                mark = "*" if action.id == chosen else " "
                lines += wrap(plain(action.label), "        ", f"{_tag(action, numbers):>4}.{mark} ")
            rows = table_of(figure) if not leading else ()
            return [*lines, *(_table(rows[0], rows[1:], "", width) if len(rows) > 1 else ())]
        case Scene(text=text, large=large):
            lines = wrap(text) if text else []
            for who in _who_is_where(block) if large else ():
                lines += wrap(who, "    ", "  - ")
            return [*lines, ""]
        case Tracks(when=when, said=said, flags=flags, chosen=chosen):
            lines = ["", *wrap(f"Now at {when}.")]
            for text in said:
                lines += wrap(text, "    ", "  - ")
            lines += wrap("Moments to go to:") if flags else []
            for flag in flags:
                mark = "*" if flag.action.id == chosen else " "
                lines += wrap(plain(flag.action.label), "        ", f"{_tag(flag.action, numbers):>4}.{mark} ")
            return lines
        case Field(label=label, help=help_, options=options, chosen=chosen, text=typed):
            lines = ["", *wrap(f"{label}" + (f" ({help_})" if help_ else ""))]
            for option in options:
                mark = "*" if option.id == chosen else " "
                lines += wrap(f"{plain(option.label)}", "        ", f"{_tag(option, numbers):>4}.{mark} ")
            if typed is not None:
                lines += wrap(f"Now: {typed or 'empty'}. {_how(block, numbers)}", "      ")
            return lines
        case Parts(parts=several_parts, title=title):
            lines = ["", *wrap(f"{title}:")] if title and several_parts else []
            for part in several_parts:
                number, mark = _tag(part.action, numbers), "*" if part.chosen else " "
                steps = f" ({number}+ more, {number}- fewer)" if part.chosen and part.less is not None else ""
                barred = f" (not now: {part.action.reason})" if not part.action.enabled else ""
                amount = f": {part.amount}" if part.amount else ""
                lines += wrap(f"{plain(part.action.label)}{amount}{steps}{barred}", "        ", f"{number:>4}.{mark} ")
            return lines
        case Buttons(actions=actions):
            lines = []
            for action in actions:
                barred = f" (not now: {action.reason})" if not action.enabled else ""
                lines += wrap(f"{plain(action.label)}{barred}", "      ", f"{_tag(action, numbers):>4}. ")
            return lines
        case Group(blocks=blocks, title=title, aside=aside, action=whole):
            head = " · ".join(part for part in (title, aside) if part)
            lines = [""]
            if whole is not None:
                lead = f"{numbers[whole.id]:>4}. " if whole.id in numbers else "  - "  # a dialog is in front of it
                lines += wrap(head or plain(whole.label), "      ", lead)
                inside = [line for inner in blocks for line in _block(inner, numbers, seen, width - 6)]
                lines += [f"      {line}" if line else line for line in inside]
                return lines
            lines += wrap(f"{head}:") if head else []
            return lines + [line for inner in blocks for line in _block(inner, numbers, seen, width)]
        case Columns(columns=several):
            return [line for column in several for inner in column for line in _block(inner, numbers, seen, width)]
        case _:
            assert_never(block)


def _who_is_where(scene: Scene) -> Iterator[str]:
    """Yield a line for each person on a picture: who, in which room, how they are."""
    words: dict[str, str] = {one.state: one.word for one in scene.legend}
    for tile in scene.tiles:
        if tile.initial:
            rooms = [r.label for r in scene.rooms if r.x <= tile.x < r.x + r.w and r.y <= tile.y < r.y + r.h]
            yield " · ".join(part for part in (tile.label, *rooms[:1], words.get(tile.state, tile.state)) if part)


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], caption: str, width: int) -> list[str]:
    """Each row as a sentence: a table drawn with spaces cannot be followed by ear."""
    lines = _wrap(f"{caption}:", width=width) if caption else []
    for row in rows:
        cells = [f"{column} {cell}" for column, cell in zip(columns[1:], row[1:], strict=True)]
        lines += _wrap(f"{row[0]}: " + ", ".join(cells), "    ", "  - ", width)
    return lines
