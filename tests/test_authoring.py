"""What an author gets wrong is told in their words, at its place, all of it at once; plans and the schema for editors too."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from sim.authoring import model
from sim.authoring.load import digest_of, load
from sim.authoring.model import json_schema
from sim.authoring.plans import read_plan

MINIMAL = (Path(__file__).parent / "minimal.yaml").read_text(encoding="utf-8")


def changed(*changes: tuple[str, str]) -> str:
    text = MINIMAL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(*changes: tuple[str, str]) -> list[str]:
    return [str(problem) for problem in load(changed(*changes).encode(), "s").problems]


def spot(*changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the code of every problem, and the text its caret is under."""
    loaded = load(changed(*changes).encode(), "s")
    lines = loaded.text.split("\n")
    return [(p.code, lines[p.where.line - 1][p.where.column - 1:p.where.column - 1 + p.length]) for p in loaded.problems]


def test_the_smallest_pleasant_scenario_has_nothing_to_complain_of():
    loaded = load(MINIMAL.encode(), "tests/minimal.yaml")
    assert loaded.problems == ()
    assert loaded.scenario is not None
    assert loaded.scenario.digest == digest_of(MINIMAL.encode())
    assert set(loaded.scenario.stages) == {"dark", "fixing"}


# ---------------------------------------------------------------- one mistake, one message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # keys
        (
            "question: What do you first?".replace("you", "you do"),
            "qestion: What?",
            "s:41:5: error SC003 `qestion` is not a key that means anything here (did you mean `question`?)",
        ),
        ("meters:", "meterss:", "s:18:1: error SC003 `meterss` is not a key that means anything here (did you mean `meters`?)"),
        ("meters:", "Meters:", "s:18:1: error SC003 `Meters` is not a key that means anything here (did you mean `meters`?)"),
        (
            "    choices:\n      - id: tell-mia",
            "    choises:\n      - id: tell-mia",
            "s:60:5: error SC003 `choises` is not a key that means anything here (did you mean `choices`?)",
        ),
        (
            "{id: bright, ",
            "{id: bright, colour: red, ",
            "s:114:18: error SC003 `colour` is not a key that means anything here"
            " (here stand `above`, `id`, `last`, `text`, `title`, `warned`, `when`)",
        ),
        (
            "horizon: 2h",
            "horizon: 2h\nlooks: 3",
            "s:14:1: error SC003 `looks` is not a key that means anything here (it belongs in a stage; look at the indentation)",
        ),
        (
            "horizon: 2h",
            "horizon: 2h\n<<: {}",
            "s:14:1: error SC003 `<<` is not a key that means anything here (YAML merges are not used here; write the keys out)",
        ),
        # what is missing
        ("        label: Go to the cellar\n", "", "s:67:9: error SC008 `label` is missing here (add `label: …`)"),
        ("  title: Dark shop\n", "", "s:2:1: error SC008 `title` is missing here (add `title: …`)"),
        ("{label: Trust, start: 50}", "{start: 50}", "s:19:3: error SC008 `label` is missing here (add `label: …`)"),
        ("start: dark\n", "", "s:2:1: error SC008 `start` is missing here (add `start: …`)"),
        (
            "        reason: Nobody trusts you that far any more.\n",
            "",
            "s:90:9: error SC008 `reason` is missing: a greyed choice says why (add `reason: …`)",
        ),
        (
            "            fuse: {note: The lights come back., do: {trust: 10}, to: end}\n",
            "",
            "s:85:11: error SC008 no case is given for `fuse` (add `fuse: …`, even an empty `fuse: {}`)",
        ),
        # values
        ("minutes: 5", "minutes: few", "s:7:12: error SC004 `few` does not fit here (write a whole number)"),
        ("difficulty: 1", "difficulty: 9", "s:8:15: error SC004 `9` is too large (the most is 5)"),
        ("difficulty: 1", "difficulty: 0", "s:8:15: error SC004 `0` is too small (the least is 1)"),
        ("pace: 2", "pace: 0", "s:14:7: error SC004 `0` does not fit here (it must lie between 1/100 and 86400)"),
        ("pace: 2", "pace: 1e99999", "s:14:7: error SC004 `1e99999` does not fit here (write a number such as 6, 6.5 or 13/2)"),
        (
            "id: go-down",
            "id: Go Down",
            "s:67:13: error SC004 `Go Down` cannot be a name here (use lower-case letters, digits and - _ ., as in `go-down`)",
        ),
        (
            "  fixing:\n",
            "  Fixing:\n",
            "s:71:3: error SC004 `Fixing` cannot be a name here (use lower-case letters, digits and - _ ., as in `fixing`)",
        ),
        (
            "channel: phone",
            "channel: fax",
            "s:103:41: error SC004 `fax` is not one of the words that can stand here "
            "(write `phone`, `walk-in`, `mail`, `radio`, `news`, `chat`, `monitor` or `note`)",
        ),
        (
            "set: {told_mia: true}",
            "set: {told_mia: yes}",
            "s:65:25: error SC004 `told_mia` is true or false, not `yes` (write `true` or `false`)",
        ),
        ("helps: true}", "helps: yes}", "s:34:54: error SC004 `yes` does not fit here (write true or false)"),
        (
            "start: 50}",
            "start: 500}",
            "s:19:32: error SC004 500 lies outside the range 0 to 100 (move `start`, or widen `range: [lowest, highest]`)",
        ),
        (
            "  questions: [What did you know before you paid?]\n",
            "  questions:\n",
            "s:117:13: error SC004 nothing is written here (write something, or take the key out)",
        ),
        (
            "      - id: go-down\n        label: Go to the cellar\n        moves: {you: cellar}\n        to: fixing\n",
            "      - go-down\n",
            "s:67:9: error SC004 `go-down` stands where keys belong (write `key: value` lines, indented, below it)",
        ),
        # times
        (
            "deadline: 10m",
            "deadline: 10",
            "s:45:15: error SC006 `10` is not a duration (write a duration with its unit: 90s, 20m, 1h30m or 2d)",
        ),
        (
            "takes: 5m",
            "takes: five minutes",
            "s:81:16: error SC006 `five minutes` is not a duration (write a duration with its unit: 90s, 20m, 1h30m or 2d)",
        ),
        (
            "horizon: 2h",
            "horizon: never",
            "s:13:10: error SC004 `never` is not written as it must be here"
            " (write `09:15`, `Wed 10:30`, or a duration since the start such as `20m`)",
        ),
        ("horizon: 2h", "horizon: 25:00", "s:13:10: error SC004 `25:00` is not a time of day (write 00:00 to 24:00)"),
        (
            'at: "09:05"',
            "at: 08:05",
            "s:96:9: error SC004 `08:05` lies before the start, Tue 09:00 (for a later day write it too, as in `Wed 09:15`)",
        ),
        (
            "start: Tue 09:00",
            "start: 09:00",
            "s:12:16: error SC004 `09:00` is not written as it must be here (write day and time, such as `Tue 08:37`)",
        ),
        # names
        (
            "moves: {you: cellar}\n        to: fixing",
            "moves: {you: cellar}\n        to: fixng",
            "s:70:13: error SC105 no stage is called `fixng` (did you mean `fixing`?)",
        ),
        (
            "set: {told_mia: true}",
            "set: {tld_mia: true}",
            "s:65:15: error SC105 no fact is called `tld_mia` (did you mean `told_mia`?)",
        ),
        ("at: cellar", "at: attic", "s:55:13: error SC105 no place is called `attic` (there are `cellar`, `shop`)"),
        ("by: mia", "by: you2", "s:63:13: error SC105 no person is called `you2` (did you mean `you`?)"),
        (
            "where: shop, helps: true",
            "where: shop",
            "s:63:13: error SC105 `mia` does not lend hands (write `helps: true` for that person)",
        ),
        (
            "{id: landlord, in: 20m}",
            "{id: landlady, in: 20m}",
            "s:82:21: error SC105 no consequence is called `landlady` (did you mean `landlord`?)",
        ),
        (
            "Trust stands at {trust}.",
            "Trust stands at {trst}.",
            "s:15:78: error SC602 no meter, resource or fact is called `trst` (did you mean `trust`?)",
        ),
        ("[[shop]]", "[[shed]]", "s:15:31: error SC603 no term is called `shed` (there are `shop`)"),
        # formulas
        (
            "when: trust >= 20",
            "when: trst >= 20",
            "s:90:15: error SC101 no meter, resource or fact is called `trst` (did you mean `trust`?)",
        ),
        ("when: trust >= 20", "when: trust = 20", "s:90:21: error SC102 `=` has no meaning in a formula (write `==` to compare)"),
        ("formula: cash", "formula: cash / 0", "s:110:17: error SC108 nothing can be divided by zero"),
        # flow
        (
            "    on_deadline: {to: end}\n",
            "",
            "s:74:5: error SC204 stage `fixing` has `deadline` and no `on_deadline` (write both, or neither)",
        ),
        (
            "    deadline: 20m\n",
            "",
            "s:75:5: error SC204 stage `fixing` has `on_deadline` and no `deadline` (write both, or neither)",
        ),
        (
            "takes: 5m",
            "takes: 63s",
            "s:81:16: warning SC209 this is not a whole number of beats of 10s (write 1m, or change `beat`)",
        ),
        (
            "above: 0}",
            "above: 40}",
            "s:113:1: error SC206 no ending is `above: 0`, so a poor run has no ending (make the lowest one `above: 0`)",
        ),
    ],
)
def test_a_typical_mistake_is_told_once_in_plain_words_at_its_place(old, new, message):
    found = told((old, new))
    assert found[0] == message
    assert len(found) == (2 if new == "above: 40}" else 1), found


def test_a_wrong_thing_does_not_take_what_names_it_down_with_it():
    assert len(told(("{label: Trust, start: 50}", "{label: Trust, start: fifty}"))) == 1
    assert len(told(("  trust: {label: Trust, start: 50}", "  trust: 50"))) == 1
    assert len(told(("competencies: {diagnosis: Diagnosis}", "competencies: [diagnosis]"))) == 1
    assert len(told(('  - id: queue\n    at: "09:05"', "  - id: queue\n    at: soon"))) == 1


# ---------------------------------------------------------------- the place inside a formula


@pytest.mark.parametrize("written", [
    "trust >= 20 and tld_mia",
    '"trust >= 20 and tld_mia"',
    "'trust >= 20 and tld_mia'",
    ">\n          trust >= 20\n          and tld_mia",
    "|-\n          trust >= 20 and\n            tld_mia",
    "trust >= 20\n          and tld_mia",
    '"trust >= 20\n          and tld_mia"',
    "> # folded\n          trust >= 20 and tld_mia",
])
def test_a_caret_finds_the_word_inside_a_formula_however_it_is_written(written):
    assert spot(("when: trust >= 20", f"when: {written}")) == [("SC101", "tld_mia")]


def test_a_caret_finds_a_placeholder_inside_a_text_of_several_lines():
    assert spot(("briefing: The", "briefing: >-\n  It is {drk} here.\n  The")) == [("SC602", "drk")]


def test_a_formula_with_escapes_is_marked_as_a_whole():
    assert spot(("when: trust >= 20", 'when: "trust \\u003e= 20 and tld_mia"')) == [("SC101", '"trust \\u003e= 20 and tld_mia"')]


# ---------------------------------------------------------------- all at once


def test_eight_different_mistakes_are_all_told_in_the_order_of_the_file():
    loaded = load(changed(
        ("minutes: 5", "minutes: few"),
        ("  told_mia: {}", "  told_mia: {sart: false}"),
        ("question: What do you do first?", "qestion: What do you do first?"),
        ("deadline: 10m", "deadline: 10"),
        ("set: {told_mia: true}", "set: {tld_mia: true}"),
        ("when: trust >= 20", "when: trust >= 20 and phones > 3"),
        ("{id: landlord, in: 20m}", "{id: landlady, in: 20m}"),
        ("competency: diagnosis}", "competency: diagnostics}"),
    ).encode(), "s")
    assert [(p.code, p.where.line) for p in loaded.problems] == [
        ("SC004", 7), ("SC003", 23), ("SC003", 41), ("SC006", 45), ("SC105", 65), ("SC105", 82), ("SC101", 90), ("SC105", 106),
    ]
    assert loaded.scenario is None


# ---------------------------------------------------------------- data is never code, numbers stay small


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("do: {trust: 10}", 'do: {trust: "+--5"}'),
        ("do: {trust: 10}", "do: {trust: +²}"),
        ("do: {trust: 10}", "do: {trust: " + "9" * 400 + "}"),
        ("latent: {root: {street: 1}}", "set: {trust: ²}"),
        ("latent: {root: {street: 1}}", "latent: {root: {street: -1}}"),
        ("pace: 2", "pace: -1"),
        ("pace: 2", "pace: 1/0"),
        ("pace: 2", "pace: nan"),
        ("pace: 2", "pace: " + "9" * 5000),
        ("minutes: 5", "minutes: ٣"),
        ("start: Tue 09:00", "start: Tue 39:99"),
        ("start: 50}", "start: 50, range: [100, 0]}"),
        ("start: 50}", "start: 50, range: [0]}"),
        ("start: 50}", "start: 50, range: 7}"),
        ('"10:30": 4', '"99:30": 4'),
        ("difficulty: 1", "difficulty: 1\n  cuts: {soon: 10m}"),
        ("id: go-down", "id: __class__"),
        ("  told_mia: {}", "  __dict__: {}"),
        ("if true: 9/10", "if true: 19/10"),
    ],
)
def test_an_odd_value_is_a_problem_and_never_a_crash(old, new):
    loaded = load(changed((old, new)).encode(), "s")
    if "+--5" in new:
        assert loaded.problems == ()  # plus minus minus five is five
    else:
        assert loaded.scenario is None and all(p.message for p in loaded.problems)


# ---------------------------------------------------------------- plans


@pytest.mark.parametrize(("text", "line", "column", "message"), [
    ("choose: x\n", 1, 1, "a plan is a list of steps"),
    ("- {choose: go-down}\n- go home\n", 2, 3, "this step"),
    ("- {choose: go-down}\n- {wait: 10}\n", 2, 10, "duration"),
    ("- {choose: go-down}\n- {at: soon, choose: x}\n", 2, 8, "this step"),
    ("- {choose: [a, b]}\n", 1, 12, "this step"),
    ("- {seed: many}\n", 1, 10, "whole number"),
    ("- {choose: a}\n- {choose: b, choose: c}\n", 2, 15, "twice"),
    ("- {choose: a}\n- {trust: [1]}\n", 2, 11, "this step"),
    ("- {choose: &a b}\n", 1, 12, "anchor"),
])
def test_a_bad_step_of_a_plan_is_told_with_its_line_and_column(text, line, column, message):
    plan, problems = read_plan(text.encode(), "plans/p.yaml", "p")
    assert plan is None
    (problem,) = problems
    assert (problem.where.path, problem.where.line, problem.where.column) == ("plans/p.yaml", line, column)
    assert message in problem.message


def test_every_bad_step_of_a_plan_is_told_at_once():
    _, problems = read_plan(b"- {wait: 10}\n- {choose: fine}\n- {seed: many}\n", "p.yaml", "p")
    assert [problem.where.line for problem in problems] == [1, 3]


def test_a_plan_remembers_where_each_step_stands():
    plan, problems = read_plan(
        b"- {variant: street, seed: 3}\n- {choose: go-down}\n# then\n- {ends: bright, trust: 40..60}\n", "p.yaml", "p"
    )
    assert problems == () and plan is not None
    assert [mark.line for _, mark in plan.steps] == [1, 2, 4]
    assert (plan.variant, plan.seed) == ("street", 3)
    assert plan.steps[-1][0].expect == {"trust": "40..60"}


# ---------------------------------------------------------------- the schema editors complete from


def models(kind: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Return every model that can be reached from a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
        seen.add(kind)
        for field in kind.model_fields.values():
            models(field.annotation, seen)
    for inner in get_args(kind):
        models(inner, seen)
    return seen


def test_the_schema_names_every_key_an_author_may_write():
    schema = json.loads(json.dumps(model.json_schema()))
    assert schema["$schema"].startswith("http://json-schema.org/draft-07/")
    found = models(model.ScenarioFile, set())
    assert len(found) > 30
    for kind in found:
        described = schema if kind is model.ScenarioFile else schema["definitions"][kind.__name__]
        assert set(described["properties"]) == {field.alias or name for name, field in kind.model_fields.items()}
        assert described["additionalProperties"] is False


def test_every_reference_inside_the_schema_leads_somewhere():
    schema = model.json_schema()
    text = json.dumps(schema)
    assert "$defs" not in text
    for name in {part.split('"')[0] for part in text.split("#/definitions/")[1:]}:
        assert name in schema["definitions"]


def test_the_schema_that_scenarios_name_is_the_one_the_model_gives():
    root = Path(__file__).parent.parent
    published = json.loads((root / "assets/scenario.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(), "write it anew: python main.py schema > assets/scenario.schema.json"
    for file in sorted((root / "scenarios").glob("*/scenario.yaml")):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert (file.parent / first.partition("$schema=")[2]).resolve() == root / "assets/scenario.schema.json", file


# ---------------------------------------------------------------- what is mended is not complained of again


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  fixing:\n", "  fixing:\n    thread: 7 up\n"),  # a thread that is no name
        ("tests: {root: fuse}", "tests: {root: 7 up}"),  # a value that is no name
        ("  fixing:\n", "  Fixing:\n    on_deadline: {to: 7 up}\n"),  # something wrong inside something that is renamed
    ],
)
def test_a_stand_in_is_never_named(old, new):
    assert old in MINIMAL
    problems = load(MINIMAL.replace(old, new, 1).encode(), "s.yaml").problems
    assert problems and not [problem for problem in problems if "unnamed" in f"{problem.message} {problem.hint}"]


@pytest.mark.parametrize(("name", "text", "least"), [("trust", "101", "0, the most 100"), ("cash", "-1", "0")])
def test_a_variant_starts_within_bounds(name, text, least):
    raw = MINIMAL.replace("street: {title: The whole street,", f"street: {{title: The whole street, set: {{{name}: \"{text}\"}},")
    (problem,) = load(raw.encode(), "s.yaml").problems
    assert (problem.code, problem.message, problem.hint) == ("SC004", f"`{name}` cannot be {text}", f"the least is {least}")


def test_a_name_is_not_looked_for_among_very_many():
    many = "".join(f"  fact_{n}: {{}}\n" for n in range(400))
    raw = MINIMAL.replace("facts:\n", f"facts:\n{many}").replace("unless: told_mia", "unless: tld_mia")
    assert [p.hint for p in load(raw.encode(), "s.yaml").problems if p.code == "SC101"] == [""]


# ---------------------------------------------------------------- flows

FLOW = "profiles:\n  customers"
QUEUE = """flows:
  calls:
    label: Calls
    offered: customers
    groups:
      desk: {label: The desk, lines: 3, handling: 6m}
profiles:
  customers"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lines: 3", "lines: trst", "38: error SC101 no meter, resource or fact is called `trst` (did you mean `trust`?)"),
        ("lines: 3, ", "", "7: error SC008 `lines` is missing here (add `lines: …`)"),
        ("lines: 3", "lines: [3, 4]", "38: error SC004 a text belongs here (put it in quotes if it holds a colon or a bracket)"),
        ("lines: 3", "lines: 3, patients: 2m", "41: error SC003 `patients` is not a key that means anything here"
         " (did you mean `patience`?)"),
        ("lines: 3", "lines: 201", "38: error SC004 a group has at most 200 lines"
         " (make it two groups: who finds the first full tries the next)"),
        ("lines: 3", "handover: 45s, hands: 1, lines: 25", "63: error SC004 a group has at most 24 lines where somebody passes"
         " each one on (make it two groups: who finds the first full tries the next)"),
        ("lines: 3", "hands: 1, lines: 3", "31: error SC008 `handover` is missing: how long that takes each time"
         " (add `handover: …`)"),
        ("lines: 3", "handover: 9s, lines: 3", "31: error SC008 `hands` is missing: how many pass each one on (add `hands: …`)"),
        ("6m", "-6m", "51: error SC004 `handling` cannot be less than nothing (write 0 or more)"),
        ("6m", "6 minutes", "53: error SC102 `minutes` cannot stand here (write `and`, `or` or a sign between the two)"),
        ("6m", "fuse_blown", "51: error SC103 `fuse_blown` is hidden until the player finds it"
         " (write `knows(fuse_blown) and …`)"),
        ("6m", "serving(calls)", "51: error SC103 a flow cannot hang on what flows serve"
         " (write its numbers from meters, resources, facts and profiles)"),
        ("offered: customers", "offered: -1", "14: error SC004 less than nothing cannot come (write 0 or more)"),
        ("  calls:", "  trust:", "3: error SC106 `trust` is also among the meters (choose another name)"),
        ("  calls:", "  calls-in:", "3: error SC106 `calls-in` cannot be written in a formula"
         " (use letters, digits and _, as in `calls_in`)"),
        ("{label: The desk, lines: 3, handling: 6m}\n", "{label: The desk, lines: 3, handling: 6m}\n    rate: 3\n",
         "5: error SC003 `rate` is not a key that means anything here (it belongs in a total; look at the indentation)"),
    ],
)
def test_a_mistake_in_a_flow_is_told_in_one_sentence_at_its_place(old, new, message):
    flow = QUEUE.replace(old, new)
    assert flow != QUEUE
    (found,) = told((FLOW, flow))
    assert found.partition(":")[2].partition(":")[2] == message


@pytest.mark.parametrize(
    ("condition", "code", "under", "hint"),
    [
        ("serving(cals) < 3", "SC101", "cals", "did you mean `calls`?"),
        ("serving() < 3", "SC102", ")", "write `serving(flow)`"),
        ("serving < 3", "SC101", "serving", "write `serving(flow)`: how many it serves an hour"),
        ("calls < 3", "SC101", "calls", "write `serving(calls)`: how many it serves an hour"),
        ("calls_offered > 3", "SC103", "calls_offered", ""),
        ("serving(calls)", "SC102", "serving(calls)", "compare it with something, as in `serving(calls) > 0`"),
    ],
)
def test_a_mistake_in_asking_what_a_flow_serves_is_told_under_what_is_wrong(condition, code, under, hint):
    loaded = load(changed((FLOW, QUEUE), ("unless: told_mia", f"unless: {condition}")).encode(), "s")
    (found,) = loaded.problems
    line = loaded.text.split("\n")[found.where.line - 1]
    assert (found.code, line[found.where.column - 1:][:found.length], found.hint) == (code, under, hint)


def test_what_a_flow_adds_up_to_is_a_name_that_is_taken():
    taken = QUEUE.replace("profiles:", "totals:\n  calls_served: {label: Served}\nprofiles:")
    assert spot((FLOW, taken), ("totals:\n  lost: {label: Lost sales, unit: sales, rate: customers, worth: -5}\n", "")) == [
        ("SC106", "calls_served")]


def test_texts_may_tell_what_a_flow_serves_and_what_is_told_at_the_end_its_totals():
    words = ('text: "You kept {trust} of their trust."', 'text: "{calls_served} of {calls_offered}, {serving(calls)} an hour."')
    assert told((FLOW, QUEUE), words) == []
    assert spot((FLOW, QUEUE), ("Mia holds the customers at the door.", '"{calls_served} {serving(cals)}"')) == [
        ("SC602", "calls_served"), ("SC602", "serving(cals)")]


def test_no_more_flows_hands_and_changes_than_can_be_worked_out_in_a_moment():
    desk = "      desk: {label: The desk, lines: 3, handling: 6m}\n"
    six = "".join(desk.replace("desk:", f"desk{n}:").replace("lines", "hands: 1, handover: 9s, lines") for n in range(6))
    assert [code for code, _ in spot((FLOW, QUEUE.replace(desk, six)))] == ["SC004", "SC004"], "the fifth and the sixth"
    assert spot((FLOW, QUEUE.replace(desk, six.replace("hands: 1, handover: 9s, ", "")))) == []
    one, two = (", ".join(f'"{hour + n // 60}:{n % 60:02}": 3' for n in range(90)) for hour in (10, 20))
    busy = QUEUE.replace("profiles:", f"profiles:\n  one: {{{one}}}\n  two: {{{two}}}")
    assert spot((FLOW, busy.replace("offered: customers", "offered: one + customers"))) == []
    assert spot((FLOW, busy.replace("offered: customers", "offered: one + two + customers"))) == [("SC004", "calls")]
