"""What an edit changed in meaning: nothing for layout, rules apart from words, values, endings, runs that no longer play back."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.analysis.compare.changes import changes
from sim.analysis.compare.meaning import meaning
from sim.analysis.compare.reckoning import reckoned
from sim.analysis.compare.retrace import Told, parting
from sim.analysis.maps.explore import explore
from sim.authoring.load import load
from sim.cli import main
from tests.engine.house import KITCHEN_SINK, small

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "tests" / "minimal.yaml").read_text(encoding="utf-8")


def scenario(text):
    loaded = load(text.encode(), "x.yaml")
    assert loaded.scenario is not None, loaded.problems
    return loaded.scenario


def edited(*pairs, text=TEXT):
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def test_comments_layout_and_order_of_keys_change_nothing():
    other = edited(
        ("horizon: 2h\npace: 2\n", "pace: 2   # quick\n\nhorizon: 120m\n"),
        ("    deadline: 10m\n    default: Mia closes the shop.\n", "    default: Mia closes the shop.\n    deadline: 600s\n"),
        ("      do: {trust: -20}\n      to: fixing\n", "      to: fixing\n      do: {trust: -20}\n"),
        ("places: {shop: The shop, cellar: The cellar}", "places:\n  cellar: The cellar\n  shop: The shop"),
        ("trust >= 20", "(trust  >=  20)"),
    )
    assert changes(scenario(TEXT), scenario(other)) == ()


@pytest.mark.parametrize(("old", "new", "kind", "name", "rules", "texts"), [
    ("do: {trust: -20}", "do: {trust: -25}", "stage", "dark", [("on_deadline.do.trust", "-20", "-25")], []),
    ("title: The lights are out", "title: Dark", "stage", "dark", [], [("title", "The lights are out", "Dark")]),
    ("takes: 5m", "takes: 6m", "choice", "fixing/new-fuse", [("takes", "5m", "6m")], []),
    ("cost: {cash: 40}", "cost: {cash: 50}", "choice", "fixing/new-fuse", [("cost", "cash 40", "cash 50")], []),
    ("when: trust >= 20", "when: trust > 20", "choice", "fixing/wait", [("when", "trust >= 20", "trust > 20")], []),
    ("if true: 9/10", "if true: 8/10", "investigation", "dark/look", [("probe.if_true", "9/10", "4/5")], []),
    ("root: {fuse: 3, street: 1}", "root: {fuse: 2, street: 1}", "latent", "root", [("fuse", "3", "2")], []),
    ("root: {fuse: 3, street: 1}", "root: {street: 1, fuse: 3}", "latent", "root",
     [("order", "fuse, street", "street, fuse")], []),
    ('at: "09:05"', 'at: "09:06"', "inject", "queue", [("at", "5m", "6m")], []),
    ("unless: told_mia", "unless: not told_mia", "inject", "queue", [("unless", "told_mia", "not told_mia")], []),
    ("text: Who has been at my fuses?", "text: Hm?", "consequence", "landlord", [],
     [("says.The landlord", "Who has been at my fuses?", "Hm?")]),
    ("later: {id: landlord, in: 20m}", "later: {id: landlord, in: 25m}", "choice", "fixing/new-fuse",
     [("later.landlord", "in 20m", "in 25m")], []),
    ("score: {diagnosis: 1}", "score: {diagnosis: 2}", "choice", "dark/tell-mia", [("score.diagnosis", "+1", "+2")], []),
    ("trust: {label: Trust, start: 50}", "trust: {label: Faith, start: 60}", "meter", "trust", [("start", "50", "60")],
     [("label", "Trust", "Faith")]),
    ("horizon: 2h", "horizon: 3h", "scenario", "time", [("horizon", "2h", "3h")], []),
    ("above: 40", "above: 41", "ending", "bright", [("above", "40", "41")], []),
    ('by: "09:10"', 'by: "09:11"', "duty", "warned-mia", [("by", "10m", "11m")], []),
    ("formula: cash", "formula: cash + 1", "value", "What the morning cost", [("formula", "cash", "cash + 1")], []),
    ("lost: {label: Lost sales, unit: sales, rate: customers, worth: -5}", "lost: {label: Lost sales, unit: sales, rate: "
     "customers, worth: -6}", "total", "lost", [("worth", "-5", "-6")], []),
])
def test_one_edit_is_one_change_of_one_thing(old, new, kind, name, rules, texts):
    found = changes(scenario(TEXT), scenario(edited((old, new))))
    assert [(change.kind, change.name, change.how) for change in found] == [(kind, name, "changed")]
    assert [tuple(field) for field in found[0].rules] == rules and [tuple(field) for field in found[0].texts] == texts


def test_what_was_added_and_what_was_removed_is_named():
    found = changes(scenario(TEXT), scenario(edited(
        ("      - id: go-down\n", "      - {id: run, label: Run, to: fixing}\n      - id: go-down\n"),
        ("  told_mia: {}\n", "  told_mia: {}\n  idle: {}\n"),
    )))
    assert {(c.kind, c.name, c.how) for c in found} == {("choice", "dark/run", "added"), ("fact", "idle", "added")}
    back = changes(scenario(edited(("  told_mia: {}\n", "  told_mia: {}\n  idle: {}\n"))), scenario(TEXT))
    assert [(c.kind, c.name, c.how) for c in back] == [("fact", "idle", "removed")]


def test_everything_the_language_can_say_is_in_the_meaning():
    said = meaning(small(KITCHEN_SINK))
    hunt = {"chance.nothing.do.queue", "chance.nothing.later.flood", "chance.found.set.told", "takes", "by", "where", "again"}
    assert hunt <= set(said[("choice", "a/hunt")])
    assert said[("choice", "a/gamble")]["chance.win.weight"].shown == "by root: card 9, rat 1, ups 1"
    assert said[("inject", "boss")]["demand.answer.do.trust"].shown == "+4"
    assert changes(small(KITCHEN_SINK), small(KITCHEN_SINK)) == ()


def test_figures_are_those_of_the_map_and_endings_those_there_are_ways_to():
    found = reckoned(explore(scenario(TEXT)))
    assert (found.best, found.worst, found.whole) == (100.0, 40.0, True) and found.random == pytest.approx(77.5)
    assert found.endings == {"bright": "reached", "gloomy": "reached"}


def test_two_plays_part_where_something_else_happens_or_at_another_time():
    one = [Told("Mon 08:00", "stage:a", ""), Told("Mon 08:05", "inject:x", "")]
    assert parting(one, one) is None and parting(one, one[:1]) == 1 and parting([], one) == 0
    assert parting(one, [one[0], Told("Mon 08:06", "inject:x", "")]) == 1


def test_the_command_tells_rules_words_values_and_runs(tmp_path, capsys):
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    a.write_text(TEXT, encoding="utf-8")
    data = ["--data-dir", str(tmp_path / "data")]
    assert main([*data, "play", str(a), "--auto", "random", "--seed", "3"]) == 0
    run = ["--runs", str(tmp_path / "data")]
    capsys.readouterr()

    def told(text, *more):
        b.write_text(text, encoding="utf-8")
        assert main([*data, "diff", str(a), str(b), *more]) == 0
        return capsys.readouterr().out

    assert "the same, letter by letter" in told(TEXT)
    out = told(f"{TEXT}\n# more\n", *run)
    assert "mean the same: only comments, layout or the order of keys differ" in out
    assert "1 of 1 kept run still plays back." in out
    out = told(edited(("title: The lights are out", "title: Dark")), *run)
    assert "0 things changed in what happens, 1 thing in words" in out and "1 of 1 kept run still plays back." in out
    assert "best play    100.00 euro, as before" in out
    out = told(edited(("start: 50}", "start: 55}")), *run)
    assert "start: 50 -> 55" in out and "0 of 1 kept run still play back." in out and "differs first at moment 0" in out
    assert "only figures differ" in out
    out = told(edited(('at: "09:05"', 'at: "09:01"')), *run)
    assert "      was: " in out and "now: Tue 09:01 inject queue" in out
    out = told(edited(("above: 40}", "above: 101}")))
    assert "ending bright (Light again): reached -> unreachable" in out and "ending gloomy (Gloom): reached, as before" in out
    found = json.loads(told(edited(("start: 50}", "start: 55}")), *run, "--json"))
    assert found["same_meaning"] is False and found["runs"][0]["same"] == 0 and found["values"][0]["best"] == 100.0
    assert main([*data, "diff", str(a), str(tmp_path / "none.yaml")]) == 3
    folder = next((tmp_path / "data" / "runs").iterdir())
    capsys.readouterr()
    assert main([*data, "diff", str(folder), str(a)]) == 0 and "letter by letter" in capsys.readouterr().out
