"""Makes every sound of Cordless: `python assets/sounds/make.py FOLDER`. Nothing but arithmetic, so it can be made again anywhere.

A sound is a list of tones: (begins at, lasts, hertz, loudness 0..1, overtones). Each swells and dies away softly, so that nothing
clicks. 22,050 samples a second, one channel, 16 bits.
"""

from __future__ import annotations

import sys
import wave
from array import array
from math import exp, pi, sin
from pathlib import Path

RATE = 22_050
SOFT, ROUND, BELL, WOOD = (1.0,), (1.0, 0.25, 0.06), (1.0, 0.0, 0.35, 0.0, 0.12), (1.0, 0.5, 0.2, 0.1)

Tone = tuple[float, float, float, float, tuple[float, ...]]

SOUNDS: dict[str, tuple[Tone, ...]] = {
    "phone": (
        (0.0, 0.16, 880, 0.5, ROUND), (0.0, 0.16, 988, 0.35, ROUND),
        (0.20, 0.22, 880, 0.5, ROUND), (0.20, 0.22, 988, 0.35, ROUND),
    ),
    "mail": ((0.0, 0.14, 659, 0.5, SOFT), (0.10, 0.24, 988, 0.5, SOFT)),
    "walk-in": ((0.0, 0.09, 196, 0.9, WOOD), (0.14, 0.11, 185, 0.8, WOOD)),
    "radio": ((0.0, 0.10, 587, 0.4, ROUND), (0.11, 0.10, 740, 0.4, ROUND), (0.22, 0.18, 587, 0.4, ROUND)),
    "news": ((0.0, 0.12, 523, 0.45, BELL), (0.10, 0.12, 659, 0.45, BELL), (0.20, 0.26, 784, 0.45, BELL)),
    "chat": ((0.0, 0.10, 1047, 0.4, SOFT), (0.08, 0.14, 1319, 0.35, SOFT)),
    "monitor": ((0.0, 0.14, 740, 0.4, ROUND), (0.16, 0.14, 740, 0.4, ROUND)),
    "notice": ((0.0, 0.16, 494, 0.4, SOFT),),
    "found": ((0.0, 0.14, 784, 0.4, BELL), (0.09, 0.30, 1175, 0.4, BELL)),
    "done": ((0.0, 0.08, 330, 0.6, WOOD),),
    "built": ((0.0, 0.12, 392, 0.5, WOOD), (0.10, 0.14, 523, 0.5, ROUND), (0.22, 0.32, 784, 0.45, BELL)),
    "lesson": ((0.0, 0.16, 392, 0.45, ROUND), (0.14, 0.26, 330, 0.45, ROUND)),
    "wanted": ((0.0, 0.14, 698, 0.55, ROUND), (0.16, 0.14, 880, 0.55, ROUND), (0.32, 0.24, 698, 0.5, ROUND)),
    "twenty": ((0.0, 0.20, 587, 0.5, BELL), (0.18, 0.28, 587, 0.4, BELL)),
    "tick": ((0.0, 0.05, 1245, 0.4, WOOD),),
    "lapsed": ((0.0, 0.20, 349, 0.5, ROUND), (0.18, 0.36, 262, 0.5, ROUND)),
    "ending": ((0.0, 0.24, 392, 0.4, BELL), (0.16, 0.24, 523, 0.4, BELL), (0.32, 0.28, 659, 0.4, BELL)),
    "gong": ((0.0, 0.60, 262, 0.6, BELL), (0.0, 0.50, 330, 0.3, BELL)),
}
"""Every sound by its name; what each means is said in docs/design.md."""


def samples(tones: tuple[Tone, ...]) -> array[int]:
    """Return a sound as 16-bit samples, never louder than eight tenths of what fits."""
    length = int(max(begin + lasts for begin, lasts, *_ in tones) * RATE)
    mixed = [0.0] * length
    for begin, lasts, hertz, loud, overtones in tones:
        first, count = int(begin * RATE), int(lasts * RATE)
        for n in range(min(count, length - first)):
            at = n / RATE
            swell = min(at / 0.008, 1.0) * exp(-3.5 * at / lasts) * min((count - n) / (0.012 * RATE), 1.0)
            mixed[first + n] += loud * swell * sum(
                part * sin(2 * pi * hertz * (place + 1) * at) for place, part in enumerate(overtones)
            )
    loudest = max(abs(sample) for sample in mixed)
    return array("h", (round(sample / max(loudest, 1.0) * 0.8 * 32_767) for sample in mixed))


def write(folder: Path) -> None:
    """Write every sound as a WAV file into a folder."""
    for name, tones in SOUNDS.items():
        made = samples(tones)
        if sys.byteorder == "big":
            made.byteswap()
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(made.tobytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
