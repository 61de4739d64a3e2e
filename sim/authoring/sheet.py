"""What the compiler and the rules share while they read one scenario: its document, its names, where each thing stands."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sim.authoring.expressions import Scope, Wrong, parse
from sim.authoring.model import ScenarioFile, seconds
from sim.authoring.nearest import nearest
from sim.authoring.reader import Document, Path
from sim.domain.formula import Formula, Serving, Type, reads, times
from sim.domain.units import Seconds

QUEUE = ("lines", "handling", "hands", "handover", "handlers", "patience")
"""The numbers of a group of a flow, in the order in which a queue is told of them."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CLOCK = re.compile(r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)?(\d{1,2}):(\d{2})")


def clock_seconds(text: str, weekday: int, midnight: int) -> int | None:
    """Return the seconds from a start on `weekday`, `midnight` seconds into it, to a clock label; None if it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    day, hours, minutes = found.groups()
    if int(minutes) > 59 or int(hours) * 60 + int(minutes) > 1440:
        return None
    ahead = (DAYS.index(day) - weekday) % 7 if day else 0
    return ahead * 86_400 + (int(hours) * 60 + int(minutes)) * 60 - midnight


def instead(name: str, known: Iterable[str], what: str) -> str:
    """Return what an author may have meant by `name`, or what there is."""
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return f"did you mean `{near}`?"
    if not names:
        return f"there is no {what} yet"
    return "there are " + ", ".join(f"`{n}`" for n in names) if len(names) <= 6 else ""


def _serving(name: str, queue: Sequence[Formula | None]) -> Formula:
    """Return how many a flow serves an hour."""
    written = [formula for formula in queue if formula is not None]
    node = Serving(
        name, tuple(formula.node if formula is not None else None for formula in queue),
        frozenset(what for formula in written for what in reads(formula)),
        frozenset(at for formula in written for at in times(formula)),
    )
    return Formula(f"serving({name})", node, "number")


class Sheet:
    """One scenario being read. Everything that is wrong is added to `document.problems`."""

    def __init__(self, document: Document, file: ScenarioFile) -> None:
        self.document, self.file = document, file
        self.paths: dict[str, Path] = {}
        day, clock = file.clock.start.split()
        self.weekday = DAYS.index(day)
        hours, minutes = clock.split(":")
        self.midnight = (int(hours) * 60 + int(minutes)) * 60
        if int(minutes) > 59 or self.midnight >= 86_400:
            self.complain("SC004", ("clock", "start"), f"`{clock}` is not a time of day", "write 00:00 to 23:59")
            self.midnight = 0
        self.words: dict[str, tuple[str, ...]] = {name: fact.words for name, fact in file.facts.items() if fact.words}
        self.resources: dict[str, int] = {
            **{name: part.count for name, part in file.kit.items()}, **{name: x.start for name, x in file.resources.items()},
        }
        """What there is at the start of what can be spent; the parts of the kit among it."""
        self.totals = (*file.totals, *(f"{name}_{what}" for name in file.flows for what in ("offered", "served")))
        self._plain = self._scope(told=False, flows=None)
        self.queues = {name: self._queue(name) for name in file.flows}
        """What every flow is worked out from, as `formula.Serving` has it."""
        self.served = {name: _serving(name, queue) for name, queue in self.queues.items()}
        self._plain = self._scope(told=False, flows=self.served)
        self._told = self._scope(told=True, flows=self.served)

    def complain(
        self, code: str, path: Path, message: str, hint: str = "", *, key: bool = False, warning: bool = False,
    ) -> None:
        self.document.complain(code, path, message, hint, key=key, warning=warning)

    def unknown(
        self, path: Path, name: str, known: Iterable[str], what: str, *, key: bool = False, code: str = "SC105",
        inside: str | None = None, offset: int = 0,
    ) -> None:
        self.document.complain(code, path, f"no {what} is called `{name}`", instead(name, known, what), key=key,
                               inside=inside, offset=offset, length=len(name))

    def reference(self, path: Path, name: str, known: Iterable[str], what: str, *, key: bool = False) -> bool:
        """Return whether `name` is one of `known`; complain if it is not."""
        if name in known:
            return True
        self.unknown(path, name, known, what, key=key)
        return False

    def in_thread(self, path: Path, stage: str, thread: str, hint: str) -> None:
        """Complain if `stage` belongs to another thread than the one it is needed in."""
        found = self.file.stages[stage].thread
        if found != thread and ("stages", stage, "thread") not in self.document.mended:
            self.complain("SC105", path, f"stage `{stage}` belongs to thread `{found}`", hint)

    # ---------------------------------------------------------------- time

    def clock(self, text: str) -> int | None:
        """Return the seconds since the start of a clock label; negative before it; None if it is none."""
        return clock_seconds(text, self.weekday, self.midnight)

    def time(self, path: Path, text: str | None, *, key: bool = False) -> Seconds | None:
        """Return a time since the start; complain if it lies before it."""
        if text is None:
            return None
        found = self.clock(text)
        if found is None and ":" not in text:
            try:
                found = seconds(text.removeprefix("+"))
            except ValueError as wrong:
                self.complain("SC006", path, f"`{text}` is not a duration", str(wrong), key=key)
                return None
        if found is None:
            self.complain("SC004", path, f"`{text}` is not a time of day", "write 00:00 to 24:00", key=key)
            return None
        if found < 0:
            self.complain("SC004", path, f"`{text}` lies before the start, {self.file.clock.start}",
                          "for a later day write it too, as in `Wed 09:15`", key=key)
            return None
        return Seconds(found)

    # ---------------------------------------------------------------- formulas

    def formula(
        self, path: Path, text: str | None, wanted: Type = "truth", *, told: bool = False, scope: Scope | None = None,
    ) -> Formula | None:
        """Return the formula at `path`, or None if there is none or it is wrong. `scope` is another than that of all rules."""
        if text is None:
            return None
        try:
            return parse(text, scope or (self._told if told else self._plain), wanted)
        except Wrong as wrong:
            self.document.complain(
                wrong.code, path, wrong.message, wrong.hint, inside=text, offset=wrong.offset, length=wrong.length
            )
            return None

    def slot_scope(self, slots: Mapping[str, Type], *, alone: bool) -> Scope:
        """Return what a formula of a family of rigs may name: its slots' names and, unless they stand `alone`, what rules may."""
        if alone:
            return replace(self._plain, types=slots, asks=dict.fromkeys(self._plain.asks, frozenset()), forbidden={})
        return replace(self._plain, types={**self._plain.types, **slots})

    def seen(self, measures: Mapping[str, frozenset[str]], *numbers: str) -> Scope:
        """Return what may be named where only what the player sees counts: no hidden meter; `measures` and `numbers` besides."""
        plain = self._plain
        unseen = {name: f"`{name}` is hidden from the player, and a scene is on their screen"
                  for name, meter in self.file.meters.items() if meter.hidden}
        types = {name: kind for name, kind in plain.types.items() if name not in unseen} | dict.fromkeys(numbers, "number")
        return replace(plain, types=types, forbidden={**plain.forbidden, **unseen}, measures=measures)

    def _queue(self, name: str) -> tuple[Formula | None, ...]:
        path: Path = ("flows", name)
        flow = self.file.flows[name]
        found = [self.formula((*path, "offered"), flow.offered, "number")]
        for group, x in flow.groups.items():
            found += [self.formula((*path, "groups", group, key), getattr(x, key), "number") for key in QUEUE]
        return tuple(found)

    def _scope(self, told: bool, flows: Mapping[str, Formula] | None) -> Scope:
        file = self.file
        types: dict[str, Type] = dict.fromkeys((*file.meters, *self.resources, *file.profiles, "clock"), "number")
        types |= {name: "word" if fact.words else "truth" for name, fact in file.facts.items()}
        forbidden = {name: f"`{name}` is hidden truth; no rule may read it" for name in file.latent}
        forbidden |= {
            name: f"`{name}` is a score; it is written, never read" for name in file.meta.competencies if name not in types
        }
        if told:
            types |= dict.fromkeys(self.totals, "number")
        else:
            forbidden |= {name: f"`{name}` is a total; only what is told at the end may read it" for name in self.totals}
            for flow in file.flows:
                forbidden[f"{flow}_served"] += f", and `serving({flow})` is what is served now"
        used = frozenset(f"{sid}/{item.id}" for sid, stage in file.stages.items() for item in (*stage.choices, *stage.evidence))
        asks: Mapping[str, frozenset[str]] = {
            "knows": frozenset(file.facts), "visited": frozenset(file.stages), "used": used,
            "open": frozenset(("main", *file.threads)), "rig": frozenset(file.rigs),
        }
        hidden = frozenset() if told else frozenset(name for name, fact in file.facts.items() if fact.hidden)
        return Scope(types=types, words=self.words, asks=asks, forbidden=forbidden, hidden=hidden, time=self.clock,
                     flows=flows)
