"""The program as a person meets it: which screen is open, and what an intent does. No surface, no clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, assert_never

from sim.authoring.cover import cover
from sim.domain.units import Seconds
from sim.screens import intents as i
from sim.screens.modes import EXTRA
from sim.screens.shelf import Shelf
from sim.screens.view import View
from sim.shell.disk import CannotBeWritten, MomentNotKept, NotKept, read_bytes
from sim.shell.kept import delete_run, kept_runs
from sim.shell.library import Book, books, load_scenario, shown
from sim.shell.places import copied_by, elsewhere, named
from sim.shell.profiles import folder_of, last
from sim.shell.settings import Settings, load_settings, save_settings
from sim.shell.shelving import Shelving
from sim.shell.winding import Winding
from sim.shell.wording import Wording

if TYPE_CHECKING:  # all that only a run needs is imported where a run is begun, shown or looked back upon
    from sim.domain.scenario import Scenario
    from sim.screens.debriefing import Page
    from sim.screens.playing import Dialog, Trouble
    from sim.shell.front import Front
    from sim.shell.reviewing import Reviewing
    from sim.shell.room import Room
    from sim.shell.runs import Run
    from sim.shell.session import Session

InPlay = (
    i.Decide | i.Look | i.Respond | i.LetRun | i.More | i.Hint | i.Aim | i.Use | i.PutBack | i.Write | i.PauseRun | i.ResumeRun
)
"""What is done in an open run."""

UNSEEN = 2.0
"""Real seconds between two frames after which a run is paused: a closed lid, a window being dragged, a stopped process."""


@dataclass(slots=True, eq=False)
class App:
    """`screen` is catalogue, briefing, settings, help, delete, play or debrief. `restyled` is called when looks change.

    Decision reviews are worked out if it `reviews`; `reviewing` does it from the first run on. In an `exam` nobody asks what if.

    `home` is the folder that holds all profiles, `data` that of the `profile` in use. `mode` is how the next run is played, and
    `extra` and `word` what is set with it if that is an exam. A `newcomer` had no run on disk when this one began.
    """

    data: Path
    settings: Settings = field(default_factory=Settings)
    restyled: Callable[[Settings], None] = lambda settings: None
    screen: str = "catalogue"
    came_from: str = "catalogue"
    about: str = ""
    alert: str = ""
    over: bool = False
    run: Run | None = None
    thread: str = ""
    dialog: Dialog = ""
    dialog_about: str = ""
    trouble: Trouble | None = None
    page: Page = "first"
    decision: str = ""
    seed: int | None = None
    variant: str = ""
    horizon: Seconds | None = None
    last: Run | None = None
    lost: bool = False
    winding: Winding = field(default_factory=Winding)
    paused_here: bool = False
    reviews: bool = False
    reviewing: Reviewing | None = None
    exam: bool = False
    profile: str = ""
    home: Path | None = None
    mode: str = ""
    extra: str = "0"
    word: str = ""
    listens: str = ""
    group: str = ""
    newcomer: bool = False
    room: Room | None = None
    _books: tuple[Book, ...] | None = None
    _opened: dict[str, tuple[Scenario, bytes]] = field(default_factory=dict)
    _on_disk: tuple[tuple[str, dict[str, Any]], ...] | None = None
    _shelf: Shelving = field(default_factory=Shelving)
    _front: Front | None = None
    _wording: Wording = field(default_factory=Wording)

    @staticmethod
    def at(data: Path) -> App:
        app, service = App(data=data, settings=load_settings(data), home=data), copied_by(data)
        name = last(data)
        if name:
            app.profile, app.data = name, folder_of(data, name)
            app.settings = load_settings(app.data)
        if service:
            app.alert = (
                f"Runs are kept in {data}, which {service} copies to other computers, and that can damage a run that is open."
                " Start with --data-dir and a folder of this computer alone."
            )
        return app

    @property
    def root(self) -> Path:
        """The folder that holds all profiles."""
        return self.home if self.home is not None else self.data

    def forget_runs(self) -> None:
        """Have the runs on disk looked up again."""
        self._on_disk = None

    # ---------------------------------------------------------------- showing

    def view(self) -> View:
        """Return what is on screen now, in the language that is set."""
        worded = self._wording.view(self._view(), self.settings.language)
        return self._wording.keyed(worded, self.settings.keys, self.settings.letters == "on")

    def _view(self) -> View:
        if self.run is None or self.screen not in ("play", "debrief", "replay"):
            return self._shelf.view(self)
        return self._fronted().view(self, self.run)

    def _fronted(self) -> Front:
        """Return what shows the open run."""
        if self._front is None:
            from sim.shell.front import Front

            self._front = Front()
        return self._front

    def shelf(self) -> Shelf:
        """Return what the screens before a run show."""
        return self._shelf.shelf(self)

    def books(self) -> tuple[Book, ...]:
        if self._books is None:
            self._books = books()
        return self._books

    def opened(self, name: str) -> Scenario | None:
        """Return a scenario that has been opened, None if it has not."""
        found = self._opened.get(name)
        return found[0] if found is not None else None

    def runs_on_disk(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Return the runs on disk as they were when this screen was opened: hundreds are not read sixty times a second."""
        if self._on_disk is None:
            self._on_disk = kept_runs(self.data)
        return self._on_disk

    # ---------------------------------------------------------------- doing

    def act(self, intent: i.Intent, typed: str = "") -> None:
        """Carry out what a person wants. What cannot be kept or read becomes an alert in plain words.

        Once the program is over nothing is: a press can come in one breath with the closing of the window.
        """
        if self.over:
            return
        self.alert = ""
        before = self.screen
        try:
            self.keeping(partial(self._act, intent, typed))
        except NotKept as wrong:
            self.alert = str(wrong)
        if self.screen != before:
            self._on_disk = None

    def keeping(self, do: Callable[[], None]) -> None:
        """Do something that puts moments on disk; one that cannot be kept has not happened, and the person says how to go on."""
        try:
            do()
        except MomentNotKept as wrong:
            self._not_kept(str(wrong))

    def _not_kept(self, why: str) -> None:
        """Stop the clock and ask how to go on; where no clock runs, say what was not kept."""
        assert self.run is not None
        if self.screen != "play":
            self.alert = why
            return
        from sim.screens.playing import Trouble

        journal = self.run.journal
        again = journal is not None and not journal.ended
        self.trouble = Trouble(why=why, again=again, places=tuple(map(str, elsewhere(self.data))))
        self.dialog = "unsaved"

    def _act(self, intent: i.Intent, typed: str) -> None:
        match intent:
            case i.Go(screen=screen, what=what):
                self._go(screen, what)
            case i.Start(scenario=scenario, seed=seed, variant=variant, mode=mode, fresh=fresh):
                if fresh:
                    from sim.shell import people

                    seed, variant = people.fresh(self, self._open_book(scenario)[0], fresh)
                self.start(scenario, seed, variant, mode)
            case i.Be() | i.Join() | i.Rename() | i.Export() | i.Forget():
                from sim.shell import people

                people.act(self, intent, typed)
                self.screen, self.about = "profile", ""
            case i.Release(word=word):
                self._release(word or typed)
            case i.Reopen(run=name):
                self._reopen(self.data / "runs" / name)
            case i.Delete(run=name):
                delete_run(self.data, name)
                self._on_disk = None
                self.screen = "catalogue"
            case i.Change(setting=name, value=value):
                self._change(name, value, typed)
            case i.Again(moment=moment, what_if=what_if):
                if self.run is not None and not (what_if and self.exam) and not self._withheld():  # there may be none any more
                    self._again(moment, "what-if" if what_if else "")
            case i.Picture():
                self._save_picture()
            case i.KeepIn(place=place):
                self._keep_in(place or typed)
            case i.KeepNowhere():
                self._keep_nowhere()
            case i.Facilitate():
                self.in_room().act(self, intent, typed)
            case i.Leave():
                self.leave()
            case i.Wind():
                self._wind(intent, typed)
            case _:
                looking = self.screen in ("debrief", "replay") and isinstance(intent, i.Write)
                if self.run is not None and (self.screen == "play" or looking):
                    self._play(intent, typed, self.run)
                    self.run.mark()

    def _wind(self, intent: i.Wind, typed: str) -> None:
        """Move in the replay of the open run; another moment is shown with the matter that was decided in it."""
        if self.run is not None and self.screen == "replay":
            self.thread = ""
            film = self._fronted().film(self, self.run)
            self.alert = self.winding.act(intent, typed, film, self._rate())

    def _replay(self, run: Run, what: str) -> None:
        """Show the replay, at a moment if one is named, else where it was left."""
        if not run.session.moments:
            self.alert = "Nothing has happened in this run yet."
            return
        self.screen, self.thread, self.winding.rolling = "replay", "", False
        film = self._fronted().film(self, run)
        self.winding.go(film, int(what) if what.isdecimal() and len(what) < 7 else self.winding.moment)

    def _play(self, intent: InPlay, typed: str, run: Run) -> None:
        session = run.session
        self.dialog = "" if not isinstance(intent, i.Write | i.PauseRun) else self.dialog
        match intent:
            case i.Decide(thread=thread, choice=choice, confidence=confidence):
                before = len(session.events)
                session.choose(thread, choice, confidence)
                if session.header.mode == "learn":
                    self._teach(run, before)
            case i.Look(thread=thread, evidence=evidence):
                session.look(thread, evidence)
            case i.Respond(inject=inject, how=how, note=note):
                session.answer(inject, how, note)
            case i.LetRun():
                session.let_run()
            case i.More():
                session.ask_for_more()
            case i.Hint():
                session.hint()
                self.dialog = "hints"
            case i.Aim(goal=goal):
                session.bench.goal = goal
            case i.Use(part=part, amount=amount):
                session.bench.use(part, amount)
            case i.PutBack():
                session.bench.put_back()
            case i.Write(text=text, about=about):
                if (text or typed).strip():
                    session.write((text or typed).strip()[:2000], about)
            case i.PauseRun():
                session.pause()
                self.dialog = "paused"
            case i.ResumeRun():
                session.resume()
            case _:
                assert_never(intent)

    def _go(self, screen: str, what: str) -> None:
        self.listens = ""
        match screen:
            case "dialog":
                from sim.screens.dialogs import DIALOGS

                name, _, _ = what.partition(" ")
                self.dialog, self.dialog_about = (name if name in DIALOGS else ""), what
            case "workbench" if self.run is not None:
                self.dialog = ""
                if what == "leave":
                    self.run.session.bench.leave()
                elif self.screen == "play":
                    self.run.session.compose()
            case "thread":
                self.thread = what or self._next_thread()
            case "debrief":
                from sim.screens.debriefing import page_of

                self.page, self.decision = page_of(what)
                self.screen, self.winding.rolling = "debrief", False
            case "replay" if self.run is not None:
                self._replay(self.run, what)
            case "restart" if self.run is not None and what != "!":
                self.dialog = "restart"
            case "restart" if self.run is not None:
                header, folder = self.run.session.header, self.run.folder
                self.horizon = Seconds(header.horizon) if header.horizon else None
                self.start(header.scenario, header.seed, header.variant, header.mode, like=folder)
            case "play" if self.run is not None:
                self.screen = "play"
                if self.paused_here:  # it was only paused for the screen that is now left
                    self._play(i.ResumeRun(), "", self.run)
                    self.paused_here = False
            case "settings" | "help":
                if self.screen not in ("settings", "help"):
                    self.came_from = self.screen
                    if self.screen == "play" and self.run is not None and self.run.session.is_running:
                        self._play(i.PauseRun(), "", self.run)
                        self.paused_here = True
                self.screen, self.group = screen, what
            case "briefing":
                self._open_book(what or self.about)
                if what:
                    self.seed, self.variant, self.horizon = None, "", None
                self.screen, self.about = "briefing", what or self.about
                self.came_from = "catalogue"
            case "delete" | "profile":
                self.screen, self.about, self.horizon = screen, what, None
            case "room" if self.screen == "briefing":
                self.in_room().seat(self, self.about)
            case _:
                self.close_run()
                self.close_reviews()
                self.screen, self.came_from, self.horizon = "catalogue", "catalogue", None

    def in_room(self) -> Room:
        """Return what a person at the front of a room does with this program."""
        if self.room is None:
            from sim.shell.room import Room

            self.room = Room()
        return self.room

    def _open_book(self, name: str) -> tuple[Scenario, bytes]:
        if name not in self._opened:
            book = next((book for book in self.books() if book.cover.id == name), None)
            raw = read_bytes(book.file) if book is not None else None
            if book is None or raw is None:
                raise NotKept(f"There is no scenario called {name}.")
            scenario, fault = load_scenario(raw, shown(book.file))
            if scenario is None:
                raise NotKept(f"{book.cover.title} cannot be played: {fault}. `check` says more.")
            self._opened[name] = (scenario, raw)
        return self._opened[name]

    def brief(self, scenario: Scenario, raw: bytes, seed: int | None, variant: str, horizon: Seconds | None) -> None:
        """Show the briefing of a scenario, which need not be on the shelf, with what is set for the run."""
        name = scenario.meta.id
        if all(book.cover.id != name for book in self.books()):
            self._books = (*self.books(), Book(Path(name), cover(raw, name, name)))
        self._opened[name] = (scenario, raw)
        self.screen, self.about, self.seed, self.variant, self.horizon = "briefing", name, seed, variant, horizon

    def start(self, name: str, seed: int | None, variant: str, mode: str = "", like: Path | None = None) -> None:
        """Begin a run and show it. If it cannot be kept, it is played all the same, and the player is told.

        An exam that begins again is set as the one `like` it was.
        """
        from sim.shell import runs

        scenario, raw = self._open_book(name)
        self.newcomer = not self.runs_on_disk()
        self.close_run()
        settings = self.settings
        begin = partial(
            runs.begin,
            scenario=scenario,
            text=raw,
            seed=seed,
            variant=variant,
            pace=settings.pace_fraction,
            rate=self._rate(),
            horizon=self.horizon,
            mode=mode,
        )
        try:
            self.run = begin(self.data)
            why = ""
        except NotKept as wrong:
            self.run, why = begin(None), str(wrong)
        if mode == "exam":
            self._set_exam(self.run, like)
        self._show_run()
        if why:
            self._not_kept(why)

    def _set_exam(self, run: Run, like: Path | None) -> None:
        """Set what goes with an exam: its pace, and the word that releases it."""
        from sim.shell import exams

        extra = self.extra if like is None else exams.extra_of(like)
        run.session.pace = exams.pace_of(extra)
        if like is not None:
            exams.carry(like, run.folder)
        elif run.folder is not None:
            exams.set_up(run.folder, extra, self.word)
        self.extra = "0"  # whoever is next may need none

    def _withheld(self) -> bool:
        """Whether the run that is open is an exam that nobody has released."""
        from sim.shell.exams import is_released

        return self.run is not None and self.run.session.header.mode == "exam" and not is_released(self.run.folder)

    def _keep_in(self, place: str) -> None:
        """Keep the open run, and all that follow, in another folder."""
        from sim.shell import runs

        if self.run is None or not place.strip():
            return
        try:
            data = named(place)
            runs.move(self.run, data)
        except NotKept as wrong:
            self._not_kept(str(wrong))
            return
        self.data, self.dialog, self.trouble = data, "", None
        self.alert = f"The run is kept in {data} from now on. To find it another day, start Cordless with --data-dir {data}"

    def _save_picture(self) -> None:
        """Save the result of the run that is open as a picture beside it, and say where. Raises NotKept."""
        if self.run is None or self.screen != "debrief" or self._withheld():
            return
        from sim.shell.picture import beside

        self.alert = f"The picture is in {beside(self.run, self.data, self.settings.theme)}"

    def _teach(self, run: Run, before: int) -> None:
        """Lay what practitioners think of a decision beside it, if they have rated it."""
        from sim.domain import events as e

        made = [event for event in run.session.events[before:] if isinstance(event, e.ChoiceMade)]
        for event in made[:1]:
            choices = run.session.scenario.stages[event.stage].choices
            if any(choice.id == event.choice and choice.panel is not None for choice in choices):
                seq = next(m.seq for m in run.session.moments if event in m.events)
                self.dialog, self.dialog_about = "feedback", f"feedback {seq} {event.stage} {event.choice}"

    def _release(self, word: str) -> None:
        """Open the debrief of the exam that is shown. Raises NotKept for another word than was set with it."""
        if self.run is not None and self.run.folder is not None and self.screen == "debrief":
            from sim.shell.exams import release

            release(self.run.folder, word)

    def _keep_nowhere(self) -> None:
        if self.run is None:
            return
        self.run.unkept()
        self.dialog, self.trouble = "", None

    def _show_run(self) -> None:
        assert self.run is not None
        self.run.session.waits = self.settings.interruptions == "wait"
        self.run.session.plainly = self.settings.distress == "plain"
        self.run.session.rate = self._rate()
        self.paused_here = False
        self.thread, self.dialog, self.trouble, self._front = "", "", None, None
        self.page, self.decision = "first", ""
        self.winding = Winding()
        self.screen = "debrief" if self.run.session.is_over else "play"
        if self.reviews and self.reviewing is None:
            from sim.shell.reviewing import Reviewing

            self.reviewing = Reviewing(self.data)
        if self.reviewing is not None:
            self.reviewing.begin(self.run)
        if self.run.session.is_paused:
            self.dialog = "paused"
        if self.run.session.header.mode == "room" and self.screen == "play":
            self.in_room().enter(self, self.run)

    def replay(self, session: Session, text: bytes, doubt: str = "") -> None:
        """Show a run that is over, or was left, from its first moment; nothing is kept."""
        from sim.shell.runs import Run

        self.run, self._front, self.winding = Run(session, text, doubt=doubt), None, Winding()
        self._replay(self.run, "1")

    def _reopen(self, folder: Path) -> None:
        from sim.shell import runs

        self.close_run()
        self.horizon, self.newcomer = None, False
        try:
            self.run = runs.reopen(folder, self.settings.pace_fraction, self._rate())
        except CannotBeWritten as wrong:
            self.run = runs.only_look_at(folder)
            self.run.notice = f"{wrong} It can be looked at; what is done from here on is not saved."
        if self.run.session.header.mode == "exam":
            from sim.shell.exams import extra_of, pace_of

            self.run.session.pace = pace_of(extra_of(folder))
        self._show_run()

    def _again(self, moment: int, branch: Literal["", "what-if"]) -> None:
        from sim.shell import runs

        assert self.run is not None
        original = self.run
        pace, rate = self.settings.pace_fraction, self._rate()
        try:
            self.run, why = runs.practise(self.data, original, moment, pace, rate, branch), ""
        except NotKept as wrong:
            self.run, why = runs.practise(None, original, moment, pace, rate, branch), str(wrong)
        original.close()
        self._show_run()
        if why:
            self._not_kept(why)

    def _change(self, name: str, value: str, typed: str) -> None:
        if name == "seed":
            text = typed.strip()
            self.seed = int(text) if text.isdecimal() and len(text) <= 9 else None
            self.alert = f"The seed is {self.seed}." if self.seed is not None else "The seed will be drawn."
            if text and self.seed is None:
                self.alert = "A seed is a whole number of at most nine digits."
        elif name == "variant":
            self.variant = value
        elif name == "mode":
            self.mode = value
        elif name == "extra":
            self.extra = value if value in EXTRA else "0"
        elif name == "word":
            self.word = typed.strip()
            self.alert = "The word is set; it will open the debrief." if self.word else "No word is set; anybody can open it."
        elif name == "keys" or name.startswith("key-"):
            self._rekey(name, value, typed)
        elif name == "length":
            scenario = self.opened(self.about)
            minutes = int(value) if value.isdecimal() and len(value) < 4 else 0
            self.horizon = scenario.meta.cuts.get(minutes) if scenario is not None else None
        else:
            if value == "toggle":
                value = "off" if self.settings.fullscreen == "on" else "on"
            self.settings = self.settings.changed(name, value)
            if self.run is not None:
                if self.run.session.header.mode != "exam":  # there the pace was set with it
                    self.run.session.pace = self.settings.pace_fraction
                self.run.session.rate = self._rate()
                self.run.session.waits = self.settings.interruptions == "wait"
                self.run.session.plainly = self.settings.distress == "plain"
            if self.room is not None:
                self.room.own |= {name}
            self.restyled(self.dressed)
            save_settings(self.data, self.settings)

    @property
    def dressed(self) -> Settings:
        """The settings as they look now: in a room, those for a projector."""
        return self.room.look(self.settings) if self.room is not None else self.settings

    def _rate(self) -> int:
        """Return how many words are read in a minute; half as many where the focus goes round by itself."""
        rate = int(self.settings.reading)
        return rate if self.settings.scanning == "off" else rate // 2

    def _rekey(self, name: str, value: str, typed: str) -> None:
        """Listen for a key, make it another one, leave them as they are, or make all of them what they were."""
        from sim.screens.keymap import KEYS, LISTEN, changed, read_keys, written

        self.listens = name.removeprefix("key-") if value == LISTEN else ""
        if value in (LISTEN, "same"):
            return
        keys: dict[str, str] = {}
        self.alert = "All keys are the usual ones."
        if name != "keys" and name.removeprefix("key-") in dict(KEYS):
            keys, self.alert = changed(read_keys(self.settings.keys), name.removeprefix("key-"), typed)
        self.settings = replace(self.settings, keys=written(keys))
        save_settings(self.data, self.settings)

    def _next_thread(self) -> str:
        if self.run is None:
            return ""
        from sim.screens.playing import front

        s = self.run.session.situation
        open_ = [name for name, standing in s.threads.items() if standing.open]
        here = front(s, self.thread)
        return open_[(open_.index(here) + 1) % len(open_)] if here in open_ else ""

    # ---------------------------------------------------------------- time and end

    def tick(self, real: float) -> None:
        """Let real time pass; only an open run without anything in front of it feels it, and a replay that rolls."""
        if self.winding.rolling and self.screen == "replay" and self.run is not None:
            self.winding.tick(real, self._fronted().film(self, self.run), self._rate())
        if self.run is None or self.screen != "play":
            return
        session = self.run.session
        self.keeping(partial(self._pass, self.run, real))
        if self.room is not None:
            self.room.tick(self, real)
        if session.is_over and session.hold <= 0:
            self.run.finish()
            self.dialog = ""
            self.screen, self.page = "debrief", "first"

    def _pass(self, run: Run, real: float) -> None:
        """Let real time pass in a run; what nobody can have seen is a pause."""
        if self.dialog == "unsaved":
            return
        if not self.dialog and real > UNSEEN and run.session.is_running:
            self._play(i.PauseRun(), "", run)
            self.alert = "Nothing could be shown for a while, so the run was paused."
        elif not self.dialog:
            run.session.tick(real)
        run.heartbeat(real)

    def close_run(self) -> None:
        if self.run is not None:
            self.lost = self.run.folder is not None and not self.run.is_kept
            self.run.close()
            self._on_disk = None
            self.last, self.run = self.run, None
            if self.room is not None:
                self.room.leave(self)

    def leave(self) -> None:
        """Save what is open and end the program."""
        self.close_run()
        self.close_reviews()
        self.over = True

    def close_reviews(self) -> None:
        """End what works out reviews."""
        if self.reviewing is not None:
            self.reviewing.close()
