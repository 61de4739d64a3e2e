"""Values: what `value` makes is a frozen, slotted, keyword-only dataclass in everything a caller can see."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest

from sim.domain.value import value


@value
class Handset:
    """A cordless phone."""

    number: int
    carrier: str = ""
    ringing: tuple[int, ...] = ()


@value
class Receiver:
    number: int
    carrier: str = ""
    ringing: tuple[int, ...] = ()


@value
class Silence:
    """Nothing to tell."""


@value
class Desk:
    """Where the handsets lie."""

    who: str = "Rita"
    handsets: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The same, as the standard library writes it."""

    number: int
    carrier: str = ""
    ringing: tuple[int, ...] = ()


def test_values_are_equal_if_they_are_of_one_kind_and_their_parts_are_equal():
    assert Handset(number=3) == Handset(number=3, carrier="")
    assert Handset(number=3) != Handset(number=4)
    assert Handset(number=3) != Receiver(number=3)
    assert Handset(number=3) != 3 and Silence() == Silence()


def test_equal_values_are_one_key():
    assert {Handset(number=3): "Tim", Handset(number=4): "Rita"}[Handset(number=3)] == "Tim"
    assert len({Silence(), Silence()}) == 1


@pytest.mark.parametrize("wrong", [{}, {"carrier": "Tim"}, {"number": 3, "colour": "grey"}])
def test_a_part_that_is_missing_or_unknown_is_refused_by_name(wrong):
    with pytest.raises(TypeError, match="number|colour"):
        Handset(**wrong)


def test_parts_are_given_by_name():
    with pytest.raises(TypeError):
        Handset(3)


def test_a_value_never_changes_and_takes_nothing_more():
    handset = Handset(number=3)
    for name in ("number", "colour"):
        with pytest.raises(FrozenInstanceError):
            setattr(handset, name, 4)
    with pytest.raises(FrozenInstanceError):
        del handset.number
    assert handset.number == 3 and not hasattr(handset, "__dict__")


def test_it_is_a_dataclass_for_everybody_who_asks():
    assert is_dataclass(Handset) and [part.name for part in fields(Handset)] == [part.name for part in fields(Written)]
    assert replace(Handset(number=3), carrier="Tim") == Handset(number=3, carrier="Tim")
    assert Handset.__match_args__ == Written.__match_args__ == ()
    match Handset(number=3):
        case Handset(number=number):
            assert number == 3


def test_it_reads_like_one():
    assert repr(Handset(number=3)) == repr(Written(number=3)).replace("Written", "Handset")
    assert repr(Silence()) == "Silence()"


def test_a_default_that_is_made_is_there():
    assert Desk() == Desk(handsets=frozenset()) != Desk(handsets=frozenset({3}))
