"""The debrief, held to numbers worked out by hand on a small leak, and to what it promises of every real run."""
from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sim.authoring.load import load
from sim.authoring.plans import luck_of, play, read_plan
from sim.debrief.competencies import quantile
from sim.debrief.credit import credit_of
from sim.debrief.formats import FORMATS, WIDTH, escaped, report
from sim.debrief.measures import debriefed
from sim.debrief.review import Debriefing, Rated
from sim.debrief.wording import clean, figure, first_sentence, harmless
from sim.domain import commands as c
from sim.domain.journal import Header, Moment
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import ChoiceId, EvidenceId, Seconds, ThreadId
from sim.engine.chance import rigged
from sim.engine.step import due, step
from sim.screens.debriefing import PAGES, Debriefed, debrief, has, page_of
from sim.screens.intents import Again, Go, Write
from sim.screens.view import Bars, Block, Columns, Field, Group, Timeline, View, actions_of, plain

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "debrief"
SCENARIOS = HERE.parent / "scenarios"
MAIN = ThreadId("main")

LEAK = load((GOLDEN / "leak.yaml").read_bytes(), "leak.yaml").scenario
assert LEAK is not None
HEADER = Header(program="0.1.0", scenario="leak", digest=LEAK.digest, seed=7)


def choose(at: int, choice: str, confidence: int | None = None) -> c.Command:
    return c.Choose(at=Seconds(at), choice=ChoiceId(choice), thread=MAIN, confidence=confidence)


def look(at: int) -> c.Command:
    return c.Investigate(at=Seconds(at), evidence=EvidenceId("look"), thread=MAIN)


def note(at: int, text: str, about: str = "") -> c.Command:
    return c.Note(at=Seconds(at), text=text, about=about)


TEXTBOOK = (look(30), choose(100, "tell"), choose(200, "close"), choose(700, "note", 95))


def played(*commands: c.Command, snaps: bool = False, to_end: bool = True, scenario: Scenario = LEAK) -> tuple[Moment, ...]:
    """Play as a host does: one moment for everything that falls due, one for each command."""
    luck = rigged(7, {"drip/close%": "snaps" if snaps else "holds"})
    now, moments = Situation(), []

    def send(command: c.Command) -> None:
        nonlocal now
        now, events = step(scenario, now, command, luck)
        moments.append(Moment(seq=len(moments), at=now.at, command=command, events=events))

    def run_to(at: int | None) -> None:
        while (item := due(scenario, now)) is not None and (at is None or item.at <= at):
            send(c.Wait(at=item.at))

    send(c.Begin(at=Seconds(0)))
    for command in commands:
        run_to(command.at)
        send(command)
    if to_end:
        run_to(None)
    return tuple(moments)


def review(*commands: c.Command, **how: bool) -> Debriefing:
    return debriefed(LEAK, played(*commands, **how))


# ---------------------------------------------------------------- decisions and credit


def option(rating: str, chosen: bool = False, spread: str | None = None) -> Rated:
    return Rated(choice=f"x{rating}", label="", rating=Fraction(rating), why="", minority="", chosen=chosen,
                 spread=None if spread is None else Fraction(spread))


@pytest.mark.parametrize(("options", "share", "contested"), [
    ((option("2"), option("5", True), option("6")), Fraction(3, 4), False),
    ((option("2", True), option("6")), Fraction(0), False),
    ((option("3"), option("5.5", True), option("6")), Fraction(1), True),
    ((option("3"), option("5", True), option("6", spread="1.6")), Fraction(2, 3), True),
    ((option("4", True), option("4")), Fraction(1), True),
])
def test_credit_is_the_place_between_lowest_and_highest_and_full_near_a_contested_top(options, share, contested):
    credit = credit_of(options)
    assert credit is not None
    assert (credit.share, credit.contested) == (share, contested)


def test_one_rated_option_is_no_decision_and_letting_it_lapse_makes_no_second():
    assert credit_of((option("6", True),)) is None
    assert credit_of((option("6"), replace(option("2", True), choice=""))) is None


def test_a_decision_tells_what_was_known_what_else_could_be_had_and_what_followed():
    tell, close, last = review(*TEXTBOOK).decisions
    assert (tell.when, tell.chosen, tell.known) == ("09:01", "Tell Eve", ("The valve behind the rack is **old**.",))
    assert tell.others == ("Pull all the plugs", "Close the valve")
    assert [heard.line for heard in tell.followed] == ["Eve: I was wondering about the noise."]
    assert [heard.line for heard in close.followed] == [
        "It closes. The dripping stops.", "The landlord: Who has been at my valve?",
    ]
    assert close.followed[1].when == "09:10"
    assert [decision.credit.share for decision in (tell, close, last) if decision.credit] == [Fraction(3, 4), 1, 1]
    assert (last.weight, last.confidence, last.credit and last.credit.contested) == (3, 95, True)


def test_the_branch_that_was_drawn_is_told_and_not_the_other():
    close = review(*TEXTBOOK, snaps=True).decisions[1]
    assert close.followed[0].text == "The handle comes off in your hand."


def test_a_deadline_that_passed_while_the_hands_were_full_is_not_called_nobody_deciding():
    first = review(look(599)).decisions[0]
    assert (first.chosen, first.lapsed) == ("Time was up while your hands were full: Eve puts a cup under it.", True)
    assert "Time was up while your hands were full" in [entry.title.partition(":")[0] for entry in review(look(599)).timeline]


def test_a_lapse_is_rated_by_its_drift_or_as_the_lowest_and_can_be_taken_up_where_its_stage_opened():
    first, second = review().decisions
    assert (first.chosen, first.lapsed) == ("Nobody decided: Eve puts a cup under it.", True)
    assert first.rated is not None and first.rated.rating == 2
    assert second.rated is not None and second.rated.rating == 3
    assert [d.credit.share for d in (first, second) if d.credit] == [0, 0]
    assert (first.keep, first.again) == (1, "09:00")
    assert (second.when, second.again) == ("09:20", "09:10")


def test_playing_again_from_a_decision_keeps_exactly_the_moments_before_it():
    moments = played(*TEXTBOOK)
    for decision in debriefed(LEAK, moments).decisions:
        assert isinstance(moments[decision.keep].command, c.Choose)
        kept = debriefed(LEAK, moments[:decision.keep])
        assert all(earlier.seq < decision.seq for earlier in kept.decisions)


# ---------------------------------------------------------------- channels


def test_outcome_tells_totals_harm_and_what_is_left():
    textbook, silent = review(*TEXTBOOK), review()
    assert (textbook.told.ending.id, silent.told.ending.id) == ("dry", "wet")
    assert round(textbook.told.value, 2) == Fraction(6267, 100)  # trust 50, and 60 people an hour for 760 s
    assert silent.told.value == 50 + 10 - 40
    outcome = silent.channel("outcome")
    assert outcome is not None and (outcome.figure, outcome.share) == ("20 % of the rack stayed dry", 200)
    assert ("Harm, charged once: The rack got wet.", "09:10", "−40") in [(p.rule, p.moment, p.number) for p in outcome.points]
    assert outcome.points[-1].number == "20 people"


def test_judgement_is_the_mean_credit_by_weight_and_provisional_until_a_panel_has_rated():
    judgement = review(*TEXTBOOK).channel("judgement")
    assert judgement is not None
    assert (judgement.share, judgement.provisional) == (950, True)  # (3/4 + 1 + 3) / 5
    assert [point.number for point in judgement.points] == ["75 %", "100 %", "100 %, weighs 3"]
    assert judgement.points[0].rule == "Rated 5 of 7, where the scale ran from 2 to 6."
    assert judgement.points[2].rule.startswith("Practitioners disagree here")


def test_a_task_is_done_when_it_first_holds_even_if_only_the_clock_moved():
    told, dry = review(*TEXTBOOK).tasks
    assert (told.done, told.in_time) == (160, True)
    assert (dry.done, dry.in_time) == (660, True)
    late = review(look(30), choose(180, "tell"), choose(300, "close"), choose(700, "note"))
    assert (late.tasks[0].done, late.tasks[0].in_time) == (240, False)
    assert [task.done for task in review().tasks] == [None, None]
    process = late.channel("process")
    assert process is not None
    assert process.share == 500
    assert process.figure == "1 of 2 tasks done in time; found 3 of the 3 points of what was worth knowing"


def test_what_was_missed_is_told_with_where_it_was_to_be_had():
    (finding,) = review().findings
    assert (finding.found, finding.where) == (None, ("Look behind the rack (It drips)",))


def test_calibration_compares_what_was_said_with_the_panels_top_two_and_is_absent_if_nothing_was_said():
    sure = review(*TEXTBOOK).channel("calibration")
    assert sure is not None
    assert sure.figure == "When you said 95 %, the panel had your choice in its top two 1 of 1 time"
    assert [point.number for point in sure.points] == ["(95 % − 100 %)² = 0.00", "0.00"]
    wrong = review(*TEXTBOOK[:3], choose(700, "go", 95)).channel("calibration")
    assert wrong is not None and (wrong.share, wrong.points[-1].number) == (98, "0.90")  # 1 - 0.95²
    assert review().channel("calibration") is None
    assert [channel.id for channel in review().channels] == ["outcome", "judgement", "process"]


def test_an_ability_needs_evidence_of_weight_six_before_anything_is_said_of_it():
    care, telling = review(*TEXTBOOK).competencies
    assert (care.mean, care.low, care.high, care.weight, care.enough) == (889, 750, 987, 7, True)  # Beta(8, 1)
    assert (telling.weight, telling.enough) == (3, False)


@pytest.mark.parametrize(("a", "b", "low", "high"), [(1, 1, 100, 900), (2, 1, 317, 949), (1, 3, 35, 536), (4, 4, 279, 722)])
def test_quantiles_of_beta_are_those_of_the_tables(a, b, low, high):
    assert (quantile(a, b, 1, 10), quantile(a, b, 9, 10)) == (low, high)


# ---------------------------------------------------------------- the first screen


def test_the_moment_is_where_most_was_lost_and_the_best_is_what_gained_most():
    textbook, silent = review(*TEXTBOOK), review()
    assert textbook.moment is not None and silent.moment is not None
    assert textbook.moment.decision.chosen == "Tell Eve"
    assert textbook.moment.why == "The panel would rather: “Close the valve”. The cause, and a minute away."
    assert (textbook.best.what, textbook.best.why) == ("Write it down", "Next time it is somebody else.")
    assert silent.moment.decision.title == "Afterwards"
    assert silent.best.what == "You have seen how it goes by itself."
    assert textbook.cause == "The water was stopped before it reached anything."


def test_if_nothing_was_lost_the_moment_is_the_one_that_mattered_most():
    perfect = review(look(30), choose(100, "close"), choose(700, "note"))
    assert perfect.moment is not None
    assert perfect.moment.decision.chosen == "Write it down"  # 3 x (6 - 3) is more than 1 x (6 - 2)
    assert "You lost nothing here" in perfect.moment.why


def test_a_run_left_open_says_so_and_one_that_never_began_cannot_be_debriefed():
    open_ = debriefed(LEAK, played(look(30), to_end=False))
    assert (open_.finished, open_.decisions, open_.moment) == (False, (), None)
    assert "Left open at 09:00" in words(debrief(Debriefed(scenario=LEAK, review=open_)))
    with pytest.raises(ValueError, match="never began"):
        debriefed(LEAK, ())


def test_practice_says_so_and_looks_at_what_was_decided_this_time():
    moments = played(*TEXTBOOK)
    kept = next(d.keep for d in debriefed(LEAK, moments).decisions if d.chosen == "Close the valve")
    again = debriefed(LEAK, moments, practice=kept)
    assert [d.practised for d in again.decisions] == [True, False, False]
    assert again.moment is not None and not again.moment.decision.practised
    text = words(debrief(Debriefed(scenario=LEAK, review=again)))
    assert "This was practice, taken up again at 09:02." in text


def test_the_timeline_runs_from_begin_to_end_in_order():
    entries = review(*TEXTBOOK).timeline
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert (entries[0].place, entries[-1].place, entries[-1].kind) == (0, 1000, "end")
    assert [(e.kind, e.when) for e in entries if e.kind in ("decision", "inject", "fact", "consequence")] == [
        ("fact", "09:01"), ("decision", "09:01"), ("decision", "09:03"), ("inject", "09:04"), ("consequence", "09:10"),
        ("decision", "09:11"),
    ]


# ---------------------------------------------------------------- disagreement


def test_disagreeing_is_kept_and_exported_and_never_scored():
    moments = played(*TEXTBOOK)
    decision = debriefed(LEAK, moments).decisions[0]
    disagreed = played(*TEXTBOOK, note(760, "The cup was fine.", decision.id), note(760, "Buy tape."))
    before, after = debriefed(LEAK, moments), debriefed(LEAK, disagreed)
    assert [note_.text for note_ in after.decisions[0].disagreements] == ["The cup was fine."]
    assert [note_.text for note_ in after.notes] == ["Buy tape."]
    assert (after.channels, after.competencies, after.told.value) == (before.channels, before.competencies, before.told.value)
    for name, _ in FORMATS:
        assert "The cup was fine" in report(name, LEAK, after, HEADER)


NASTY = "\x1b[2J\x9b31m<script>x</script> **b** [a](http://evil.example) | `c`\n# heading\n\u202egnp\ud800 &amp; www.evil.example"


def test_what_a_player_typed_can_steer_neither_a_terminal_nor_markdown():
    after = debriefed(LEAK, played(*TEXTBOOK, note(760, NASTY), note(760, NASTY, "4")))
    for name, _ in FORMATS:
        told = report(name, LEAK, after, HEADER)
        told.encode("utf-8")
        assert not any(mark in told for mark in ("\x1b", "\x9b", "\u202e"))
    markdown = report("md", LEAK, after, HEADER)
    assert "<script>" not in markdown and "\n# heading" not in markdown and "[a](" not in markdown and "http://" not in markdown
    assert json.loads(report("json", LEAK, after, HEADER))["notes"][0]["text"] == NASTY
    assert escaped("1. one") == "1\\. one" and escaped("- x") == "\\- x"
    assert (escaped("a-b 5.5"), escaped("5.5")) == ("a-b 5.5", "5.5")
    assert harmless("a\x00b\nc") == "ab c" and clean("**a** `b` [[c]]") == "a b c"


# ---------------------------------------------------------------- reports


@pytest.mark.parametrize("name", ["textbook", "silent"])
@pytest.mark.parametrize(("format_", "ending"), [("text", "txt"), ("md", "md"), ("json", "json")])
def test_a_report_reads_as_it_did(name, format_, ending, rewrite):
    told = report(format_, LEAK, review(*TEXTBOOK) if name == "textbook" else review(), HEADER)
    told = told.replace(LEAK.digest, "DIGEST")
    golden = GOLDEN / f"leak.{name}.{ending}"
    if rewrite:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_a_text_report_fits_in_eighty_columns_and_json_keeps_its_keys():
    assert max(len(line) for line in report("text", LEAK, review(*TEXTBOOK), HEADER).splitlines()) <= WIDTH
    told = json.loads(report("json", LEAK, review(), HEADER))
    assert list(told) == [
        "report", "program", "scenario", "run", "ending", "outcome", "cause", "moment", "best", "channels", "improvisation",
        "narrow", "competencies", "decisions", "tasks", "findings", "timeline", "notes",
    ]
    assert list(told["channels"]) == ["outcome", "judgement", "process", "improvisation", "calibration"]
    assert told["channels"]["calibration"] is None and told["improvisation"] is None


def test_numbers_are_written_as_people_write_them():
    assert [figure(x) for x in (Fraction(1, 3), 4000, Fraction(-81, 2), Fraction(13, 2))] == ["0.3", "4,000", "−40.5", "6.5"]
    assert first_sentence('It is 4.5 m. "Really?" Yes.') == "It is 4.5 m."
    assert first_sentence('"Go." She went.') == '"Go."' and first_sentence("No end") == "No end" and first_sentence("") == ""


# ---------------------------------------------------------------- screens


def blocks(view: View) -> list[Block]:
    found: list[Block] = []

    def go(several: tuple[Block, ...]) -> None:
        for block in several:
            found.append(block)
            if isinstance(block, Group):
                go(block.blocks)
            if isinstance(block, Columns):
                for column in block.columns:
                    go(column)

    for region in view.regions:
        go(region.blocks)
    return found


def words(view: View) -> str:
    """Return all there is to read on a screen below its tabs, in order."""
    view = replace(view, regions=tuple(region for region in view.regions if region.role == "body"), keys=())
    told = []
    for block in blocks(view):
        told += [getattr(block, name, "") or "" for name in ("title", "text", "detail", "aside", "label", "caption")]
    told += [action.label for action in actions_of(view)]
    return plain(" ".join(text for text in told if isinstance(text, str) and text))


def pages(shown: Debriefed) -> dict[str, View]:
    there = [name for name, *_ in PAGES if has(shown, name)]
    return {name: debrief(replace(shown, page=name)) for name in there}


def test_every_page_has_its_tabs_on_the_keys_one_to_five_and_escape_back():
    for n, (name, view) in enumerate(pages(Debriefed(scenario=LEAK, review=review(*TEXTBOOK))).items(), 1):
        actions = actions_of(view)
        tabs = [action for action in actions if action.id.startswith("page-")]
        assert [tab.key for tab in tabs] == ["1", "2", "3", "4", "5"]
        assert [tab.weight == "primary" for tab in tabs].index(True) == n - 1
        assert tabs[n - 1].intent == Go(screen="debrief", what=name)
        assert next(a.intent for a in actions if a.key == "escape") == Go(screen="catalogue")
        assert len({action.id for action in actions}) == len(actions)
        keys = [action.key for action in actions if action.key]
        assert len(set(keys)) == len(keys)


def test_the_first_screen_offers_to_play_again_from_the_moment():
    shown = Debriefed(scenario=LEAK, review=review(*TEXTBOOK))
    again = next(a for a in actions_of(debrief(shown)) if isinstance(a.intent, Again))
    assert shown.review.moment is not None
    assert (again.label, again.weight) == ("Again from 09:01", "primary")
    assert again.intent == Again(moment=shown.review.moment.decision.keep)


def test_channels_stand_side_by_side_and_judgement_is_marked_provisional():
    view = pages(Debriefed(scenario=LEAK, review=review(*TEXTBOOK)))["channels"]
    (columns,) = [block for block in blocks(view) if isinstance(block, Columns)]
    groups = [column[0] for column in columns.columns]
    assert [group.title for group in groups if isinstance(group, Group)] == ["Outcome", "Judgement", "Process", "Calibration"]
    assert [group.aside for group in groups if isinstance(group, Group)] == ["", "provisional", "", "provisional"]


def test_a_decision_laid_open_shows_ratings_the_minority_and_a_line_to_disagree_on():
    shown = Debriefed(scenario=LEAK, review=review(*TEXTBOOK), page="decisions")
    close = shown.review.decisions[1]
    view = debrief(replace(shown, selected=close.id))
    (field,) = [block for block in blocks(view) if isinstance(block, Field)]
    assert field.submit is not None and field.submit.intent == Write(about=close.id)
    assert "One would never touch an old valve." in words(view)
    (bars,) = [block for block in blocks(view) if isinstance(block, Bars)]
    assert [(bar.label, bar.value, bar.share) for bar in bars.bars] == [
        ("Close the valve", "6", 833), ("Pull all the plugs", "2", 167),
    ]
    assert page_of(f"decisions/{close.id}") == ("decisions", close.id) and page_of("nonsense") == ("first", "")


def test_icons_are_there():
    have = {path.stem for path in (HERE.parent / "assets" / "icons").glob("*.svg")}
    shown = Debriefed(scenario=LEAK, review=review(*TEXTBOOK))
    for view in pages(shown).values():
        for block in blocks(view):
            points = block.points if isinstance(block, Timeline) else ()
            assert {getattr(block, "icon", ""), *(point.icon for point in points)} - {""} <= have
        assert {action.icon for action in actions_of(view)} - {""} <= have


# ---------------------------------------------------------------- real runs


def real() -> list[tuple[str, str]]:
    return [(path.parent.parent.name, path.stem) for path in sorted(SCENARIOS.glob("*/plans/*.yaml"))]


@pytest.mark.parametrize(("name", "plan_name"), real())
def test_every_plan_can_be_debriefed_in_every_format_and_on_every_page(name, plan_name):
    folder = SCENARIOS / name
    scenario = load((folder / "scenario.yaml").read_bytes(), name).scenario
    plan, _ = read_plan((folder / "plans" / f"{plan_name}.yaml").read_bytes(), plan_name, plan_name)
    assert scenario is not None and plan is not None
    luck, now, moments = luck_of(plan), Situation(), []

    def do(command: c.Command):
        nonlocal now
        now, events = step(scenario, now, command, luck)
        moments.append(Moment(seq=len(moments), at=now.at, command=command, events=events))
        return now, events

    play(plan, scenario, do)
    found = debriefed(scenario, tuple(moments))
    for channel in found.channels:
        assert channel.points and all(point.rule and point.moment and point.number for point in channel.points)
        assert channel.share is None or 0 <= channel.share <= 1000
    for decision in found.decisions:
        assert decision.credit is None or 0 <= decision.credit.share <= 1
        assert 0 < decision.keep <= decision.seq
    for format_, _ in FORMATS:
        assert report(format_, scenario, found, replace(HEADER, scenario=name)).endswith("\n")
    for page, view in pages(Debriefed(scenario=scenario, review=found)).items():
        assert page != "first" or len(words(view).split()) < 190
