"""The program's own files: fonts, icons and colours. What is missing or damaged is left out, and named."""

from __future__ import annotations

import contextlib
import io
import os
import zlib
from pathlib import Path

from sim.shell.disk import read_bytes, read_json, shipped
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.theme import read_scale, read_theme

FONTS = {
    "Atkinson-Bold": 0x60f967f0,
    "Atkinson-Regular": 0xe16ca551,
    "DejaVuSans": 0x487c2d81,
    "Inter-Bold": 0x4a164f24,
    "Inter-Regular": 0x57fe4932,
    "Inter-SemiBold": 0x9d826f4c,
    "JetBrainsMono-Regular": 0x403cd218,
}
"""Every font with the CRC-32 of its file: what opens as a font need not be one, and a broken one can end the program."""
THEMES = ("dark", "light", "contrast", "projector")
ICONS = 116


def assets() -> Assets:
    """Return the fonts, icons and themes that are whole."""
    root, wrong = shipped() / "assets", []
    fonts: dict[str, bytes] = {}
    for name, checksum in FONTS.items():
        raw = read_bytes(root / "fonts" / f"{name}.ttf") or b""
        if zlib.crc32(raw) == checksum:
            fonts[name] = raw
        else:
            wrong.append(f"the font {name}")
    themes: dict[str, dict[str, object]] = {}
    for name in THEMES:
        found = read_json(root / "themes" / f"{name}.json")
        try:
            read_theme(found)
        except ValueError:
            wrong.append(f"the colours {name}")
        else:
            themes[name] = found
    scale = read_json(root / "themes" / "scale.json")
    try:
        read_scale(scale)
    except ValueError:
        scale = {}
    if not scale:
        wrong.append("the sizes")
    icons = _icons(root / "icons")
    if len(icons) < ICONS:
        wrong.append("icons")
    return Assets(fonts=fonts, icons=icons, themes=themes, opener=io.BytesIO, wrong=tuple(wrong), scale=scale)


def repair(found: Assets) -> str:
    """Return in a sentence what is missing of the program's files and what to do about it; empty if nothing is."""
    if not found.wrong:
        return ""
    *most, last = found.wrong
    named = f"{', '.join(most)} and {last}" if most else last
    return f"Missing or damaged: {named}. Something else stands in; to repair it, install Cordless again."


def _icons(folder: Path) -> dict[str, str]:
    """Return the icons that are whole, by name. There are a hundred: read the shortest way, they take a millisecond."""
    found: dict[str, str] = {}
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name, dot, ending = entry.name.rpartition(".")
            if dot and ending == "svg" and entry.is_file() and (text := _icon(entry.path)):
                found[name] = text
    return found


def _icon(path: str) -> str:
    """Return the text of an icon, empty if it is not whole."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            text = file.read(64 * 1024).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if "<svg" in text and text.endswith("</svg>") else ""
