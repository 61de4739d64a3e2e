"""The stage as the back row sees it, and what stands in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.screens.dialogs import DIALOGS, playing
from sim.screens.intents import Decide, Go
from sim.screens.playing import Playing, play
from sim.screens.room import CARDS, HELP, NOTE, STOP, InRoom, vote_action
from sim.screens.sides import side
from sim.screens.view import (
    Block,
    Countdown,
    Feed,
    Group,
    Heading,
    Meter,
    Option,
    Paragraph,
    Passing,
    Poster,
    Region,
    Row,
    View,
)

NOTED, EXPLAINED = "Your note", "book-open"

LAST = 3
"""How many messages the back row can take in."""


def in_room(shown: InRoom) -> View:
    """Return what the projector shows."""
    make = PANELS.get(shown.panel)
    if make is not None:
        return make(shown)
    if shown.playing.composing is not None:
        return playing(shown.playing)
    view = stage(shown)
    ask = DIALOGS.get(shown.playing.dialog)
    if ask is None:
        return view
    dialog = Region(role="dialog", label=shown.playing.dialog, blocks=ask(shown.playing))
    mark = f"{view.fingerprint}/{shown.playing.dialog}/{shown.playing.about}"
    return replace(view, regions=(*view.regions, dialog), fingerprint=mark)


def stage(shown: InRoom) -> View:
    """The play screen for the back row: the question and what can be done, the last messages, little of the rest."""
    view = play(shown.playing)
    regions = tuple(_staged(shown, region) for region in view.regions)
    own = (vote_action(shown), STOP, *((CARDS,) if shown.cards else ()), NOTE, HELP)
    run = tuple(action for action in view.keys if action.id == "run")
    rest = tuple(replace(action, weight="quiet") for action in view.keys if action.id not in ("run", "notes", "help"))
    mine = {message.text for message in shown.playing.messages if message.who == NOTED}
    cues = tuple(cue for cue in view.cues if cue.caption not in mine)
    return replace(view, regions=regions, keys=(*run, *own, *rest), cues=cues)


def _staged(shown: InRoom, region: Region) -> Region:
    blocks = region.blocks
    match region.role:
        case "header":
            blocks = tuple(block for block in blocks if isinstance(block, Heading | Row | Countdown | Passing))
        case "feed":
            blocks = tuple(_last(block) for block in blocks if isinstance(block, Feed))
        case "matter":
            blocks = _question_first(blocks)
        case "side":
            blocks = tuple(block for block in blocks if not (isinstance(block, Group) and block.title in ("People", "In hand")))
        case "footer":
            blocks = _stands(shown.playing)
    return replace(region, blocks=blocks)


def _question_first(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the matter at hand with what is asked of the room before what led there."""
    title = next((n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2), None)
    if title is None or not any(isinstance(block, Option) for block in blocks):
        return tuple(map(_asked_of_all, blocks))
    before, after = blocks[:title], blocks[title + 1:]
    texts = tuple(block for block in after if isinstance(block, Paragraph) and block.tone == "plain" and not block.icon)
    strong = tuple(block for block in after if isinstance(block, Paragraph) and block.tone == "strong")
    rest = tuple(_asked_of_all(block) for block in after if block not in texts and block not in strong)
    asked = " ".join(block.text for block in strong)
    heading = blocks[title]
    assert isinstance(heading, Heading)
    under: tuple[Block, ...] = (Heading(text=heading.text, level=3, icon="map-pin"), *texts) if asked else texts
    return (*before, Poster(text=asked or heading.text), *rest, *under)


def _last(feed: Feed) -> Feed:
    """Return the last messages of a feed, without the notes of the person at the front, and words explained, which `W` has."""
    kept = tuple(message for message in feed.messages if message.who != NOTED and message.icon != EXPLAINED)
    return replace(feed, messages=kept[-LAST:])


def _stands(shown: Playing) -> tuple[Block, ...]:
    """Return where it stands, a few words a meter."""
    meters = (block for group in side(shown) if isinstance(group, Group) for block in group.blocks if isinstance(block, Meter))
    return tuple(Paragraph(text=f"{meter.label} {meter.value}", tone="quiet") for meter in meters)


def _asked_of_all(block: Block) -> Block:
    """Return an option that is taken at once: how sure one person is, is no question to a room."""
    if isinstance(block, Option) and isinstance(block.action.intent, Go) and block.action.intent.what.startswith("confidence "):
        _, thread, choice = block.action.intent.what.split(" ", 2)
        return replace(block, action=replace(block.action, intent=Decide(thread=thread, choice=choice)))
    return block


def _elsewhere(name: str) -> Callable[[InRoom], View]:
    """A panel from a module that is read when it is first shown."""
    def make(shown: InRoom) -> View:
        from sim.screens.ballot import VOTING
        from sim.screens.stops import STOPS

        return {**STOPS, **VOTING}[name](shown)

    return make


NAMES = ("keys", "stop", "line", "note", "cards", "card", "vote", "check", "hands", "talk", "result")
PANELS: dict[str, Callable[[InRoom], View]] = {name: _elsewhere(name) for name in NAMES}
"""What can stand in front of the stage."""
