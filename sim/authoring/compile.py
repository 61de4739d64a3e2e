"""Model -> domain.Scenario: every reference resolved, every formula typed, every node named."""
from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from sim.authoring import model as m
from sim.authoring.kit import compiled_bench
from sim.authoring.outcomes import Outcomes
from sim.authoring.reader import Path
from sim.authoring.roles import room_of
from sim.authoring.scenery import scene_of
from sim.authoring.sheet import QUEUE, Sheet
from sim.domain import scenario as d
from sim.domain.formula import Arithmetic, Call, Constant, Formula, Serving
from sim.domain.units import (
    MAIN,
    YOU,
    ChoiceId,
    ConsequenceId,
    EvidenceId,
    FactId,
    FlowId,
    Frozen,
    GroupId,
    InjectId,
    LatentId,
    NodeId,
    PersonId,
    PlaceId,
    RoleId,
    Seconds,
    StageId,
    TermId,
    ThreadId,
    TotalId,
    Value,
    VarId,
    node_of,
)
from sim.engine.queues import MOST_HANDED, MOST_LINES, MOST_OFFERED

BEAT_REAL_SECONDS = 5
MOST_WITH_HANDS = 4
MOST_CHANGES = 150
"""Groups in which somebody passes each one on, and times, by such groups, at which a flow changes by the clock alone: each of
them takes milliseconds."""
LONGEST = Seconds(60 * 86_400)
RESERVED = ("clock", "true", "false", "and", "or", "not", "end", "done", "you")
RESERVED_STAGES = (*RESERVED, "inject", "later")
"""Names of outcomes begin with their stage's, or with `inject` or `later`."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _between(low: int, value: Value, high: int | None) -> bool:
    return low <= int(value) and (high is None or int(value) <= high)


def _constant(formula: Formula | None) -> int | Fraction | None:
    """Return the number a formula always gives, None if it hangs on anything."""
    match formula and formula.node:
        case Constant(value=int() | Fraction() as number) if not isinstance(number, bool):
            return number
        case Arithmetic(sign="-", left=Constant(value=0), right=Constant(value=int() | Fraction() as number)):
            return -number
    return None


def compiled(sheet: Sheet, digest: str) -> d.Scenario:
    """Return the scenario. If problems were found on the way it is incomplete and must not be played."""
    return _Compiler(sheet).scenario(digest)


class _Compiler:
    """Reads one file top to bottom; one method a construct."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.file = sheet, sheet.file
        self.outcomes = Outcomes(sheet)
        self.handed: list[Path] = [
            ("flows", flow, "groups", group) for flow, x in self.file.flows.items() for group, g in x.groups.items()
            if g.hands is not None
        ]

    def scenario(self, digest: str) -> d.Scenario:
        file, sheet = self.file, self.sheet
        self.names()
        horizon = sheet.time(("horizon",), file.horizon)
        if horizon == 0:
            sheet.complain("SC004", ("horizon",), "the run would end as it begins", "write the last time of the scenario")
        elif horizon is not None and horizon > LONGEST:
            sheet.complain("SC004", ("horizon",), f"`{file.horizon}` is more than 60 days", "let the run end earlier")
        if sheet.reference(("start",), file.start, file.stages, "stage"):
            sheet.in_thread(("start",), file.start, MAIN, "start in a stage of the main thread: one without `thread`")
        flows = {FlowId(k): self.flow(k, x) for k, x in file.flows.items()}
        threads = {MAIN: d.Thread(id=MAIN, title=file.meta.title, start=StageId(file.start), open=True)}
        threads |= {ThreadId(k): self.thread(k, t) for k, t in file.threads.items()}
        return d.Scenario(
            meta=self.meta(),
            digest=digest,
            weekday=sheet.weekday,
            midnight=Seconds(sheet.midnight),
            horizon=min(horizon or Seconds(1), LONGEST),
            pace=file.pace,
            beat=self.beat(file.beat, file.pace),
            briefing=self.outcomes.text(("briefing",), file.briefing),
            provisional=file.provisional,
            meters=Frozen({VarId(k): self.meter(k, x) for k, x in file.meters.items()}),
            resources=Frozen({VarId(k): self.resource(k, start) for k, start in sheet.resources.items()}),
            facts=Frozen({FactId(k): self.fact(k, x) for k, x in file.facts.items()}),
            latents=Frozen({LatentId(k): self.latent(k, x) for k, x in file.latent.items()}),
            profiles=Frozen({k: self.profile(k, x) for k, x in file.profiles.items()}),
            totals=Frozen({TotalId(k): self.total(k, x) for k, x in file.totals.items()} | self.totals_of(flows.values())),
            flows=Frozen(flows),
            people=Frozen({PersonId(k): self.person(k, x) for k, x in file.people.items()}),
            places=Frozen({PlaceId(k): x for k, x in file.places.items()}),
            roles=Frozen({RoleId(k): x for k, x in file.roles.items()}),
            threads=Frozen(threads),
            stages=Frozen({StageId(k): self.stage(k, x) for k, x in file.stages.items()}),
            injects=Frozen(self.injects()),
            consequences=Frozen({ConsequenceId(k): self.consequence(k, x) for k, x in file.later.items()}),
            terms=Frozen({TermId(k): self.term(k, x) for k, x in file.terms.items()}),
            duties=tuple(filter(None, (self.duty(n, x) for n, x in enumerate(file.duties)))),
            worth=self.worth(),
            endings=tuple(self.ending(n, x, ("endings",), file.endings) for n, x in enumerate(file.endings)),
            debrief=self.debrief(),
            variants=Frozen({k: self.variant(k, x) for k, x in file.variants.items()}),
            properties=self.properties(),
            bench=compiled_bench(sheet, self.outcomes),
            scene=scene_of(sheet, file.scene) if file.scene is not None else None,
            room=room_of(sheet, file.room) if file.room is not None else None,
            shorter=tuple(found for minutes, x in file.shorter.items() if (found := self.shorter(minutes, x)) is not None),
        )

    def resource(self, name: str, start: int) -> d.Resource:
        x = self.file.resources.get(name)
        if x is None:
            part = self.file.kit[name]
            return d.Resource(id=VarId(name), label=part.label, start=start, icon=part.icon, shown=False)
        return d.Resource(id=VarId(name), label=x.label, start=start, unit=x.unit, icon=x.icon)

    def names(self) -> None:
        """Meters, resources, facts, profiles, totals and flows share one space of names, which formulas can spell."""
        seen: dict[str, str] = {}
        for group in ("meters", "resources", "facts", "profiles", "totals", "latent", "kit", "flows"):
            for name in getattr(self.file, group):
                path: Path = (group, name)
                if name in RESERVED:
                    self.sheet.complain("SC106", path, f"`{name}` has a meaning of its own", "choose another name", key=True)
                elif _NAME.fullmatch(name) is None:
                    self.sheet.complain("SC106", path, f"`{name}` cannot be written in a formula",
                                        f"use letters, digits and _, as in `{re.sub('[^a-z0-9_]', '_', name)}`", key=True)
                elif name in seen and (group, seen[name]) != ("kit", "resources"):
                    self.sheet.complain(
                        "SC106", path, f"`{name}` is also among the {seen[name]}", "choose another name", key=True
                    )
                seen[name] = group
        for flow in self.file.flows:
            for name in (f"{flow}_offered", f"{flow}_served"):
                if name in seen:
                    self.sheet.complain("SC106", (seen[name], name), f"`{name}` is what the flow `{flow}` adds up to",
                                        "choose another name", key=True)

    def meta(self) -> d.Meta:
        given = self.file.meta
        cuts: dict[int, Seconds] = {}
        for minutes, text in given.cuts.items():
            at = self.sheet.time(("meta", "cuts", minutes), text)
            if re.fullmatch("[0-9]{1,3}", minutes) is None:
                self.sheet.complain(
                    "SC004",
                    ("meta", "cuts", minutes),
                    f"`{minutes}` is not a number of minutes",
                    "write it as `20: 11:30`",
                    key=True,
                )
            elif at is not None:
                cuts[int(minutes)] = at
        return d.Meta(
            id=given.id, version=given.version, title=given.title, summary=given.summary, minutes=given.minutes,
            difficulty=given.difficulty, source=given.source, first=given.first, icon=given.icon, objectives=given.objectives,
            competencies=Frozen(given.competencies), cuts=Frozen(cuts), content=given.content,
        )

    def beat(self, given: int | None, pace: Fraction) -> Seconds:
        return Seconds(given if given is not None else max(1, round(pace * BEAT_REAL_SECONDS)))

    # ---------------------------------------------------------------- what there is

    def meter(self, name: str, x: m.Meter) -> d.Meter:
        low, high = x.range
        if low >= high:
            self.sheet.complain(
                "SC004", ("meters", name, "range"), f"the range {low} to {high} is empty", "write the smaller number first"
            )
        elif not low <= x.start <= high:
            self.sheet.complain("SC004", ("meters", name, "start"), f"{x.start} lies outside the range {low} to {high}",
                                "move `start`, or widen `range: [lowest, highest]`")
        bands = tuple(sorted((start, band) for band, start in x.bands.items()))
        return d.Meter(id=VarId(name), label=x.label, low=low, high=high, start=x.start, unit=x.unit, good=x.good,
                       hidden=x.hidden, bands=bands, icon=x.icon)

    def fact(self, name: str, x: m.Fact) -> d.Fact:
        start = x.start if not x.words or x.start != "false" else x.words[0]
        return d.Fact(
            id=FactId(name),
            start=self.outcomes.fact_value(("facts", name, "start"), name, start),
            words=x.words,
            hidden=x.hidden,
            known=x.known,
            price=x.price,
            warning=x.warning,
            worth=x.worth,
        )

    def latent(self, name: str, x: dict[str, int]) -> d.Latent:
        if not sum(x.values()):
            self.sheet.complain("SC401", ("latent", name), f"all weights of `{name}` are 0, so it has no value",
                                "give at least one value a weight of 1", key=True)
        return d.Latent(id=LatentId(name), values=tuple(x), weights=tuple(x.values()))

    def profile(self, name: str, x: dict[str, int]) -> d.Profile:
        levels: dict[int, int] = {}
        for label, level in sorted(x.items(), key=lambda item: self.sheet.clock(item[0]) or 0):
            at = self.sheet.clock(label)
            if at is None:
                at = self.sheet.time(("profiles", name, label), label, key=True)
            if at is not None:
                levels[max(0, at)] = level
        return d.Profile(id=name, levels=tuple((Seconds(at), level) for at, level in sorted(levels.items())))

    def total(self, name: str, x: m.Total) -> d.Total:
        rate = self.sheet.formula(("totals", name, "rate"), x.rate, "number")
        return d.Total(id=TotalId(name), label=x.label, unit=x.unit, rate=rate, worth=x.worth, shown=x.shown)

    def flow(self, name: str, x: m.Flow) -> d.Flow:
        path, queue = ("flows", name), self.sheet.queues[name]
        offered = queue[0] or self.nothing()
        if (_constant(queue[0]) or 0) < 0:
            self.sheet.complain("SC004", (*path, "offered"), "less than nothing cannot come", "write 0 or more")
        node = self.sheet.served[name].node
        assert isinstance(node, Serving)
        changes = node.times | {at for profile in node.names & set(self.file.profiles) for at in self.file.profiles[profile]}
        most = MOST_CHANGES // max(1, len(self.handed))
        if len(changes) > most:
            self.sheet.complain("SC004", path, f"this changes by the clock {len(changes)} times, and {most} are the most here",
                                "use fewer profiles, fewer levels, or fewer groups with `hands`", key=True)
        if not x.groups:
            self.sheet.complain("SC008", (*path, "groups"), "there is nobody here to serve it",
                                "add a group: `desk: {label: The desk, lines: 3, handling: 5m}`", key=True)
        groups = {
            GroupId(k): self.group((*path, "groups", k), k, g, queue[1 + 6 * n:7 + 6 * n])
            for n, (k, g) in enumerate(x.groups.items())
        }
        return d.Flow(
            id=FlowId(name), label=x.label, offered_label=x.offered_label or f"{x.label} offered",
            served_label=x.served_label or f"{x.label} served", unit=x.unit, worth=x.worth, shown=x.shown, offered=offered,
            groups=Frozen(groups), known=self.sheet.formula((*path, "known"), x.known), serving=self.sheet.served[name],
        )

    def group(self, path: Path, name: str, x: m.Group, queue: tuple[Formula | None, ...]) -> d.Group:
        if path in self.handed[MOST_WITH_HANDS:]:
            self.sheet.complain("SC004", (*path, "hands"), f"more than {MOST_WITH_HANDS} groups have `hands`",
                                "take it out where handing over takes next to no time", key=True)
        for one, other in (("hands", "handover"), ("handover", "hands")):
            if getattr(x, one) is not None and getattr(x, other) is None:
                why = {"hands": "how many pass each one on", "handover": "how long that takes each time"}[other]
                self.sheet.complain("SC008", (*path, one), f"`{other}` is missing: {why}", f"add `{other}: …`", key=True)
        for key, given in zip(QUEUE, queue, strict=True):
            most = MOST_LINES if x.hands is None else MOST_HANDED
            number = _constant(given)
            if number is not None and number < 0:
                self.sheet.complain("SC004", (*path, key), f"`{key}` cannot be less than nothing", "write 0 or more")
            elif number is not None and key == "lines" and number > most:
                self.sheet.complain("SC004", (*path, key), f"a group has at most {most} lines"
                                    + ("" if x.hands is None else " where somebody passes each one on"),
                                    "make it two groups: who finds the first full tries the next")
        return d.Group(
            id=GroupId(name), label=x.label, lines=queue[0] or self.nothing(), handling=queue[1] or self.nothing(),
            hands=queue[2], handover=queue[3], handlers=queue[4], patience=queue[5],
        )

    def totals_of(self, flows: Iterable[d.Flow]) -> dict[TotalId, d.Total]:
        """What came and what was served of every flow, within the bounds that a queue keeps."""
        found: list[d.Total] = []
        for flow in flows:
            came, done = flow.totals
            kept = Call("clamp", (flow.offered.node, Constant(0), Constant(MOST_OFFERED)))
            found += [
                d.Total(id=came, label=flow.offered_label, unit=flow.unit, rate=Formula(flow.offered.text, kept, "number"),
                        worth=Fraction(0), shown=False),
                d.Total(id=done, label=flow.served_label, unit=flow.unit, rate=flow.serving, worth=flow.worth, shown=flow.shown),
            ]
        return {total.id: total for total in found}

    def nothing(self) -> Formula:
        """Return what stands for a formula that is wrong."""
        return Formula("0", Constant(0), "number")

    def person(self, name: str, x: m.Person) -> d.Person:
        path: Path = ("people", name)
        if name == YOU and x.helps:
            self.sheet.complain("SC105", path, "`you` cannot be sent to help yourself", "leave `helps` out", key=True)
        if x.where is not None:
            self.sheet.reference((*path, "where"), x.where, self.file.places, "place")
        hours = []
        for n, span in enumerate(x.hours):
            start, _, end = span.partition("-")
            edges = [int(t.split(":")[0]) * 3600 + int(t.split(":")[1]) * 60 for t in (start, end)]
            if not 0 <= edges[0] < edges[1] <= 86_400:
                self.sheet.complain(
                    "SC004", (*path, "hours", n), f"`{span}` is not a span within one day", "write it as `09:00-13:00`"
                )
            hours.append((edges[0], edges[1]))
        where = PlaceId(x.where) if x.where is not None else None
        return d.Person(id=PersonId(name), name=x.name, job=x.job, where=where, hours=tuple(hours), helps=x.helps, shown=x.shown,
                        tired=self.sheet.formula((*path, "tired"), x.tired))

    def thread(self, name: str, x: m.Thread) -> d.Thread:
        if name == MAIN:
            self.sheet.complain(
                "SC106", ("threads", name), "`main` is the thread of the scenario itself", "choose another name", key=True
            )
        if self.sheet.reference(("threads", name, "start"), x.start, self.file.stages, "stage"):
            if self.file.stages[x.start].thread != name:
                self.sheet.complain("SC105", ("threads", name, "start"), f"stage `{x.start}` does not belong to thread `{name}`",
                                    f"write `thread: {name}` in it")
        return d.Thread(id=ThreadId(name), title=x.title, start=StageId(x.start), open=x.open)

    def term(self, name: str, x: m.Term) -> d.Term:
        self.sheet.reference(("terms", name, "says"), x.says, self.file.people, "person")
        return d.Term(id=TermId(name), word=x.word, says=PersonId(x.says), text=x.text)

    # ---------------------------------------------------------------- what can be done

    def stage(self, name: str, x: m.Stage) -> d.Stage:
        path: Path = ("stages", name)
        self.sheet.paths[name] = path
        if name in RESERVED_STAGES:
            self.sheet.complain("SC106", path, f"`{name}` has a meaning of its own", "choose another name", key=True)
        if x.thread != MAIN:
            self.sheet.reference((*path, "thread"), x.thread, self.file.threads, "thread")
        if x.role is not None:
            self.sheet.reference((*path, "role"), x.role, self.file.roles, "role")
        pace = x.pace if x.pace is not None else self.file.pace
        seen: set[str] = set()
        for group in ("choices", "evidence"):
            for n, item in enumerate(getattr(x, group)):
                if item.id in seen:
                    self.sheet.complain(
                        "SC106", (*path, group, n, "id"), f"`{item.id}` is used twice in this stage", "choose another id"
                    )
                seen.add(item.id)
        return d.Stage(
            id=StageId(name),
            thread=ThreadId(x.thread),
            title=x.title,
            question=x.question,
            text=self.outcomes.text((*path, "text"), x.text),
            choices=tuple(self.choice(name, (*path, "choices", n), c) for n, c in enumerate(x.choices)),
            evidence=tuple(self.evidence(name, (*path, "evidence", n), v) for n, v in enumerate(x.evidence)),
            opens=self.sheet.time((*path, "opens"), x.opens),
            closes=self.sheet.time((*path, "closes"), x.closes),
            deadline=Seconds(x.deadline) if x.deadline is not None else None,
            on_deadline=self.outcomes.outcome((*path, "on_deadline"), x.on_deadline, NodeId(f"{name}!deadline"), x.thread)
            if x.on_deadline is not None
            else None,
            default=x.default,
            drift=self.panel(x.drift),
            looks=x.looks,
            pace=pace,
            beat=self.beat(x.beat if x.beat is not None else (self.file.beat if x.pace is None else None), pace),
            board=x.board,
            stop=x.stop,
            weight=x.weight,
            confidence=x.confidence,
            role=RoleId(x.role) if x.role is not None else None,
            workbench=x.workbench,
        )

    def task(self, path: Path, x: m.Task) -> d.Task:
        sheet = self.sheet
        if x.by != YOU and sheet.reference((*path, "by"), x.by, self.file.people, "person"):
            if not self.file.people[x.by].helps and ("people", x.by, "helps") not in sheet.document.mended:
                sheet.complain("SC105", (*path, "by"), f"`{x.by}` does not lend hands", "write `helps: true` for that person")
        if x.at is not None:
            sheet.reference((*path, "at"), x.at, self.file.places, "place")
        for resource in x.cost:
            sheet.reference((*path, "cost", resource), resource, sheet.resources, "resource", key=True)
        if x.when is not None and not x.reason:
            sheet.complain("SC008", (*path, "when"), "`reason` is missing: a greyed choice says why", "add `reason: …`", key=True)
        cost = tuple((VarId(k), n) for k, n in x.cost.items() if k in sheet.resources)
        return d.Task(
            takes=Seconds(x.takes),
            by=PersonId(x.by),
            where=PlaceId(x.at) if x.at is not None else None,
            cost=cost,
            appears=sheet.formula((*path, "appears"), x.appears),
            when=sheet.formula((*path, "when"), x.when),
            reason=x.reason,
            again=x.again,
        )

    def choice(self, stage: str, path: Path, x: m.Choice) -> d.Choice:
        node = node_of(stage, x.id)
        self.sheet.paths[node] = path
        thread = self.file.stages[stage].thread
        return d.Choice(
            id=ChoiceId(x.id), node=node, label=x.label, detail=x.detail, task=self.task(path, x), icon=x.icon,
            outcome=self.outcomes.outcome(path, x, node, thread), panel=self.panel(x.panel),
        )

    def evidence(self, stage: str, path: Path, x: m.Evidence) -> d.Evidence:
        node = node_of(stage, x.id)
        self.sheet.paths[node] = path
        thread = self.file.stages[stage].thread
        return d.Evidence(
            id=EvidenceId(x.id), node=node, label=x.label, detail=x.detail, task=self.task(path, x), icon=x.icon,
            outcome=self.outcomes.outcome(path, x, node, thread), probe=self.probe(path, x, node, thread),
        )

    def probe(self, path: Path, x: m.Evidence, node: NodeId, thread: str) -> d.Probe | None:
        if not x.tests:
            for key in ("yes", "no"):
                if getattr(x, key) is not None:
                    self.sheet.complain(
                        "SC004",
                        (*path, key),
                        f"`{key}` answers a test, and this tests nothing",
                        "add `tests: {latent: value}`",
                        key=True,
                    )
            return None
        if len(x.tests) > 1:
            self.sheet.complain(
                "SC004", (*path, "tests"), "one investigation tests one latent", "make it two investigations", key=True
            )
        (latent, values), *_ = x.tests.items()
        if not self.sheet.reference((*path, "tests", latent), latent, self.file.latent, "latent", key=True):
            return None
        for n, value in enumerate(values):
            place = self.outcomes.entry((*path, "tests", latent), n)
            self.sheet.reference(place, value, self.file.latent[latent], f"value of `{latent}`")
        return d.Probe(
            latent=LatentId(latent), values=frozenset(values), if_true=x.hits.if_true, if_false=x.hits.if_false,
            yes=self.outcomes.outcome((*path, "yes"), x.yes or m.Outcome(), NodeId(f"{node}?yes"), thread),
            no=self.outcomes.outcome((*path, "no"), x.no or m.Outcome(), NodeId(f"{node}?no"), thread),
        )

    def panel(self, x: m.Panel | None) -> d.Panel | None:
        return None if x is None else d.Panel(rating=x.rating, why=x.why, minority=x.minority, spread=x.spread)

    def injects(self) -> dict[InjectId, d.Inject]:
        found: dict[InjectId, d.Inject] = {}
        for n, x in enumerate(self.file.injects):
            path: Path = ("injects", n)
            name = InjectId(x.id)
            self.sheet.paths[f"inject/{x.id}"] = path
            if name in found:
                self.sheet.complain("SC106", (*path, "id"), f"two injects are called `{x.id}`", "choose another id")
            if (x.at is None) == (x.when is None):
                self.sheet.complain(
                    "SC210",
                    path,
                    "this inject needs either `at` or `when`" + (", not both" if x.at is not None else ""),
                    "`at` a time, or `when` something turns true",
                )
            if x.contingency and (x.at is None or x.unless is None):
                self.sheet.complain("SC210", (*path, "contingency"), "a contingency needs both `at` and `unless`",
                                    "it arrives at a time unless something was done before", key=True)
            for k, role in enumerate(x.roles):
                self.sheet.reference(self.outcomes.entry((*path, "roles"), k), role, self.file.roles, "role")
            found[name] = d.Inject(
                id=name,
                outcome=self.outcomes.outcome(path, x, NodeId(f"inject/{x.id}"), None),
                at=self.sheet.time((*path, "at"), x.at),
                when=self.sheet.formula((*path, "when"), x.when),
                after=Seconds(x.after),
                unless=self.sheet.formula((*path, "unless"), x.unless),
                contingency=x.contingency,
                roles=frozenset(RoleId(role) for role in x.roles),
                demand=self.demand((*path, "demand"), x.id, x.demand),
            )
        return found

    def demand(self, path: Path, name: str, x: m.Demand | None) -> d.Demand | None:
        if x is None:
            return None
        return d.Demand(
            label=x.label,
            takes=Seconds(x.takes),
            deadline=Seconds(x.deadline),
            default=x.default,
            resume=Seconds(x.resume),
            noted=Seconds(x.noted),
            answer=self.outcomes.outcome((*path, "answer"), x.answer, NodeId(f"inject/{name}!answer"), None),
            on_deadline=self.outcomes.outcome((*path, "on_deadline"), x.on_deadline, NodeId(f"inject/{name}!lapse"), None),
        )

    def consequence(self, name: str, x: m.Consequence) -> d.Consequence:
        path: Path = ("later", name)
        self.sheet.paths[f"later/{name}"] = path
        return d.Consequence(
            id=ConsequenceId(name), outcome=self.outcomes.outcome(path, x, NodeId(f"later/{name}"), None),
            unless=self.sheet.formula((*path, "unless"), x.unless),
        )

    # ---------------------------------------------------------------- what it comes to

    def duty(self, n: int, x: m.Duty) -> d.Duty | None:
        path: Path = ("duties", n)
        self.sheet.reference((*path, "competency"), x.competency, self.file.meta.competencies, "competency")
        done, by = self.sheet.formula((*path, "done"), x.done), self.sheet.time((*path, "by"), x.by)
        if done is None or by is None:
            return None
        return d.Duty(id=x.id, label=x.label, by=by, done=done, competency=x.competency, why=x.why,
                      when=self.sheet.formula((*path, "when"), x.when))

    def worth(self) -> d.Worth:
        x = self.file.value
        told = self.sheet.formula(("value", "told"), x.told, "number", told=True)
        return d.Worth(
            label=x.label, unit=x.unit, formula=self.sheet.formula(("value", "formula"), x.formula, "number"),
            told=told or self.nothing(), formula_label=x.formula_label, told_label=x.told_label, told_unit=x.told_unit, par=x.par,
        )

    def shorter(self, minutes: str, x: m.Shorter) -> d.Shorter | None:
        """Return a shorter version; its time is the one `meta.cuts` names."""
        place: Path = ("shorter", minutes)
        self.sheet.reference(place, minutes, {*self.file.meta.cuts}, "cut in `meta.cuts`")
        at = self.sheet.time(("meta", "cuts", minutes), self.file.meta.cuts[minutes]) if minutes in self.file.meta.cuts else None
        if x.endings and not any(ending.above == 0 for ending in x.endings):
            self.sheet.complain("SC206", (*place, "endings"), "no ending is `above: 0`, so a poor run has no ending",
                                "make the lowest one `above: 0`", key=True)
        if at is None or not minutes.isdigit():
            return None
        return d.Shorter(
            minutes=int(minutes), at=at, questions=x.questions,
            endings=tuple(self.ending(n, e, (*place, "endings"), x.endings) for n, e in enumerate(x.endings)),
            lesson=tuple(d.Lesson(since=y.from_, until=y.to, what=y.what, screen=y.screen, teacher=y.teacher) for y in x.lesson),
        )

    def ending(self, n: int, x: m.Ending, under: Path, siblings: tuple[m.Ending, ...]) -> d.Ending:
        path: Path = (*under, n)
        file = self.file
        known = {*file.facts, *file.stages, *(i.id for i in file.injects), *file.later,
                 *(f"{sid}/{item.id}" for sid, stage in file.stages.items() for item in (*stage.choices, *stage.evidence))}
        for k, name in enumerate(x.warned):
            place = self.outcomes.entry((*path, "warned"), k)
            self.sheet.reference(place, name, known, "inject, stage, fact, consequence or stage/choice")
        if x.when is not None and not x.warned:
            self.sheet.complain("SC206", (*path, "when"), "this ending overrides the others, and nothing warns of it",
                                "add `warned: [what the player saw before it]`", key=True)
        if (x.when is None) == (x.above is None):
            self.sheet.complain(
                "SC206",
                path,
                "this ending needs either `above` or `when`" + (", not both" if x.when is not None else ""),
                "`above` a figure, or `when` a harm was done",
            )
        if any(other.id == x.id for other in siblings[:n]):
            self.sheet.complain("SC106", (*path, "id"), f"two endings are called `{x.id}`", "choose another id")
        return d.Ending(
            id=x.id,
            title=x.title,
            text=self.outcomes.text((*path, "text"), x.text, told=True),
            above=x.above,
            warned=frozenset(x.warned),
            when=self.sheet.formula((*path, "when"), x.when, told=True),
            last=self.outcomes.text((*path, "last"), x.last, told=True),
        )

    def debrief(self) -> d.Debrief:
        x = self.file.debrief
        causes = tuple(
            d.Cause(text=c.text, when=self.sheet.formula(("debrief", "causes", n, "when"), c.when, told=True))
            for n, c in enumerate(x.causes)
        )
        return d.Debrief(
            questions=x.questions, principles=x.principles, hints=x.hints, interview=x.interview, causes=causes,
            cousins=tuple(d.Cousin(text=c.text, source=c.source) for c in x.cousins),
        )

    def variant(self, name: str, x: m.Variant) -> d.Variant:
        path, file = ("variants", name), self.file
        values: dict[VarId, Value] = {}
        for key, text in x.set.items():
            values[VarId(key)] = self.outcomes.any_value((*path, "set", key), key, text)
            low, high = file.meters[key].range if key in file.meters else (0, None)
            if key not in file.facts and not _between(low, values[VarId(key)], high):
                self.sheet.complain("SC004", (*path, "set", key), f"`{key}` cannot be {text}",
                                    f"the least is {low}" + (f", the most {high}" if high is not None else ""))
        latents = {}
        for latent, weights in x.latent.items():
            if self.sheet.reference((*path, "latent", latent), latent, self.file.latent, "latent", key=True):
                for value in weights:
                    self.sheet.reference(
                        (*path, "latent", latent, value), value, self.file.latent[latent], f"value of `{latent}`", key=True
                    )
                latents[LatentId(latent)] = tuple(weights.get(value, 0) for value in self.file.latent[latent])
                if not any(latents[LatentId(latent)]):
                    self.sheet.complain(
                        "SC401",
                        (*path, "latent", latent),
                        f"all weights of `{latent}` are 0, so it has no value",
                        "give at least one value a weight of 1",
                        key=True,
                    )
        return d.Variant(id=name, title=x.title, values=Frozen(values), latents=Frozen(latents))

    def properties(self) -> tuple[d.Property, ...]:
        found = []
        for kind in ("never", "always", "eventually"):
            for n, text in enumerate(getattr(self.file.properties, kind)):
                formula = self.sheet.formula(("properties", kind, n), text)
                if formula is not None:
                    found.append(d.Property(kind=kind, formula=formula))
        return tuple(found)
