"""Improvisation: what was tried is found in the events, every term is worked out by hand, and nobody is told a percentage."""
from __future__ import annotations

import json
from fractions import Fraction
from math import exp, log2
from pathlib import Path

import pytest

from sim.authoring.load import load
from sim.authoring.plans import Played, luck_of, play, read_plan
from sim.debrief.formats import FORMATS, report
from sim.debrief.improvised import Idea, Improvised, Plays
from sim.debrief.improvising import BANDS, SUCCESS, band_of, improvised, score_of
from sim.debrief.measures import debriefed
from sim.debrief.record import laid_out, record
from sim.debrief.review import Debriefing
from sim.debrief.terms import BITS, bits, fading
from sim.debrief.tried import NOTHING, fate, narrow_words
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.journal import Header, Moment
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Frozen, TotalId
from sim.engine.step import step
from sim.screens.debriefing import Debriefed, debrief
from sim.shell.kept import plays_beside
from sim.surfaces.terminal import describe

GOLDEN = Path(__file__).parent / "golden" / "debrief"
DESK = load((GOLDEN / "desk.yaml").read_bytes(), "desk.yaml").scenario
assert DESK is not None
HEADER = Header(program="0.1.0", scenario="desk", digest=DESK.digest, seed=7)

WHOLE = """
- {look: hotline}
- {look: wires}
- {build: [lines*12, dolores], lesson: true}
- {choose: shop}
- {build: [lines*8, cordless*12, dolores], lesson: true}
- {show: [lines*12, cordless*12, dolores], to: dolores}
- {build: [lines*8, cordless*8, dolores]}
- {build: [lines*4, corded*4]}
- {wait: 1h}
- {build: [lines*8, cordless*12, dolores], lesson: true}
- {build: [lines*8, cordless*4, dolores]}
- {wait: 1h}
- {take_down: desk}
- {choose: stop}
- {ends: fine}
"""
ONE = """
- {look: hotline}
- {look: wires}
- {choose: shop}
- {build: [lines*12, cordless*12, dolores]}
- {wait: 4h}
- {take_down: desk}
- {choose: stop}
"""
REFUSED = "- {look: wires}\n- {build: [lines*12, dolores], lesson: true}\n- {choose: stop}"
IDLE = "- {look: hotline}\n- {choose: stop}"


def played(steps: str, scenario: Scenario = DESK) -> tuple[Moment, ...]:
    """Play a plan and return its journal."""
    plan, wrong = read_plan(steps.encode(), "plan.yaml", "plan")
    assert plan is not None, wrong
    luck, now, moments = luck_of(plan), Situation(), []

    def do(command: c.Command):
        nonlocal now
        now, events = step(scenario, now, command, luck)
        moments.append(Moment(seq=len(moments), at=now.at, command=command, events=events))
        return now, events

    out: Played = play(plan, scenario, do)
    assert out.failures == []
    return tuple(moments)


def told(steps: str, plays: Plays | None = None) -> Improvised:
    found = improvised(DESK, record(played(steps)), plays)
    assert found is not None
    return found


def review(steps: str) -> Debriefing:
    return debriefed(DESK, played(steps))


def values(found: Improvised) -> dict[str, int]:
    return {term.name: term.value for term in found.terms}


def idea(found: Improvised, rig: str) -> Idea:
    return next(one for one in found.ideas if one.id == rig)


# ---------------------------------------------------------------- the ideas


def test_every_idea_is_found_once_in_the_order_it_first_was():
    found = told(WHOLE)
    assert [one.id for one in found.ideas] == [
        "rig:in:lines*12+dolores", "rig:in:lines*8+cordless*12+dolores", "rig:in:lines*12+cordless*12+dolores",
        "rig:in:lines*8+cordless*8+dolores", "rig:in:lines*4+corded*4", "rig:in:lines*8+cordless*4+dolores",
    ]
    assert [one.works for one in found.ideas] == [False, False, True, True, True, True]


def test_a_refused_idea_has_its_lesson_and_a_shown_one_who_it_was_shown_to():
    found = told(WHOLE)
    assert (found.ideas[0].lesson, found.ideas[1].lesson) == ("Nothing rings.", "Four of them are deaf.")
    assert (found.ideas[2].shown, found.ideas[2].stood) == (("Dolores",), ())
    assert fate(DESK, found.ideas[2]) == "Shown to Dolores. It would have worked."


def test_what_was_built_anew_stood_twice_and_what_stood_beside_it_is_told():
    found = told(WHOLE)
    (first,), (table,), (second,) = (one.stood for one in found.ideas[3:])
    assert (first.how, first.better, first.until) == ("rebuilt", False, second.since - 20 * 60)  # taken apart as it is begun
    assert (second.how, second.better, second.beside) == ("taken", True, ("Plain phones at a long table",))
    assert (table.how, table.until, table.beside) == ("", None, ("Phones at one desk",))


def test_an_idea_left_before_it_was_known_to_fail_has_no_lesson():
    moments = played("- {look: wires}\n- {build: [lines*12, dolores], lesson: true}")
    begun = next(n for n, moment in enumerate(moments) if isinstance(moment.command, c.Choose))
    found = improvised(DESK, record(moments[:begun + 1]))
    assert found is not None and found.ideas[0].lesson == ""
    assert "before anybody knew why" in fate(DESK, found.ideas[0])


def test_a_run_that_was_not_kept_shows_the_same():
    moments = played(WHOLE)
    assert improvised(DESK, laid_out(event for moment in moments for event in moment.events)) == told(WHOLE)


# ---------------------------------------------------------------- the terms, worked out by hand


def test_fading_is_the_exponential_to_the_thousandth():
    assert [fading(seconds) for seconds in range(0, 4 * 3600, 60)] == [round(1000 * exp(-s / 1200)) for s in range(0, 14400, 60)]
    assert fading(-5) == 1000


def test_bits_are_the_logarithm_to_the_thousandth_below():
    for whole, part in ((1, 1), (50, 1), (51, 7), (3000, 2999), (64, 2)):
        assert abs(bits(whole, part) - 1000 * log2(whole / part)) <= 1
    assert bits(64, 2) == 5000


def test_the_terms_of_one_idea_that_was_built_kept_and_taken_down():
    found = told(ONE)
    assert values(found) == {
        "departure": fading(60 * (65 + 60)),  # known at 08:10; the wires, the shop, an hour to wire
        "fluency": 250, "flexibility": 750, "originality": 400, "exit": 1000, "fit": 833, "tier": 1100,
    }
    assert found.score == round(Fraction(833, 1000) * Fraction(1100, 1000) * Fraction(550 * 1000 + 150 * 2 + 25_000 + 75_000
                                                                                     + 40_000 + 200_000, 1000))


def test_a_second_arrangement_counts_as_an_idea_and_more_of_the_same_does_not():
    found = told(WHOLE)
    assert values(found)["fluency"] == 500
    assert next(term.told for term in found.terms if term.name == "fluency") == (
        "Two ideas that work: “Phones at one desk” and “Plain phones at a long table”. What stood was built anew once."
    )


def test_the_way_back_is_a_mean_over_what_stood():
    assert values(told(WHOLE))["exit"] == 500  # the desk was taken down, the long table has no way back
    left = told(ONE.replace("- {take_down: desk}\n", ""))
    assert values(left)["exit"] == 500
    assert "still standing at the end" in next(term.told for term in left.terms if term.name == "exit")


def test_fit_is_the_best_rating_of_what_stood_over_the_time_it_did():
    steps = record(played(WHOLE))
    spans = [
        (following.event.at - one.event.at, 6 if "desk" in one.after.rigs else 4)
        for one, following in zip(steps, steps[1:], strict=False) if one.after.rigs
    ]
    mean = Fraction(sum(span * rating for span, rating in spans), sum(span for span, _ in spans))
    assert 4 < mean < 6
    assert values(told(WHOLE))["fit"] == round(1000 * (mean - 1) / 6)


def test_what_carries_less_than_half_fits_in_proportion():
    small = "- {look: hotline}\n- {look: wires}\n- {build: [lines*4, corded*4]}\n- {choose: shop}\n- {choose: stop}"
    steps = record(played(small))
    came = served = 0
    for one in steps:
        if isinstance(one.event, e.Accrued) and one.before.rigs:
            came += one.event.amounts["calls_offered"]
            served += one.event.amounts["calls_served"]
    assert came == 80_000 and Fraction(2, 5) < Fraction(served, came) < Fraction(1, 2)  # an hour of shopping
    assert values(told(small))["fit"] == round(1000 * Fraction(1, 2) * 2 * Fraction(served, came))
    term = next(term for term in told(small).terms if term.name == "fit")
    assert term.told == "Practitioners rate what stood 4 of 7, and while it did 43 of every 100 that came were served."


def test_what_a_choice_clears_away_was_taken_down_and_what_the_boss_does_was_not():
    built = "- {look: wires}\n- {choose: shop}\n- {build: [lines*8, cordless*8, dolores]}\n"
    assert values(told(built + "- {choose: clear}\n- {choose: stop}"))["exit"] == 1000
    assert values(told(built + "- {run: true}"))["exit"] == 500
    assert "something else ended it (17:00)" in told(built + "- {run: true}").terms[4].told


def test_rarity_is_counted_from_fifty_plays_on_and_guessed_before():
    signature = "desk:lines+cordless+dolores"
    assert values(told(ONE, Plays(total=48, having=Frozen({signature: 0}))))["originality"] == 400
    assert values(told(ONE, Plays(total=49, having=Frozen({signature: 49}))))["originality"] == 0
    assert values(told(ONE, Plays(total=63, having=Frozen({signature: 7}))))["originality"] == 3000 // BITS  # one in eight
    assert values(told(ONE, Plays(total=63)))["originality"] == 1000


def test_an_idea_that_stood_before_the_plan_was_known_dead_departed_at_once():
    found = told("- {look: wires}\n- {build: [lines*4, corded*4]}\n- {look: hotline}\n- {choose: stop}")
    assert values(found)["departure"] == 1000
    assert found.terms[0].told == "The first working idea stood before the five days were known."


def test_where_nothing_worked_nothing_is_scored_and_where_nothing_was_tried_nothing_is_said():
    refused, idle = told(REFUSED), told(IDLE)
    assert refused.score == 0 and band_of(0) == "Nothing came to stand"
    channel = review(REFUSED).channel("improvisation")
    assert channel is not None and [point.rule for point in channel.points] == [
        "No idea ever stood.", "Of what was tried, nothing could work.", "Nothing that works was made of anything.",
    ]
    assert (idle.ideas, idle.terms, idle.score) == ((), (), None)
    assert review(IDLE).channel("improvisation") is None
    assert NOTHING in describe(debrief(Debriefed(scenario=DESK, review=review(IDLE), page="channels")))


def test_a_scenario_without_a_workbench_is_untouched():
    leak = load((GOLDEN / "leak.yaml").read_bytes(), "leak.yaml").scenario
    assert leak is not None
    found = debriefed(leak, played("- {run: true}", leak))
    assert found.improvised is None and found.channel("improvisation") is None
    assert "workbench" not in report("text", leak, found, HEADER).lower()


ALL = {"departure": 1000, "fluency": 1000, "flexibility": 1000, "originality": 1000, "exit": 1000, "fit": 1000, "tier": 1100}


def test_the_score_is_capped_and_nothing_helps_what_does_not_fit():
    assert score_of(ALL) == 1000
    assert score_of(ALL | {"fit": 0}) == 0
    bare = {"departure": 0, "fluency": 250, "flexibility": 333, "originality": 0, "exit": 0, "fit": 833, "tier": 1000}
    assert SUCCESS > score_of(bare)
    assert score_of(bare | {"exit": 1000, "originality": 400, "tier": 1100}) >= SUCCESS


def share(part: int, whole: int) -> int:
    return round(Fraction(1000 * part, whole))


def strategy(after: int, ideas: int, kinds: int, rare: int, rating: str, carried: int, tier: int) -> int:
    """Return the score of a way of `training.md` 4.1.4, all of them taken down again: minutes until something stood after the
    five days were known at 08:55, different ideas, kinds of six, bits, mean rating, calls carried of a hundred while it stood."""
    fit = (Fraction(rating) - 1) / 6 * min(1, Fraction(2 * carried, 100))
    return score_of({
        "departure": fading(60 * after), "fluency": share(ideas, 4), "flexibility": share(kinds, 6),
        "originality": share(rare, 5), "exit": 1000, "fit": round(1000 * fit), "tier": tier,
    })


def test_the_interview_is_a_clear_success_and_what_goes_further_is_a_greater_one():
    interview = strategy(132, 1, 3, 2, "6", 58, 1100)
    scores = {
        "carrier": strategy(215, 2, 2, 1, "6", 82, 1000), "interview": interview,
        "second runner": strategy(132, 2, 3, 2, "6", 74, 1100), "handsets at the desks": strategy(132, 2, 3, 2, "6.79", 78, 1100),
        "layered": strategy(15, 4, 4, 3, "6.5", 91, 1100),
    }
    assert scores == {
        "carrier": 711, "interview": 793, "second runner": 816, "handsets at the desks": 945, "layered": 1000,
    }
    assert interview >= SUCCESS
    assert strategy(132, 1, 3, 2, "6", 8, 1100) < 200  # one phone of twelve


def test_every_score_has_a_band_in_words():
    assert [band_of(least) for least, _ in BANDS] == [words for _, words in BANDS]
    assert band_of(SUCCESS - 1) != band_of(SUCCESS)


# ---------------------------------------------------------------- where it was narrow


def test_the_bottleneck_is_what_cost_most_and_every_call_lost_has_its_reason():
    found = review(ONE)
    (narrow,) = found.narrow
    assert abs(narrow.came - found.told.totals[TotalId("calls_offered")]) < Fraction(1, 100)
    assert abs(narrow.came - narrow.lost - found.told.totals[TotalId("calls_served")]) < Fraction(1, 100)
    dead, hands = narrow.limits
    assert (dead.what, dead.since, dead.until, dead.lost) == ("nothing", 0, 135 * 60, 180)  # 80 an hour until it stands at 10:15
    assert (hands.what, hands.place, hands.since, hands.until) == ("hands", "The front desk", 135 * 60, 335 * 60)
    assert narrow_words(DESK, narrow)[1:] == (
        "While nothing carried them 180 were lost, all between 08:00 and 10:15.",
        f"The bottleneck was hands to pass them on (The front desk): that cost {round(hands.lost)}, all between 10:15 and 13:35.",
    )


def test_the_worst_stretch_is_told_where_the_same_thing_was_short_more_than_once():
    desk = "- {build: [lines*12, cordless*12, dolores]}"
    steps = ("- {look: wires}", "- {choose: shop}", desk, "- {wait: 2h}", "- {take_down: desk}", desk, "- {run: true}")
    (narrow,) = review("\n".join(steps)).narrow
    nothing, hands = narrow.limits
    assert (nothing.what, nothing.since, nothing.until) == ("nothing", 0, 125 * 60) and nothing.worst < nothing.lost
    assert (hands.since, hands.until) == (265 * 60, 360 * 60) and hands.worst < hands.lost
    assert f"{round(hands.worst)} of them between 12:25 and 14:00." in narrow_words(DESK, narrow)[2]
    assert narrow.came == 480  # nothing comes from 14:00 on


# ---------------------------------------------------------------- told


def test_a_fifth_channel_tells_seven_sentences_and_no_percentage():
    found = review(WHOLE)
    channel = found.channel("improvisation")
    assert channel is not None and channel.share is None and channel.provisional
    assert [one.id for one in found.channels] == ["outcome", "improvisation"]
    assert len(channel.points) == 7
    for text in (channel.figure, *(text for point in channel.points for text in (point.rule, point.number))):
        assert "%" not in text and not any(sign.isdigit() for sign in channel.figure)


def test_the_terms_are_numbers_for_a_program():
    found = json.loads(report("json", DESK, review(ONE), HEADER))["improvisation"]
    assert found["score"] == told(ONE).score / 1000 and found["terms"]["exit"] == 1
    assert [one["family"] for one in found["ideas"]] == ["desk"] and found["ideas"][0]["stood"][0]["how"] == "taken"


@pytest.mark.parametrize(("format_", "ending"), [("text", "txt"), ("md", "md"), ("json", "json")])
def test_a_report_of_a_workbench_reads_as_it_did(format_, ending, rewrite):
    text = report(format_, DESK, review(WHOLE), HEADER).replace(DESK.digest, "DIGEST")
    golden = GOLDEN / f"desk.{ending}"
    if rewrite:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_the_page_of_the_workbench_lists_every_idea_with_its_lesson_in_every_state():
    found = " ".join(describe(debrief(Debriefed(scenario=DESK, review=review(WHOLE), page="built"))).split())
    for one in told(WHOLE).ideas:
        assert one.sentence in found and (not one.lesson or one.lesson in found)
    assert NOTHING in describe(debrief(Debriefed(scenario=DESK, review=review(IDLE), page="built")))


def test_building_is_a_decision_with_the_panels_rating_and_a_refusal_is_none():
    found = review(WHOLE).decisions
    assert [one.chosen for one in found if "phones" in one.chosen and "Take" not in one.chosen] == [
        "Eight cordless phones on eight lines at the front desk; Dolores answers.",
        "Four plain phones on four lines at a long table.",
        "Four cordless phones on eight lines at the front desk; Dolores answers.",
    ]
    built = next(one for one in found if one.chosen.startswith("Eight cordless"))
    assert built.rated is not None and built.rated.rating == 6
    (down,) = [one for one in found if one.chosen.startswith("Take down")]
    assert [heard.line for heard in down.followed] == ["The desk is a desk again."]


def test_what_stood_is_on_the_timeline():
    lines = [(entry.kind, entry.title) for entry in review(WHOLE).timeline if entry.icon == "wrench"]
    assert ("built", "It stands: Phones at one desk") in lines and ("built", "It is taken down: Phones at one desk") in lines
    assert any(title.startswith("You showed Dolores:") for _, title in lines)


def test_every_format_can_tell_every_sort_of_run():
    for steps in (WHOLE, ONE, REFUSED, IDLE):
        for name, _ in FORMATS:
            assert report(name, DESK, review(steps), HEADER)


# ---------------------------------------------------------------- other plays


def test_other_finished_plays_beside_a_run_are_counted_and_practice_plans_and_itself_are_not(tmp_path):
    def keep(name: str, **summary: object) -> Path:
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / "journal.jsonl").touch()
        usual = {"scenario": "desk", "finished": True, "told": 1.0, "rigs": ["desk:a"]}
        (folder / "result.json").write_text(json.dumps(usual | summary))
        return folder

    own = keep("own")
    keep("one")
    keep("two", rigs=["desk:a", "bar:b"])
    keep("old", rigs=None)
    for n, other in enumerate(({"practice": True}, {"plan": "interview"}, {"finished": False}, {"scenario": "leak"})):
        keep(f"not-{n}", **other)
    assert plays_beside(own, "desk") == Plays(total=3, having=Frozen({"desk:a": 2, "bar:b": 1}))
    assert plays_beside(None, "desk") == Plays()
