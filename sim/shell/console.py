"""The terminal: prints what is new, reads a line, and counts the time that passed between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from sim.domain.texts import safe_text
from sim.screens.intents import Leave, LetRun, Wind
from sim.screens.view import View, actions_of
from sim.shell.app import App
from sim.shell.clock import Ticks
from sim.shell.speech import hear, say
from sim.surfaces.terminal import Typed, parse, parts_of, render, render_side, sentence

if TYPE_CHECKING:
    from sim.shell.session import Session

Write = Callable[[str], None]
Read = Callable[[str], str]
"""Prints a prompt and returns a line; raises EOFError at the end of input."""

WELCOME = "Cordless, in the terminal. Type a number and press Enter; ? for help, Ctrl+D to save and leave."


AWAY = 600.0
"""Real seconds at a prompt after which somebody has not been thinking but was away, or the lid was closed: the run is paused."""


A_MOMENT = 1.0
"""Real seconds for which a debrief waits for the decision review; a page shown later has what there is by then."""


def play_in_terminal(app: App, read: Read = hear, write: Write = say, ticks: Ticks | None = None) -> None:
    """Let a person use the whole program by typing, until they leave. Never redraws."""
    _Console(app, read, write, ticks or Ticks()).run()


@dataclass(slots=True)
class _Console:
    """What has been printed, so that it is not printed twice; and what there still was to read when the prompt stood."""

    app: App
    read: Read
    write: Write
    ticks: Ticks
    printed: set[str] = field(default_factory=set)
    session: Session | None = None
    shown: str = ""
    matter: str = ""
    unread: float = 0.0

    def run(self) -> None:
        self.write(sentence(WELCOME) + "\n")
        while not self.app.over:
            self.app.keeping(self.settle)
            view = self.show()
            self.ticks.since()
            try:
                line = self.read("> ")
            except (EOFError, KeyboardInterrupt):
                saved = self.app.run is None or self.app.run.is_kept
                self.app.act(Leave())
                self.write("\nSaved. Goodbye." if saved else "\nGoodbye. This run was not saved.")
                return
            self.app.keeping(partial(self.obey, line, view))

    def show(self) -> View:
        """Print what is new, and return the view."""
        view = self.app.view()
        again = view.screen in ("play", "workbench") and view.fingerprint == self.matter
        text = render(view, self.before(view), again=again)
        if text != self.shown:
            self.write(text)
        self.shown, self.matter = text, view.fingerprint
        self.printed |= {message.id for message in (self.session.messages if self.session is not None else ())}
        return view

    def before(self, view: View) -> frozenset[str]:
        """Return the messages that need not be printed: those that were, and in a replay those that were not new then."""
        if view.screen != "replay":
            return frozenset(self.printed)
        new = f"{self.app.winding.moment - 1}."
        return frozenset(message.id for message in self.session.messages if not message.id.startswith(new)) if self.session \
            else frozenset()

    def obey(self, line: str, before: View) -> None:
        """Do what a line asks for, after letting the time count that it took to type."""
        asked = self.ask(line, before)
        passed = self.count_time()
        if passed:
            self.settle()
        if passed and asked.action is not None:
            view = self.app.view()
            wanted = asked.action.id
            again = next((action for action in actions_of(view) if action.id == wanted and action.enabled), None)
            if again is None:
                typed = safe_text(line.strip())[:40]
                self.write(sentence(f"Time has passed, and things have moved on. “{typed}” was not used; here is how it stands."))
                self.shown = self.matter = ""
                return
            asked = Typed(again, asked.text)
        if line.strip().lower() == "i" and before.region("side") is not None:
            self.write(render_side(self.app.view()))
            return
        if line.strip().lower() == "l" and any(parts_of(before)):
            self.shown = self.matter = ""
            return
        if asked.action is None:
            self.write(sentence(asked.reply))
            return
        self.shown = ""
        if isinstance(asked.action.intent, Wind) and asked.action.intent.how == "roll":
            self.app.act(Wind(how="by", by=1))  # nothing rolls between two lines
        elif isinstance(asked.action.intent, LetRun) and self.session is not None:
            self.write(sentence(f"Letting it run. Waiting for: {self.session.waiting_for()}."))
            self.session.pass_to_next()
        else:
            self.app.act(asked.action.intent, asked.text)

    def ask(self, line: str, view: View) -> Typed:
        word = line.strip().lower()
        if view.region("dialog") is None:
            taken = any(action.key == word for action in actions_of(view))
            usual = {"h": "f1", "?": "f1", "q": "escape"}.get(word, line) if not taken else line
            line = self.keys().get(usual, usual) if usual != line else line
        return parse(line, view)

    def keys(self) -> dict[str, str]:
        """Return the keys that are other ones."""
        from sim.screens.keymap import in_force, read_keys

        settings = self.app.settings
        return in_force(read_keys(settings.keys), settings.letters == "on")

    # ---------------------------------------------------------------- time

    def count_time(self) -> bool:
        """Let the time count that somebody took to type, less what they had to read; return whether anything happened in it."""
        real = self.ticks.since() - self.unread
        self.unread = 0.0
        if self.app.run is None or self.app.screen != "play" or self.app.dialog:
            if self.app.room is not None:
                self.app.room.talked(real)
            return False
        before = len(self.app.run.session.moments)
        if real > AWAY and self.app.run.session.pace:
            self.app.tick(real)
        else:
            self.app.run.session.think(real)
            self.app.run.heartbeat(real)
        return len(self.app.run.session.moments) > before

    def settle(self) -> None:
        """Pass what needs nobody: reading is not held in a terminal, and long actions are over at once."""
        run = self.app.run
        session = run.session if run is not None else None
        if session is not self.session:
            self.session, self.matter, self.shown = session, "", ""
            self.printed = set()
        if session is None or self.app.screen != "play" or self.app.dialog:
            return
        while session.is_running and not session.is_free:
            self.unread += session.hold
            session.pass_to_next()
        self.unread, session.hold = self.unread + session.hold, 0.0
        if self.app.room is not None:
            self.app.room.tick(self.app, 0.0)  # a stop of the author's, now that what led there has been read
        if session.is_over:
            self.app.tick(0.0)
            if run is not None and self.app.reviewing is not None:
                self.app.reviewing.wait(run, A_MOMENT)
