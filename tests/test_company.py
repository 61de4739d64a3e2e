"""A scenario in somebody's own firm: declared names and prices are replaced, and nothing else is."""
from __future__ import annotations

from pathlib import Path

import pytest

from sim.authoring.company import overlaid
from sim.authoring.load import load
from sim.cli import main
from sim.shell import runs

ROOT = Path(__file__).resolve().parent.parent / "scenarios"
DEAD_AIR = ROOT / "dead-air" / "scenario.yaml"
SAMPLE = ROOT / "dead-air" / "company.example.yaml"


def laid(text: str):
    return overlaid(DEAD_AIR.read_bytes(), "s.yaml", text.encode(), "company.yaml")


def test_names_are_replaced_wherever_they_stand_and_prices_where_they_were_declared():
    found = overlaid(DEAD_AIR.read_bytes(), "s.yaml", SAMPLE.read_bytes(), "company.yaml")
    assert found.wrong == ()
    text = found.raw.decode()
    assert not any(name in text for name in ("Dolores", "Rita", "Merrow", "Mr Lane")) and "Priya" in text
    scenario = load(found.raw, "s.yaml").scenario
    assert scenario.people["dolores"].name == "Irina" and scenario.resources["petty"].start == 300
    assert "Harrow & Fisk" in scenario.briefing[0].text
    assert scenario.digest != load(DEAD_AIR.read_bytes(), "s.yaml").scenario.digest


@pytest.mark.parametrize("scenario", ["dead-air", "nine-minutes", "warm-plug"])
def test_every_declared_name_can_be_another_and_the_scenario_still_holds(scenario):
    raw = (ROOT / scenario / "scenario.yaml").read_bytes()
    import yaml

    declared = yaml.safe_load(raw)["company"]
    text = "names:\n" + "".join(f"  {key}: Name{n}\n" for n, key in enumerate(declared["names"]))
    text += "prices:\n" + "".join(f"  {key}: {n + 7}\n" for n, key in enumerate(declared.get("prices", {})))
    found = overlaid(raw, "s.yaml", text.encode(), "company.yaml")
    loaded = load(found.raw, "s.yaml")
    assert found.wrong == () and loaded.problems == () and loaded.scenario is not None
    assert not any(f" {name} " in found.raw.decode() for name in declared["names"].values())


def test_two_names_may_be_exchanged():
    text = laid("names: {receptionist: Rita, sales_lead: Dolores}").raw.decode()
    scenario = load(text.encode(), "s.yaml").scenario
    assert (scenario.people["dolores"].name, scenario.people["rita"].name) == ("Rita", "Dolores")


@pytest.mark.parametrize(("text", "said"), [
    ("names: {frim: Acme}", "company.yaml:1:9: the scenario declares no `frim` in names; did you mean `firm`?"),
    ("prices: {petty_cash: lots}", "company.yaml:1:22: `petty_cash` should be a number"),
    ("names: {firm: \"a: {b\"}", "`firm` should be a name"),
    ("names: {firm: \"" + "x" * 41 + "\"}", "`firm` should be a name of at most 40"),
    ("names: {firm: [a, b]}", "`firm` should be a name"),
    ("staff: {a: b}", "`staff` means nothing here"),
    ("- a", "`names` and `prices` belong into it"),
    ("names: {firm: Acme", "company.yaml"),
])
def test_what_is_wrong_with_an_overlay_is_said_with_its_place_and_nothing_changes(text, said):
    found = laid(text)
    assert found.raw == DEAD_AIR.read_bytes() and len(found.wrong) >= 1 and said in found.wrong[0]


def test_a_run_is_kept_with_the_names_it_was_played_with_and_stands_up_to_replay(tmp_path, capsys):
    assert main(["--data-dir", str(tmp_path), "play", "dead-air", "--auto", "interview", "--with", str(SAMPLE)]) == 0
    out = capsys.readouterr().out
    assert "Irina" in out and "Dolores" not in out
    folder = next((tmp_path / "runs").iterdir())
    kept = runs.look_at(folder)
    assert not kept.doubt and b"Harrow & Fisk" in kept.text
    assert main(["replay", str(folder)]) == 0


def test_an_overlay_that_is_wrong_or_missing_ends_in_a_sentence(tmp_path, capsys):
    wrong = tmp_path / "company.yaml"
    wrong.write_text("names: {frim: Acme}", encoding="utf-8")
    assert main(["play", "dead-air", "--auto", "interview", "--with", str(wrong)]) == 3
    assert "did you mean `firm`?" in capsys.readouterr().err
    assert main(["report", "dead-air", "--format", "cards", "--with", str(tmp_path / "none.yaml")]) == 3
    assert "There is no file" in capsys.readouterr().err


def test_documents_have_the_names_too(capsys):
    assert main(["report", "dead-air", "--format", "facilitator", "--with", str(SAMPLE)]) == 0
    out = capsys.readouterr().out
    assert "Harrow" in out and "Merrow" not in out


@pytest.mark.parametrize("declared", [
    "prices: [a]", "names: [a]", "names: {a: [b]}", "prices: {a: {b: c}}", "prices: {a: meta.title}", "prices: {a: nope.where}",
    'prices: {a: "²"}', 'names: {a: ""}', "nothing", "[names]",
])
@pytest.mark.parametrize("overlay", ["names: {a: Foo}", "prices: {a: 1}"])
def test_nothing_is_put_where_a_scenario_declares_amiss(declared, overlay):
    raw = DEAD_AIR.read_bytes().partition(b"\ncompany:")[0] + f"\ncompany:\n  {declared}\n".encode()
    found = overlaid(raw, "s.yaml", overlay.encode(), "company.yaml")
    assert found.raw == raw and "the scenario declares no `a`" in found.wrong[0]


@pytest.mark.parametrize("name", ["O'Neill", "A.B. & Sons (North)", "Ærø/Øst", "3M", "Yes", "Παπαδόπουλος", "x" * 40])
def test_a_name_of_any_usual_kind_keeps_the_scenario_whole(name):
    found = laid(f'names: {{firm: "{name}"}}')
    loaded = load(found.raw, "s.yaml")
    assert found.wrong == () and loaded.problems == () and name.replace("'", "’") in loaded.scenario.briefing[0].text


@pytest.mark.parametrize("name", [
    "", " ", " Acme", "Acme ", "a: b", "a #b", "{firm}", "[[a]]", "a\\nb", "*a*", "`a`", '\\"', "a\tb", "\u202ea",
])
def test_a_name_that_could_be_anything_but_a_name_is_refused(name):
    found = laid(f'names: {{firm: "{name}"}}')
    assert found.raw == DEAD_AIR.read_bytes() and found.wrong


@pytest.mark.parametrize("price", ["1e9", "0x10", "1_000", "99999999", "1.234", "-", "NaN", "١٢"])
def test_a_price_is_a_plain_number(price):
    assert "should be a number" in laid(f'prices: {{petty_cash: "{price}"}}').wrong[0]


def test_check_reads_a_company_too(tmp_path, capsys):
    assert main(["check", "dead-air", "--no-explore", "--with", str(SAMPLE)]) == 0
    odd = tmp_path / "company.yaml"
    odd.write_text("prices: {petty_cash: many}", encoding="utf-8")
    assert main(["check", "dead-air", "--no-explore", "--with", str(odd)]) == 3
    capsys.readouterr()


def test_a_run_is_told_with_the_names_it_was_played_with(capsys):
    assert main(["report", "RUN", "--with", str(SAMPLE)]) == 2
    assert "keeps the names it was played with" in capsys.readouterr().err
