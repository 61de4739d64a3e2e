"""What the window is made of: fonts, icons and colours, as bytes and text the shell has read."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True, slots=True, eq=False)
class Assets:
    """Keys are file stems (`Inter-Regular`, `clock`, `dark`). `opener` makes a fresh file object of bytes.

    The shell hands in `io.BytesIO` as the opener. Icons are SVG text drawn in `currentColor`.
    What the window needs and does not find here it replaces; `wrong` names in words what is missing.
    """

    fonts: Mapping[str, bytes]
    icons: Mapping[str, str]
    themes: Mapping[str, Mapping[str, object]]
    opener: Callable[[bytes], BinaryIO]
    wrong: tuple[str, ...] = ()
    scale: Mapping[str, object] = field(default_factory=dict)
