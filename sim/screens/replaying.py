"""The replay: a run on its tracks, and the play screen as it was at each moment. To look at, not to decide in."""

from __future__ import annotations

from dataclasses import replace

from sim.debrief.axis import LENGTH
from sim.debrief.keys import Key
from sim.debrief.wording import label
from sim.domain import commands as c
from sim.domain.units import on_bench
from sim.engine.rhythm import clock_label
from sim.screens.cards import cards
from sim.screens.film import Film
from sim.screens.intents import Decide, Go, Intent, Look, Respond, Wind
from sim.screens.playing import BENCH, clock, play, status
from sim.screens.replayed import Replayed, buttons, keys, show
from sim.screens.view import (
    Action,
    Block,
    Buttons,
    Field,
    Flag,
    Group,
    Heading,
    Mark,
    Option,
    Paragraph,
    Parts,
    Point,
    Region,
    Row,
    Timeline,
    Tracks,
    View,
)


def replaying(shown: Replayed) -> View:
    """Return the play screen as it stood, with the tracks under it."""
    view = play(shown.playing)
    still = {region.role: region for region in view.regions}
    key = shown.film.key_at(shown.moment)
    header = replace(still["header"], blocks=(*_headed(shown, still["header"].blocks), Row(
        title=clock(shown.playing), detail=f"moment {shown.moment} of {shown.film.of}", icon="history",
    )))
    front = _front(shown, key) or _stilled(still["matter"].blocks, shown.taken)
    matter = replace(still["matter"], blocks=(*_key(shown, key), *front))
    tracks = _tracks(shown, key)
    large = shown.front == "scene" and shown.playing.scene is not None  # it has the room of all that is beside it, and more
    beside = () if large else (still["feed"], still["side"])
    strip = Region(role="strip", label="The run on its tracks",
                   blocks=(replace(tracks, tracks=()) if large else tracks, buttons(shown)))
    return replace(
        view, screen="replay", fingerprint="replay/" + shown.front, cues=(), regions=(header, *beside, matter, strip),
        keys=keys(shown, key),
    )


def _headed(shown: Replayed, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return title and line of the play screen's header, as those of a replay."""
    found: list[Block] = []
    for block in blocks:
        match block:
            case Heading(aside=aside):
                found.append(replace(block, aside=f"Replay · {aside}" if aside else "Replay"))
            case Paragraph(text=text):
                found.append(replace(block, text=f"{text} · {status(shown.playing)}"))
    return tuple(found)


# ---------------------------------------------------------------- what was on offer, and what was taken


def _stilled(blocks: tuple[Block, ...], taken: c.Command | None) -> tuple[Block, ...]:
    """Return blocks in which nothing can be pressed, and what was taken is marked; what is only there to press is left out."""
    found: list[Block] = []
    for block in blocks:
        match block:
            case Option(action=action):
                mine = action.enabled and _is(action.intent, taken, action.id == BENCH.id)
                found.append(replace(block, action=replace(action, key=""), then="taken" if mine else "seen"))
            case Group(blocks=inner):
                found.append(replace(block, blocks=_stilled(inner, taken), action=None))
            case Buttons() | Field() | Parts():
                continue
            case _:
                found.append(block)
    return tuple(found)


def _is(intent: Intent, taken: c.Command | None, bench: bool) -> bool:
    """Whether a command is what pressing this would have led to."""
    match taken:
        case c.Choose(thread=thread, choice=choice):
            asked = Go(screen="dialog", what=f"confidence {thread} {choice}")
            sure = isinstance(intent, Decide) and (intent.thread, intent.choice) == (thread, choice)
            return sure or intent == asked or (bench and on_bench(choice))
        case c.Investigate(thread=thread, evidence=evidence):
            return intent == Look(thread=thread, evidence=evidence)
        case c.Answer(inject=inject, how=how, note=note):
            return intent == Respond(inject=inject, how=how, note=note)
    return False


# ---------------------------------------------------------------- what stands in front


def _key(shown: Replayed, key: Key | None) -> tuple[Block, ...]:
    """Say why this is a moment to look at."""
    if key is None or shown.front:
        return ()
    place = shown.film.keys.index(key) + 1
    asked: tuple[Block, ...] = ()
    if key.chosen:
        asked = (Buttons(actions=(show("cards", "Four questions about it", "q", "message-circle-question-mark"),)),)
    return (Group(
        title=key.title, icon=key.icon, aside=f"{place} of {len(shown.film.keys)}", tone="accent" if key.chosen else "plain",
        blocks=(*(Paragraph(text=text) for text in key.why), *asked),
    ),)


def _front(shown: Replayed, key: Key | None) -> tuple[Block, ...]:
    """Return what stands in place of the matter, nothing if the matter is shown."""
    scene = shown.playing.scene
    match shown.front:
        case "scene" if scene is not None:
            return (replace(scene, large=True),)
        case "cards":
            return cards(shown.playing, key, shown.notes, shown.keeps)
        case "list":
            return _list(shown)
    return ()


def _list(shown: Replayed) -> tuple[Block, ...]:
    """Return the tracks to be read: every mark of each, and what the scene looked like."""
    blocks: list[Block] = [Heading(text="The tracks as a list", level=2, icon="list-checks")]
    for track in shown.film.tracks:
        said = [(mark.text, mark.place) for mark in track.marks] or [(span.text, span.since) for span in track.spans]
        points = tuple(Point(when="", title=text, place=place) for text, place in said)
        blocks.append(Group(title=track.label, blocks=(
            *((Paragraph(text=track.note, tone="quiet"),) if track.note else ()),
            *(Row(title=point.title) for point in points),
        ) if points or track.note else (Paragraph(text="Nothing.", tone="quiet"),)))
    looks = shown.film.looks()
    if looks:
        blocks.append(Timeline(caption="What it looked like", points=tuple(
            Point(when=clock_label(shown.film.scenario, at), title=text, place=0) for at, text in looks
        )))
    return tuple(blocks)


# ---------------------------------------------------------------- the strip and the keys


def _tracks(shown: Replayed, key: Key | None) -> Tracks:
    film = shown.film
    return Tracks(
        when=f"{clock(shown.playing)}, moment {shown.moment} of {film.of}", place=shown.place * 1000 // LENGTH,
        tracks=film.tracks, ticks=film.ticks, stops=_stops(film),
        said=(*_why(key), *film.said(shown.moment), *film.lost(shown.place)),
        seek=Action(id="wind-to", label="Wind to", intent=Wind(how="to"), weight="quiet"),
        flags=_flags(film), chosen=f"key-{key.moment}" if key is not None else "",
    )


def _why(key: Key | None) -> tuple[str, ...]:
    """Return why a moment was chosen, in a sentence."""
    return (f"{key.title}: {' '.join(key.why)}",) if key is not None and key.chosen else ()


def _flags(film: Film) -> tuple[Flag, ...]:
    chosen = [key for key in film.keys if key.chosen]
    return tuple(Flag(
        action=Action(id=f"key-{key.moment}", label=_named(film, key), intent=Go(screen="replay", what=str(key.moment)),
                      weight="quiet", icon=key.icon),
        place=film.places[key.moment] * 1000 // LENGTH, sign=str(n),
    ) for n, key in enumerate(chosen, 1))


def _stops(film: Film) -> tuple[Mark, ...]:
    stops = [key for key in film.keys if not key.chosen]
    return tuple(Mark(place=film.places[key.moment] * 1000 // LENGTH, text=_named(film, key)) for key in stops)


def _named(film: Film, key: Key) -> str:
    return f"{label(film.scenario, key.at)} {key.title}: {' '.join(key.why)}"
