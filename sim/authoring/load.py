"""A scenario's bytes -> a Scenario, or every problem that stands in its way. Never raises for what an author wrote."""
from __future__ import annotations

import contextlib
import copy
import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.authoring import model as m
from sim.authoring.compile import compiled
from sim.authoring.model import ID, ScenarioFile
from sim.authoring.nearest import nearest
from sim.authoring.reader import Document, Enough, Path, read
from sim.authoring.rules import RULES
from sim.authoring.sheet import Sheet
from sim.domain.problems import Mark, Problem
from sim.domain.scenario import Scenario

MOST_ROUNDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """`scenario` is None if there is an error; warnings may come with one. `text` is what carets point into.

    `places` says where a thing stands, and how many columns wide its name is: a stage by its id, `stage/choice`, `inject/ID`,
    `later/ID`, `ending:ID`, `competency:ID`, `resource:ID`, and the whole scenario by the empty text.
    """

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    text: str
    places: Mapping[str, tuple[Mark, int]] = dataclasses.field(default_factory=dict)


def digest_of(raw: bytes) -> str:
    """Return the name of a scenario's exact text."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def load(raw: bytes, path: str) -> Loaded:
    """Return the scenario and its warnings, or None and every problem found, in the order of the file."""
    document = read(raw, path)
    scenario = None
    places: dict[str, tuple[Mark, int]] = {}
    with contextlib.suppress(Enough):
        scenario = _scenario(document, raw, places) if document.data is not None else None
    found = sorted(set(document.problems), key=lambda p: (p.where, p.code, p.message))
    return Loaded(scenario=None if _errors(document) else scenario, problems=tuple(found), text=document.text,
                  places=places)


def _scenario(document: Document, raw: bytes, places: dict[str, tuple[Mark, int]]) -> Scenario | None:
    """Return what the document says, as far as it can be made out; what is wrong with it is added to its problems.

    Where the things of the scenario stand is put into `places`.
    """
    file = _validated(document)
    if file is None:
        return None
    sheet = Sheet(document, file)
    scenario = compiled(sheet, digest_of(raw))
    if not _errors(document):
        for rule in RULES:
            rule(scenario, sheet)
        places |= _places(document, sheet)
    return scenario


def _places(document: Document, sheet: Sheet) -> dict[str, tuple[Mark, int]]:
    paths: dict[str, Path] = {"": ("meta",), **sheet.paths}
    paths |= {f"ending:{ending.id}": ("endings", n) for n, ending in enumerate(sheet.file.endings)}
    paths |= {f"competency:{name}": ("meta", "competencies", name) for name in sheet.file.meta.competencies}
    paths |= {f"resource:{name}": ("kit", name) for name in sheet.file.kit}
    paths |= {f"resource:{name}": ("resources", name) for name in sheet.file.resources}
    listed = {name: document.values.get((*path, "id")) for name, path in paths.items()}
    return {name: listed[name] or document.mark(path, key=True) for name, path in paths.items()}


def _errors(document: Document) -> bool:
    return any(problem.severity == "error" for problem in document.problems)


def _validated(document: Document) -> ScenarioFile | None:
    """Return the file as the model sees it. What is wrong is reported, then stood in for, so that the rest can be read too."""
    data = document.data  # mended where it stands: only its places are asked for from here on
    if not isinstance(data, dict):
        document.complain("SC004", (), "a scenario is made of `key: value` lines", "begin with `meta:`")
        return None
    tried: dict[Path, int] = {}
    for _ in range(MOST_ROUNDS):
        try:
            return ScenarioFile.model_validate(data)
        except ValidationError as wrong:
            seen: set[Path] = set()
            # from the inside out: a key that is renamed takes the paths of what it holds with it
            for error in sorted(wrong.errors(include_url=False), key=lambda e: (e["loc"][-1:] == ("[key]",)) - len(e["loc"])):
                if not _mend(document, data, error, tried, seen):
                    return None
    return None


def _mend(document: Document, data: Any, error: Any, tried: dict[Path, int], seen: set[Path]) -> bool:
    """Report what is wrong, once, and change `data` so that the rest can be read; return whether that makes sense."""
    loc, kind = error["loc"], error["type"]
    if any(str(step).startswith("function-") for step in loc) and isinstance(error["input"], dict):
        return True  # one of two ways to write it; the other one is reported
    path = _real(data, loc)
    if path in seen:
        return True
    seen.add(path)
    at_key = loc[-1:] == ("[key]",)
    near = _report(document, path, error, at_key)
    holder = _at(data, path[:-1])
    if isinstance(holder, dict) and (at_key or kind == "extra_forbidden"):
        value = holder.pop(path[-1], None)
        if near and near not in holder:
            holder[near] = value
            document.rename(path, near)
        return True
    document.mended.add(path)
    turn = tried[path] = tried.get(path, -1) + 1
    first: tuple[Any, ...] = ({},) if kind in _MAPPING_WANTED else ([],) if kind in _LIST_WANTED else ()
    choices = (*first, *STAND_INS)
    if isinstance(holder, dict) and turn < len(choices):
        holder[path[-1]] = copy.deepcopy(choices[turn])
    elif isinstance(holder, list) and turn < len(choices):
        holder[int(path[-1]):int(path[-1]) + 1] = [copy.deepcopy(choices[turn])]
    elif isinstance(holder, dict) and turn == len(choices):
        holder.pop(path[-1], None)
    else:
        return False
    # where all names of a kind are missing, every use of them would be reported
    return not (kind in _MAPPING_WANTED or kind in ("missing", "too_long")) or path not in _NAMES_COME_FROM


def _at(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _report(document: Document, path: Path, error: Any, at_key: bool) -> str:
    """Add the problem to the document; return the key that was probably meant, if it is one that is wrong."""
    kind, last = error["type"], path[-1] if path else ""
    if kind == "extra_forbidden":
        known = _keys(error["loc"][:-1])
        homes = [place for place, model in _HOMES if last in _keys_of(model)]
        near = nearest(str(last).lower(), known, 0.8 if homes else 0.6)
        places = [] if near else homes
        hint = f"did you mean `{near}`?" if near else f"it belongs in {places[0]}; look at the indentation" if places else (
            "here stand " + ", ".join(f"`{k}`" for k in sorted(known)) if 0 < len(known) <= 8 else "")
        if last == "<<":
            hint = "YAML merges are not used here; write the keys out"
        document.complain("SC003", path, f"`{last}` is not a key that means anything here", hint, key=True)
        return near
    if kind == "missing":
        what, hint = (
            (f"`{last}` is missing here", f"add `{last}: …`") if isinstance(last, str) else ("an entry is missing here", "")
        )
        document.complain("SC008", path, what, hint, key=True)
        return ""
    code, message, hint = _said(kind, error, path[-1] if at_key else error.get("input"))
    document.complain(code, path, message, hint, key=at_key)
    return _slug(str(last)) if at_key else ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_.]+", "-", text.lower()).strip("-._0123456789")[:48]


def _said(kind: str, error: Any, given: Any) -> tuple[str, str, str]:
    """Return code, message and hint for what pydantic found, in an author's words."""
    context = error.get("ctx", {})
    shown = f"`{given}`" if isinstance(given, str | int) and 0 < len(str(given)) <= 40 else "this" if given else "nothing"
    message = str(error["msg"]).removeprefix("Value error, ")
    if "duration" in message:
        return "SC006", f"{shown} is not a duration", message
    if given == "" and kind not in ("value_error", "string_pattern_mismatch"):
        return "SC004", "nothing is written here", "write something, or take the key out"
    match kind:
        case "value_error":
            return "SC004", f"{shown} does not fit here", message
        case "string_pattern_mismatch":
            return "SC004", *_pattern(shown, str(given), str(context.get("pattern", "")))
        case "literal_error":
            words = str(context.get("expected", "")).replace("'", "`")
            return "SC004", f"{shown} is not one of the words that can stand here", f"write {words}"
        case "string_too_long":
            return (
                "SC004",
                f"this text has {len(str(given))} characters, and {context['max_length']} fit here",
                "say it in fewer words",
            )
        case "too_long":
            return "SC004", f"more than {context['max_length']} entries stand here", "take some out"
        case "greater_than_equal":
            return "SC004", f"{shown} is too small", f"the least is {context['ge']}"
        case "less_than_equal":
            return "SC004", f"{shown} is too large", f"the most is {context['le']}"
        case "model_type" | "dict_type" | "model_attributes_type":
            return "SC004", f"{shown} stands where keys belong", "write `key: value` lines, indented, below it"
        case "tuple_type" | "list_type":
            return (
                "SC004",
                f"{shown} stands where a list belongs",
                "write it as `[one, another]`, or each entry on a line after `- `",
            )
        case "string_type":
            return "SC004", "a text belongs here", "put it in quotes if it holds a colon or a bracket"
    return "SC004", f"{shown} does not fit here", "see this key in docs/language.md"


def _pattern(shown: str, given: str, pattern: str) -> tuple[str, str]:
    """Return message and hint for a text that is not written as `pattern` wants."""
    if pattern == ID:
        slug = _slug(given)
        return f"{shown} cannot be a name here", "use lower-case letters, digits and - _ ." + (
            f", as in `{slug}`" if slug else ", a letter first"
        )
    wanted = next((wanted for key, wanted in _WRITTEN if key in pattern), "")
    return f"{shown} is not written as it must be here", f"write {wanted}" if wanted else ""


def _real(data: Any, loc: tuple[str | int, ...]) -> Path:
    """Return `loc` without the steps that are pydantic's own and not in the document."""
    path: list[str | int] = []
    here = data
    for n, step in enumerate(loc):
        if isinstance(here, dict) and (step in here or (n == len(loc) - 1 and step != "[key]")):
            path.append(step)
            here = here.get(str(step))
        elif isinstance(here, list) and isinstance(step, int) and (step < len(here) or n == len(loc) - 1):
            path.append(step)
            here = here[step] if step < len(here) else None
    return tuple(path)


def _keys(loc: tuple[str | int, ...]) -> set[str]:
    """Return the keys the model knows at `loc`."""
    kinds: list[Any] = [ScenarioFile]
    for step in loc:
        following: list[Any] = []
        for kind in kinds:
            for model in _models(kind):
                for name, field in model.model_fields.items():
                    if step in (name, field.alias):
                        following.append(field.annotation)
            if isinstance(step, int) or not _models(kind):
                following.append(kind)
            elif get_origin(kind) is dict:
                following.append(get_args(kind)[1])
        kinds = following
    return {key for kind in kinds for model in _models(kind) for key in _keys_of(model)}


def _keys_of(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _models(kind: Any) -> list[type[BaseModel]]:
    """Return the models inside a type, however it is wrapped."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in get_args(kind) for model in _models(inner)]


STAND_INS: tuple[Any, ...] = ("unnamed", "1", "1m", "Mon 00:00", {}, [])
"""What is tried, in this order, in the place of something wrong; nothing, if none of them fits."""

_MAPPING_WANTED = ("model_type", "dict_type", "model_attributes_type")
_LIST_WANTED = ("tuple_type", "list_type")
_NAMES_COME_FROM: tuple[Path, ...] = (
    ("meta",),
    ("meta", "competencies"),
    ("meters",),
    ("resources",),
    ("facts",),
    ("latent",),
    ("profiles",),
    ("totals",),
    ("flows",),
    ("people",),
    ("places",),
    ("roles",),
    ("threads",),
    ("kit",),
    ("rigs",),
    ("terms",),
    ("stages",),
    ("later",),
)
_HOMES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("a stage", m.Stage),
    ("a choice", m.Choice),
    ("a piece of evidence", m.Evidence),
    ("an inject", m.Inject),
    ("`meta`", m.Meta),
    ("a fact", m.Fact),
    ("an ending", m.Ending),
    ("`debrief`", m.Debrief),
    ("a meter", m.Meter),
    ("a person", m.Person),
    ("`value`", m.Value),
    ("a demand", m.Demand),
    ("a total", m.Total),
    ("a part of the kit", m.Part),
    ("a family of rigs", m.Rig),
    ("a flow", m.Flow),
    ("a group of a flow", m.Group),
    ("the file itself, not indented at all", ScenarioFile),
)
"""Where a key that is wrong in one place may be right."""

_WRITTEN: tuple[tuple[str, str], ...] = (
    ("Sun) )?", "`09:15`, `Wed 10:30`, or a duration since the start such as `20m`"),
    ("Sun) [0-9]", "day and time, such as `Tue 08:37`"),
    ("-[0-9]{1,2}:", "two times of one day, such as `09:00-13:00`"),
    (r"(\.[0-9]+)*", "a version, such as `1` or `1.2`"),
    ("^[a-z0-9-]*$", "lower-case letters, digits and `-`"),
)
"""Part of a pattern of the model, and how such a thing is written."""
