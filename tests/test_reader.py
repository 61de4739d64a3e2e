"""Bytes from anywhere become plain data with places, or problems with places: nothing else, and soon."""
from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.authoring.load import load
from sim.authoring.reader import _UNFIT, MAX_BYTES, MAX_NODES, read
from sim.domain.problems import Mark
from sim.domain.texts import safe_text
from tests import hostile_play

MINIMAL = (Path(__file__).parent / "minimal.yaml").read_bytes()


def told(raw: bytes) -> tuple[str, int, int]:
    """Return code, line and column of the only problem of a document."""
    (problem,) = read(raw, "s.yaml").problems
    return problem.code, problem.where.line, problem.where.column


def said(text: str) -> str:
    (problem,) = read(text.encode(), "s.yaml").problems
    return str(problem)


# ---------------------------------------------------------------- what is read


def test_scalars_stay_text_whatever_other_programs_make_of_them():
    raw = b"a: no\nb: on\nc: 16:40\nd: 0755\ne: 1e3\nf: null\ng: ~\nh: 2024-01-01\ni: .inf\nj: 12:30:45\nk: yes\nl:\n"
    assert read(raw, "s.yaml").data == {
        "a": "no", "b": "on", "c": "16:40", "d": "0755", "e": "1e3", "f": "null", "g": "~", "h": "2024-01-01", "i": ".inf",
        "j": "12:30:45", "k": "yes", "l": "",
    }


def test_every_key_and_value_has_its_place():
    document = read(b"meta:\n  id: x\nlist:\n  - {a: 1}\n  - two\n", "s.yaml")
    assert document.mark(("meta", "id")) == (Mark("s.yaml", 2, 7), 1)
    assert document.mark(("meta", "id"), key=True) == (Mark("s.yaml", 2, 3), 2)
    assert document.mark(("list", 0, "a")) == (Mark("s.yaml", 4, 9), 1)
    assert document.mark(("list", 1)) == (Mark("s.yaml", 5, 5), 3)


def test_what_has_no_place_of_its_own_is_at_what_holds_it():
    document = read(b"meta:\n  id: x\n", "s.yaml")
    assert document.mark(("meta", "title")) == (Mark("s.yaml", 1, 1), 4)
    assert document.mark(("nowhere", 3)) == (Mark("s.yaml", 1, 1), 1)


def test_columns_count_letters_not_bytes():
    assert read("ä日: {b: 1}\n".encode(), "s.yaml").mark(("ä日", "b")) == (Mark("s.yaml", 1, 9), 1)


@pytest.mark.parametrize(
    "raw", [b"\xef\xbb\xbfa: 1\n", b"a: 1\r\n", b"a: 1\r", b"# \xc3\xa4\na: 1", b"--- \na: 1\n", b"a: '1'\n..."]
)
def test_marks_of_byte_order_line_ends_of_any_system_and_comments_do_no_harm(raw):
    document = read(raw, "s.yaml")
    assert (document.data, document.problems) == ({"a": "1"}, [])


def test_lines_are_counted_the_same_with_the_line_ends_of_any_system():
    for end in (b"\n", b"\r\n", b"\r"):
        assert told(end.join([b"a: 1", b"b: 2", b"a: 3"])) == ("SC002", 3, 1)


# ---------------------------------------------------------------- what is refused


NESTED_TOO_DEEP = (41, 1001)
"""Where it is told: libyaml 0.2.6 looks ahead, and gives up at its own limit before ours is seen."""

HOSTILE = {
    "nothing": (b"", "SC001", 1, 1),
    "only a comment": (b"# hello\n\n", "SC001", 1, 1),
    "an alias": (b"a: 1\nb: *a\n", "SC009", 2, 4),
    "an anchor": (b"a: &x 1\n", "SC009", 1, 4),
    "an anchored list": (b"a: &x [1]\n", "SC009", 1, 4),
    "an anchored key": (b"&x a: 1\n", "SC009", 1, 1),
    "a python tag": (b"a: !!python/object/apply:os.system ['true']\n", "SC009", 1, 4),
    "a local tag": (b"a: !secret x\n", "SC009", 1, 4),
    "a text tag": (b"a: !!str 1\n", "SC009", 1, 4),
    "a version directive": (b"%YAML 1.1\n---\na: 1\n", "SC009", 1, 1),
    "twenty thousand tag directives": (b"%TAG ! tag:x,2000:\n" * 20_000, "SC009", 1, 1),
    "a second document": (b"a: 1\n---\nb: 2\n", "SC009", 2, 1),
    "a merge of an alias": (b"a: {b: 1}\nc:\n  <<: *a\n", "SC009", 3, 7),
    "a list as a key": (b"? [a, b]\n: c\n", "SC001", 1, 3),
    "a mapping as a key": (b"{{a: 1}: 2}\n", "SC001", 1, 2),
    "200 kB of brackets": (b"[" * 200_000, "SC005", 1, NESTED_TOO_DEEP),
    "200 kB of braces": (b"{a: " * 50_000, "SC005", 1, 161),
    "200 kB of dashes": (b"- " * 100_000, "SC005", 1, 81),
    "a hundred thousand entries and one": (b"[" + b"a," * MAX_NODES + b"]", "SC005", 1, 2 * MAX_NODES),
    "one byte more than a mebibyte": (b"#" * (MAX_BYTES + 1), "SC005", 1, 1),
    "a text of 64 KiB and one": (b"a: '" + b"x" * 65_537 + b"'", "SC005", 1, 4),
    "a NUL": (b"a: 1\nb: \x00\n", "SC001", 2, 4),
    "an escape": (b"a: \x1b[2J\n", "SC001", 1, 4),
    "half a character": (b"a: \xed\xa0\x80\n", "SC001", 1, 4),
    "a turn of the reading direction": ("a: \u202eb\n".encode(), "SC001", 1, 4),
    "an isolate": ("a: x\u2066\n".encode(), "SC001", 1, 5),
    "a line separator": ("a: x\u2028b: 1\n".encode(), "SC001", 1, 5),
    "a next line, which editors do not count": ("a: x\u0085b: 1\n".encode(), "SC001", 1, 5),
    "a byte order mark inside": ("a: x\ufeff\n".encode(), "SC001", 1, 5),
    "broken UTF-8": (b"a: 1\nb: \xff\n", "SC001", 2, 4),
    "cut UTF-8": (b"a: \xe6\x97", "SC001", 1, 4),
    "UTF-16": ("a: 1\n".encode("utf-16"), "SC001", 1, 1),
    "UTF-16 without a mark": ("a: 1\n".encode("utf-16-le"), "SC001", 1, 2),
    "Latin-1": ("a: Bär\n".encode("latin-1"), "SC001", 1, 5),
    "a tab": (b"a:\n\tb: 1\n", "SC001", 2, 1),
    "an open quote": (b'a: 1\nb: "x\nc: 2\n', "SC001", 2, 4),
    "a key twice": (b"a:\n  b: 1\n  b: 2\n", "SC002", 3, 3),
    "an escaped NUL": (b'a: "\\0"\n', "SC001", 1, 4),
    "an escaped half of a character": (b'a: "\\ud800"\n', "SC001", 1, 7),
    "an escaped turn of the reading direction": (b'a: "b\\u202ec"\n', "SC001", 1, 4),
    "an escaped NUL in a key": (b'"a\\0": 1\n', "SC001", 1, 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_at_its_place(name):
    raw, code, line, column = HOSTILE[name]
    found = told(raw)
    assert found[:2] == (code, line)
    assert found[2] in (column if isinstance(column, tuple) else (column,))
    assert not load(raw, "s.yaml").scenario


def test_too_deep_is_told_in_the_same_words_whoever_notices_first():
    texts = {said("[" * n + "]" * n) for n in (41, 900, 5_000)} | {said("- " * 2_000), said("{a: " * 2_000)}
    assert {text.partition(" error ")[2] for text in texts} == {
        "SC005 this is nested more than 40 levels deep (a bracket may be open since long before)"
    }


@pytest.mark.parametrize("raw", [b"just words", b"42", b"[a, b]", b"''", b"- a\n- b\n"])
def test_a_document_that_is_no_mapping_is_told_how_to_begin(raw):
    (problem,) = load(raw, "s.yaml").problems
    assert str(problem) == "s.yaml:1:1: error SC004 a scenario is made of `key: value` lines (begin with `meta:`)"


def test_a_hundred_thousand_entries_and_forty_levels_are_allowed():
    assert read(b"[" + b"a," * (MAX_NODES - 1) + b"]", "s.yaml").problems == []
    assert read(b"[" * 40 + b"]" * 40, "s.yaml").problems == []


def test_a_key_that_stands_twice_hides_nothing_else():
    document = read(b"a: 1\na: {b: [1, 2], c: {d: 1}}\na: x\ne: 5\n", "s.yaml")
    assert document.data == {"a": "1", "e": "5"}
    assert [problem.where.line for problem in document.problems] == [2, 3]


# ---------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: Mia said: no\n",
            "s.yaml:1:12: error SC001 this colon cannot stand here"
            " (put a text that holds `: ` in quotes; or look at the line above)",
        ),
        ("a: *no* way\n", "s.yaml:1:4: error SC001 a text cannot begin with `*` (put the whole text in quotes)"),
        ("a: **no** way\n", "s.yaml:1:4: error SC001 a text cannot begin with `*` (put the whole text in quotes)"),
        ("a: @no\n", "s.yaml:1:4: error SC001 a text cannot begin with `@` (put the whole text in quotes)"),
        (
            "a: {trust} is low\n",
            "s.yaml:1:12: error SC001 a text that begins with a bracket is not finished by it (put the whole text in quotes)",
        ),
        (
            "a: 1\n  b: 2\n",
            "s.yaml:2:4: error SC001 this colon cannot stand here"
            " (put a text that holds `: ` in quotes; or look at the line above)",
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            "s.yaml:3:2: error SC001 this does not line up with the lines above"
            " (look at the indentation, and for a quote that ends too early)",
        ),
        ("a: 1\nb\nc: 2\n", "s.yaml:3:1: error SC001 a colon is missing, here or in the line above (write `key: value`)"),
        (
            "a: {b: 1, c: 2\nd: 3\n",
            "s.yaml:2:2: error SC001 a `{` is not closed, or a comma is missing before this"
            " (put a text that holds , : { or } in quotes)",
        ),
        (
            'a: "x\n',
            "s.yaml:1:4: error SC001 a quote opens here and is never closed"
            " (close it; inside single quotes, an apostrophe is written twice)",
        ),
        ("a: - b\n", "s.yaml:1:4: error SC001 a list cannot begin here (begin it on a new line below its key)"),
        (
            'a: "C:\\dir"\n',
            "s.yaml:1:7: error SC001 a backslash means something else in double quotes (use single quotes around this text)",
        ),
        ("a:\n\tb: 1\n", "s.yaml:2:1: error SC001 a tab indents this line (indent with spaces; editors can do it for you)"),
        (
            "a: 1\na: 2\n",
            "s.yaml:2:1: error SC002 `a` is written twice in the same place (the first is at line 1; keep one of them)",
        ),
        (
            "a: &b 2\n",
            "s.yaml:1:4: error SC009 `&b` is a YAML anchor, and scenarios have none"
            " (put it in quotes if it is text; else leave it out)",
        ),
    ],
)
def test_a_slip_of_yaml_is_told_in_plain_words(text, message):
    assert said(text) == message


# ---------------------------------------------------------------- whatever comes


def only_problems(raw: bytes) -> None:
    loaded = load(raw, "s.yaml")
    assert loaded.scenario is not None or loaded.problems
    hostile_play.only_problems(loaded.problems, loaded.text)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_data_or_problems(raw):
    only_problems(raw)


@given(
    st.recursive(
        st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
        max_leaves=12,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_tree_of_texts_gives_data_or_problems(tree):
    import json

    only_problems(json.dumps(tree).encode())


def test_ten_thousand_mistakes_are_told_a_hundred_at_a_time():
    raw = MINIMAL + b"".join(b"odd%d: 1\n" % n for n in range(10_000))
    assert len(load(raw, "s.yaml").problems) == 100


def test_a_hundred_warnings_stop_nothing():
    raw = MINIMAL.replace(b"later:\n", b"later:\n" + b"".join(b"  never-%d: {}\n" % n for n in range(300)))
    loaded = load(raw, "s.yaml")
    assert loaded.scenario is not None and len(loaded.problems) == 300


def test_a_long_name_is_not_told_at_its_length():
    assert len(said("a: &" + "x" * 100_000)) < 1_200
    assert len(said("? " + "x" * 30_000 + "\n: 1\n" + "? " + "x" * 30_000 + "\n: 1\n")) < 1_200


# ---------------------------------------------------------------- what may reach a surface


def test_what_no_terminal_may_see_is_refused_unless_it_is_needed_to_write():
    """The joiners hold letters and pictures together; a line feed and a tab are what YAML is made of."""
    needed = {"\n", "\t", "\r", "\u200c", "\u200d", "\ufeff"}  # a byte order mark may come first
    for number in range(sys.maxunicode + 1):
        char = chr(number)
        unseen = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        refused = bool(_UNFIT.search(char))
        assert not refused or safe_text(char) in ("", " "), f"U+{number:04X} is refused, and a surface would show it"
        assert refused or not unseen or char in needed, f"U+{number:04X} is not seen, and is let through"


def test_a_pile_of_accents_is_refused_and_what_languages_write_is_not():
    assert said('a: "Z' + "\u0301" * 5 + '"').startswith("s.yaml:1:6: error SC001 more than 4 accents stand on one letter here")
    assert said('a: "Z' + "\\u0301" * 5 + '"').startswith("s.yaml:1:4: error SC001 more than 4 accents")
    for text in ("Việt Nam", "e\u0301", "שָׁלוֹם", "ก็", "👩\u200d🔬", "🏴", "日本", "Łódź"):
        assert read(f"a: {text}\n".encode(), "s.yaml").problems == [], text
