"""A scenario as boxes and arrows: its stages, and what leads from one to another. How it is drawn is another matter."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from sim.domain.kit import Bench
from sim.domain.scenario import Branch, Chance, Choice, CloseThread, Evidence, OpenThread, Outcome, Scenario, Stage
from sim.domain.units import DONE, END, MAIN, LatentId, Seconds, StageId, ThreadId
from sim.engine.rhythm import clock_label

Lead = Literal["choice", "chance", "look", "deadline", "inject"]
"""What an arrow stands for: a choice, one way a draw can go, an investigation, the clock, something that comes from outside."""

Kind = Literal["start", "stage", "inject", "end"]

MANY_ENDS = 3
"""Boxes from which the end is reached, beyond which each is given its own."""


class Line(NamedTuple):
    """A line of text in a box or at an arrow. `mark` is what a story tells when it happens, empty if nothing does.

    `looks`: it is an investigation in its stage's box.
    """

    text: str
    mark: str = ""
    looks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something an arrow leads from or to. `lines` are what can be done there that leads nowhere else."""

    key: str
    kind: Kind
    title: str
    note: str = ""
    lines: tuple[Line, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """From one box to another; `lines` are the several things that lead that way."""

    source: str
    target: str
    lead: Lead
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """What is known of each mark: `level` from 0 (cold) to 1, and `text` as it is written beside it. `says` what it means."""

    level: Mapping[str, float]
    text: Mapping[str, str]
    says: str


def marks_of(graph: Graph) -> tuple[str, ...]:
    """Return every mark in a picture, once."""
    lines = [line for box in graph.boxes for line in box.lines] + [line for arrow in graph.arrows for line in arrow.lines]
    return tuple(dict.fromkeys(mark for mark in (*(box.mark for box in graph.boxes), *(line.mark for line in lines)) if mark))


NO_HEAT = Heat(level={}, text={}, says="")


def graph_of(scenario: Scenario) -> Graph:
    """Return the boxes and arrows of a scenario, in the author's order."""
    drawn = _Drawing(scenario)
    drawn.draw()
    arrows = tuple(
        Arrow(source=source, target=target, lead=lead, lines=tuple(dict.fromkeys(lines)))
        for (source, target, lead), lines in drawn.arrows.items()
    )
    return _ends(Graph(title=plain(scenario.meta.title), boxes=tuple(drawn.boxes.values()), arrows=arrows))


def _ends(graph: Graph) -> Graph:
    """Draw the end once for every box that leads there, if many do: the arrows would cover all else."""
    sources = dict.fromkeys(arrow.source for arrow in graph.arrows if arrow.target == "end")
    if len(sources) <= MANY_ENDS:
        return graph
    boxes = [box for box in graph.boxes if box.key != "end"]
    boxes += [Box(key=f"end:{source}", kind="end", title="The end") for source in sources]
    arrows = (replace(a, target=f"end:{a.source}") if a.target == "end" else a for a in graph.arrows)
    return Graph(title=graph.title, boxes=tuple(boxes), arrows=tuple(arrows))


@dataclass(slots=True)
class _Drawing:
    scenario: Scenario
    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[tuple[str, str, Lead], list[Line]] = field(default_factory=dict)

    def draw(self) -> None:
        scenario = self.scenario
        for thread in scenario.threads.values():
            if thread.open:
                name = "Begin" if thread.id == MAIN else thread.title
                self.box(Box(key=f"start:{thread.id}", kind="start", title=name))
                self.arrow(f"start:{thread.id}", f"stage:{thread.start}", "choice", None)
        for stage in scenario.stages.values():
            self.stage(stage)
        if scenario.bench is not None:
            self.bench(scenario.bench)
        for inject in scenario.injects.values():
            when = f"when {inject.when.text}" if inject.when is not None else ""
            tops = [("", inject.outcome)]
            if inject.demand is not None:
                tops += [("answered", inject.demand.answer), ("not answered", inject.demand.on_deadline)]
            at = clock_label(scenario, inject.at) if inject.at is not None else when
            self.outside(f"inject:{inject.id}", str(inject.id), at, tops)
        for late in scenario.consequences.values():
            self.outside(f"consequence:{late.id}", str(late.id), "later", [("", late.outcome)])

    def stage(self, stage: Stage) -> None:
        here = f"stage:{stage.id}"
        inside: list[Line] = []
        self.boxes[here] = Box(key=here, kind="stage", title=stage.title)  # in its place; what it says follows
        for item in stage.items:
            inside += self.item(stage, item)
        if stage.on_deadline is not None:
            line = Line(self.clock(stage), f"lapse:{stage.id}")
            if not self.follow(here, stage.thread, stage.on_deadline, "deadline", line):
                inside.append(line)
        thread = self.scenario.threads[stage.thread]
        notes = [plain(thread.title)] if stage.thread != MAIN and thread.title not in ("", stage.title) else []
        if stage.opens is not None:
            notes.append(f"from {clock_label(self.scenario, stage.opens)}")
        title = plain(stage.title) or str(stage.id)
        self.boxes[here] = Box(key=here, kind="stage", title=title, note=", ".join(notes), lines=tuple(inside), mark=here)

    def item(self, stage: Stage, item: Choice | Evidence) -> list[Line]:
        """Draw where a choice or investigation leads; return what is to be said of it in its stage's box."""
        here, looks = f"stage:{stage.id}", isinstance(item, Evidence)
        line = Line(plain(item.label), f"{'look' if looks else 'choice'}:{item.node}")
        led = self.follow(here, stage.thread, item.outcome, "look" if looks else "choice", line)
        if isinstance(item, Evidence) and item.probe is not None:
            for name, way in (("yes", item.probe.yes), ("no", item.probe.no)):
                branch = Line(f"{line.text}: {name}", f"draw:{item.node}?={name}")
                led = self.follow(here, stage.thread, way, "look", branch) or led
        return [] if led else [line._replace(looks=looks)]

    def bench(self, bench: Bench) -> None:
        """Draw the workbench once, with its families, however many stages have it."""
        inside = list[Line]()
        for family in bench.families.values():
            line = Line(plain(family.label), f"built:{family.id}")
            tops = (family.outcome, *(brings.outcome for brings in family.brings))
            led = [self.follow("workbench", None, top, "choice", line) for top in tops]
            inside += [] if any(led) else [line]
        self.box(Box(key="workbench", kind="stage", title="Workbench", note=plain(bench.question), lines=tuple(inside)))

    def clock(self, stage: Stage) -> str:
        when = duration(stage.deadline) if stage.deadline is not None else ""
        if stage.closes is not None:
            closes = clock_label(self.scenario, stage.closes, day=False)
            when = f"{when} or {closes}" if when else closes
        return f"{when}: {plain(stage.default)}" if stage.default else when

    def outside(self, key: str, name: str, when: str, tops: list[tuple[str, Outcome]]) -> None:
        """Draw what comes from outside, if it leads anywhere or opens a thread."""
        led = [self.follow(key, None, outcome, "inject", Line(words)) for words, outcome in tops]
        if any(led):
            self.box(Box(key=key, kind="inject", title=name, note=when, mark=key))

    # ---------------------------------------------------------------- where things lead

    def follow(self, source: str, thread: ThreadId | None, top: Outcome, lead: Lead, line: Line) -> bool:
        """Draw an arrow to wherever an outcome, or a draw in it, leads; return whether it leads anywhere."""
        led = False
        for outcome, kind, words in self.ways(top, lead, line):
            targets = [self.scenario.threads[x.thread].start for x in outcome.effects if isinstance(x, OpenThread)]
            targets += [DONE] if any(isinstance(x, CloseThread) and x.thread == thread for x in outcome.effects) else []
            targets += [outcome.to] if outcome.to is not None else []
            for target in targets:
                self.arrow(source, self.target(target, thread), kind, words)
                led = True
        return led

    def target(self, to: StageId, thread: ThreadId | None) -> str:
        if to == END:
            return self.box(Box(key="end", kind="end", title="The end"))
        if to != DONE:
            return f"stage:{to}"
        title = self.scenario.threads[thread].title if thread is not None and thread != MAIN else ""
        return self.box(Box(key=f"done:{thread or ''}", kind="end", title=f"Closed: {title}" if title else "Closed"))

    def box(self, box: Box) -> str:
        self.boxes.setdefault(box.key, box)
        return box.key

    def arrow(self, source: str, target: str, lead: Lead, line: Line | None) -> None:
        lines = self.arrows.setdefault((source, target, lead), [])
        if line is not None and line.text:
            lines.append(line)

    def ways(self, top: Outcome, lead: Lead, line: Line) -> Iterator[tuple[Outcome, Lead, Line]]:
        """Yield an outcome and all that its draws can lead to, with the kind of arrow and the words for each."""
        yield top, lead, line
        chance = top.chance
        for branch in chance.branches if chance is not None else ():
            assert chance is not None
            mark = f"draw:{chance.node}={branch.id}"
            truths = _possible(self.scenario, chance.truth) if chance.truth is not None else ()
            if len(truths) == 1:
                mark = line.mark if branch.id in truths else ""  # what is certain is not drawn
            words = ": ".join(part for part in (line.text, _named(chance, branch)) if part)
            yield from self.ways(branch.outcome, "chance", Line(words, mark))


def _possible(scenario: Scenario, name: LatentId) -> tuple[str, ...]:
    """Return what a latent may be, to begin with."""
    latent = scenario.latents[name]
    return tuple(value for value, weight in zip(latent.values, latent.weights, strict=True) if weight)


def _named(chance: Chance, branch: Branch) -> str:
    """Return a branch with what is known of its chance without playing."""
    if chance.truth is not None:
        return f"{chance.truth} is {branch.id}"
    if any(other.by is not None for other in chance.branches):
        return branch.id
    total = sum(other.weight for other in chance.branches)
    return f"{branch.id}, {branch.weight} in {total}"


def plain(text: str) -> str:
    """Return a text without the marks that make words strong or trade words."""
    return re.sub(r"\*\*|`|\[\[|\]\]", "", text)


def duration(time: Seconds) -> str:
    """Return a duration as an author writes it, such as `1h30m`."""
    parts = ((time // 86_400, "d"), (time % 86_400 // 3600, "h"), (time % 3600 // 60, "m"), (time % 60, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
