"""The replay: every moment as it was, on tracks along one line of time, wound by key and mouse, played at six speeds."""
from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pygame
import pytest
import sample_views as sample
from test_app import to_the_end
from test_window import ASSETS, Person

from sim.authoring import plans
from sim.debrief.axis import LENGTH, LONGEST, Axis
from sim.domain.situation import Phase
from sim.domain.units import Seconds
from sim.screens.film import Film
from sim.screens.intents import SPEEDS, Again, Change, Go, Wind, Write
from sim.screens.view import Action, Block, Group, Option, Passing, Tracks, View, actions_of
from sim.shell import runs
from sim.shell.app import App
from sim.shell.disk import read_bytes
from sim.shell.library import books, load_scenario, shown
from sim.shell.session import Session
from sim.shell.winding import STILLS, Winding
from sim.surfaces.terminal import parse, render
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.theme import Look
from sim.surfaces.window.window import Window
from tests.boiler import RAW, Reviewed, by_hand, started

NAMES = ("nine-minutes", "warm-plug")


def played(data: Path, name: str, until: int = 0) -> Iterator[App]:
    """Yield the program after each command of a scenario's textbook plan, with nothing left to read; last when it is over."""
    app = App(data=data)
    book = next(book for book in books() if book.cover.id == name)
    raw, file = read_bytes(book.file), book.folder / "plans" / "textbook.yaml"
    scenario, _ = load_scenario(raw or b"", shown(book.file))
    plan, _ = plans.read_plan(read_bytes(file) or b"", shown(file), "textbook")
    assert scenario is not None and plan is not None and raw is not None
    run = runs.begin(data, scenario, raw, seed=7, variant=plan.variant, luck=plans.luck_of(plan), start=False)
    app.run, app.screen = run, "play"
    stood: list[App] = []

    def do(command: Any) -> Any:
        returned = run.session.carry_out(command)
        session = run.session
        session.clock, session.hold = float(session.situation.at), 0.0
        session.tick(1e-6)
        session.fresh_from = sum(not message.id.startswith(f"{len(session.moments) - 1}.") for message in session.messages)
        recorded[len(session.moments)] = seen_live(app)
        return returned

    recorded: dict[int, list[dict[str, Any]]] = {}
    plans.play(plan, scenario, do)
    run.finish()
    app.screen = "debrief"
    RECORDED[name] = recorded
    stood.append(app)
    yield from stood


RECORDED: dict[str, dict[int, list[dict[str, Any]]]] = {}
"""By scenario, what the play screen showed after so many moments: once for each matter that could be in front."""


def seen_live(app: App) -> list[dict[str, Any]]:
    """Return what the play screen shows with each open matter in front."""
    assert app.run is not None
    found = []
    for thread in ("", *app.run.session.situation.threads):
        app.thread = thread
        found.append(bare(app.view()))
    app.thread = ""
    return found


def bare(view: View) -> dict[str, Any]:
    """Return the feed, the matter and the side of a view without the replay's own: keys, marks, why it is a key moment."""
    regions = {region.role: region.blocks for region in view.regions}
    matter = tuple(unmarked(block) for block in regions["matter"] if not is_key(block))
    return {"feed": regions["feed"], "matter": matter, "side": regions["side"]}


def is_key(block: Block) -> bool:
    return isinstance(block, Group) and " of " in block.aside


def unmarked(block: Block) -> Block:
    match block:
        case Option(action=action):
            return replace(block, then="", action=replace(action, key=""))
        case Passing():
            return replace(block, share=0)
        case Group(blocks=blocks):
            return replace(block, blocks=tuple(unmarked(inner) for inner in blocks), action=None)
    return block


@pytest.fixture(scope="module", params=NAMES)
def over(request, tmp_path_factory) -> App:
    """A scenario played to its end along its textbook plan."""
    (app,) = played(tmp_path_factory.mktemp("replay"), request.param)
    return app


@pytest.fixture
def rewound(over) -> App:
    over.act(Go(screen="replay", what="1"))
    over.winding = Winding()
    over.act(Go(screen="replay", what="1"))
    over.act(Change(setting="motion", value="full"))
    return over


def film_of(app: App) -> Film:
    assert app.run is not None
    return app._fronted().film(app, app.run)


def tracks_in(view: View) -> Tracks:
    strip = view.region("strip")
    assert strip is not None
    (found,) = (block for block in strip.blocks if isinstance(block, Tracks))
    return found


def pressed(app: App, key: str) -> None:
    """Do what a key does in the view that is shown."""
    action = next(action for action in actions_of(app.view()) if action.key == key)
    app.act(action.intent)


# ---------------------------------------------------------------- as it was


def test_every_moment_of_five_days_with_a_workbench_shows_what_the_player_saw_then(tmp_path):
    (app,) = played(tmp_path, "dead-air")
    test_every_moment_shows_what_the_player_saw_then(app)
    film = film_of(app)
    assert [word for _, word in film.ticks] == ["Tue", "Wed", "Thu", "Fri", "Sat"]


def test_every_moment_shows_what_the_player_saw_then(rewound):
    app = rewound
    live = RECORDED[app.run.session.scenario.meta.id]
    assert len(live) > 15
    for moment, views in live.items():
        app.act(Go(screen="replay", what=str(moment)))
        assert bare(app.view()) in views, moment


def test_nothing_shows_before_its_time(rewound):
    """What the play screen shows of a moment is the same if the run was left there, and nothing came after."""
    app = rewound
    whole = app.run.session
    for moment in range(1, len(whole.moments), 5):
        app.act(Go(screen="replay", what=str(moment)))
        then = app.view()
        left = runs.session_of(whole.header, whole.scenario)
        left.restore(tuple(whole.moments[:moment]))
        other = App(data=app.data)
        other.replay(left, b"")
        other.act(Go(screen="replay", what=str(moment)))
        other.thread = app._front._reeled._view[1] and thread_of(app)
        assert bare(other.view()) == bare(then), moment


def thread_of(app: App) -> str:
    """Return the matter the replay has in front: the one that is decided next."""
    from sim.domain.commands import Choose, Investigate
    from sim.shell.reeled import following

    taken = following(film_of(app), app.winding.moment)
    return str(taken.thread) if isinstance(taken, Choose | Investigate) else ""


def test_what_was_taken_is_marked_where_it_was_on_offer(rewound):
    app = rewound
    marked = {}
    for moment in range(1, film_of(app).of + 1):
        app.act(Go(screen="replay", what=str(moment)))
        matter = app.view().region("matter")
        taken = [block.action.label for block in matter.blocks if isinstance(block, Option) and block.then == "taken"]
        assert len(taken) < 2
        if taken:
            marked[moment] = taken[0]
    decided = [one for one in app._fronted()._told(app.run).decisions if not one.lapsed]
    direct = [one for one in decided if one.seq in marked and one.chosen == marked[one.seq]]
    assert len(direct) > len(decided) // 2, "the rest was put together at the workbench"


def test_nothing_of_the_run_can_be_pressed_in_its_replay(rewound):
    app = rewound
    for moment in range(1, film_of(app).of + 1, 4):
        app.act(Go(screen="replay", what=str(moment)))
        before = app.run.session.situation
        for action in actions_of(app.view()):
            assert isinstance(action.intent, Wind | Go | Again)
            assert not isinstance(action.intent, Go) or action.intent.screen not in ("dialog", "workbench", "play")
        assert app.run.session.situation is before


# ---------------------------------------------------------------- the tracks


def test_marks_lie_in_order_and_inside_and_each_has_its_sentence(rewound):
    film = film_of(rewound)
    assert [track.label for track in film.tracks] == ["Events", "My actions", "What I knew", "Value lost"]
    assert list(film.places) == sorted(film.places) and film.places[0] == 0 and film.places[-1] == LENGTH
    for one in film.marked:
        places = [mark.place for mark in one.track.marks]
        assert places == sorted(places) and all(0 <= place <= 1000 for place in places)
        assert list(one.moments) == sorted(one.moments) and all(1 <= number <= film.of for number in one.moments)
        assert all(mark.text.strip().endswith((".", "?", "!", "…", "”", "\"")) for mark in one.track.marks)
    for span in film.tracks[3].spans:
        assert 0 <= span.since <= span.until <= 1000 and 0 <= span.level <= 1000 and span.text
    assert all(len(one.track.marks) > 3 for one in film.marked[:3])
    assert film.tracks[3].note


def test_where_there_is_a_flow_what_was_lost_of_it_adds_up_to_what_the_debrief_says(rewound):
    film = film_of(rewound)
    told = rewound._fronted()._told(rewound.run)
    if told.narrow:
        from sim.debrief.lost import lost_of
        from sim.debrief.record import record

        lost = lost_of(film.scenario, record(film.moments), told, None)
        total = sum(loss.level * (loss.until - loss.since) / 3600 for loss in lost.losses)
        assert total == pytest.approx(float(max(one.lost for one in told.narrow)))


def test_what_is_being_lost_is_said_at_the_head(rewound):
    app, film = rewound, film_of(rewound)
    for span in film.tracks[3].spans:
        app.act(Wind(how="to"), str((span.since + span.until) // 2))
        assert any("lost" in text for text in tracks_in(app.view()).said)


def test_a_place_is_a_time_and_a_time_a_place_and_both_only_go_forward():
    stops = [Seconds(at) for at in (0, 60, 60, 70, 5000, 90_000, 90_060)]
    axis = Axis(stops)
    places = [axis.place(Seconds(at)) for at in range(0, 90_061, 30)]
    assert places == sorted(places) and (places[0], places[-1]) == (0, LENGTH)
    times = [axis.at(place) for place in range(0, LENGTH + 1, 50)]
    assert times == sorted(times) and (times[0], times[-1]) == (0, 90_060)
    assert axis.place(Seconds(-5)) == 0 and axis.place(Seconds(10**6)) == LENGTH
    assert all(axis.at(axis.place(at)) <= at for at in stops) and all(axis.place(axis.at(at)) <= at for at in places)
    assert (Axis([]).place(Seconds(7)), Axis([]).at(500)) == (0, 0)


def test_a_night_does_not_take_half_the_line():
    day = [Seconds(at) for at in range(0, 9 * 3600, 1200)]
    axis = Axis([*day, *(Seconds(at + 86_400) for at in day)])
    night = axis.place(Seconds(86_400)) - axis.place(day[-1])
    assert night < LENGTH // 10 and 86_400 - day[-1] > 15 * LONGEST


def test_the_line_has_its_days_or_its_hours(rewound):
    ticks = film_of(rewound).ticks
    assert 2 <= len(ticks) <= 13 and [place for place, _ in ticks] == sorted(place for place, _ in ticks)
    assert all(len(word) == 5 for _, word in ticks), "both are over in a day"


# ---------------------------------------------------------------- key moments


def test_the_debrief_chooses_moments_and_says_why(rewound):
    app = rewound
    keys = film_of(app).keys
    chosen = [key for key in keys if key.chosen]
    assert len(chosen) >= 4 and chosen[-1].title == "How it ended" and len(keys) > len(chosen)
    assert all(key.title and key.why and all(key.why) for key in keys)
    assert [key.moment for key in keys] == sorted({key.moment for key in keys})
    for flag in tracks_in(app.view()).flags:
        app.act(flag.action.intent)
        view = app.view()
        assert tracks_in(view).chosen == flag.action.id
        assert is_key(view.region("matter").blocks[0]) and tracks_in(view).said[0] in flag.action.label


def test_a_finished_decision_review_names_moments_and_says_what_was_lost(tmp_path):
    (app,) = played(tmp_path, "nine-minutes")
    app.act(Go(screen="replay", what="3"))
    before = film_of(app)
    app.reviewing = Reviewed(replace(by_hand(app.run.session.moments), done=False))
    assert film_of(app) is before, "what is half worked out moves no flag"
    app.reviewing = Reviewed(by_hand(app.run.session.moments))
    film = film_of(app)
    assert film.tracks[3].note.startswith("What a decision cost against the best to be had then, at most 4,100")
    (span,) = film.tracks[3].spans
    assert (span.since, span.level) == (span.until, 1000) and "cost about 4,100" in span.text
    assert "What cost most" in " ".join(key.title for key in film.keys)
    assert app.winding.moment == 3, "the head stays where it was"


def test_page_up_and_page_down_go_from_key_moment_to_key_moment(rewound):
    app = rewound
    there = [key.moment for key in film_of(app).keys if key.moment > 1]
    forth = []
    for _ in there:
        pressed(app, "pagedown")
        forth.append(app.winding.moment)
    assert forth == there
    pressed(app, "pageup")
    assert app.winding.moment == there[-2]


def test_an_answer_to_a_question_is_kept_with_the_run(tmp_path):
    app = to_the_end(started(tmp_path))
    app.act(Go(screen="replay", what="9999"))
    pressed(app, "q")
    fields = [action for action in actions_of(app.view()) if isinstance(action.intent, Write)]
    assert len(fields) == 4
    of, places = film_of(app).of, film_of(app).places
    app.act(fields[3].intent, "Ring the company first.")
    assert "Ring the company first." in render(app.view())
    assert (film_of(app).of, film_of(app).places) == (of, places), "a note written afterwards is no moment of the run"
    assert app.run is not None and app.run.folder is not None
    kept = runs.look_at(app.run.folder)
    assert "Ring the company first." in repr(kept.moments[-1])
    app.act(Go(screen="debrief", what="think"))
    assert "What next time? Ring the company first." in render(app.view())
    asked = parse("answer 2 it froze", replace_front(app)).action
    assert asked is not None and asked.intent == fields[1].intent, "and a terminal has the same"


def replace_front(app: App) -> View:
    """Return the replay's view with the four questions."""
    app.act(Go(screen="replay"))
    return app.view()


def test_where_a_run_is_only_looked_at_it_is_said_that_nothing_is_kept(tmp_path):
    app = to_the_end(started(tmp_path))
    session = app.run.session
    app.replay(session, RAW)
    app.act(Go(screen="replay", what="9999"))
    app.act(Wind(how="show", what="cards"))
    assert "only looked at" in render(app.view())
    assert not [action for action in actions_of(app.view()) if isinstance(action.intent, Write)]


# ---------------------------------------------------------------- winding and playing


def test_keys_go_moment_by_moment_to_the_ends_and_no_further(rewound):
    app, of = rewound, film_of(rewound).of
    for key, moment in (("left", 1), ("right", 2), ("right", 3), ("left", 2), ("end", of), ("right", of), ("home", 1)):
        pressed(app, key)
        assert app.winding.moment == moment, key


def test_a_place_shows_the_last_moment_that_had_come_and_odd_places_are_refused(rewound):
    app, film = rewound, film_of(rewound)
    for place in range(0, 1001, 10):
        app.act(Wind(how="to"), str(place))
        here = app.winding.moment
        assert film.places[here] <= app.winding.place or here == 1
        assert here == film.of or film.places[here + 1] > app.winding.place
        assert tracks_in(app.view()).place == place
    before = app.winding.place
    for odd in ("", "x", "99999999", "-1"):
        app.act(Wind(how="to"), odd)
        assert app.winding.place == before and app.alert
    pressed(app, "left")
    assert not app.alert


def seconds_to_the_end(app: App, speed: int, frame: float = 0.05) -> float:
    """Return the real seconds that it plays from its first moment."""
    app.act(Go(screen="replay", what="1"))
    app.act(Wind(how="speed", what=str(speed)))
    app.act(Wind(how="roll"))
    real = 0.0
    while app.winding.rolling:
        app.tick(frame)
        real += frame
        assert real < 3600
    assert app.winding.moment == film_of(app).of
    return real


def test_it_plays_as_fast_as_one_can_read_or_so_many_times_as_fast_or_in_a_minute(rewound):
    app, film = rewound, film_of(rewound)
    real = {speed: seconds_to_the_end(app, speed) for speed in SPEEDS}
    reading = sum(film.stay(moment, 0) for moment in range(1, film.of + 1)) / 1000
    words = sum(film._words)
    assert 59 <= real[0] <= 62
    assert real[1] == pytest.approx(60 + reading, rel=0.02) and reading > words * 60 / 200
    for speed in (2, 4, 8, 16):
        assert real[speed] == pytest.approx(real[1] / speed, rel=0.05)
    assert "From the start" in [action.label for action in actions_of(app.view())]
    app.act(Wind(how="roll"))
    assert (app.winding.moment, app.winding.rolling) == (1, True)
    pressed(app, "space")
    assert not app.winding.rolling


def test_faster_and_slower_go_through_the_speeds_and_stop_at_the_last(rewound):
    app = rewound
    speeds = []
    for key in ("+", "+", "=", "+", "+", "+", "-", "-"):
        pressed(app, key)
        speeds.append(app.winding.speed)
    assert speeds == [2, 4, 8, 16, 0, 0, 16, 8]


def test_it_stays_at_what_is_new_until_it_can_be_read(rewound):
    app, film = rewound, film_of(rewound)
    wordy = max(range(2, film.of), key=lambda moment: film.stay(moment, 0))
    app.act(Go(screen="replay", what=str(wordy)))
    app.act(Wind(how="roll"))
    for _ in range(int(film.stay(wordy, 0) / 100) - 1):
        app.tick(0.1)
        assert app.winding.moment == wordy and app.winding.place == film.places[wordy]
    for _ in range(600):
        app.tick(0.1)
    assert app.winding.moment > wordy


def test_a_stopped_replay_is_the_same_view_and_leaving_it_stops_it(rewound):
    app = rewound
    app.act(Go(screen="replay", what="5"))
    assert app.view() is app.view()
    app.tick(5.0)
    assert app.winding.moment == 5
    app.act(Wind(how="roll"))
    app.act(Go(screen="debrief", what="timeline"))
    assert not app.winding.rolling and app.screen == "debrief"
    app.act(Go(screen="replay"))
    assert app.winding.moment == 5, "it stands where it was left"


def test_with_less_motion_nothing_glides(rewound):
    app, film = rewound, film_of(rewound)
    app.act(Change(setting="motion", value="less"))
    for speed, most in ((16, film.of), (0, STILLS + 1)):
        app.act(Go(screen="replay", what="1"))
        app.act(Wind(how="speed", what=str(speed)))
        app.act(Wind(how="roll"))
        places = []
        while app.winding.rolling:
            app.tick(0.05)
            places.append(tracks_in(app.view()).place)
        there = [place for place, _ in itertools.groupby(places)]
        assert len(there) <= most
        if speed:
            assert set(there) <= {place * 1000 // LENGTH for place in film.places}


def test_the_scene_of_a_run_passes_in_a_minute_at_large(tmp_path):
    (app,) = played(tmp_path, "warm-plug")
    app.act(Go(screen="replay", what="1"))
    pressed(app, "l")
    app.act(Wind(how="speed", what="0"))
    app.act(Wind(how="roll"))
    said = []
    while app.winding.rolling:
        app.tick(0.1)
        large = app.view().region("matter").blocks[-1]
        assert large.large
        said.append(large.text)
    assert len(set(said)) > 3
    pressed(app, "l")
    assert not hasattr(app.view().region("matter").blocks[-1], "large")


# ---------------------------------------------------------------- again, odd runs, terminal


def test_one_can_play_on_from_the_moment_that_is_shown_while_it_was_not_over(tmp_path):
    app = to_the_end(started(tmp_path))
    app.act(Go(screen="replay", what="9999"))
    assert app.run.session.situation.phase is Phase.DEBRIEF
    assert "again" not in [action.id for action in actions_of(app.view())]
    app.act(Go(screen="replay", what="3"))
    (again,) = (action for action in actions_of(app.view()) if action.id == "again")
    assert again.intent == Again(moment=3)
    app.act(again.intent)
    assert app.screen == "play" and app.run.session.header.practice == 3
    app = to_the_end(app)
    app.act(Go(screen="replay"))
    assert app.winding.moment == 1 and film_of(app).of == len(app.run.session.moments), "practice is replayed whole"
    assert "Replay · Practice" in repr(app.view().region("header"))


def test_a_run_left_half_way_is_replayed_as_far_as_it_came(tmp_path):
    app = started(tmp_path)
    folder = app.run.folder
    app.act(Go(screen="catalogue"))
    kept = runs.look_at(folder)
    session = runs.session_of(kept.header, kept.scenario)
    session.restore(kept.moments)
    app.replay(session, kept.text, kept.doubt)
    film = film_of(app)
    assert film.of == len(kept.moments) >= 1 and "How it ended" not in [key.title for key in film.keys]
    for key in ("right", "end", "pagedown", "left", "space"):
        pressed(app, key)
        app.tick(0.2)
        app.view()
    assert 1 <= app.winding.moment <= film.of


def test_a_run_without_moments_has_no_replay_and_that_is_said(tmp_path):
    app = started(tmp_path)
    run = app.run
    empty = Session(run.session.scenario, run.session.header)
    app.replay(empty, RAW)
    assert app.screen != "replay" and "Nothing has happened" in app.alert


def test_a_terminal_steps_through_it_jumps_to_key_moments_and_has_the_tracks_as_a_list(rewound):
    app = rewound
    text = render(app.view())
    assert f"moment 1 of {film_of(app).of}" in text and "How it ended" in text
    step = parse("later", app.view()).action
    assert step is not None and step.intent == Wind(how="by", by=1)
    asked = parse("t", app.view()).action
    app.act(asked.intent)
    listed = render(app.view())
    for label in ("Events:", "My actions:", "What I knew:", "Value lost:"):
        assert label in listed
    film = film_of(app)
    assert all(mark.text.split()[0] in listed for one in film.marked for mark in one.track.marks)


def test_page_eight_of_the_debrief_is_the_replay(rewound):
    app = rewound
    app.act(Go(screen="debrief"))
    pressed(app, "8")
    assert app.screen == "replay"
    pressed(app, "d")
    assert app.screen == "debrief"


# ---------------------------------------------------------------- in the window


@pytest.fixture
def person(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window(ASSETS, Look(), (1280, 720), wanted_driver="dummy")
    pygame.event.clear()
    yield Person(window)
    window.close()


def mouse(kind: int, spot: tuple[int, int], **more: Any) -> pygame.event.Event:
    return pygame.event.Event(kind, pos=spot, **more)


def test_the_head_is_dragged_along_the_tracks_and_let_go(person):
    person.sees(sample.tracked())
    x, y, w, h = person.stage.live("wind-to").target.rect
    low = y + h - 4
    assert person.does(mouse(pygame.MOUSEBUTTONDOWN, (x + w // 2, low), button=1)) in (["wind-to=499"], ["wind-to=500"])
    moves = [mouse(pygame.MOUSEMOTION, (x + w // 2 + step, low), rel=(1, 0), buttons=(1, 0, 0)) for step in range(1, 90)]
    far = mouse(pygame.MOUSEMOTION, (x + 2 * w, low), rel=(1, 0), buttons=(1, 0, 0))
    assert person.does(*moves, far) == ["wind-to=1000"], "only where the mouse came to counts"
    assert person.does(mouse(pygame.MOUSEBUTTONUP, (x, low), button=1)) == []
    assert person.does(mouse(pygame.MOUSEMOTION, (x, low), rel=(1, 0), buttons=(0, 0, 0))) == []


def test_the_wheel_over_the_tracks_winds_them_moment_by_moment(person):
    person.sees(sample.tracked())
    x, y = person.points("wind-to")
    person.does(mouse(pygame.MOUSEMOTION, (x, y), rel=(0, 0), buttons=(0, 0, 0)))
    assert person.does(pygame.event.Event(pygame.MOUSEWHEEL, y=-1)) == ["wind-on"]


def test_a_flag_is_clicked_and_arrow_keys_held_go_on(person):
    person.sees(sample.tracked())
    assert person.clicks("key-5") == ["key-5"]
    down = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RIGHT, unicode="", mod=0, scancode=0)
    assert person.does(down) + person.does(down) + person.does(down) == ["wind-on"] * 3


def test_the_mouse_on_a_mark_says_its_sentence(person):
    view = sample.tracked()
    person.sees(view)
    target = person.stage.live("wind-to").target
    said = set()
    for tip in target.tips:
        person.does(mouse(pygame.MOUSEMOTION, (target.x + tip.x + tip.w // 2, target.y + tip.y + tip.h // 2), rel=(0, 0),
                          buttons=(0, 0, 0)))
        said |= set(person.stage.state.tips)
    tracks = tracks_in(view)
    assert {mark.text for track in tracks.tracks for mark in track.marks} <= said
    assert {span.text for track in tracks.tracks for span in track.spans} <= said
    person.does(mouse(pygame.MOUSEMOTION, (2, 2), rel=(0, 0), buttons=(0, 0, 0)))
    assert person.stage.state.tips == ()


def test_a_flag_that_keys_move_to_says_why_and_falls_silent_when_they_move_on(person):
    person.sees(sample.tracked())
    for _ in range(12):
        person.presses("tab")
        if person.focus == "key-5":
            break
    assert person.stage.state.tips == ("Moment 5",)
    person.presses("x")
    assert person.stage.state.tips == ()


def test_page_keys_are_the_views_where_it_has_them_and_scroll_where_it_has_not(person):
    view = sample.tracked()
    action = Action(id="key-next", label="Next", intent=Wind(how="key", by=1), key="pagedown", weight="quiet")
    person.sees(replace(view, keys=(*view.keys, action)))
    assert person.presses("pagedown") == ["key-next"] and person.presses("pageup") == []


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("scale", [100, 200])
def test_the_strip_stands_at_the_foot_and_keeps_its_height_while_it_is_wound(rewound, size, scale):
    stage = Stage(ASSETS, Look(text_scale=scale), size, Phrases())
    tall = set()
    for moment in (1, 2, 9, 20, 9999):
        rewound.act(Go(screen="replay", what=str(moment)))
        stage.show(rewound.view())
        pane = stage.frame.pane("strip")
        tall.add(pane.rect[3] if pane is not None else 0)
        seek = stage.live("wind-to")
        assert seek is not None and seek.seen[3] > 0 and seek.target.w > size[0] // 2
    assert len(tall) == 1 and (scale == 200 or tall != {0})


def test_what_was_taken_is_brought_in_sight(rewound):
    stage = Stage(ASSETS, Look(), (1280, 720), Phrases())
    seen = 0
    for moment in range(1, film_of(rewound).of):
        rewound.act(Go(screen="replay", what=str(moment)))
        stage.show(rewound.view())
        for live in stage.lives():
            if live.target.kind == "taken":
                seen += 1
                assert live.seen[3] >= min(live.target.h, live.pane.rect[3]) * 9 // 10
    assert seen > 5


