"""Every dependency has a wheel wherever docs/wheels.md says so, and nowhere else; asks pip, and so needs the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.wheels import MARKED, NEEDED, ask, cell, uneven
from sim.shell.bundle import TARGETS, VERSIONS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "wheels.md").read_text(encoding="utf-8")


def told() -> dict[tuple[str, str], str]:
    """Return what the page says for every system and Python."""
    rows = [[word.strip() for word in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| 3.")]
    return {(name, row[0]): word for row in rows for name, word in zip(TARGETS, row[1:], strict=True)}


def test_the_page_speaks_of_every_python_and_system_a_bundle_can_be_made_for():
    assert set(told()) == {(name, version) for name in TARGETS for version in VERSIONS}
    assert [target.title for target in TARGETS.values()] == re.findall(r"\| ([^|]+?) (?=\|)", PAGE)[1 : len(TARGETS) + 1]
    assert set(MARKED) == set(TARGETS)


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", list(TARGETS))
def test_the_page_tells_the_truth(name, version):
    answer = ask(TARGETS[name], version)
    is_so, was_so = cell(answer), told()[name, version]
    how = "better" if is_so == "all" else "worse"
    assert is_so == was_so, f"it has become {how}: write docs/wheels.md anew, and see whether README.md still says so"
    assert uneven(answer.asks) == [], "a bundle made on one computer would lack this on another"


@pytest.mark.slow
def test_a_python_without_wheels_would_be_seen():
    assert any(need.startswith("pygame-ce") for need in ask(TARGETS["windows"], "3.6").lacks)


def test_what_is_asked_for_on_some_computers_only_would_be_seen():
    uneven_ones = ["colorama; sys_platform == 'win32'", "tomli>=2; python_version < '3.12'"]
    assert uneven(("six", "x; extra == 'y'", "z; python_version > '3'", *uneven_ones)) == uneven_ones
    assert uneven(tuple(NEEDED)) == []
