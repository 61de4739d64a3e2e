"""The terminal: prints what is new, reads a line, and counts the time that passed between."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sim.domain.situation import Phase
from sim.engine.rhythm import is_free, visible_due, waits_for
from sim.screens.intents import Leave, LetRun
from sim.shell.app import App
from sim.shell.clock import Ticks
from sim.surfaces.terminal import Typed, parse, render, render_side

Read = Callable[[str], str]
"""Prints a prompt and returns a line; raises EOFError at the end of input."""

WELCOME = "Cordless, in the terminal. Type a number and press Enter; h for help, Ctrl+D to save and leave.\n"


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def play_in_terminal(app: App, read: Read = input, write: Callable[[str], None] = _print, ticks: Ticks | None = None) -> None:
    """Let a person use the whole program by typing, until they leave. Never redraws."""
    ticks = ticks or Ticks()
    printed: set[str] = set()
    last, matter = "", ""
    unread = 0.0
    write(WELCOME)
    while not app.over:
        _settle(app)
        unread += _unheld(app)
        view = app.view()
        text = render(view, frozenset(printed), again=view.screen == "play" and view.fingerprint == matter)
        matter = view.fingerprint
        printed |= _told(app)
        if text != last:
            write(text)
        last = text
        ticks.since()
        try:
            line = read("> ")
        except (EOFError, KeyboardInterrupt):
            app.act(Leave())
            write("\nSaved. Goodbye.")
            return
        passed = _count_time(app, ticks.since() - unread)
        unread = 0.0
        if passed:
            _settle(app)
            unread = _unheld(app)
            now = app.view()
            if now.fingerprint != view.fingerprint:
                write("Time has passed, and things have moved on. Here is how it stands now.\n")
                last = matter = ""
                continue
            if _told(app) - printed:
                write(render(now, frozenset(printed), again=True))
                printed |= _told(app)
            view = now
        word = line.strip().lower()
        if word == "i" and view.region("side") is not None:
            write(render_side(view))
            continue
        asked = parse({"h": "f1", "?": "f1", "q": "escape"}.get(word, line) if view.region("dialog") is None else line, view)
        last = "" if not asked.reply else last
        _do(app, asked, write)
        if app.run is None or app.screen != "play":
            matter = ""
        if app.run is None:
            printed.clear()


def _do(app: App, asked: Typed, write: Callable[[str], None]) -> None:
    if asked.action is None:
        write(asked.reply)
        return
    if isinstance(asked.action.intent, LetRun) and app.run is not None:
        session = app.run.session
        item = visible_due(session.scenario, session.situation)
        write(f"Letting it run. Waiting for: {waits_for(session.scenario, session.situation, item)}.")
        session.pass_to_next()
        return
    app.act(asked.action.intent, asked.text)


def _told(app: App) -> set[str]:
    return {message.id for message in app.run.session.messages} if app.run is not None else set()


def _unheld(app: App) -> float:
    """Take the reading time off the session's hands: here it is left out of what is counted on Enter."""
    if app.run is None:
        return 0.0
    held, app.run.session.hold = app.run.session.hold, 0.0
    return held


def _count_time(app: App, real: float) -> bool:
    """Let the time count that somebody took to type; return whether anything happened in it."""
    if app.run is None or app.screen != "play" or app.dialog:
        return False
    before = len(app.run.session.moments)
    app.run.session.think(real)
    app.run.heartbeat(real)
    return len(app.run.session.moments) > before


def _settle(app: App) -> None:
    """Pass what needs nobody: reading is not held in a terminal, and long actions are over at once."""
    run = app.run
    if run is None or app.screen != "play" or app.dialog:
        return
    session = run.session
    while session.situation.phase is Phase.RUNNING and not is_free(session.scenario, session.situation):
        session.pass_to_next()
    if session.situation.phase is Phase.DEBRIEF:
        session.hold = 0.0
        app.tick(0.0)
