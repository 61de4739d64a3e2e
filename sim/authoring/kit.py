"""The workbench of a scenario, compiled: parts, families of rigs, their slots, rules and reactions."""
from __future__ import annotations

import re

from sim.authoring import model as m
from sim.authoring.expressions import Scope
from sim.authoring.outcomes import Outcomes
from sim.authoring.reader import Path
from sim.authoring.sheet import Sheet
from sim.domain import kit as k
from sim.domain.formula import Type
from sim.domain.scenario import Outcome, Panel, Say
from sim.domain.units import YOU, Frozen, NodeId, PersonId, PlaceId, Seconds, VarId

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WHOLE = re.compile(r"[0-9]{1,6}")
_BLANK = re.compile(r"\{([^{}]*)\}")


def compiled_bench(sheet: Sheet, outcomes: Outcomes) -> k.Bench | None:
    """Return the workbench, or None if the scenario has none."""
    file = sheet.file
    if file.workbench is None:
        for group in ("kit", "rigs"):
            if getattr(file, group):
                sheet.complain("SC008", (group,), f"there is a `{group}` and no `workbench` to use it at",
                               "add `workbench: {question: …, goals: {…}, nothing: …}`", key=True)
        for name, stage in file.stages.items():
            if stage.workbench:
                sheet.complain("SC008", ("stages", name, "workbench"), "this scenario has no workbench",
                               "describe it at the top: `workbench: {question: …, goals: {…}, nothing: …}`", key=True)
        return None
    return _Benches(sheet, outcomes).bench(file.workbench)


class _Benches:
    """Reads what belongs to the workbench; one method a construct."""

    def __init__(self, sheet: Sheet, outcomes: Outcomes) -> None:
        self.sheet, self.file, self.outcomes = sheet, sheet.file, outcomes
        self.affordances: dict[str, Type] = {}

    def bench(self, x: m.Workbench) -> k.Bench:
        parts = {VarId(name): self.part(name, part) for name, part in self.file.kit.items()}
        for who in x.people:
            self.sheet.reference(("workbench", "people", who), who, self.file.people, "person", key=True)
        return k.Bench(
            question=x.question, goals=Frozen(x.goals), parts=Frozen(parts),
            families=Frozen({name: self.family(name, rig, x) for name, rig in self.file.rigs.items()}),
            nothing=self.words(("workbench", "nothing"), x.nothing, "rig!nothing"),
            over=self.words(("workbench", "over" if x.over else "nothing"), x.over or x.nothing, "rig!over"),
            tries=Seconds(x.tries), shows=Seconds(x.shows),
            asked=Frozen({
                PersonId(who): self.words(("workbench", "people", who), text, f"rig@{who}", who) for who, text in x.people.items()
            }),
            dead=self.sheet.formula(("workbench", "dead"), x.dead), dead_label=x.dead_label.strip(),
        )

    def words(self, path: Path, text: tuple[m.Passage, ...], node: str, who: str = "") -> Outcome:
        """Return an outcome of words alone."""
        conditions = {passage.when for passage in text if passage.when is not None}
        never_silent = len(conditions) < len(text) or any({f"not {when}", f"not ({when})"} & conditions for when in conditions)
        if not never_silent and (text or path[-1] != "lacks"):
            self.sheet.complain("SC604", path, "there may be no words here, and somebody paid minutes to hear them",
                                "write one text without `when`: how the thing fails, or what somebody says of it", key=True,
                                warning=bool(text))
        self.sheet.paths.setdefault(node, path)
        channel = "walk-in" if who else "note"
        return Outcome(node=NodeId(node), effects=(Say(index=0, who=who, channel=channel, text=self.outcomes.text(path, text)),))

    # ---------------------------------------------------------------- parts

    def part(self, name: str, x: m.Part) -> k.Part:
        path: Path = ("kit", name)
        self.sheet.paths[f"part:{name}"] = path
        if x.person is not None:
            self.sheet.reference((*path, "person"), x.person, self.file.people, "person")
        if not x.amounts:
            self.sheet.complain("SC004", (*path, "amounts"), "none of it can ever be taken", "write how many at a time: `[1, 2]`")
        one = x.phrase[0] if x.phrase else x.label
        many = x.phrase[1] if len(x.phrase) > 1 else f"{{count}} {one}"
        return k.Part(
            id=VarId(name), label=x.label, phrase=(one, many), kind=x.kind, amounts=tuple(sorted(set(x.amounts))),
            affords=Frozen({word: self.affords((*path, "affords"), word, level) for word, level in x.affords.items()}),
            noticed=self.sheet.formula((*path, "noticed"), x.noticed),
            person=PersonId(x.person) if x.person is not None else None, spent=x.spent, icon=x.icon,
        )

    def affords(self, path: Path, word: str, text: str) -> bool | int:
        place = (*path, word) if (*path, word) in self.sheet.document.values else path
        level: bool | int = text == "true" if text in ("true", "false") else int(text) if _WHOLE.fullmatch(text) else True
        if text not in ("true", "false") and not _WHOLE.fullmatch(text):
            self.sheet.complain("SC004", place, f"`{text}` is neither true nor a whole number", "write `true`, or a number")
        if _NAME.fullmatch(word) is None:
            self.sheet.complain("SC106", place, f"`{word}` cannot be written in a formula", "use letters, digits and _")
        kind: Type = "truth" if isinstance(level, bool) else "number"
        if self.affordances.setdefault(word, kind) != kind:
            self.sheet.complain("SC102", place, f"`{word}` is a number in one part and true or false in another",
                                "make it one of the two")
        return level

    # ---------------------------------------------------------------- families

    def family(self, name: str, x: m.Rig, bench: m.Workbench) -> k.Family:
        path, sheet = ("rigs", name), self.sheet
        node = f"rig/{name}"
        sheet.paths[node] = path
        goal = x.goal if x.goal is not None else next(iter(bench.goals))
        sheet.reference((*path, "goal"), goal, bench.goals, "goal of the workbench")
        names = self.slot_names(path, x)
        alone, beside = sheet.slot_scope(names, alone=True), sheet.slot_scope(names, alone=False)
        zero = sheet.formula((), "0", "number")
        assert zero is not None
        self.stays(path, x)
        self.hands((*path, "by"), x.by)
        if x.at is not None:
            sheet.reference((*path, "at"), x.at, self.file.places, "place")
        cost, gives = {}, {}
        for what, text in x.cost.items():
            by = sheet.formula((*path, "cost", what), text, "number", scope=alone)
            if sheet.reference((*path, "cost", what), what, sheet.resources, "resource", key=True) and by is not None:
                cost[VarId(what)] = by
        for what, text in x.gives.items():
            by = sheet.formula((*path, "gives", what), text, "number", scope=beside)
            if sheet.reference((*path, "gives", what), what, self.file.meters, "meter", key=True) and by is not None:
                gives[VarId(what)] = by
        rules = []
        for n, rule in enumerate(x.rules):
            place: Path = (*path, "rules", n)
            must = sheet.formula((*place, "must"), rule.must, scope=beside)
            if must is not None:
                rules.append(k.Rule(
                    must=must, lesson=self.words((*place, "lesson"), rule.lesson, f"{node}!{n}"),
                    says=self.says((*place, "says"), rule.says, f"{node}!{n}", bench),
                ))
        return k.Family(
            id=name, goal=goal, label=x.label, sentence=self.sentence(path, x), slots=self.slots(path, node, x),
            rules=tuple(rules),
            takes=sheet.formula((*path, "takes"), x.takes, "number", scope=alone) or zero, cost=Frozen(cost), by=PersonId(x.by),
            where=PlaceId(x.at) if x.at is not None else None, gives=Frozen(gives),
            outcome=self.outcomes.outcome(path, x.model_copy(update={"to": None}), NodeId(node), None),
            brings=tuple(self.brings((*path, "brings"), n, b, node, alone) for n, b in enumerate(x.brings)),
            reactions=self.says((*path, "reactions"), x.reactions, node, bench), exit=self.exit(path, x.exit, node),
            tier=x.tier, rare=x.rare,
            panel=None if x.panel is None else Panel(
                rating=x.panel.rating, why=x.panel.why, minority=x.panel.minority, spread=x.panel.spread
            ),
        )

    def hands(self, path: Path, who: str) -> None:
        """Complain if nobody of that name lends hands."""
        if who != YOU and self.sheet.reference(path, who, self.file.people, "person") and not self.file.people[who].helps:
            self.sheet.complain("SC105", path, f"`{who}` does not lend hands", "write `helps: true` for that person")

    def stays(self, path: Path, x: m.Outcome) -> None:
        if x.to is not None:
            self.sheet.complain("SC004", (*path, "to"), "what is built or taken down leads nowhere by itself",
                                "let a choice of the stage lead on", key=True)

    def slot_names(self, path: Path, x: m.Rig) -> dict[str, Type]:
        """Return what formulas of a family may name, and its type: `slot.count` and `slot.affordance`."""
        found: dict[str, Type] = {}
        for slot in x.slots:
            if _NAME.fullmatch(slot) is None:
                self.sheet.complain("SC106", (*path, "slots", slot), f"`{slot}` cannot be written in a formula",
                                    "use letters, digits and _", key=True)
            found |= {f"{slot}.{word}": kind for word, kind in self.affordances.items()}
            found[f"{slot}.count"] = "number"
        return found

    def slots(self, path: Path, node: str, x: m.Rig) -> tuple[k.Slot, ...]:
        found = []
        for name, slot in x.slots.items():
            place: Path = (*path, "slots", name)
            for n, need in enumerate(slot.needs):
                self.sheet.reference(self.outcomes.entry((*place, "needs"), n), need, self.affordances, "affordance of a part")
            if not slot.needs:
                self.sheet.complain("SC008", place, "this slot needs nothing, so that anything fills it",
                                    "add `needs: [affordance]`", key=True)
            if not slot.lacks and not slot.optional:
                self.sheet.complain("SC008", place, "`lacks` is missing: an idea that lacks this teaches something",
                                    "add `lacks: …`", key=True)
            lacks = self.words((*place, "lacks"), slot.lacks, f"{node}?{name}")
            found.append(k.Slot(id=name, needs=slot.needs, lacks=lacks, optional=slot.optional))
        return tuple(found)

    def sentence(self, path: Path, x: m.Rig) -> str:
        for found in _BLANK.finditer(x.sentence):
            if found[1] not in x.slots:
                self.sheet.unknown((*path, "sentence"), found[1], x.slots, "slot", inside=x.sentence, offset=found.start(1))
        return " ".join(x.sentence.split())

    def says(self, path: Path, x: dict[str, tuple[m.Passage, ...]], node: str, bench: m.Workbench) -> Frozen[PersonId, Outcome]:
        found = {}
        for who, text in x.items():
            if self.sheet.reference((*path, who), who, bench.people, "person to show ideas to", key=True):
                found[PersonId(who)] = self.words((*path, who), text, f"{node}@{who}", who)
        return Frozen(found)

    def brings(self, path: Path, n: int, x: m.Brings, node: str, scope: Scope) -> k.Brings:
        place = self.outcomes.entry(path, n)
        self.stays(place, x)
        return k.Brings(
            when=self.sheet.formula((*place, "when"), x.when, scope=scope),
            outcome=self.outcomes.outcome(place, x.model_copy(update={"to": None}), NodeId(f"{node}+{n}"), None),
        )

    def exit(self, path: Path, x: m.Exit | None, node: str) -> k.Exit | None:
        if x is None:
            return None
        place = (*path, "exit")
        self.stays(place, x)
        self.hands((*place, "by"), x.by)
        return k.Exit(
            takes=Seconds(x.takes), by=PersonId(x.by),
            outcome=self.outcomes.outcome(place, x.model_copy(update={"to": None}), NodeId(f"{node}-"), None),
        )
