"""Covers that are known beforehand: the catalogue of the shipped scenarios opens without YAML, and says the same."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sim.authoring.cover import cover
from sim.shell.covers import Covers, known
from sim.shell.library import books

ROOT = Path(__file__).resolve().parent.parent


def test_the_file_of_covers_is_what_the_scenarios_say():
    """Write it anew with: python main.py covers > assets/covers.json"""
    files = tuple((book.file.read_bytes(), book.file) for book in books())
    assert json.loads((ROOT / "assets" / "covers.json").read_text("utf-8")) == json.loads(json.dumps(known(files)))


def test_a_cover_that_is_known_is_the_one_that_is_read():
    for book in books():
        raw = book.file.read_bytes()
        assert Covers().of(raw, str(book.file), book.folder.name) == cover(raw, str(book.file), book.folder.name)


def test_a_scenario_that_was_edited_is_read_anew():
    raw = books()[0].file.read_bytes().replace(b"title: Nine Minutes", b"title: Ten Minutes", 1)
    assert Covers().of(raw, "x", "x").title == "Ten Minutes"


def test_a_file_of_covers_from_another_version_is_as_good_as_none():
    book = books()[0]
    raw, covers = book.file.read_bytes(), Covers()
    (key,) = known(((raw, book.file),))
    covers._known = {key: {"title": "From elsewhere"}}
    assert covers.of(raw, "x", "x") == cover(raw, "x", "x")


def test_the_catalogue_of_the_shipped_scenarios_opens_without_yaml():
    code = (
        "import sys; from pathlib import Path; from sim.shell.app import App; App(data=Path('nowhere')).view();"
        "print([name for name in ('yaml', 'pydantic', 'numpy', 'transitions', 'fractions') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
