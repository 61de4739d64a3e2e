"""The workbench on screen: what it asks, shows and holds back, what it costs to try, and that composing costs nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sim.domain import events as e
from sim.domain.situation import Phase
from sim.engine.flows import now
from sim.engine.improvise import feasible
from sim.screens.intents import Aim, Decide, Go, PauseRun, ResumeRun, Use
from sim.screens.view import Countdown, Parts, actions_of
from sim.screens.workbench import idea, workbench
from sim.shell.composing import HELD
from sim.surfaces.terminal import describe, parse, render
from tests.boiler import junk_player, let_pass, read_and_wait
from tests.milk import (
    LESSON,
    PACKED,
    action,
    asks,
    at_bench,
    blocks_of,
    chosen,
    composed,
    does,
    milk,
    parts_of,
    started,
    tries,
    words_of,
)
from tests.sample_benches import BENCHES, FORTY, bench
from tests.test_terminal import is_fit_to_print, typed

# ---------------------------------------------------------------- what is on it


def test_it_is_offered_where_the_stage_has_one_and_opens_with_its_question(tmp_path):
    app = started(tmp_path)
    offered = action(app, "bench")
    assert offered.key == "b" and offered.enabled
    app.act(offered.intent)
    view = app.view()
    assert view.screen == "workbench"
    assert words_of(view)[1] == "What must get from where to where?"
    assert [part.action.label for part in parts_of(view).values()][:2] == [
        "The milk, to somewhere cold", "The milk, to whoever drinks it today",
    ]
    assert not any(part.chosen for part in parts_of(view).values())


def test_what_has_not_been_noticed_is_not_on_it_and_is_once_it_has(tmp_path):
    app = at_bench(tmp_path)
    assert "The butcher's cold room" not in parts_of(app.view())
    app.act(Go(screen="workbench", what="leave"))
    asks(app)
    app.act(Go(screen="workbench"))
    assert "The butcher's cold room" in parts_of(app.view())


def test_parts_stand_kind_by_kind_in_the_order_they_were_met():
    view = workbench(bench(FORTY))
    titles = [block.title for block in blocks_of(view) if isinstance(block, Parts) and block.title]
    assert titles == ["On the wall", "From the shops", "People", "The carrier", "In the office", "Elsewhere"]
    assert len(parts_of(view)) == 2 + 40


def test_no_name_of_a_slot_or_a_family_is_ever_on_it(tmp_path):
    app = at_bench(tmp_path, parts=PACKED)
    seen = describe(app.view())
    for name, family in milk().bench.families.items():
        assert name not in seen and family.label not in seen
        assert not [slot.id for slot in family.slots if slot.id in seen]


# ---------------------------------------------------------------- composing


def test_the_sentence_grows_with_every_part_and_shrinks_again(tmp_path):
    app = at_bench(tmp_path)
    said = []
    for name, amount in (("boxes", 1), ("boxes", 2), ("ice", 4), ("mia", 1), ("ice", 0)):
        app.act(Use(part=name, amount=amount))
        said.append(words_of(app.view())[words_of(app.view()).index("What you have noticed") + 1])
    assert said == [
        "A cool box.", "Two cool boxes.", "Two cool boxes and four bags of ice.",
        "Pack the milk into two cool boxes with four bags of ice; Mia carries.", "Two cool boxes and Mia.",
    ]


def test_what_it_takes_and_costs_is_told_before_it_is_tried(tmp_path):
    app = at_bench(tmp_path, parts={"boxes": 2, "ice": 4, "mia": 1})
    assert {"Takes 10 min", "Costs €8"} <= set(words_of(app.view()))
    before = app.run.session.situation
    does(app, "try")
    assert app.run.session.situation.values["cash"] == before.values["cash"] - 8
    assert app.run.session.situation.works["you"].until - before.at >= 600


def test_without_an_answer_to_the_question_nothing_can_be_tried_and_it_says_so(tmp_path):
    app = started(tmp_path)
    app.act(Go(screen="workbench"))
    app.act(Use(part="boxes", amount=2))
    assert not {"try", "show", "idea"} & {one.id for one in actions_of(app.view())}
    assert any("What is it for?" in text for text in words_of(app.view()))


def test_more_and_fewer_go_through_the_amounts_and_stop_at_the_ends(tmp_path):
    app = at_bench(tmp_path)
    part = parts_of(app.view())["Ice"]
    assert part.amount == "4 here" and not part.chosen
    for step, amount in (("part-ice", "2 of 4"), ("part-ice-more", "4 of 4"), ("part-ice-more", "8, only 4 here")):
        does(app, step)
        assert parts_of(app.view())["Ice"].amount == amount
    assert not action(app, "part-ice-more").enabled and "8 is the most" in action(app, "part-ice-more").reason
    does(app, "part-ice-less")
    does(app, "part-ice-less")
    assert not action(app, "part-ice-less").enabled
    does(app, "part-ice")
    assert not parts_of(app.view())["Ice"].chosen


def test_what_there_is_too_little_of_is_said_and_it_cannot_be_tried(tmp_path):
    app = at_bench(tmp_path, parts={"boxes": 1, "ice": 8, "mia": 1})
    assert "Needs eight bags of ice: only 4 are here" in words_of(app.view())
    assert not action(app, "try").enabled and action(app, "try").reason == "Not everything it needs is here."
    does(app, "part-ice-less")
    assert action(app, "try").enabled


def test_composing_puts_nothing_in_the_journal_and_what_was_chosen_stays_when_it_is_left(tmp_path):
    app = started(tmp_path)
    moments = len(app.run.session.moments)
    composed(app, "cold", PACKED)
    before = describe(app.view())
    app.act(Go(screen="workbench", what="leave"))
    assert app.view().screen == "play"
    app.act(Go(screen="workbench"))
    assert describe(app.view()) == before
    assert len(app.run.session.moments) == moments
    does(app, "clear")
    assert not any(part.chosen for name, part in parts_of(app.view()).items() if not name.startswith("The milk"))


# ---------------------------------------------------------------- trying


def test_what_works_stands_and_its_parts_are_in_use(tmp_path):
    app = started(tmp_path)
    told = tries(app, "cold", {"boxes": 2, "ice": 4, "mia": 1})
    assert told == [
        "Pack the milk into two cool boxes with four bags of ice; Mia carries.",
        "It stands: Pack the milk into two cool boxes with four bags of ice; Mia carries.",
        "The milk is in ice.",
    ]
    assert app.view().screen == "play"
    app.act(Go(screen="workbench"))
    shown = parts_of(app.view())
    amounts = {name: shown[name].amount for name in ("Cool boxes", "Ice", "Mia")}
    assert amounts == {"Cool boxes": "1 here, 2 in use", "Ice": "none here, 4 in use", "Mia": "in use"}
    assert not any(shown[name].chosen for name in ("Cool boxes", "Ice", "Mia")), "what stands is put back"
    assert "Pack the milk into two cool boxes with four bags of ice; Mia carries." in words_of(app.view())


def test_what_does_not_work_costs_its_time_and_teaches_and_stays_on_the_bench(tmp_path):
    app = started(tmp_path)
    session = app.run.session
    at, before = session.situation.at, session.situation.values
    told = tries(app, "cold", {"boxes": 1, "mia": 1})
    assert told[-1] == LESSON
    assert session.situation.at - at >= milk().bench.tries and session.situation.values == before and not session.situation.rigs
    app.act(Go(screen="workbench"))
    assert [name for name, part in parts_of(app.view()).items() if part.chosen][1:] == ["Cool boxes", "Mia"]


def test_a_rule_that_does_not_hold_teaches_only_when_it_was_tried(tmp_path):
    app = started(tmp_path)
    composed(app, "cold", {"boxes": 3, "ice": 2, "mia": 1})
    lesson = "There is more box than ice."
    assert action(app, "try").enabled and lesson not in describe(app.view())
    does(app, "try")
    read_and_wait(app)
    assert app.run.session.messages[-1].text == lesson


def test_the_bench_looks_the_same_whether_the_rules_would_refuse_it_or_not(tmp_path):
    app = at_bench(tmp_path, parts={"boxes": 2, "ice": 2, "mia": 1})
    works = app.view()
    app.act(Use(part="boxes", amount=3))
    refused = app.view()
    assert [(one.id, one.enabled, one.label) for one in actions_of(works) if not one.id.startswith("part-")] == [
        (one.id, one.enabled, one.label) for one in actions_of(refused) if not one.id.startswith("part-")
    ]
    assert len(words_of(works)) == len(words_of(refused))


def test_nothing_that_stands_untried_is_told_on_any_screen_of_it(tmp_path):
    """Every sentence of what can be built, but for the one that is composed, is nowhere to be read."""
    app = at_bench(tmp_path, parts=PACKED)
    texts = {describe(app.view())}
    does(app, "show")
    texts.add(describe(app.view()))
    from sim.engine.program import program_of

    bench_ = program_of(milk()).workbench
    composed_ = {bench_.composed(rig).sentence for rig, _ in feasible(milk())} - {
        "Pack the milk into a cool box with two bags of ice; Mia carries."
    }
    flat = " ".join(" ".join(text.split()) for text in texts)
    assert len(composed_) > 5 and not [sentence for sentence in composed_ if sentence in flat]


def test_taking_down_gives_the_parts_back(tmp_path):
    app = started(tmp_path)
    tries(app, "cold", PACKED)
    app.act(Go(screen="workbench"))
    assert action(app, "down-packed").label == "Take it down (3 min)" and action(app, "down-packed").key == "d"
    does(app, "down-packed")
    read_and_wait(app)
    assert not app.run.session.situation.rigs
    assert [m.text for m in app.run.session.messages][-2:] == [
        "Taken down: Pack the milk into a cool box with two bags of ice; Mia carries.", "The boxes are empty again.",
    ]
    app.act(Go(screen="workbench"))
    assert parts_of(app.view())["Ice"].amount == "4 here"


def test_from_what_has_no_way_back_there_is_none_and_it_says_so(tmp_path):
    app = started(tmp_path)
    tries(app, "gone", {"sign": 1, "mia": 1})
    app.act(Go(screen="workbench"))
    down = action(app, "down-poster")
    assert not down.enabled and "no way back" in down.reason


# ---------------------------------------------------------------- showing, and notes


def test_it_can_be_shown_to_each_of_them_once(tmp_path):
    app = at_bench(tmp_path, parts=PACKED)
    does(app, "show")
    assert action(app, "show-mia").enabled
    assert not action(app, "show-paul").enabled and action(app, "show-paul").reason == "Paul is not in at this hour."
    does(app, "show-mia")
    read_and_wait(app)
    told = app.run.session.messages[-2:]
    assert (told[0].who, told[0].text) == (
        "You, to Mia", "What about this? Pack the milk into a cool box with two bags of ice; Mia carries.",
    )
    assert (told[1].who, told[1].text) == ("Mia", "I can carry that.")
    app.act(Go(screen="workbench"))
    assert not action(app, "show").enabled, "Mia has seen it, and Paul is not in"
    does(app, "part-boxes-more")
    assert action(app, "show").enabled, "another idea is another"


def test_what_somebody_sees_is_the_first_that_speaks_against_it(tmp_path):
    app = at_bench(tmp_path, parts={"boxes": 3, "ice": 2, "mia": 1})
    does(app, "show")
    does(app, "show-mia")
    read_and_wait(app)
    assert app.run.session.messages[-1].text == "That ice is for one of them."


def test_an_untried_idea_is_set_down_among_the_notes_and_nothing_happens(tmp_path):
    app = at_bench(tmp_path, parts=PACKED)
    before = app.run.session.situation
    does(app, "idea")
    sentence = "Pack the milk into a cool box with two bags of ice; Mia carries."
    assert app.view().screen == "workbench"
    assert not action(app, "idea").enabled and action(app, "idea").reason == "It is in your notes."
    app.act(Go(screen="dialog", what="notes"))
    assert idea(sentence) in " ".join(describe(app.view()).split())
    after = app.run.session.situation
    assert (after.values, after.rigs, after.works) == (before.values, before.rigs, before.works)


# ---------------------------------------------------------------- the clock


def test_composing_holds_the_clock_for_sixty_seconds_and_then_it_runs(tmp_path):
    app = at_bench(tmp_path)
    session = app.run.session
    at = session.clock
    let_pass(app, HELD - 1)
    assert session.clock == at
    let_pass(app, 3)
    assert at < session.clock <= at + 3 * 20


def test_what_it_still_waits_stands_beside_the_clock(tmp_path):
    app = at_bench(tmp_path)

    def told() -> str:
        return next(block for block in app.view().region("header").blocks if hasattr(block, "detail")).detail

    assert told() == "waits 60 s while you think"
    let_pass(app, 31)
    assert told() == "waits 30 s while you think"
    let_pass(app, 26)
    assert told() == "waits 3 s while you think"
    let_pass(app, 4)
    assert told() == "running"


def test_who_leaves_and_comes_back_at_once_has_no_more_time_than_before(tmp_path):
    app = at_bench(tmp_path)
    session = app.run.session
    let_pass(app, 40)
    app.act(Go(screen="workbench", what="leave"))
    app.act(Go(screen="workbench"))
    assert session.bench.left == pytest.approx(20)
    app.act(Go(screen="workbench", what="leave"))
    let_pass(app, 1)
    app.act(Go(screen="workbench"))
    assert session.bench.left == HELD


def test_reading_comes_first_and_a_pause_takes_nothing(tmp_path):
    app = started(tmp_path)
    asks(app)
    session = app.run.session
    app.act(Go(screen="workbench"))
    session.hold = 5.0
    let_pass(app, 5)
    assert session.bench.left == pytest.approx(HELD)
    app.act(PauseRun())
    assert app.dialog == "paused"
    let_pass(app, 30)
    app.act(ResumeRun())
    assert app.view().screen == "workbench" and session.bench.left == pytest.approx(HELD)


def test_whoever_wants_an_answer_ends_it_and_what_was_chosen_stays(tmp_path):
    app = at_bench(tmp_path, parts=PACKED)
    session = app.run.session
    for _ in range(2000):
        if session.situation.demands:
            break
        app.tick(0.5)
    assert app.view().screen == "play" and action(app, "customer!answer").enabled
    does(app, "customer!answer")
    read_and_wait(app)
    app.act(Go(screen="workbench"))
    assert [name for name, part in parts_of(app.view()).items() if part.chosen][1:] == ["Cool boxes", "Ice", "Mia"]


def test_a_deadline_that_runs_is_in_sight(tmp_path):
    app = at_bench(tmp_path)
    (running,) = [block for block in blocks_of(app.view()) if isinstance(block, Countdown)]
    assert "The milk turns." in running.default


def test_a_run_that_is_taken_up_again_begins_away_from_it(tmp_path):
    app = at_bench(tmp_path, parts=PACKED)
    folder = app.run.folder.name
    app.act(Go(screen="catalogue"))
    from sim.screens.intents import Reopen

    app.act(Reopen(run=folder))
    assert app.view().screen == "play"
    app.close_run()


def test_where_there_is_none_none_opens(tmp_path):
    app = started(tmp_path)
    app.act(Decide(thread="main", choice="wait"))
    read_and_wait(app)
    app.act(Go(screen="workbench"))
    assert app.view().screen != "workbench"


def test_a_choice_of_the_workbench_for_parts_that_are_unknown_is_refused_and_the_run_goes_on(tmp_path):
    app = started(tmp_path)
    for choice in ("rig:cold:nothing", "rig:nowhere:ice*2", "rig:cold:room", "rig:", "down:packed", "show:nobody:cold:ice*2"):
        app.act(Decide(thread="main", choice=choice))
    refused = [event for event in app.run.session.events if isinstance(event, e.ChoiceRefused)]
    assert len(refused) == 6 and app.run.session.situation.phase is Phase.RUNNING


@pytest.mark.parametrize("seed", range(4))
def test_whoever_presses_anything_at_all_breaks_nothing(tmp_path, seed):
    app = started(tmp_path)
    dice = random.Random(seed)
    for _ in junk_player(app, seed, 60):
        if app.screen == "play" and app.run is not None and not app.dialog and dice.random() < 0.3:
            app.act(Go(screen="workbench"))
            app.act(Aim(goal=dice.choice(("cold", "gone"))))
        if app.screen != "play" or app.run is None:
            break
        is_fit_to_print(describe(app.view()))
    if app.run is not None:
        app.close_run()


# ---------------------------------------------------------------- in the terminal


@pytest.mark.parametrize("name", sorted(BENCHES))
def test_every_bench_can_be_printed_and_everything_on_it_be_typed(name):
    view = workbench(BENCHES[name])
    text = render(view)
    is_fit_to_print(text)
    is_fit_to_print(render(view, again=True))
    words = (*map(str, range(1, 60)), *(f"{n}{sign}" for n in range(1, 60) for sign in "+-"), *"tsncdpw", "escape", "f1", "f11")
    asked = [(word, found.id) for word in words if (found := parse(word, view).action) is not None]
    for one in actions_of(view):
        meant = [word for word, found in asked if found == one.id]
        assert meant or not one.enabled, one.id
        if one.enabled and not one.id.endswith(("-less", "-more")) and one not in view.keys:
            assert f" {meant[0]}." in text, one.id


def test_only_what_is_chosen_is_printed_again_and_l_prints_the_whole_list(tmp_path):
    app = started(tmp_path)
    first, one, _, more, whole = typed(app, ["b", "1", "3", "3+", "l"])[-6:-1]
    assert "Ice" in first and "Mia" in first
    assert "Ice" not in one and "The milk, to somewhere cold" in one
    assert "Cool boxes: 2 of 3" in more and "Two cool boxes." in more and "Ice" not in more
    assert "Ice" in whole and "* Cool boxes: 2 of 3 (3+ more, 3- fewer)" in whole
    app.close_run()


def test_enter_alone_tries_nothing(tmp_path):
    app = started(tmp_path)
    typed(app, ["b", "1", "3", "4", "6", "", "", ""])
    assert app.last.session.bench.chosen == PACKED
    assert not chosen(app)


def test_a_whole_idea_is_composed_tried_and_taken_down_by_typing(tmp_path):
    app = started(tmp_path)
    printed = typed(app, ["b", "1", "3", "4", "6", "t", "b", "d"])
    text = " ".join(" ".join(printed).split())
    assert "The milk is in ice." in text and "The boxes are empty again." in text
    assert chosen(app) == ["rig:cold:boxes+ice*2+mia", "down:packed"]


def test_time_at_the_prompt_is_held_for_sixty_seconds(tmp_path):
    app = started(tmp_path)
    session = app.run.session
    app.act(Go(screen="workbench"))
    at = session.clock
    session.think(45)
    assert session.clock == at
    session.think(20)
    assert session.clock == at + 5 * 20


# ---------------------------------------------------------------- what runs now


def test_what_runs_now_is_told_as_it_changes_and_where_it_is_narrow_once_the_player_has_looked(tmp_path):
    app = at_bench(tmp_path)
    alone = now(milk(), app.run.session.situation, app.run.session.at)["milk"]
    assert f"Milk sold: {round(alone.served)} of 12 an hour" in words_of(app.view())
    assert alone.limit == "lines" and not any("short" in text for text in words_of(app.view()))
    app.act(Go(screen="workbench", what="leave"))
    asks(app)
    app.act(Go(screen="workbench"))
    assert "What is short: lines (The till)." in words_of(app.view())
    tries(app, "cold", {"boxes": 2, "ice": 4, "mia": 1})
    app.act(Go(screen="workbench"))
    with_it = now(milk(), app.run.session.situation, app.run.session.at)["milk"]
    assert with_it.served > alone.served + 2 and f"Milk sold: {round(with_it.served)} of 12 an hour" in words_of(app.view())


def test_what_is_short_is_not_told_where_it_is_not_known():
    composed_, empty = BENCHES["bench-composed"], BENCHES["bench-empty"]
    assert "Callers find every line taken: lines are what is short." in words_of(workbench(composed_))
    assert "Calls: 0 of 31 an hour" in words_of(workbench(empty))
    unknown = replace(composed_, running=tuple(replace(one, limit="") for one in composed_.running))
    assert not any("short" in text for text in words_of(workbench(unknown)) if not text.startswith("Needs"))

