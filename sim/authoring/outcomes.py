"""What follows from something, compiled: texts with their marks checked, effects in their fixed order, draws, ways on."""
from __future__ import annotations

import re

from sim.authoring import model as m
from sim.authoring.reader import Path
from sim.authoring.sheet import Sheet
from sim.domain import scenario as d
from sim.domain.formula import Constant, Formula
from sim.domain.units import (
    DONE,
    END,
    YOU,
    ConsequenceId,
    FactId,
    Frozen,
    LatentId,
    NodeId,
    PersonId,
    PlaceId,
    Seconds,
    StageId,
    ThreadId,
    Value,
    VarId,
)

_PLACEHOLDER = re.compile(r"\{([^{}\s]*)\}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_TERM = re.compile(r"\[\[([^\[\]\n]+)\]\]")


class Outcomes:
    """Compiles outcomes and texts of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.file = sheet, sheet.file
        self.terms = {term.word.lower() for term in self.file.terms.values()}
        self.variables = {*self.file.meters, *self.sheet.resources, *self.file.facts}

    # ---------------------------------------------------------------- words

    def text(self, path: Path, passages: tuple[m.Passage, ...], *, told: bool = False) -> d.Text:
        found = []
        for n, passage in enumerate(passages):
            place = self.entry(path, n)
            self.marks(place, passage.text, told=told)
            when = (*place, "when") if (*place, "when") in self.sheet.document.values else place
            found.append(d.Passage(text=" ".join(passage.text.split()), when=self.sheet.formula(when, passage.when, told=told)))
        return tuple(found)

    def entry(self, path: Path, n: int) -> Path:
        """Return the path of the entry `n` of what may also be one thing without the brackets of a list."""
        return (*path, n) if (*path, n) in self.sheet.document.values else path

    def marks(self, path: Path, text: str, *, told: bool = False) -> None:
        """Complain of `{names}` that nothing has and `[[words]]` that nobody explains."""
        known = self.variables | {f"serving({name})" for name in self.file.flows}
        known |= set(self.sheet.totals) if told else set()
        place = (*path, "text") if (*path, "text") in self.sheet.document.values else path
        for found in _PLACEHOLDER.finditer(text):
            if found[1] not in known:
                self.sheet.unknown(
                    place, found[1], known, "meter, resource or fact", code="SC602", inside=text, offset=found.start(1)
                )
        for found in _TERM.finditer(text):
            if found[1].lower() not in self.terms:
                self.sheet.unknown(place, found[1], self.terms, "term", code="SC603", inside=text, offset=found.start(1))

    # ---------------------------------------------------------------- values

    def fact_value(self, path: Path, name: str, text: str) -> Value:
        words = self.file.facts[name].words
        if words:
            if text not in words:
                self.sheet.unknown(path, text, words, f"word of `{name}`")
            return text
        if text not in ("true", "false"):
            self.sheet.complain("SC004", path, f"`{name}` is true or false, not `{text}`", "write `true` or `false`")
        return text == "true"

    def any_value(self, path: Path, name: str, text: str) -> Value:
        if name in self.file.facts:
            return self.fact_value(path, name, text)
        if not self.sheet.reference(path, name, self.variables, "meter, resource or fact", key=True):
            return 0
        if _WHOLE.fullmatch(text.strip()) is None:
            self.sheet.complain("SC004", path, f"`{name}` is a whole number, not `{text}`", "write digits only")
            return 0
        return int(text)

    # ---------------------------------------------------------------- outcomes

    def outcome(self, path: Path, x: m.Outcome, node: NodeId, thread: str | None) -> d.Outcome:
        """Compile `x`, which stands at `path`; `thread` is the one it belongs to, None for what arrives from outside."""
        self.sheet.paths.setdefault(node, path)
        return d.Outcome(
            node=node, effects=tuple(self.effects(path, x)), chance=self.chance(path, x, node, thread),
            to=self.to(path, x.to, thread),
        )

    def to(self, path: Path, target: str | None, thread: str | None) -> StageId | None:
        if target is None:
            return None
        place = (*path, "to")
        if target == DONE and thread is None:
            self.sheet.complain(
                "SC105",
                place,
                "`done` closes the thread of a stage, and this belongs to no stage",
                "name the thread: `closes: [thread]`",
            )
            return None
        if target in (END, DONE):
            return StageId(target)
        if not self.sheet.reference(place, target, {*self.file.stages, END, DONE}, "stage"):
            return None
        if thread is not None:
            self.sheet.in_thread(place, target, thread, "lead to a stage of the same thread, or write `opens: [thread]`")
        return StageId(target)

    def effects(self, path: Path, x: m.Outcome) -> list[d.Effect]:
        file, sheet = self.file, self.sheet
        found: list[d.Effect] = []
        if x.note:
            found.append(d.Say(index=0, who="", channel="note", text=self.text((*path, "note"), x.note),
                               plain=self.text((*path, "plainly"), x.plainly)))
        for n, speech in enumerate(x.says):
            place = (*path, "says", n) if (*path, "says", n) in sheet.document.values else (*path, "says")
            self.speaker((*place, "from"), speech.who)
            found.append(
                d.Say(index=n + 1, who=speech.who, channel=speech.channel, text=self.text((*place, "text"), speech.text),
                      plain=self.text((*place, "plainly"), speech.plainly))
            )
        for name, text in x.set.items():
            if sheet.reference((*path, "set", name), name, file.facts, "fact", key=True):
                found.append(d.SetFact(fact=FactId(name), value=self.fact_value((*path, "set", name), name, text)))
        for name, text in x.do.items():
            if sheet.reference((*path, "do", name), name, {*file.meters, *sheet.resources}, "meter or resource", key=True):
                by = self.amount((*path, "do", name), text)
                if by is not None:
                    found.append(d.Move(what=VarId(name), by=by))
        for n, name in enumerate(x.reveals):
            if sheet.reference(self.entry((*path, "reveals"), n), name, file.facts, "fact"):
                found.append(d.Reveal(fact=FactId(name)))
        for who, where in x.moves.items():
            known = sheet.reference((*path, "moves", who), who, {*file.people, YOU}, "person", key=True)
            if sheet.reference((*path, "moves", who), where, file.places, "place") and known:
                found.append(d.Send(who=PersonId(who), where=PlaceId(where)))
        for n, name in enumerate(x.cancels):
            if sheet.reference(self.entry((*path, "cancels"), n), name, file.later, "consequence"):
                found.append(d.Cancel(consequence=ConsequenceId(name)))
        for n, later in enumerate(x.later):
            place = self.entry((*path, "later"), n)
            if sheet.reference((*place, "id"), later.id, file.later, "consequence"):
                if later.slot is None or sheet.reference((*place, "from"), later.slot, file.stages, "stage"):
                    slot = StageId(later.slot) if later.slot is not None else None
                    found.append(d.Schedule(consequence=ConsequenceId(later.id), delay=Seconds(later.delay), slot=slot))
        for n, name in enumerate(x.ends):
            if sheet.reference(self.entry((*path, "ends"), n), name, file.rigs, "family of rigs"):
                found.append(d.Dismantle(family=name, how="ended"))
        for name, points in x.score.items():
            if sheet.reference((*path, "score", name), name, file.meta.competencies, "competency", key=True):
                found.append(d.Award(competency=name, points=points))
        for n, name in enumerate(x.opens):
            if sheet.reference(self.entry((*path, "opens"), n), name, file.threads, "thread"):
                found.append(d.OpenThread(thread=ThreadId(name)))
        for n, name in enumerate(x.closes):
            if sheet.reference(self.entry((*path, "closes"), n), name, {*file.threads, "main"}, "thread"):
                found.append(d.CloseThread(thread=ThreadId(name)))
        return found

    def amount(self, path: Path, text: str) -> Formula | None:
        """A change such as `+5`, `-8` or a formula."""
        if _WHOLE.fullmatch(text.strip()):
            return Formula(text, Constant(int(text)), "number")
        return self.sheet.formula(path, text.replace("+", " ", 1) if text.lstrip().startswith("+") else text, "number")

    def speaker(self, path: Path, who: str) -> None:
        """A word in small letters without spaces is an id of somebody; anything else is a name as it stands."""
        if who and who.islower() and " " not in who and who != YOU:
            self.sheet.reference(path, who, self.file.people, "person")

    def chance(self, path: Path, x: m.Outcome, node: NodeId, thread: str | None) -> d.Chance | None:
        sheet = self.sheet
        if x.chance and x.truth is not None:
            sheet.complain(
                "SC004",
                (*path, "truth"),
                "one outcome cannot hold both `chance` and `truth`",
                "write one of them inside a branch of the other",
                key=True,
            )
        if x.truth is not None:
            place = (*path, "truth")
            if not sheet.reference((*place, "by"), x.truth.by, self.file.latent, "latent"):
                return None
            values = self.file.latent[x.truth.by]
            for value in x.truth.cases:
                sheet.reference((*place, "cases", value), value, values, f"value of `{x.truth.by}`", key=True)
            for value in values:
                if value not in x.truth.cases:
                    sheet.complain(
                        "SC008",
                        (*place, "cases"),
                        f"no case is given for `{value}`",
                        f"add `{value}: …`, even an empty `{value}: {{}}`",
                        key=True,
                    )
            branches = tuple(
                d.Branch(id=value, outcome=self.outcome((*place, "cases", value), case, NodeId(f"{node}={value}"), thread))
                for value, case in x.truth.cases.items()
            )
            return d.Chance(node=NodeId(f"{node}="), branches=branches, truth=LatentId(x.truth.by))
        if not x.chance:
            return None
        branches = tuple(self.branch((*path, "chance", name), name, b, node, thread) for name, b in x.chance.items())
        latents = {b.by for b in branches if b.by is not None}
        if len(latents) > 1:
            sheet.complain(
                "SC401",
                (*path, "chance"),
                "the weights of one draw can depend on one latent only",
                "use the same `by` in all branches",
                key=True,
            )
        if any(b.weight < 0 or any(w < 0 for w in b.cases.values()) for b in branches):
            sheet.complain(
                "SC401", (*path, "chance"), "a weight cannot be less than 0", "write 0 for what never happens", key=True
            )
        cases = {value for b in branches for value in b.cases} or {""}
        if not all(any(b.cases[case] if b.cases else b.weight for b in branches) for case in cases):
            sheet.complain(
                "SC401",
                (*path, "chance"),
                "all these weights are 0, at least for one value of hidden truth, so nothing can happen",
                "give at least one branch a weight of 1",
                key=True,
            )
        return d.Chance(node=NodeId(f"{node}%"), branches=branches)

    def branch(self, path: Path, name: str, x: m.Branch, node: NodeId, thread: str | None) -> d.Branch:
        outcome = self.outcome(path, x, NodeId(f"{node}#{name}"), thread)
        if isinstance(x.weight, int):
            return d.Branch(id=name, outcome=outcome, weight=x.weight)
        known = self.file.latent.get(x.weight.by)
        if known is None:
            self.sheet.unknown((*path, "weight", "by"), x.weight.by, self.file.latent, "latent")
            return d.Branch(id=name, outcome=outcome)
        for value in x.weight.cases:
            self.sheet.reference((*path, "weight", "cases", value), value, known, f"value of `{x.weight.by}`", key=True)
        for value in known:
            if value not in x.weight.cases:
                self.sheet.complain("SC008", (*path, "weight", "cases"), f"no weight is given for `{value}`",
                                    f"every value of `{x.weight.by}` needs one", key=True)
        cases = Frozen({value: x.weight.cases.get(value, 0) for value in known})
        return d.Branch(id=name, outcome=outcome, weight=0, by=LatentId(x.weight.by), cases=cases)

