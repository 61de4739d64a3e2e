"""A run on its tracks: what is at the head in words, flags, a row of marks or an area for each track, times, and the head."""
from __future__ import annotations

from sim.screens.view import Track, Tracks
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Face, Pile, Plate, Target, Tip

_MOST = 3  # sentences at the head
_LOW = 50  # em down, under which rows are thinner: the play screen above needs the room


def tracks(kit: Kit, block: Tracks, width: int) -> Box:
    """Return the tracks with their names at the left, where there is room; the head is dragged anywhere on them."""
    pile = Pile()
    labels = [_cut(kit, track.label, width, kit.tiny, "strong") for track in block.tracks]
    names = [kit.line(label, kit.theme.quiet, kit.tiny, "strong") for label in labels]
    left = max((name.w for name in names), default=0) + kit.s(12)
    left = left if left <= width // 3 else 0
    edge = kit.s(9)  # half a flag, which may stand at either end
    begin, run = left + edge, max(width - left - 2 * edge, 1)
    head = _head(kit, block, width)
    pile.put(head, 0, 0)
    y = top = head.h + kit.s(6)
    low = kit.height < _LOW * kit.em
    pile.put(_flags(kit, block, run), begin - edge, y)
    y += kit.s(20)
    tips = [Tip(run * stop.place // 1000 - kit.s(6), 0, kit.s(12), kit.s(20), stop.text) for stop in block.stops]
    for track, name in zip(block.tracks, names, strict=True):
        if not left:
            pile.put(name, 0, y)
            y += name.h
        row = _row(kit, track, run, low)
        pile.put(row, begin, y)
        tips += _tips(kit, track, run, y - top, row.h)
        if left:
            pile.put(name, 0, y + (row.h - name.h) // 2)
        y += row.h + kit.s(3)
    if not block.tracks:
        pile.mark(begin, y + kit.s(6), Plate(run, kit.s(4), kit.theme.track, None, kit.s(2)))
        y += kit.s(14)
    here = begin + run * min(max(block.place, 0), 1000) // 1000
    wide, knob = max(kit.s(2), 2), kit.s(12)
    pile.mark(here - wide // 2, top + kit.s(19), Plate(wide, y - top - kit.s(19), kit.theme.focus))
    pile.mark(here - knob // 2, y - kit.s(6), Plate(knob, knob, kit.theme.panel, kit.theme.focus, knob // 2, max(kit.s(3), 2)))
    seek = Target(begin - edge, top, run + 2 * edge, y - top + kit.s(6), block.seek.id, "reel", block.seek, None, edge,
                  tips=tuple(tip._replace(x=tip.x + edge) for tip in tips))
    pile.targets.insert(0, seek)
    y += kit.s(7)
    times = _times(kit, block, run, width - begin)
    pile.put(times, begin, y)
    y += times.h
    for track in block.tracks:
        if track.note:
            note = kit.line(_cut(kit, f"{track.label}. {track.note}", width, kit.tiny), kit.theme.quiet, kit.tiny)
            pile.put(note, 0, y + kit.s(1))
            y += note.h + kit.s(1)
    return pile.box(width, y)


def _head(kit: Kit, block: Tracks, width: int) -> Box:
    """One line of what is at the head, however much that is, so that nothing jumps while it is wound."""
    told = "   ".join(block.said[:_MOST])
    more = f"   (and {len(block.said) - _MOST} more)" if len(block.said) > _MOST else ""
    return kit.line(_cut(kit, told + more, width, kit.em), kit.theme.ink, kit.em)


def _cut(kit: Kit, text: str, width: int, size: int, face: Face = "regular") -> str:
    """Return as much of a text as fits on one line."""
    if kit.text.width(text, face, size) <= width:
        return text
    words = text.split(" ")
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if kit.text.width(" ".join(words[:middle]) + " …", face, size) <= width:
            low = middle
        else:
            high = middle - 1
    return " ".join(words[:low]) + " …"


def _flags(kit: Kit, block: Tracks, run: int) -> Box:
    """A small square for each stop on the way, over them a numbered disc for each moment worth going to."""
    pile, theme, size, edge, small = Pile(), kit.theme, kit.s(18), kit.s(9), kit.s(7)
    for stop in block.stops:
        x = edge + run * min(max(stop.place, 0), 1000) // 1000
        pile.mark(x - small // 2, (size - small) // 2, Plate(small, small, theme.quiet, None, kit.s(2)))
    for flag, place in zip(block.flags, _apart([flag.place for flag in block.flags], run, size + 1), strict=True):
        x = edge + place
        here, name = flag.action.id == block.chosen, flag.action.id
        fill = theme.focus if here else theme.accent
        pile.mark(x - size // 2, 0, Plate(size, size, fill, None, size // 2, 1, name, theme.ink))
        word = kit.line(flag.sign[:2], theme.on_accent, min(kit.tiny, size * 7 // 10), "strong")
        pile.put(word, x - word.w // 2, (size - word.h) // 2)
        tall = max(size, 28)  # large enough to be hit
        pile.target(Target(x - size // 2, 0, size, tall, name, "action", flag.action, None, size // 2,
                           tips=(Tip(0, 0, size, tall, flag.action.label),)))
    return pile.box(run + 2 * edge, size)


def _apart(places: list[int], run: int, size: int) -> list[int]:
    """Return where flags stand along the line: two that lie close side by side, and none beyond the end."""
    found: list[int] = []
    for place in places:
        x = run * min(max(place, 0), 1000) // 1000
        found.append(max(x, found[-1] + size) if found else x)
    for n in range(len(found) - 1, -1, -1):
        most = run if n == len(found) - 1 else found[n + 1] - size
        found[n] = max(min(found[n], most), 0)
    return found


def _row(kit: Kit, track: Track, run: int, low: bool) -> Box:
    return _area(kit, track, run, kit.s(18 if low else 34)) if track.spans else _marks(kit, track, run, kit.s(16 if low else 24))


def _marks(kit: Kit, track: Track, run: int, tall: int) -> Box:
    """Marks on a line: an icon where it has room beside the one before, a dot where it has not."""
    pile, theme, size, dot = Pile(), kit.theme, min(kit.s(16), tall - 2), kit.s(6)
    pile.mark(0, tall // 2, Plate(run, 1, theme.line))
    free = -size
    for mark in sorted(track.marks, key=lambda mark: mark.place):
        x = run * min(max(mark.place, 0), 1000) // 1000
        if mark.icon and x - size // 2 >= free:
            pile.mark(x - size // 2 - 1, (tall - size) // 2 - 1, Plate(size + 2, size + 2, theme.panel, None, kit.s(3)))
            pile.put(kit.icon(mark.icon, size, theme.tone(mark.tone)), x - size // 2, (tall - size) // 2)
            free = x + size // 2 + 2
        else:
            pile.mark(x - dot // 2, tall - dot, Plate(dot, dot, theme.tone(mark.tone), None, dot // 2))
    return pile.box(run, tall)


def _area(kit: Kit, track: Track, run: int, tall: int) -> Box:
    """A level that stays over a stretch, as a filled area; what was lost at once is a bar."""
    pile, theme = Pile(), kit.theme
    pile.mark(0, 0, Plate(run, tall, theme.track, None, kit.s(3)))
    for span in track.spans:
        x = run * span.since // 1000
        wide = max(run * span.until // 1000 - x, kit.s(4) if span.since == span.until else 1)
        high = max(tall * min(span.level, 1000) // 1000, 2)
        pile.mark(x, tall - high, Plate(wide, high, theme.fill_bad))
    return pile.box(run, tall)


def _tips(kit: Kit, track: Track, run: int, y: int, tall: int) -> list[Tip]:
    """Return where the mouse finds what a track says."""
    size = kit.s(14)
    found = [Tip(run * mark.place // 1000 - size // 2, y, size, tall, mark.text) for mark in track.marks]
    for span in track.spans:
        x, until = run * span.since // 1000, run * span.until // 1000
        found.append(Tip(x, y, max(until - x, kit.s(4)), tall, span.text))
    return found


def _times(kit: Kit, block: Tracks, run: int, room: int) -> Box:
    pile, end, tall = Pile(), 0, 0
    for place, name in block.ticks:
        x = run * min(max(place, 0), 1000) // 1000
        word = kit.line(name, kit.theme.quiet, kit.tiny)
        if x >= end and x + word.w <= room:
            pile.mark(x, 0, Plate(max(kit.s(1), 1), kit.s(5), kit.theme.edge))
            pile.put(word, x + kit.s(4), 0)
            end = x + word.w + kit.s(14)
        tall = word.h
    return pile.box(run, tall)
