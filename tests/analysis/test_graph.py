"""The picture of a scenario: well-formed whatever an author wrote, with everything in it, and heat that adds up."""
from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from sim.analysis.drawing.graph import graph_of, marks_of
from sim.analysis.drawing.layered import Link, Size, layered
from sim.analysis.drawing.levels import against, levels
from sim.analysis.drawing.mermaid import mermaid
from sim.analysis.drawing.stakes import stakes
from sim.analysis.drawing.straight import settled, snapped
from sim.analysis.drawing.svg import columns, escape, svg, wrapped
from sim.analysis.drawing.traffic import passing, percent, taken, traffic, visited
from sim.analysis.maps.explore import explore
from sim.analysis.values.roam import roam
from sim.analysis.values.solve import evenly, rewards, solve
from sim.authoring.load import load
from sim.cli import main
from sim.domain import events as e
from tests.analysis.test_benches import OFFICE
from tests.engine.house import KITCHEN_SINK, real_scenarios, small

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = '''
stages:
  a:
    title: 'end "quoted" [brackets] {braces} <script>alert(1)</script> & ]]> --> | %% #quot;'
    question: Q
    deadline: 10m
    default: "end"
    on_deadline: {to: end-of}
    choices:
      - {id: end, label: "end", to: end-of}
      - {id: subgraph, label: "subgraph; click b1 href \\"x\\"", to: end-of}
      - {id: long, label: "AVERYLONGWORDWITHOUTANYSPACEINIT01234567890123456789012345678901234567890123456789", to: end-of}
      - {id: wide, label: "語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語", to: a}
      - {id: letters, label: "naïve Ω ünï żółć שלום مرحبا", again: true}
  end-of:
    title: "end"
    choices: [{id: graph, label: "`graph TD` **x** \\\\n <br/>", to: end}]
'''


MUCH = """
horizon: 3h
facts: {told: {}}
latent: {root: {card: 3, ups: 1}}
stages:
  a:
    title: A
    deadline: 30m
    default: D
    on_deadline: {to: b}
    evidence: [{id: look, label: L, takes: 5m, tests: {root: ups}, hits: {if true: 9/10, if false: 1/10}}]
    choices:
      - {id: ask, label: Ask, takes: 10m, again: true, chance: {yes: {weight: 2, to: b}, no: {}}}
      - {id: on, label: On, takes: 5m, set: {told: true}, to: b}
  b:
    title: B
    choices: [{id: back, label: Back, takes: 20m, to: a}, {id: stop, label: S, when: told, reason: R, to: end}]
"""


def minimal():
    scenario = load((ROOT / "tests" / "minimal.yaml").read_bytes(), "minimal.yaml").scenario
    assert scenario is not None
    return scenario


# ---------------------------------------------------------------- what is drawn


def test_boxes_and_arrows_are_those_of_the_scenario():
    drawn = graph_of(minimal())
    assert [(box.key, box.kind) for box in drawn.boxes] == [
        ("start:main", "start"), ("stage:dark", "stage"), ("stage:fixing", "stage"), ("end", "end"),
    ]
    assert [(a.source, a.target, a.lead, [line.text for line in a.lines]) for a in drawn.arrows] == [
        ("start:main", "stage:dark", "choice", []),
        ("stage:dark", "stage:fixing", "choice", ["Go to the cellar"]),
        ("stage:dark", "stage:fixing", "deadline", ["10m: Mia closes the shop."]),
        ("stage:fixing", "end", "chance", ["Put in a new fuse: root is fuse"]),
        ("stage:fixing", "end", "choice", ["Wait for the street to come back"]),
        ("stage:fixing", "end", "deadline", ["20m: You stand there until noon."]),
    ]
    assert [(line.text, line.looks) for line in drawn.boxes[1].lines] == [
        ("Ask Mia to hold the door", False), ("Look at the main fuse", True),
    ]


def test_what_comes_from_outside_is_drawn_where_it_opens_a_thread():
    drawn = graph_of(small(KITCHEN_SINK))
    outside = {(a.source, a.target) for a in drawn.arrows if a.lead == "inject"}
    assert outside == {("inject:rain", "stage:r1"), ("inject:again", "stage:p1")}
    titles = {box.key: box for box in drawn.boxes}
    assert titles["inject:rain"].note == "when wet" and "done:printer" in titles and "start:printer" in titles


@pytest.mark.parametrize("body", [HOSTILE, KITCHEN_SINK], ids=["hostile", "everything"])
def test_a_picture_is_well_formed_and_says_everything(body):
    drawn = graph_of(small(body))
    text = svg(drawn, says=["A <sentence> & more."])
    root = ElementTree.fromstring(text)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text"}, "no scripts, no links"
    assert root[0].text == drawn.title and "A <sentence> & more." in (root[1].text or "")
    written = "".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")).replace(" ", "")
    for box in drawn.boxes:
        assert box.title.replace(" ", "") in written
    assert all(not name.startswith("on") and "href" not in name for element in root.iter() for name in element.attrib)
    assert "prefers-color-scheme:dark" in text and 'role="img"' in text


def test_no_two_boxes_or_labels_are_drawn_over_each_other():
    for scenario in (small(KITCHEN_SINK), *real_scenarios().values()):
        root = ElementTree.fromstring(svg(graph_of(scenario)))
        rects = [element.attrib for element in root if element.tag.endswith("}rect") and "x" in element.attrib]
        corners = [(float(r["x"]), float(r["y"]), float(r["width"]), float(r["height"])) for r in rects]
        for n, (x, y, w, h) in enumerate(corners):
            for x2, y2, w2, h2 in corners[n + 1:]:
                assert x + w <= x2 + 0.2 or x2 + w2 <= x + 0.2 or y + h <= y2 + 0.2 or y2 + h2 <= y + 0.2


def test_mermaid_has_no_name_or_sign_of_the_authors_in_its_grammar():
    text = mermaid(graph_of(small(HOSTILE)))
    head, *lines = text.rstrip("\n").split("\n")
    assert head == "flowchart TD"
    label = r'"(?:[^"\[\]{}()<>|;&`%#]|#\d+;|<br>)*"'
    shapes = rf'  b\d+(?:\[{label}\]|\(\[{label}\]\)|\[/{label}/\])'
    arrows = rf'  b\d+ (?:-->|-\.->|==>)(?:\|{label}\|)? b\d+'
    for line in lines[1:]:
        assert re.fullmatch(f"{shapes}|{arrows}", line), line
    assert "script" in text and "<script" not in text


def test_an_end_that_many_lead_to_is_drawn_beside_each():
    stop = "{id: stop, label: Stop, to: end}"
    stages = [f"  s{n}: {{title: S{n}, choices: [{stop}, {{id: on, label: On, to: s{n + 1}}}]}}" for n in range(5)]
    body = "\n".join(("start: s0", "stages:", *stages, f"  s5: {{title: Last, choices: [{stop}]}}"))
    drawn = graph_of(small(body))
    assert sum(box.kind == "end" for box in drawn.boxes) == 6


# ---------------------------------------------------------------- where it is drawn


def test_what_follows_stands_below_and_circles_are_turned():
    keys, links = ["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a"), ("a", "c")]
    assert against(keys, links) == [False, False, True, False]
    assert levels(keys, [("a", "b"), ("b", "c"), ("a", "c")]) == {"a": 0, "b": 2, "c": 4}
    layout = layered(dict.fromkeys(keys, Size(50, 20)), [Link(a, b, Size(30, 10)) for a, b in links])
    assert layout.boxes["a"][1] < layout.boxes["b"][1] < layout.boxes["c"][1]
    (_, y), (_, up) = layout.routes[2][0], layout.routes[2][-1]
    assert y == layout.boxes["c"][1] and up == layout.boxes["a"][1] + 20, "an arrow back leads up"


def test_places_keep_their_order_and_distance_and_are_as_near_as_can_be():
    assert settled([0, 0, 10], [0, 4, 8], [1, 1, 1]) == [-2, 2, 10]
    assert settled([5, 1], [0, 2], [1, 3]) == [0.5, 2.5]
    assert settled([], [], []) == []
    assert snapped([1, 3, 9], [(0, 4), (2, 5), (8, 10)]) == [2, 2, 9]


def test_text_is_wrapped_cut_and_escaped():
    assert wrapped("one two three", 7) == ["one two", "three"] and wrapped("", 5) == []
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"] and wrapped("語語語", 4) == ["語語", "語"]
    assert len(wrapped("word " * 100, 5, rows=3)) == 3 and wrapped("word " * 100, 5, rows=3)[-1].endswith("…")
    assert wrapped("so 5\u00a0%", 5) == ["so", "5\u00a0%"]
    assert escape("<a b='\"'>&\x00\ud800") == "&lt;a b=&#39;&quot;&#39;&gt;&amp;" and columns("a語") == 3


# ---------------------------------------------------------------- the workbench


def test_the_workbench_is_drawn_once_with_its_families_and_with_what_they_lead_to():
    drawn = graph_of(small(OFFICE.replace("  b: {title: B,", "  b: {title: B, workbench: true,")))
    bench, = (box for box in drawn.boxes if box.title == "Workbench")
    assert (bench.kind, bench.note) == ("stage", "What must get from whom to whom?")
    assert [(line.text, line.mark) for line in bench.lines] == [("Phones at one desk", "built:desk"), ("A shout", "built:shout")]
    assert not any("workbench" in (arrow.source, arrow.target) for arrow in drawn.arrows)
    side = (
        "threads: {side: {title: Side, start: c}}\nstages:\n"
        "  c: {title: C, thread: side, choices: [{id: no, label: N, to: done}]}\n"
    )
    opening = OFFICE.replace("takes: 5m\n    gives", "takes: 5m\n    opens: side\n    gives").replace("stages:\n", side)
    opens = graph_of(small(opening))
    assert [arrow.lines for arrow in opens.arrows if (arrow.source, arrow.target) == ("workbench", "stage:c")] == [
        (("A shout", "built:shout", False),)
    ]


def test_traffic_counts_who_builds_of_each_family_and_value_what_that_costs():
    scenario = small(OFFICE)
    found = explore(scenario)
    assert found.whole
    shares, plays = traffic(found, marks_of(graph_of(scenario))).level, 200
    counted = Counter(
        family for seed in range(plays)
        for family in {x.family for m in roam(scenario, seed, decides=True) for x in m.events if isinstance(x, e.RigBuilt)}
    )
    assert 0.05 < shares["built:desk"] < 0.95
    assert all(abs(counted[family] / plays - shares[f"built:{family}"]) < 0.13 for family in ("desk", "shout"))
    worth = """
value: {label: V, unit: u, formula: m, told: "50", told_label: T}
horizon: 1h
meters: {m: {label: M, start: 0, range: [0, 9]}}
workbench: {question: Q, goals: {in: In}, nothing: N}
kit: {a: {label: A, kind: k, affords: [x]}, b: {label: B, kind: k, affords: [y]}}
rigs:
  much: {label: Much, sentence: "{s}", slots: {s: {needs: [x], lacks: L}}, takes: 30m, gives: {m: 9}}
  late: {label: Late, sentence: "{s}", slots: {s: {needs: [y], lacks: L}}, takes: 50m, gives: {m: 4}}
stages: {a: {title: A, workbench: true, choices: [{id: end, label: E, to: end}]}}
"""
    told = stakes(explore(small(worth))).text
    assert told["built:much"] == "no loss"
    assert told["built:late"] == "\u22123.8", "nine less four to everybody, nothing to the third that have built `much` before"


# ---------------------------------------------------------------- heat


def test_traffic_is_the_chance_to_be_met():
    found = explore(minimal())
    drawn = graph_of(minimal())
    shares = traffic(found, marks_of(drawn)).level
    assert shares["stage:fixing"] == 1 and shares["lapse:dark"] == 0
    assert shares["choice:dark/tell-mia"] == pytest.approx(1 / 2)
    assert shares["draw:fixing/new-fuse==fuse"] == pytest.approx(3 / 8)


@pytest.mark.parametrize("body", [MUCH, HOSTILE], ids=["much", "circle"])
def test_traffic_agrees_with_many_plays(body):
    scenario = small(body)
    found = explore(scenario)
    assert found.whole
    counted: dict[str, int] = {}
    plays = 300
    marks = [mark for mark in marks_of(graph_of(scenario)) if mark.startswith(("stage:", "choice:"))]
    marks = [mark for mark in marks if mark != "choice:a/letters"]  # nothing comes of it, so it is not in the map
    shares = passing(found, marks)
    for seed in range(plays):
        events = [event for m in roam(scenario, seed, decides=True) for event in m.events]
        met = {f"choice:{x.stage}/{x.choice}" for x in events if isinstance(x, e.ChoiceMade)}
        met |= {f"stage:{x.stage}" for x in events if isinstance(x, e.StageOpened)}
        for mark in met & set(marks):
            counted[mark] = counted.get(mark, 0) + 1
    for mark in marks:
        assert abs(counted.get(mark, 0) / plays - shares[mark]) < 0.13, mark


def test_visits_times_rewards_are_what_random_play_is_worth():
    for scenario in (minimal(), load((ROOT / "benchmarks" / "common.yaml").read_bytes(), "common.yaml").scenario):
        found = explore(scenario)
        visits = visited(found)
        by = np.repeat(np.arange(found.situations), np.diff(found.falls[found.acts]))
        over = np.flatnonzero(found.final >= 0)
        worths = np.array([float(worth) for worth in found.worths])[found.worth[found.final[over]]]
        mean = float((visits[by] * taken(found) * rewards(found)).sum() + (visits[over] * worths).sum())
        assert mean == pytest.approx(float(solve(found).random[0]), rel=1e-12)
        assert np.add.reduceat(evenly(found), found.acts[:-1][np.diff(found.acts) > 0]) == pytest.approx(1.0)
        assert visits[over].sum() == pytest.approx(1.0)


def test_value_is_what_a_decision_costs_against_the_best():
    scenario = small("""
value: {label: V, unit: u, formula: money, told: "50", told_label: T}
resources: {money: {label: Money, start: 10}}
stages:
  a: {title: A, choices: [{id: good, label: G, do: {money: 5}, to: end}, {id: poor, label: P, do: {money: -3}, to: end}]}
""")
    found = stakes(explore(scenario))
    assert found.text["choice:a/good"] == "no loss" and found.text["choice:a/poor"] == "−8" and found.text["stage:a"] == "−4"
    assert found.level["choice:a/poor"] == 1 and "best play is worth 15" in found.says


def test_of_a_map_that_is_not_whole_the_picture_says_so():
    scenario = small(MUCH)
    found = explore(scenario, most=5)
    assert not found.whole
    assert "estimated" in traffic(found, ["stage:a"]).says and "explored" in stakes(found).says
    assert percent(0.001) == "<\u00a01\u00a0%" and percent(0.999) == ">\u00a099\u00a0%" and percent(1) == "100\u00a0%"


def test_the_command_writes_a_file_or_prints(tmp_path, capsys):
    out = tmp_path / "shop.svg"
    file = str(ROOT / "tests" / "minimal.yaml")
    assert main(["graph", file, "--heat", "value", "--out", str(out)]) == 0
    assert "Dark shop, 2 stages, 6 arrows. Heat is value" in capsys.readouterr().out
    ElementTree.fromstring(out.read_text(encoding="utf-8"))
    assert main(["graph", file]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")
    assert main(["graph", file, "--out", str(out / "x.svg")]) == 3
