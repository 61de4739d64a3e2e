"""Workbenches with nothing noticed, with four parts, and with forty: to draw, to print, and to measure."""

from __future__ import annotations

from dataclasses import replace

from sim.screens.playing import FULL, HELP, PAUSE, WORDS
from sim.screens.view import View
from sim.screens.workbench import Bench, Piece, Running, Standing, workbench

QUESTION = "What must get from whom to whom?"
GOALS = (("in", "A customer’s call, to a rep"), ("out", "A rep’s call, to a customer"))

FOUR = (
    Piece(id="lines", label="Lines at the grey block", kind="on-the-wall", free=12, amounts=(4, 8, 12)),
    Piece(id="corded", label="Corded phones", kind="from-the-shops", free=4, amounts=(2, 4)),
    Piece(id="cordless", label="Cordless phones", kind="from-the-shops", free=0, amounts=(4, 8, 12)),
    Piece(id="dolores", label="Dolores", kind="people", person=True),
)
_MORE = {
    "on-the-wall": ("The fax line", "Power-failure jacks", "The patch panel", "The speaker in the hall", "A socket nobody uses"),
    "from-the-shops": ("Two-line phones", "Headsets", "Extension cords", "Walkie-talkies", "An answering machine", "Splitters"),
    "people": ("Rita", "Tim", "Sam from the warehouse", "Two temps", "The electrician", "The reps themselves"),
    "the-carrier": ("Forwarding", "Hunting order", "An intercept message", "A second trunk", "The business office"),
    "in-the-office": (
        "Whiteboard", "Clipboards", "Message slips", "Conference room", "Twenty headsets of the old system",
        "The receptionist’s console", "A bell", "The copier that nobody has repaired since the spring",
    ),
    "elsewhere": ("The answering service in the next town", "The reps’ own mobiles", "The office next door", "A bus"),
}
_REST = tuple(
    Piece(id=f"{kind[:3]}-{n}", label=label, kind=kind, person=kind == "people", free=1 + n % 3, amounts=(1, 2, 3)[:1 + n % 3])
    for kind, labels in _MORE.items()
    for n, label in enumerate(labels)
)
FORTY = (
    *FOUR, *_REST, Piece(id="paper", label="Paper", kind="in-the-office"), Piece(id="radio", label="The radio", kind="elsewhere"),
)

SENTENCE = "Wire 8 cordless phones to lines 1 to 8 at the front desk; Dolores answers and walks the handset over."
KEYS = (PAUSE, WORDS, HELP, FULL)


def bench(pieces: tuple[Piece, ...], chosen: dict[str, int] | None = None, **also: object) -> Bench:
    """Return a bench with these parts, of which so many are chosen."""
    taken = chosen or {}
    parts = tuple(replace(piece, chosen=taken.get(piece.id, 0)) for piece in pieces)
    name = "rig:in:" + "+".join(f"{part}*{n}" for part, n in taken.items()) if taken else ""
    given = {"clock": "Mon 09:14", "held": "waits 60 s while you think", "status": "Saved · seed 7", "choice": name, **also}
    return Bench(question=QUESTION, goals=GOALS, pieces=parts, thread="phones", **given)  # type: ignore[arg-type]


CALLS = Running(label="Calls", carries="0 of 31 an hour", share=0)
FEW_LINES = "Callers find every line taken: lines are what is short."
SLOW_DESK = "The front desk is what is short: each call waits to be walked over."
AT_THE_BLOCK = "Plug 2 corded phones into lines 11 and 12 at the block; Rita answers."

EMPTY = bench((), running=(CALLS,))
FIRST = bench(FOUR, running=(CALLS,))
COMPOSED = bench(
    FOUR, {"lines": 8, "cordless": 8, "dolores": 1}, goal="in", sentence=SENTENCE, takes="32 min",
    short="8 cordless phones: none is here", reason="Not everything it needs is here.",
    running=(replace(CALLS, carries="3 of 31 an hour", share=97, limit=FEW_LINES),),
    standing=(Standing(family="plain", sentence=AT_THE_BLOCK, takes="4 min"),),
)
FULL_BENCH = bench(
    FORTY, {"lines": 8, "corded": 4, "dolores": 1, "peo-0": 1, "in--2": 2}, goal="in", takes="16 min", cost="$84",
    sentence="Lines 1 to 8, 4 corded phones, Dolores, Rita and 2 pads of message slips.",
    running=(
        replace(CALLS, carries="18 of 31 an hour", share=580, limit=SLOW_DESK),
        Running(label="Orders by fax", carries="4 of 4 an hour", share=1000),
    ),
    standing=(
        Standing(family="desk", sentence=SENTENCE, takes="20 min"),
        Standing(family="plain", sentence=AT_THE_BLOCK, reason="Your hands are full."),
        Standing(family="mobiles", sentence="Have line 1 sent to Rita’s mobile.", reason="There is no way back from it."),
    ),
)
BENCHES = {"bench-empty": EMPTY, "bench-first": FIRST, "bench-composed": COMPOSED, "bench-forty": FULL_BENCH}
VIEWS: dict[str, View] = {name: workbench(one, KEYS) for name, one in BENCHES.items()}
