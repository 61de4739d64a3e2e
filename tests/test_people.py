"""Who plays: nicknames and nothing more, what their runs show, what comes next; all of it can be taken along or deleted."""
from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import platformdirs
import pytest

from sim.debrief.competencies import ENOUGH
from sim.screens.intents import Be, Change, Decide, Export, Forget, Go, Join, LetRun, Rename, Start
from sim.screens.profile import Person, profile
from sim.screens.view import Chart, actions_of
from sim.shell import people, practice, profiles
from sim.shell.app import App
from sim.shell.disk import NotKept
from sim.shell.kept import kept_runs
from sim.shell.places import findable
from sim.shell.practice import Offered, abilities, next_of
from sim.surfaces.terminal import describe
from tests.names import fits_windows

DAY = date(2026, 3, 2)
SHELF = (Offered("nine", "Nine Minutes", ("service", "detail")), Offered("dead", "Dead Air", ("detail", "service")))


def a_run(scenario: str, day: date, **more) -> dict:
    return {"scenario": scenario, "finished": True, "wall": f"{day.isoformat()}T10:00:00+00:00", "told": 50.0, **more}


def finish(app: App, confidence: int | None = None) -> None:
    app.act(Start(scenario="nine-minutes", seed=7))
    if confidence is not None:
        app.act(Decide(thread="main", choice="ask", confidence=confidence))
    for _ in range(4000):
        if app.screen != "play":
            return
        app.act(LetRun())
        app.tick(1.0)


# ---------------------------------------------------------------- profiles


def test_a_first_start_asks_for_no_name_and_a_profile_has_its_own_runs_and_settings(tmp_path):
    app = App.at(tmp_path)
    assert app.view().screen == "catalogue" and app.profile == ""
    app.act(Join(nickname="Otter 7"))
    app.act(Change(setting="theme", value="light"))
    finish(app)
    app.act(Go(screen="catalogue"))
    assert len(kept_runs(app.data)) == 1 and "Otter 7" in describe(app.view())
    app.act(Be(profile=""))
    assert kept_runs(app.data) == () and app.settings.theme == "dark"
    again = App.at(tmp_path)
    assert again.profile == ""


def test_who_played_last_is_who_plays_at_the_next_start(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Heron 3"))
    name = app.profile
    assert App.at(tmp_path).profile == name
    app.act(Forget())
    assert App.at(tmp_path).profile == "" and not (tmp_path / "profiles" / name).exists()


@pytest.mark.parametrize("nickname", ["", "   ", "x" * 25, "OTTER 7", "\u202e\u0000"])
def test_a_nickname_that_cannot_be_one_is_refused_in_a_sentence(tmp_path, nickname):
    profiles.make(tmp_path, "Otter 7")
    with pytest.raises(NotKept) as refused:
        profiles.make(tmp_path, nickname)
    assert str(refused.value).endswith((".", "nickname."))
    assert len(profiles.profiles(tmp_path)) == 1


@pytest.mark.parametrize("nickname", ["CON", "../../etc", "a/b\\c:d", "Ünïcödé 9", "dots...", "<script>"])
def test_whatever_a_nickname_is_its_folder_is_one_that_every_system_takes(tmp_path, nickname):
    name = profiles.make(tmp_path, nickname)
    assert fits_windows(f"profiles/{name}/profile.json") and "/" not in name
    assert profiles.folder_of(tmp_path, name).parent == tmp_path / "profiles"


def test_a_profile_that_is_damaged_or_foreign_is_none(tmp_path):
    for name, text in (("p-1", "{"), ("p-2", '{"nickname": 7}'), ("p-3", "[]")):
        (tmp_path / "profiles" / name).mkdir(parents=True)
        (tmp_path / "profiles" / name / "profile.json").write_text(text, encoding="utf-8")
    assert profiles.profiles(tmp_path) == ()
    with pytest.raises(NotKept):
        profiles.folder_of(tmp_path, "../..")


def test_a_profile_whose_run_is_open_elsewhere_is_not_deleted(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Otter 7"))
    app.act(Start(scenario="nine-minutes", seed=7))
    with pytest.raises(NotKept):
        profiles.delete(tmp_path, app.profile)
    assert kept_runs(app.data)
    app.close_run()


def test_another_nickname_keeps_everything_else(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Otter 7"))
    app.act(Rename(nickname="Otter 8"))
    assert profiles.profiles(tmp_path) == ((app.profile, "Otter 8"),)


def test_what_is_kept_can_be_taken_along_and_says_what_it_is(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Otter 7"))
    finish(app)
    app.act(Export())
    place = next(tmp_path.glob("*.zip"))
    assert str(place) in app.alert
    with zipfile.ZipFile(place) as file:
        names = file.namelist()
        assert {"README.txt", "results.json", "profile.json"} <= set(names) and any(n.endswith("journal.jsonl") for n in names)
        assert json.loads(file.read("results.json"))[0]["scenario"] == "nine-minutes"
        assert all(".." not in name and not name.startswith("/") for name in names)


def test_nothing_is_kept_of_a_person_but_nickname_settings_and_runs(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Otter 7"))
    app.act(Change(setting="theme", value="light"))
    finish(app)
    app.close_run()
    assert {path.name for path in app.data.iterdir()} <= {"profile.json", "settings.json", "runs"}
    assert json.loads((app.data / "profile.json").read_text("utf-8")) == {"nickname": "Otter 7"}


def test_deleting_asks_once(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Otter 7"))
    app.act(Go(screen="profile", what="forget"))
    view = app.view()
    assert view.region("dialog") is not None and {action.id for action in actions_of(view)} == {"keep", "forget!"}


# ---------------------------------------------------------------- what runs show


def test_what_speaks_for_and_against_an_ability_adds_up_over_runs():
    runs = [a_run("nine", DAY, evidence={"service": ["Service", 4, 1], "detail": ["Detail", 1, 1]}),
            a_run("dead", DAY, evidence={"service": ["Service", 3, 2]})]
    service, detail = abilities(runs)
    assert (service.title, service.weight, service.mean) == ("Service", 10, round(1000 * 8 / 12)) and service.enough
    assert service.low < service.mean < service.high
    assert detail.weight == 2 < ENOUGH and not detail.enough


@pytest.mark.parametrize(
    "more", [{"practice": True}, {"plan": "textbook"}, {"mode": "room"}, {"mode": "exam"}, {"finished": False}])
def test_what_nobody_played_through_alone_for_the_first_time_does_not_count(more):
    assert abilities([a_run("nine", DAY, **({"evidence": {"service": ["Service", 9, 0]}} | more))]) == ()


@pytest.mark.parametrize("evidence", [
    None, [], {"service": 7}, {"service": ["S", -1, 2]}, {"service": ["S", 1]}, {"s": ["S", 10**9, 0]}, {"s": ["S", True, 1]},
    {"s": [["S"], 1, 1]},
])
def test_a_result_that_somebody_meddled_with_shows_nothing(evidence):
    assert abilities([a_run("nine", DAY, evidence=evidence)]) == ()


def test_a_finished_run_keeps_its_evidence_and_the_screen_shows_it(tmp_path):
    app = App.at(tmp_path)
    finish(app)
    app.act(Go(screen="catalogue"))
    (_, result), = kept_runs(tmp_path)
    assert result["evidence"] and all(len(row) == 3 for row in result["evidence"].values())
    app.act(Go(screen="profile"))
    view = app.view()
    assert any(isinstance(block, Chart) for block in view.region("body").blocks) and "Nine Minutes" in describe(view)


# ---------------------------------------------------------------- what comes next


def test_who_has_played_nothing_is_told_nothing():
    assert next_of(SHELF, [], DAY.toordinal()) is None


def test_a_scenario_that_was_not_played_comes_next_when_nothing_is_due():
    found = next_of(SHELF, [a_run("nine", DAY)], DAY.toordinal())
    assert found.scenario == "dead" and "not played" in found.why


@pytest.mark.parametrize(("days", "said"), [(7, "a week"), (8, "a week"), (29, "a week")])
def test_a_week_after_the_first_time_it_comes_round_again(days, said):
    found = next_of(SHELF, [a_run("nine", DAY)], DAY.toordinal() + days)
    assert found.scenario == "nine" and said in found.why


def test_each_re_drill_is_asked_for_once_at_a_week_one_three_and_six_months():
    runs, asked = [a_run("nine", DAY), a_run("dead", DAY)], []
    for n in range(400):
        today = DAY + timedelta(days=n)
        found = next_of((SHELF[0],), runs, today.toordinal())
        if found is not None and found.scenario == "nine" and "first" in found.why:
            asked.append(n)
            runs.append(a_run("nine", today))
    assert asked == [7, 30, 91, 182]


def test_nobody_is_asked_again_within_a_week_of_the_last_time():
    runs = [a_run("nine", DAY), a_run("nine", DAY + timedelta(days=5))]
    found = next_of((SHELF[0],), runs, DAY.toordinal() + 8)
    assert found is None


def test_a_weak_ability_is_trained_by_the_scenario_that_trains_it_most():
    runs = [a_run("nine", DAY, evidence={"detail": ["Detail", 2, 8], "service": ["Service", 9, 1]}), a_run("dead", DAY)]
    found = next_of(SHELF, runs, DAY.toordinal())
    assert found.scenario == "dead" and "Detail, 25 %" in found.why


def test_a_damaged_date_is_no_date():
    assert next_of(SHELF, [{**a_run("nine", DAY), "wall": "yesterday"}], DAY.toordinal()) is not None
    assert practice.AGAIN[0] == 7


def test_an_ability_is_found_by_its_id_whatever_a_scenario_calls_it(tmp_path):
    """Nine Minutes says Service, Dead Air says Service orientation: who is weak in it in the one may practise it in the other."""
    offered = tuple(Offered(b.cover.id, b.cover.title, b.cover.abilities) for b in App.at(tmp_path).books())
    names = {b.cover.trains[b.cover.abilities.index("service")] for b in App.at(tmp_path).books()}
    assert len(names) > 1
    played = [a_run(one.id, DAY) for one in offered if one.id == "nine-minutes"]
    found = next_of(offered, [{**played[0], "evidence": {"service": ["Service", 1, 9]}}], DAY.toordinal())
    assert found.scenario != "nine-minutes" and "Service" in found.why


def test_what_comes_round_again_has_another_seed_and_from_three_months_on_it_is_a_variant():
    runs, fresh = [a_run("nine", DAY)], []
    for days in (7, 30, 91, 182):
        fresh.append(next_of((SHELF[0],), runs, DAY.toordinal() + days).fresh)
        runs.append(a_run("nine", DAY + timedelta(days=days)))
    assert fresh == ["seed", "seed", "variant", "variant"]
    assert next_of(SHELF, [a_run("nine", DAY)], DAY.toordinal()).fresh == ""


@pytest.mark.parametrize("how", ["seed", "variant"])
def test_the_button_starts_exactly_that(tmp_path, how):
    app = App.at(tmp_path)
    app.act(Start(scenario="dead-air", seed=7))
    variants = tuple(app.run.session.scenario.variants)
    app.act(Go(screen="catalogue"))
    for _ in range(3):
        app.act(Start(scenario="dead-air", fresh=how))
        header = app.run.session.header
        assert header.seed != 7 and header.variant == (variants[0] if how == "variant" else "")
        app.act(Go(screen="catalogue"))


def test_the_variant_played_least_is_next(tmp_path):
    app = App.at(tmp_path)
    scenario, _ = app._open_book("dead-air")
    first, second, *_ = scenario.variants
    app._on_disk = (("r", a_run("dead-air", DAY, variant=first, seed=7)),)
    assert people.fresh(app, scenario, "variant")[1] == second


def test_a_shorter_version_stays_with_the_briefing_it_was_chosen_in(tmp_path):
    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what="dead-air"))
    app.act(Change(setting="length", value="20"))
    assert app.horizon
    app.act(Go(screen="profile"))
    app.act(Start(scenario="nine-minutes", fresh="seed"))
    assert app.run.session.header.horizon == 0
    app.close_run()


def test_how_the_last_one_came_out_stands_beside_the_one_before():
    def plays(*told):
        return [a_run("nine", DAY + timedelta(days=n), told=value) for n, value in enumerate(told)]

    assert [practice.trend(plays(*told)) for told in ((), (50.0,), (50.0, 60.0), (60.0, 50.0), (9.0, 50.0, 50.0))] == [
        "", "", "up from 50", "down from 60", "as before"]
    assert practice.trend(reversed(plays(50.0, 60.0))) == "up from 50", "the order of days counts, not that of the list"


def test_how_sure_somebody_was_adds_up_and_is_told_from_twenty_answers_on():
    runs = [a_run("nine", DAY, said={"95": [7, 10], "50": [1, 2]}), a_run("dead", DAY, said={"95": [7, 10]})]
    assert practice.sureness(runs) == ((95, 14, 20), (50, 1, 2))
    person = Person(folder="", nickname="", sureness=practice.sureness(runs))
    assert "When you said 95 %, you were right 70 % of the time." in describe(profile(person))
    few = describe(profile(replace(person, sureness=((95, 14, 19),))))
    assert "right 74 %" not in few and "so far there are 19" in few


@pytest.mark.parametrize("said", [None, [], {"95": 7}, {"95": [2, 1]}, {"95": [-1, 1]}, {"950": [1, 1]}, {"x": [1, 1]},
                                  {"²": [1, 1]}, {"95": [True, 1]}, {"95": [1, 10**9]}])
def test_answers_that_somebody_meddled_with_count_for_nothing(said):
    assert practice.sureness([a_run("nine", DAY, said=said)]) == ()


def test_a_finished_run_keeps_how_sure_somebody_was(tmp_path):
    app = App.at(tmp_path)
    finish(app, confidence=95)
    app.close_run()
    (_, result), = kept_runs(tmp_path)
    assert result["said"]["95"][1] == 1 and 0 <= result["said"]["95"][0] <= 1


def test_runs_that_an_older_program_kept_are_left_out_with_a_word():
    older = a_run("nine", DAY)
    assert practice.silent([older, a_run("dead", DAY, evidence={})]) == 1
    assert "Runs that say nothing of abilities yet: 1" in describe(profile(Person(folder="", nickname="", silent=1)))


# ---------------------------------------------------------------- what is kept, and what is not


def test_deleting_says_whose_it_was_and_which_file_is_left(tmp_path):
    app = App.at(tmp_path)
    app.act(Join(nickname="Otter 7"))
    app.act(Export())
    app.act(Forget())
    assert "Otter 7" in app.alert and str(next(tmp_path.glob("*.zip"))) in app.alert
    app.act(Join(nickname="Heron 3"))
    app.act(Forget())
    assert app.alert == "Everything of Heron 3 is deleted."


def test_nobody_in_particular_is_not_renamed_and_not_deleted(tmp_path):
    app = App.at(tmp_path)
    app.act(Rename(nickname="Otter 7"))
    assert app.alert and not (tmp_path / "profile.json").exists()
    app.act(Forget())
    assert app.alert and tmp_path.exists()


@pytest.mark.parametrize("nickname", ["STRASSE", "strasse", "Straße"])
def test_two_nicknames_that_read_alike_are_one(tmp_path, nickname):
    profiles.make(tmp_path, "Straße")
    with pytest.raises(NotKept):
        profiles.make(tmp_path, nickname)


def test_a_program_that_was_started_without_a_home_finds_its_profiles_again(tmp_path):
    app = App(data=tmp_path)
    app.act(Join(nickname="Otter 7"))
    app.act(Go(screen="profile", what="forget"))
    assert "Delete everything of Otter 7?" in describe(app.view())
    app.act(Be())
    assert app.data == tmp_path


def test_what_is_written_for_a_person_is_put_where_they_look(tmp_path, monkeypatch):
    for variable, name in (("XDG_DATA_HOME", "data"), ("XDG_DOCUMENTS_DIR", "Documents")):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    usual = Path(platformdirs.user_data_dir("cordless", appauthor=False))
    assert findable(usual) == Path(platformdirs.user_documents_dir()) and findable(tmp_path) == tmp_path
