"""What a person is shown: every screen as text, held to golden files; and that nothing is shown before it has been told.

`pytest --golden tests/test_views.py` writes the golden texts anew.
"""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

import pytest

from sim.authoring.cover import cover
from sim.authoring.load import load
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation, evolve
from sim.engine.offers import offers
from sim.engine.program import program_of
from sim.engine.telling import words_of
from sim.screens.intents import Change, Decide, Go, LetRun, Look, PauseRun, Respond, ResumeRun, Start
from sim.screens.view import actions_of
from sim.shell.app import App
from sim.shell.library import Book
from sim.surfaces.terminal import describe
from tests.boiler import screens_of_a_run

GOLDEN = Path(__file__).parent / "golden" / "views"


def test_every_screen_says_what_it_said(tmp_path, rewrite):
    seen = {name: describe(view) for name, view in screens_of_a_run(tmp_path)}
    if rewrite:
        for old in GOLDEN.glob("*.txt"):
            old.unlink()
        for name, text in seen.items():
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
    assert set(seen) == {path.stem for path in GOLDEN.glob("*.txt")}
    for name, text in seen.items():
        assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), name


# ---------------------------------------------------------------- planted marks


PLANTS: dict[str, str] = {}


def plant(name: str) -> str:
    """Return sixteen hexadecimal digits that stand for one secret and nothing else; the first is a letter, so it can be an id."""
    mark = "c" + hashlib.blake2b(name.encode(), digest_size=8).hexdigest()[1:]
    PLANTS[mark] = name
    return mark


def planted() -> str:
    p = plant
    panel = "{{rating: {n}, why: {why}, minority: {minority}}}"

    def rated(name: str, n: int) -> str:
        return panel.format(n=n, why=p(f"why {name}"), minority=p(f"minority {name}"))

    return f"""
meta: {{id: plants, version: "1", title: Plants, summary: S, minutes: 5, difficulty: 1, source: S,
  competencies: {{care: Care}}, objectives: [O]}}
clock: {{start: "Mon 08:00"}}
horizon: 4h
pace: 2
beat: 10s
briefing: [B, {{when: {p("fact open")}, text: {p("conditional briefing")}}}]
start: {p("stage one")}
provisional: true
meters:
  trust: {{label: Trust, start: 50}}
  {p("hidden meter")}: {{label: {p("hidden meter label")}, start: 7, hidden: true}}
resources: {{cash: {{label: Cash, start: 100}}}}
facts:
  {p("fact open")}: {{}}
  {p("fact known by looking")}: {{start: "true", hidden: true, known: {p("known by looking")}}}
  {p("fact known never")}: {{start: "true", hidden: true, known: {p("known never")}, worth: 3}}
  {p("harm")}: {{price: 30, warning: {p("harm warning")}}}
latent:
  {p("latent")}: {{{p("latent good")}: 2, {p("latent bad")}: 1}}
totals:
  {p("total")}: {{label: {p("total label")}, rate: "30", worth: 1, shown: false}}
people:
  ann: {{name: Ann, helps: true}}
terms:
  gadget: {{word: gadget, says: ann, text: {p("term")}}}
threads:
  {p("thread two")}: {{title: {p("thread title")}, start: {p("stage aside")}}}
stages:
  {p("stage one")}:
    title: First
    question: Q
    text: [Text, {{when: {p("fact open")}, text: {p("conditional text")}}}, {{when: "not {p("fact open")}", text: Closed}}]
    deadline: 20m
    default: D
    drift: {{rating: 2, why: {p("drift")}}}
    on_deadline: {{note: {p("lapse note")}, set: {{{p("harm")}: true}}, to: {p("stage two")}}}
    evidence:
      - {{id: peek, label: Peek, takes: 2m, reveals: {p("fact known by looking")}, note: {p("peek note")}}}
      - {{id: test, label: Test, takes: 1m, tests: {{{p("latent")}: {p("latent good")}}}, hits: {{if true: 9/10, if false: 1/10}},
         yes: {{note: {p("test yes")}}}, no: {{note: {p("test no")}}}}}
    choices:
      - {{id: open, label: Open it, takes: 1m, set: {{{p("fact open")}: true}}, note: {p("open note")},
         panel: {rated("open", 3)}}}
      - {{id: ask, label: Ask, by: ann, takes: 3m, says: {{from: ann, text: "{p("ann says")} of the [[gadget]]"}},
         later: {{id: {p("later soon")}, in: 5m}},
         panel: {rated("ask", 4)}}}
      - {{id: {p("idea id")}, label: {p("idea label")}, detail: {p("idea detail")},
         appears: knows({p("fact known by looking")}), note: {p("idea note")}, score: {{care: 3}},
         panel: {rated("idea", 6)}, to: {p("stage two")}}}
      - {{id: gamble, label: Gamble, takes: 2m, panel: {rated("gamble", 5)},
         chance: {{{p("branch win")}: {{weight: 1, note: {p("win note")}}},
           {p("branch lose")}: {{weight: 1, note: {p("lose note")},
             later: {{id: {p("later late")}, in: 30m}}}}}}, to: {p("stage two")}}}
      - {{id: poor, label: Pay a lot, when: cash >= 500, reason: Too dear, note: {p("poor note")}, panel: {rated("poor", 1)}}}
  {p("stage two")}:
    title: {p("title two")}
    question: {p("question two")}
    text: {p("text two")}
    deadline: 20m
    default: {p("default two")}
    on_deadline: {{note: {p("lapse two")}, to: end}}
    choices:
      - {{id: {p("truth id")}, label: {p("truth label")}, takes: 2m,
         truth: {{by: {p("latent")}, cases: {{{p("latent good")}: {{note: {p("good note")}}},
           {p("latent bad")}: {{note: {p("bad note")}}}}}}}, to: end}}
      - {{id: {p("rest id")}, label: {p("rest label")}, takes: 10m, again: true, note: {p("rest note")}}}
  {p("stage aside")}:
    thread: {p("thread two")}
    title: {p("title aside")}
    question: {p("question aside")}
    deadline: 15m
    default: {p("default aside")}
    on_deadline: {{note: {p("lapse aside")}, to: done}}
    choices:
      - {{id: {p("aside id")}, label: {p("aside label")}, takes: 1m, note: {p("aside note")}, to: done}}
  {p("stage never")}:
    title: {p("title never")}
    deadline: 20m
    on_deadline: {{to: end}}
    default: {p("default never")}
    choices: [{{id: {p("never id")}, label: {p("label never")}, to: end}}]
injects:
  - {{id: {p("inject early")}, at: "08:05", says: {{from: ann, text: {p("early says")}}}}}
  - {{id: {p("inject asks")}, at: "08:09", says: {{from: ann, channel: phone, text: {p("asks says")}}},
     demand: {{label: {p("demand label")}, takes: 1m, deadline: 5m, resume: 1m, noted: 10s, default: {p("demand default")},
       answer: {{note: {p("demand answer")}}}, on_deadline: {{note: {p("demand lapse")}}}}}}}
  - {{id: {p("inject aside")}, at: "08:12", note: {p("aside comes")}, opens: {p("thread two")}}}
  - {{id: {p("inject unless")}, at: "08:15", unless: {p("fact open")}, contingency: true, note: {p("unless note")}}}
  - {{id: {p("inject when")}, when: {p("harm")}, after: 5m, note: {p("when note")}}}
  - {{id: {p("inject never")}, at: "11:59", note: {p("never note")}, to: {p("stage never")}}}
later:
  {p("later soon")}: {{note: {p("soon note")}}}
  {p("later late")}: {{note: {p("late note")}}}
duties:
  - {{id: {p("duty")}, label: {p("duty label")}, by: "09:00", done: {p("fact open")}, competency: care}}
value: {{label: {p("value label")}, unit: u, formula: trust, told: trust, told_label: {p("told label")}}}
endings:
  - {{id: {p("ending good")}, title: {p("ending good title")}, text: {p("ending good text")},
     last: {p("ending last")}, above: 60}}
  - {{id: {p("ending bad")}, title: {p("ending bad title")}, text: {p("ending bad text")}, above: 0}}
debrief:
  questions: [{p("question")}]
  principles: [{p("principle")}]
  interview: {p("interview")}
  causes: [{p("cause")}]
  cousins: [{{text: {p("cousin")}, source: {p("cousin source")}}}]
variants:
  {p("variant")}: {{title: {p("variant title")}, latent: {{{p("latent")}: {{{p("latent bad")}: 1}}}}}}
"""


RAW = planted().encode()
MARK = re.compile("|".join(PLANTS))


def marks_in(thing: object) -> set[str]:
    return set(MARK.findall(repr(thing)))


def garden() -> Scenario:
    loaded = load(RAW, "plants.yaml")
    assert loaded.scenario is not None, "\n".join(map(str, loaded.problems))
    return loaded.scenario


class Teller:
    """What a player has been told so far, worked out from the journal and the scenario, not from any screen."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.heard, self.now, self.told = scenario, 0, Situation(), set[str]()

    def listen(self, events: list[e.Event]) -> None:
        for event in events[self.heard :]:
            self.now = evolve(self.now, event)
            self.told |= self.of(event)
        self.heard = len(events)
        if self.now.phase is Phase.DEBRIEF:
            self.told |= set(PLANTS)
        for offer in offers(self.scenario, self.now):
            self.told |= marks_in((offer.item.id, offer.item.label, offer.item.detail))
        for standing in self.now.threads.values():
            if standing.open:
                stage = self.scenario.stages[standing.stage]
                self.told |= marks_in((program_of(self.scenario).read(stage.text, self.now), stage.default))

    def of(self, event: e.Event) -> set[str]:
        scenario = self.scenario
        match event:
            case e.Said():
                said = words_of(scenario, event, self.now)
                terms = [term.text for term in scenario.terms.values() if any(f"[[{term.word}]]" in words.text for words in said)]
                return marks_in((said, terms))
            case e.FactLearned(fact=fact):
                return marks_in(scenario.facts[fact].known)
            case e.StageEntered(stage=stage):
                return marks_in(stage)
            case e.ThreadOpened(thread=thread):
                return marks_in((thread, scenario.threads[thread].title))
            case e.StageOpened(stage=stage):
                found = scenario.stages[stage]
                return marks_in((found.id, found.thread, found.title, found.question, found.default))
            case e.DemandMade(inject=inject):
                demand = scenario.injects[inject].demand
                assert demand is not None
                return marks_in((inject, demand.label, demand.default, demand.label.lower()))
        return set()


def an_app(data: Path) -> App:
    app = App.at(data)
    folder = data / "shelf" / "plants"
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_bytes(RAW)
    app._books = (Book(folder, cover(RAW, "plants.yaml", "plants")),)
    return app


def looked_at(app: App) -> dict[str, set[str]]:
    """Return the marks that can be seen, on the screen and in every dialog that can be opened over it."""
    found = {"screen": marks_in(app.view()) | marks_in(describe(app.view()))}
    if app.screen == "play":
        before = app.dialog, app.dialog_about
        for dialog in ("words", "notes", "leave", "paused"):
            app.dialog, app.dialog_about = dialog, dialog
            found[dialog] = marks_in(app.view())
        app.dialog, app.dialog_about = before
    return found


def test_every_secret_of_the_planted_scenario_has_a_mark_of_its_own():
    assert len(PLANTS) > 90 and all(re.fullmatch("c[0-9a-f]{15}", mark) for mark in PLANTS)
    garden()


@pytest.mark.parametrize("seed", range(12))
def test_nothing_can_be_seen_before_it_has_been_told(tmp_path, seed):
    dice, app = random.Random(seed), an_app(tmp_path)
    for screen, what in (("catalogue", ""), ("settings", ""), ("help", ""), ("briefing", "plants")):
        app.act(Go(screen=screen, what=what))
        assert looked_at(app) == {"screen": set()}, screen
    app.act(Change(setting="pace", value=dice.choice(("0", "1", "2"))))
    app.act(Start(scenario="plants", seed=seed))
    session, teller, seen = app.run.session, Teller(garden()), set[str]()
    for turn in range(260):
        teller.listen(session.events)
        for where, found in looked_at(app).items():
            early = {PLANTS[mark] for mark in found - teller.told}
            assert not early, (where, early)
            seen |= found
        if app.screen == "debrief":
            break
        for _ in range(dice.randrange(1, 5)):
            app.tick(dice.choice((0.1, 1.0)))
        teller.listen(session.events)
        wanted = [a.intent for a in actions_of(app.view()) if a.enabled and isinstance(a.intent, Decide | Look | Respond)]
        if session.situation.phase is Phase.PAUSED:
            app.act(ResumeRun())
        elif turn > 120:
            app.act(LetRun())
        else:
            app.act(dice.choice([*wanted, *wanted, LetRun(), LetRun(), PauseRun(), Go(screen="thread")]))
    assert app.screen == "debrief", "the run is over"
    assert len(seen) > 5, "and something was told on the way"
    for page in ("first", "timeline", "channels", "decisions", "think"):
        app.act(Go(screen="debrief", what=page))
        seen |= marks_in(app.view())
    assert {PLANTS[mark] for mark in seen} >= {"interview", "question", "principle", "cousin", "cause"}
    app.close_run()


def test_a_run_that_is_taken_up_again_shows_no_more_than_it_did(tmp_path):
    from sim.screens.intents import Reopen

    app = an_app(tmp_path)
    app.act(Start(scenario="plants", seed=3))
    app.act(Look(thread="main", evidence="peek"))
    for _ in range(60):
        app.tick(0.5)
    before = looked_at(app)
    app.act(Go(screen="catalogue"))
    (shown,) = looked_at(app).values()
    assert not shown, {PLANTS[mark] for mark in shown}
    app.act(Reopen(run=next((tmp_path / "runs").iterdir()).name))
    assert looked_at(app) == before
    app.close_run()
