"""Conditions and formulas: small, typed, told apart at the very letter, and unable to do anything but compute."""
from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.authoring.expressions import Scope, Wrong, parse
from sim.authoring.sheet import clock_seconds
from sim.domain.formula import Asks, Both, Compare, Constant, Name, Not, reads

SCOPE = Scope(
    types={"phones": "number", "lines": "number", "cash": "number", "clock": "number", "told_rita": "truth", "trunk": "word",
           "fuse_blown": "truth"},
    words={"trunk": ("pri", "walk-in")},
    asks={
        "knows": frozenset({"told_rita", "fuse_blown"}), "visited": frozenset({"card-dead"}),
        "used": frozenset({"card-dead/dealer-hunt"}), "open": frozenset({"main", "printer"}),
    },
    forbidden={"root": "`root` is hidden truth; no rule may read it"},
    hidden=frozenset({"fuse_blown"}),
    time=lambda text: clock_seconds(text, 1, 9 * 3600),
)


def wrong(text: str, wanted="truth") -> Wrong:
    with pytest.raises(Wrong) as caught:
        parse(text, SCOPE, wanted)
    return caught.value


def tree(text: str, wanted="truth"):
    return parse(text, SCOPE, wanted).node


# ---------------------------------------------------------------- what can be said


def test_and_binds_closer_than_or_and_not_closest():
    assert tree("told_rita or not phones > 3 and told_rita") == Both("or", (
        Name("told_rita"), Both("and", (Not(Compare(">", Name("phones"), Constant(3))), Name("told_rita"))),
    ))


@pytest.mark.parametrize(
    ("text", "seconds"), [("09:00", 0), ("10:30", 5400), ("Wed 10:30", 91800), ("90s", 90), ("1h30m", 5400), ("2d", 172800)]
)
def test_times_and_durations_are_seconds_since_the_start(text, seconds):
    assert tree(f"clock >= {text}") == Compare(">=", Name("clock"), Constant(seconds))


def test_words_are_compared_with_the_words_of_their_fact():
    assert tree("trunk == walk-in") == Compare("==", Name("trunk"), Constant("walk-in"))
    assert tree("pri != trunk") == Compare("!=", Constant("pri"), Name("trunk"))


def test_questions_name_what_they_ask_about():
    assert tree("used(card-dead/dealer-hunt)") == Asks("used", "card-dead/dealer-hunt")
    assert reads(parse("knows(told_rita) and open(printer) and min(phones, lines) > 2", SCOPE, "truth")) == {
        "knows:told_rita", "open:printer", "phones", "lines"}


def test_a_hidden_fact_is_read_only_beside_knowing_it():
    tree("knows(fuse_blown) and fuse_blown")
    tree("knows(fuse_blown) and (phones > 3 or not fuse_blown)")
    for text in (
        "fuse_blown",
        "knows(fuse_blown) or fuse_blown",
        "not knows(fuse_blown) and fuse_blown",
        "knows(told_rita) and fuse_blown",
    ):
        assert wrong(text).code == "SC103"


# ---------------------------------------------------------------- what is told


@pytest.mark.parametrize(
    ("text", "code", "offset", "length", "message", "hint"),
    [
        ("phnes >= 8", "SC101", 0, 5, "no meter, resource or fact is called `phnes`", "did you mean `phones`?"),
        (
            "phones >= 8 and tld_rita",
            "SC101",
            16,
            8,
            "no meter, resource or fact is called `tld_rita`",
            "did you mean `told_rita`?",
        ),
        ("Phones > 3", "SC101", 0, 6, "no meter, resource or fact is called `Phones`", "did you mean `phones`?"),
        (
            "phones-cash > 0",
            "SC101",
            0,
            11,
            "no meter, resource or fact is called `phones-cash`",
            "put spaces around the sign: `phones - cash`",
        ),
        ("cash/2 > 0", "SC101", 0, 6, "no meter, resource or fact is called `cash/2`", "put spaces around the sign: `cash / 2`"),
        ("trunk == prj", "SC101", 9, 3, "no word of `trunk` is called `prj`", "did you mean `pri`?"),
        ("visited(card_dead)", "SC101", 8, 9, "no stage is called `card_dead`", "did you mean `card-dead`?"),
        ("maximum(1, 2) > 0", "SC101", 0, 7, "no function is called `maximum`", "did you mean `max`?"),
        ("phones = 8", "SC102", 7, 1, "`=` has no meaning in a formula", "write `==` to compare"),
        ("phones > 8 && told_rita", "SC102", 11, 1, "`&` has no meaning in a formula", "write `and`"),
        ("!told_rita", "SC102", 0, 1, "`!` has no meaning in a formula", "write `not`"),
        ("phones ≥ 8", "SC102", 7, 1, "`≥` has no meaning in a formula", "write `>=`"),
        ("trunk == 'pri'", "SC102", 9, 1, "`'` has no meaning in a formula", "write words without quotes"),
        ("phones >", "SC102", 8, 1, "the formula ends too early", "something is missing after this"),
        ("", "SC102", 0, 1, "the formula ends too early", "something is missing after this"),
        ("(phones > 3", "SC102", 11, 1, "`)` is missing here", "every bracket that opens must close"),
        ("phones > 3)", "SC102", 10, 1, "`)` cannot stand here", ""),
        ("phones > 3 told_rita", "SC102", 11, 9, "`told_rita` cannot stand here", "write `and`, `or` or a sign between the two"),
        (
            "phones",
            "SC102",
            0,
            6,
            "this gives a number, and true or false is needed here",
            "compare it with something, as in `phones > 0`",
        ),
        ("told_rita and phones + 2", "SC102", 14, 10, "true or false is needed here, and this is a number", ""),
        ("told_rita + 2 > 3", "SC102", 0, 9, "a number is needed here, and this is true or false", ""),
        ("min(phones, phones > 3) > 2", "SC102", 12, 10, "a number is needed here, and this is true or false", ""),
        ("told_rita > told_rita", "SC102", 10, 1, "only numbers can be larger or smaller", "use == or !="),
        ("trunk > pri", "SC102", 6, 1, "words are only the same or not", "use == or !="),
        ("min(1) > 0", "SC102", 0, 3, "`min` takes 2 to 8 things, not 1", ""),
        ("knows()", "SC102", 6, 1, "`knows` must be asked about a fact", "write `knows(fact)`"),
        ("clock > 25:00", "SC102", 8, 5, "`25:00` is not a time of day", "write 00:00 to 24:00"),
        ("phones > 1234567890", "SC102", 9, 10, "this number is longer than 9 digits", "round it"),
        ("root == ups", "SC103", 0, 4, "`root` is hidden truth; no rule may read it", ""),
        ("phones / 0 > 1", "SC108", 7, 1, "nothing can be divided by zero", ""),
    ],
)
def test_a_wrong_formula_is_told_at_the_letter(text, code, offset, length, message, hint):
    found = wrong(text)
    assert (found.code, found.offset, found.length, found.message, found.hint) == (code, offset, length, message, hint)


# ---------------------------------------------------------------- what cannot be done


@pytest.mark.parametrize(
    "text",
    [
        "phones.__class__",
        "phones.__class__.__mro__",
        "__import__(os)",
        "__builtins__",
        "eval(phones)",
        "open(phones)",
        "exec(told_rita)",
        "phones[0]",
        "lambda: 1",
        "(phones := 3)",
        "phones ** 9",
        "phones << 9",
        "phones if told_rita else 2",
        "{phones}",
        "f(phones)",
        "knows(knows)",
        "min.__call__(1, 2)",
        "getattr(phones, x)",
        "print(1)",
        "phones; cash",
        "phones\\cash",
        "`phones`",
        "$phones",
        "phones @ cash",
    ],
)
def test_no_attribute_no_other_call_and_no_other_syntax_can_be_reached(text):
    wrong(text)
    wrong(text, "number")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 400,
        "not " * 120 + "told_rita",
        "-" * 400 + "1",
        "9" * 1_000_000,
        "1" * 400 + "d",
        "1d" * 240,
        "phones+" * 70 + "1",
        "min(" * 100,
        "a" * 1_000_000,
        " " * 1_000_000,
        "1+" * 240,
        "(1)+" * 120,
        "if(" * 150,
        "09:" * 150,
        "1.1.1." * 80,
        "a/" * 240,
        "a-" * 240,
        "phones > 0 and " * 30 + "told_rita",
        "\n" * 499,
        "Mon " * 120,
    ],
)
def test_no_formula_takes_more_than_a_moment(text):
    began = time.process_time()
    try:
        parse(text, SCOPE, "truth")
    except Wrong as found:
        assert len(found.message) < 600 and len(str(found.hint)) < 600
    assert time.process_time() - began < 1, "hostile input may not take a second"


def test_five_hundred_characters_are_read_and_one_more_is_not():
    text = "told_rita".ljust(500)
    tree(text)
    assert wrong(text + " ").message == "this formula is longer than 500 characters"


@given(st.text(max_size=80) | st.text(alphabet="()+-*/<>=!., 0189:dhms_aptrue", max_size=80))
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_formula_or_wrong_in_a_place_inside_it(text):
    for wanted in ("truth", "number", "word"):
        try:
            parse(text, SCOPE, wanted)
        except Wrong as found:
            assert 0 <= found.offset <= len(text) and found.length >= 0 and found.message and found.code.startswith("SC")


PIECES = (
    "phones",
    "told_rita",
    "trunk",
    "pri",
    "root",
    "fuse_blown",
    "knows(",
    "used(",
    "min(",
    "if(",
    "(",
    ")",
    ",",
    "and",
    "or",
    "not",
    "==",
    "<",
    "+",
    "-",
    "*",
    "/",
    "0",
    "7",
    "2.5",
    "10:30",
    "Wed 09:00",
    "5m",
    "true",
    "visited(card-dead)",
)


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=600, deadline=None)
def test_any_row_of_words_of_the_language_is_a_formula_or_wrong(pieces):
    try:
        parse(" ".join(pieces), SCOPE, "truth")
    except Wrong as found:
        assert found.message


def grown(depth: int):
    """Return strategies for number and truth formulas of at most `depth` levels."""
    numbers = st.sampled_from(["phones", "lines", "cash", "7", "2.5", "0", "5m", "10:30"])
    truths = st.sampled_from(
        [
            "told_rita",
            "true",
            "false",
            "knows(told_rita)",
            "visited(card-dead)",
            "used(card-dead/dealer-hunt)",
            "open(main)",
            "trunk == pri",
            "walk-in != trunk",
        ]
    )
    for _ in range(depth):
        numbers, truths = (
            st.one_of(
                numbers,
                st.builds("({} {} {})".format, numbers, st.sampled_from("+-*"), numbers),
                st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), numbers, numbers),
                st.builds("clamp({}, {}, {})".format, numbers, numbers, numbers),
                st.builds("if({}, {}, {})".format, truths, numbers, numbers),
                st.builds("-{}".format, numbers),
                st.builds("abs({})".format, numbers),
                st.builds("floor({} / 3)".format, numbers),
            ),
            st.one_of(
                truths,
                st.builds("{} {} {}".format, numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers),
                st.builds("({}) {} ({})".format, truths, st.sampled_from(["and", "or"]), truths),
                st.builds("not ({})".format, truths),
                st.builds("(knows(fuse_blown) and fuse_blown and ({}))".format, truths),
            ),
        )
    return numbers, truths


NUMBERS, TRUTHS = grown(3)
BY_SIZE = "this formula", "the brackets"


@given(TRUTHS)
@settings(max_examples=200, deadline=None)
def test_every_well_typed_formula_of_fair_size_can_be_read(text):
    try:
        assert parse(text, SCOPE, "truth").type == "truth"
    except Wrong as found:
        assert found.message.startswith(BY_SIZE), found.message


@given(NUMBERS)
@settings(max_examples=200, deadline=None)
def test_a_number_is_never_taken_for_a_truth(text):
    try:
        parse(text, SCOPE, "number")
    except Wrong as found:
        assert found.message.startswith(BY_SIZE)
    else:
        wrong(text, "truth")
