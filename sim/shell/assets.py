"""The program's own files: fonts, icons and colours. What is missing or damaged is left out, and named."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from sim.shell.disk import read_bytes, read_json, shipped
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.theme import read_theme

FONTS = {
    "DejaVuSans": "a6d6014a29b781aa72d130003156d9ab63fbe8847ca89df47c678ff1049083d1",
    "Inter-Bold": "34b2025fdbed9c5667deb55f3356cc59fd826d8ac13a122c8163cc5b4522a378",
    "Inter-Regular": "599eda92a0b75f722a4ad660e1d9095aa5e9d808bf4f9d085e4631bce6549f9e",
    "Inter-SemiBold": "5a7a8fd9d8f1bbc69fb9e679a8facf50979de22ebae7a183301b055802a99f4d",
    "JetBrainsMono-Regular": "9142c6fbf15a84065743cf83990663c784344bf757c8f0a1806792de4587f1a9",
}
"""Every font with the SHA-256 of its file: what opens as a font need not be one, and a broken one can end the program."""
THEMES = ("dark", "light", "contrast")
ICONS = 116


def assets() -> Assets:
    """Return the fonts, icons and themes that are whole."""
    root, wrong = shipped() / "assets", []
    fonts: dict[str, bytes] = {}
    for name, digest in FONTS.items():
        raw = read_bytes(root / "fonts" / f"{name}.ttf") or b""
        if hashlib.sha256(raw).hexdigest() == digest:
            fonts[name] = raw
        else:
            wrong.append(f"the font {name}")
    themes: dict[str, dict[str, object]] = {}
    for name in THEMES:
        try:
            read_theme(read_json(root / "themes" / f"{name}.json"))
        except ValueError:
            wrong.append(f"the colours {name}")
        else:
            themes[name] = read_json(root / "themes" / f"{name}.json")
    icons = {path.stem: text for path in sorted((root / "icons").glob("*.svg")) if (text := _icon(path))}
    if len(icons) < ICONS:
        wrong.append("icons")
    return Assets(fonts=fonts, icons=icons, themes=themes, opener=io.BytesIO, wrong=tuple(wrong))


def repair(found: Assets) -> str:
    """Return in a sentence what is missing of the program's files and what to do about it; empty if nothing is."""
    if not found.wrong:
        return ""
    *most, last = found.wrong
    named = f"{', '.join(most)} and {last}" if most else last
    return f"Missing or damaged: {named}. Something else stands in; to repair it, install Cordless again."


def _icon(path: Path) -> str:
    """Return the text of an icon, empty if it is not whole."""
    try:
        text = (read_bytes(path) or b"").decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""
    return text if "<svg" in text and text.endswith("</svg>") else ""
