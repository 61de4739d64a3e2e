"""What a replay shows, and what can be done in it: by button, by key, by number."""

from __future__ import annotations

from dataclasses import dataclass

from sim.debrief.axis import LENGTH
from sim.debrief.keys import Key
from sim.domain import commands as c
from sim.engine.rhythm import clock_label
from sim.screens.cards import Noted
from sim.screens.film import Film
from sim.screens.intents import SPEEDS, Again, Front, Go, Wind
from sim.screens.playing import Playing
from sim.screens.view import Action, Buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What the replay shows: the play screen as it was, `playing`, after `moment` moments, at `place`, 0..LENGTH.

    `taken` is what the player did next. `notes` are the answers given to the questions; `keeps` if they are kept with the run.
    `again` whether it can be gone on from here, `what_if` whether that can be asked.
    """

    playing: Playing
    film: Film
    moment: int
    place: int
    rolling: bool = False
    speed: int = 1
    front: Front = ""
    taken: c.Command | None = None
    notes: tuple[Noted, ...] = ()
    keeps: bool = True
    again: bool = True
    what_if: bool = False


def buttons(shown: Replayed) -> Buttons:
    """Return what stands under the tracks: play, a moment back or on, and the speeds."""
    ended = shown.place >= LENGTH and shown.moment >= shown.film.of
    roll = Action(
        id="roll", label="Stop" if shown.rolling else "From the start" if ended else "Play", key="space", weight="primary",
        intent=Wind(how="stop" if shown.rolling else "roll"),
        icon="pause" if shown.rolling else "rotate-ccw" if ended else "play",
    )
    speeds = tuple(
        Action(id=f"speed-{speed}", label=f"{speed}×" if speed else "In a minute", intent=Wind(how="speed", what=str(speed)),
               weight="primary" if speed == shown.speed else "plain")
        for speed in SPEEDS
    )
    return Buttons(actions=(roll, *_steps(), *speeds))


def _steps() -> tuple[Action, ...]:
    """Return what goes one moment back or on; at the ends, where it leads nowhere, it stays: nothing jumps under the mouse."""
    return (
        Action(id="earlier", label="Earlier", intent=Wind(how="by", by=-1), key="left", icon="arrow-left"),
        Action(id="later", label="Later", intent=Wind(how="by", by=1), key="right", icon="arrow-right"),
    )


def show(front: Front, label: str, key: str, icon: str) -> Action:
    """Return what shows something else of the run, or the matter again."""
    return Action(id=f"show-{front}", label=label, intent=Wind(how="show", what=front), key=key, icon=icon)


def keys(shown: Replayed, key: Key | None) -> tuple[Action, ...]:
    """Return what is done by key."""
    film = shown.film
    when = clock_label(film.scenario, film.time(shown.moment, shown.place), day=False)
    again = Action(id="again", label=f"Play on from {when}", intent=Again(moment=shown.moment), key="a", icon="rotate-ccw")
    what_if = Action(id="what-if", label="What if?", intent=Again(moment=shown.moment, what_if=True), key="w", icon="git-branch")
    back = "Back to the matter"
    return (
        Action(id="key-before", label="Key moment back", intent=Wind(how="key", by=-1), key="pageup"),
        Action(id="key-next", label="Next key moment", intent=Wind(how="key", by=1), key="pagedown"),
        Action(id="first", label="To the beginning", intent=Go(screen="replay", what="1"), key="home", weight="quiet"),
        Action(id="last", label="To the end", intent=Go(screen="replay", what=str(film.of)), key="end", weight="quiet"),
        Action(id="slower", label="Slower", intent=Wind(how="speed", by=-1), key="-", weight="quiet"),
        Action(id="faster", label="Faster", intent=Wind(how="speed", by=1), key="+", weight="quiet"),
        Action(id="faster-too", label="Faster", intent=Wind(how="speed", by=1), key="=", weight="quiet"),
        *((again,) if shown.again else ()),
        *((what_if,) if shown.again and shown.what_if else ()),
        *((show("cards", back, "q", "x"),) if shown.front == "cards" else ()),
        *((show("scene", back if shown.front == "scene" else shown.playing.scene.label, "l", "map-pin"),)
          if shown.playing.scene is not None else ()),
        show("list", back if shown.front == "list" else "As a list", "t", "list-checks"),
        Action(id="debrief", label="Debrief", intent=Go(screen="debrief"), key="d", icon="list-checks"),
        Action(id="help", label="Help", intent=Go(screen="help"), key="f1", weight="quiet"),
        Action(id="close", label="Close", intent=Go(screen="catalogue"), key="escape", icon="log-out"),
    )

