"""A scenario's bytes -> a Scenario, or every problem that stands in its way. Never raises for what an author wrote."""
from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.authoring.compile import compiled
from sim.authoring.model import ScenarioFile
from sim.authoring.reader import Document, Path, read
from sim.authoring.rules import RULES
from sim.authoring.sheet import Sheet
from sim.domain.problems import Problem
from sim.domain.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """`scenario` is None if there is an error; warnings may come with one. `text` is what carets point into."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    text: str


def digest_of(raw: bytes) -> str:
    """Return the name of a scenario's exact text."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def load(raw: bytes, path: str) -> Loaded:
    """Return the scenario and its warnings, or None and every problem found, in the order of the file."""
    document = read(raw, path)
    file = _validated(document) if document.data is not None else None
    scenario = None
    if file is not None:
        sheet = Sheet(document, file)
        scenario = compiled(sheet, digest_of(raw))
        if not _errors(document):
            for rule in RULES:
                rule(scenario, sheet)
    found = sorted(set(document.problems), key=lambda p: (p.where, p.code, p.message))
    return Loaded(scenario=None if _errors(document) else scenario, problems=tuple(found), text=document.text)


def _errors(document: Document) -> bool:
    return any(problem.severity == "error" for problem in document.problems)


def _validated(document: Document) -> ScenarioFile | None:
    """Return the file as the model sees it. What is wrong is reported, then left out, so that the rest can be read too."""
    data = copy.deepcopy(document.data)
    if not isinstance(data, dict):
        document.complain("SC004", (), "a scenario is a mapping of keys", "begin with `meta:`")
        return None
    for _ in range(4):
        try:
            return ScenarioFile.model_validate(data)
        except ValidationError as wrong:
            errors = wrong.errors(include_url=False, include_context=False)
            left_out = [_report(document, data, error) for error in errors]
            if not all(left_out):
                return None
            for place in left_out:
                _leave_out(data, place)
    return None


def _report(document: Document, data: Any, error: Any) -> Path:
    """Add the problem to the document; return the path of what has to be left out for the rest to be read, () if that is all."""
    path = _real(data, error["loc"])
    kind, last = error["type"], error["loc"][-1] if error["loc"] else ""
    if kind == "extra_forbidden":
        near = get_close_matches(str(last), sorted(_keys(error["loc"][:-1])), 1)
        document.complain("SC003", path, f"`{last}` is not a key that means anything here", f"did you mean `{near[0]}`?" if near else "", key=True)
        return path
    if kind == "missing":
        document.complain("SC008", path, f"`{last}` is missing", f"add `{last}: …`", key=True)
        return path
    code, message, hint = _said(kind, error)
    document.complain(code, path, message, hint)
    return path


def _said(kind: str, error: Any) -> tuple[str, str, str]:
    """Return code, message and hint for what pydantic found, in an author's words."""
    given = error.get("input")
    shown = f"`{given}`" if isinstance(given, str | int) and len(str(given)) <= 40 else "this"
    message = str(error["msg"]).removeprefix("Value error, ")
    if "duration" in message:
        return "SC006", f"{shown} is not a duration", message
    match kind:
        case "value_error":
            return "SC004", f"{shown} does not fit", message
        case "string_pattern_mismatch":
            return "SC004", f"{shown} is not written as it must be here", "ids are lower-case; times are `09:15`, `Wed 10:30` or `20m`"
        case "literal_error":
            return "SC004", f"{shown} is not one of the words allowed here", message.removeprefix("Input should be ")
        case "string_too_long" | "string_too_short" | "too_long" | "too_short":
            return "SC004", f"{shown} has the wrong length", message.removeprefix("String ").removeprefix("Tuple ")
        case "greater_than_equal" | "less_than_equal":
            return "SC004", f"{shown} is out of range", message.removeprefix("Input ")
        case "model_type" | "dict_type" | "model_attributes_type":
            return "SC004", f"{shown} should be a mapping of keys", "write `key: value` lines below it"
        case "tuple_type" | "list_type":
            return "SC004", f"{shown} should be a list", "begin each entry with `- `"
        case "string_type":
            return "SC004", "a text belongs here", "put it in quotes if it holds a colon"
    return "SC004", f"{shown} does not fit: {message}", ""


def _real(data: Any, loc: tuple[str | int, ...]) -> Path:
    """Return `loc` without the steps that are pydantic's own and not in the document."""
    path: list[str | int] = []
    here = data
    for n, step in enumerate(loc):
        if isinstance(here, dict) and (step in here or n == len(loc) - 1):
            path.append(step)
            here = here.get(str(step))
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            path.append(step)
            here = here[step]
    return tuple(path)


def _leave_out(data: Any, path: Path) -> None:
    """Take out the thing at `path`, or what holds it if it is needed there."""
    *above, last = path
    here = data
    for step in above:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return  # already left out with something around it
    if isinstance(here, dict) and last in here:
        del here[last]
    elif isinstance(here, list) and isinstance(last, int) and last < len(here):
        here[last] = None
    else:
        _leave_out(data, tuple(above)) if above else None


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
    return {field.alias or name for kind in kinds for model in _models(kind) for name, field in model.model_fields.items()}


def _models(kind: Any) -> list[type[BaseModel]]:
    """Return the models inside a type, however it is wrapped."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in get_args(kind) for model in _models(inner)]
