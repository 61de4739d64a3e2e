"""Views as screens would make them, to draw from: an office whose telephones are dead."""

from __future__ import annotations

from dataclasses import replace

from sim.debrief import figures
from sim.debrief.figures import Plot, Series, Tick
from sim.screens.intents import Again, Change, Decide, Delete, Go, Leave, LetRun, PauseRun, ResumeRun, Start, Wind, Write
from sim.screens.view import (
    Action,
    Bar,
    Bars,
    Buttons,
    Chart,
    Columns,
    Countdown,
    Feed,
    Field,
    Flag,
    Group,
    Heading,
    Mark,
    Meaning,
    Message,
    Meter,
    Option,
    Paragraph,
    Passing,
    Point,
    Poster,
    Region,
    Room,
    Row,
    Scene,
    Span,
    Table,
    Tile,
    Timeline,
    Track,
    Tracks,
    View,
)

HELP = Action(id="help", label="Help", intent=Go(screen="help"), key="f1")
NOTES = Action(id="notes", label="Notes", intent=Go(screen="notes"), key="n")
PEOPLE = Action(id="people", label="People", intent=Go(screen="people"), key="p")
RADIO = Action(
    id="radio",
    label="Radio",
    intent=Go(screen="radio"),
    key="r",
    enabled=False,
    reason="The radios are still in the cupboard.",
)
KEYS = (Action(id="space", label="Let time run", intent=LetRun(), key="space"), NOTES, PEOPLE, RADIO, HELP)

_FEED = (
    Message(
        id="m1",
        when="08:41",
        who="Support desk",
        channel="walk-up",
        icon="user-round",
        text="Three people at the door already. **Every desk phone shows “No service”.** Mobiles work.",
    ),
    Message(
        id="m2",
        when="08:43",
        who="Rita Vogel",
        channel="chat",
        icon="message-square",
        text="Switchboard is silent. Nobody outside gets through ☎. What do I tell the callers on my mobile?",
    ),
    Message(
        id="m3",
        when="08:44",
        who="You",
        channel="phone",
        icon="phone-call",
        mine=True,
        text="Told Rita to use the **printed fallback list** and to answer from her mobile.",
    ),
    Message(
        id="m4",
        when="08:46",
        who="Monitoring",
        channel="alert",
        icon="activity",
        tone="warn",
        text="`sbc-01` lost its [[SIP trunk]] at 08:38. Registrations: `0 of 214`. Last change: `fw-edge-2` 07:55.",
    ),
    Message(
        id="m5",
        when="08:49",
        who="Łukasz Nowak",
        channel="phone",
        icon="phone",
        text="I can look at the firewall, but not before nine. The on-call key is with Imran.",
    ),
    Message(
        id="m6",
        when="08:52",
        who="Dr. Seidel",
        channel="mail",
        icon="mail",
        tone="bad",
        text="The practice on floor 2 shares our lines. They cannot reach the emergency number from the desks.",
        fresh=True,
    ),
    Message(
        id="m7",
        when="08:53",
        who="Carrier hotline",
        channel="phone",
        icon="headphones",
        text="You are number 14 in the queue. Expected waiting time: more than 20 minutes.",
        fresh=True,
    ),
)


def option(
    key: str, name: str, label: str, detail: str, takes: str, cost: str, who: str, icon: str, reason: str = ""
) -> Option:
    action = Action(
        id=name, label=label, intent=Decide(thread="phones", choice=name), key=key, enabled=not reason, reason=reason
    )
    return Option(action=action, detail=detail, takes=takes, cost=cost, who=who, icon=icon)


OPTIONS = (
    option(
        "1",
        "emergency",
        "Give floor 2 two mobiles and post the emergency number on every door",
        "Nothing is repaired by it, but nobody is left without a way to call for help.",
        "4 min",
        "€ 0",
        "Rita",
        "heart-pulse",
    ),
    option(
        "2",
        "rollback",
        "Take back this morning’s firewall change",
        "Known procedure. If the change is not the cause, you lose the time and one good trace.",
        "12 min",
        "€ 0",
        "Łukasz",
        "rotate-ccw",
        "Łukasz is on the road until 09:00, and nobody else may touch the firewall.",
    ),
    option(
        "3",
        "evidence",
        "Compare the call log with the change log first",
        "Cheap, and it decides between two causes.",
        "6 min",
        "€ 0",
        "You",
        "search",
    ),
    option(
        "4",
        "carrier",
        "Have the carrier forward all numbers to mobiles",
        "The outside can reach you again; conference rooms and the door intercom stay dead.",
        "25 min",
        "€ 480",
        "Carrier",
        "phone-call",
    ),
    option("5", "announce", "Send a plain notice to the whole house", "", "3 min", "", "You", "megaphone"),
)


def play(
    left: str = "1:42",
    share: int = 620,
    alert: str = "",
    dialog: Region | None = None,
    fresh: int = 7,
    fingerprint: str = "phones/drift/1",
    tail: tuple[Message, ...] = (),
) -> View:
    header = Region(
        role="header",
        blocks=(
            Heading(text="Dead air", level=1, icon="phone-off", aside="Stage 2 of 5"),
            Paragraph(text="Monday 08:53 · the telephones of a whole house", tone="quiet"),
            Row(title="08:53:20", detail="scenario time", icon="clock"),
            Buttons(actions=(Action(id="pause", label="Pause", intent=PauseRun(), key="escape", icon="pause"),)),
        ),
    )
    feed = Region(
        role="feed",
        label="What reaches you",
        blocks=(
            Heading(text="What reaches you", level=3, icon="message-square", aside="2 new"),
            Feed(messages=_FEED[:fresh] + tail, empty="Nothing yet."),
        ),
    )
    matter = Region(
        role="matter",
        blocks=(
            Heading(text="Telephones", level=3, icon="phone", aside="Decision 4"),
            Heading(text="The lines are down and floor 2 cannot call for help. What first?", level=2),
            Paragraph(
                text="You know that `sbc-01` has no registrations and that a change went in at 07:55. "
                "You do **not** know yet whether the two belong together.",
                tone="quiet",
            ),
            Countdown(left=left, share=share, default="If nobody decides, Rita sends everybody home for the morning."),
            *OPTIONS,
        ),
    )
    side = Region(
        role="side",
        blocks=(
            Group(
                title="Where it stands",
                icon="activity",
                blocks=(
                    Meter(label="Reachability", value="12 %", share=120, change="-38", tone="bad", icon="phone"),
                    Meter(
                        label="Trust of the house",
                        value="57 %",
                        share=570,
                        change="-4",
                        tone="warn",
                        icon="heart-pulse",
                    ),
                    Meter(label="Evidence", value="40 %", share=400, change="+15", icon="search"),
                    Meter(label="Budget", value="€ 1 520", share=760, tone="good", icon="wallet"),
                ),
            ),
            Group(
                title="People",
                icon="users",
                blocks=(
                    Row(
                        title="Rita Vogel", detail="Switchboard · with callers", initial="R", aside="busy", tone="warn"
                    ),
                    Row(title="Łukasz Nowak", detail="Network · back at 09:00", initial="Ł", aside="away", tone="bad"),
                    Row(
                        title="Imran Aziz",
                        detail="Facilities · holds the on-call key",
                        initial="I",
                        aside="free",
                        tone="good",
                    ),
                ),
            ),
            Group(
                title="Known so far",
                icon="clipboard-list",
                blocks=(
                    Row(title="Mobiles work", icon="check", tone="good"),
                    Row(title="Change on fw-edge-2 at 07:55", detail="not yet tied to the outage", icon="git-branch"),
                ),
            ),
        ),
    )
    footer = Region(role="footer", blocks=(Paragraph(text="Saved 08:53 · seed 7F2A", tone="quiet"),))
    regions = (header, feed, matter, side, footer)
    return View(
        screen="play",
        title="Dead air",
        regions=(*regions, dialog) if dialog else regions,
        keys=KEYS,
        alert=alert,
        fingerprint=fingerprint,
    )


DIALOG = Region(
    role="dialog",
    label="Paused",
    blocks=(
        Heading(text="Paused", level=1, icon="pause"),
        Paragraph(
            text="The clock stands still and everything so far is on disk. "
            "You can close the window and go on another day."
        ),
        Countdown(left="1:42", share=620, default="The decision waits for you.", state="paused"),
        Buttons(
            actions=(
                Action(id="resume", label="Go on", intent=ResumeRun(), key="escape", weight="primary", icon="play"),
                Action(id="settings", label="Settings", intent=Go(screen="settings"), key="s", icon="settings"),
                Action(id="leave", label="Save and close", intent=Leave(), key="q", icon="log-out"),
                Action(
                    id="delete", label="Delete this run", intent=Delete(run="7f2a"), weight="danger", icon="trash-2"
                ),
                Action(
                    id="again",
                    label="Try this again",
                    intent=Again(moment=3),
                    enabled=False,
                    reason="Only after the debrief.",
                    weight="quiet",
                ),
            )
        ),
    ),
)


def waiting() -> View:
    before = play(alert="Dr. Seidel is on the line: she needs an answer before 09:00.", fingerprint="wait")
    matter = Region(
        role="matter",
        blocks=(
            Heading(text="Telephones", level=3, icon="phone"),
            Heading(text="Łukasz is comparing the logs", level=2),
            Passing(
                label="Comparing the call log with the change log",
                waiting_for="until 08:59, or until something comes up",
                share=430,
            ),
            Paragraph(text="“If it is the firewall, I will see it in the first ten lines.”", tone="quote"),
            Countdown(left="0:20", share=800, default="Then the clock starts.", state="held"),
            Countdown(left="no limit", share=1000, default="Time pressure is off in the settings.", state="untimed"),
            Paragraph(text="The emergency number can be reached again from floor 2.", tone="good"),
            Paragraph(text="The lift intercom has not been tested.", tone="warn"),
            Paragraph(text="The alarm panel dials out over the same trunk.", tone="bad"),
        ),
    )
    regions = tuple(matter if region.role == "matter" else region for region in before.regions)
    return View(screen="play", title="Dead air", regions=regions, keys=KEYS, alert=before.alert, fingerprint="wait")


def _card(number: str, title: str, icon: str, hook: str, aside: str, done: str, enabled: bool = True) -> Group:
    start = Action(
        id=f"start-{number}",
        label="Begin",
        intent=Start(scenario=title),
        key=number,
        enabled=enabled,
        reason="" if enabled else "Finish “Dead air” once to open this one.",
    )
    return Group(
        title=title,
        icon=icon,
        aside=aside,
        action=start,
        blocks=(Paragraph(text=hook, tone="quiet"), Paragraph(text=done, tone="quiet", icon="award")),
    )


def catalogue() -> View:
    return View(
        screen="catalogue",
        title="Cordless",
        fingerprint="catalogue",
        keys=(
            HELP,
            Action(id="settings", label="Settings", intent=Go(screen="settings"), key="s"),
            Action(id="quit", label="Close", intent=Leave(), key="escape"),
        ),
        regions=(
            Region(
                role="header",
                blocks=(
                    Heading(text="Cordless", level=1, icon="phone-off"),
                    Paragraph(text="Practise the incidents nobody wants to meet unprepared.", tone="quiet"),
                ),
            ),
            Region(
                role="body",
                blocks=(
                    Heading(text="Go on where you left off", level=2),
                    Group(
                        title="Dead air",
                        icon="phone-off",
                        aside="08:53 · stage 2 of 5",
                        tone="accent",
                        action=Action(id="go-on", label="Go on", intent=ResumeRun(), key="enter", weight="primary"),
                        blocks=(Paragraph(text="The lines are down and floor 2 cannot call for help.", tone="quiet"),),
                    ),
                    Heading(text="Scenarios", level=2, aside="4 of 6 open"),
                    Columns(
                        columns=(
                            (
                                _card(
                                    "1",
                                    "Dead air",
                                    "phone-off",
                                    "Monday, 08:40. Every telephone in the house is silent, and the "
                                    "practice on floor 2 shares your lines.",
                                    "25 min",
                                    "Best ending: reachable by nine",
                                ),
                            ),
                            (
                                _card(
                                    "2",
                                    "The projector",
                                    "projector",
                                    "Ninety guests, one keynote, no picture.",
                                    "8 min",
                                    "Not played yet",
                                ),
                            ),
                            (
                                _card(
                                    "3",
                                    "Cold room",
                                    "snowflake",
                                    "The vaccines are at 9 °C and the alarm went to somebody who left in March.",
                                    "30 min",
                                    "Limped through twice",
                                ),
                            ),
                        )
                    ),
                    Columns(
                        columns=(
                            (
                                _card(
                                    "4",
                                    "Double booking",
                                    "calendar-days",
                                    "Two meetings, one room, and both have the director.",
                                    "6 min",
                                    "Not played yet",
                                ),
                            ),
                            (
                                _card(
                                    "5",
                                    "Black Friday",
                                    "shopping-cart",
                                    "The shop takes money twice.",
                                    "40 min",
                                    "Not played yet",
                                    False,
                                ),
                            ),
                            (
                                _card(
                                    "6",
                                    "The quiet backup",
                                    "database",
                                    "It has been green for a year. It has been empty for a year.",
                                    "35 min",
                                    "Not played yet",
                                    False,
                                ),
                            ),
                        )
                    ),
                ),
            ),
            Region(role="footer", blocks=(Paragraph(text="Cordless 1.0", tone="quiet"),)),
        ),
    )


def debrief() -> View:
    return View(
        screen="debrief",
        title="Debrief",
        fingerprint="debrief",
        keys=(HELP, Action(id="back", label="Catalogue", intent=Go(screen="catalogue"), key="escape")),
        regions=(
            Region(
                role="header",
                blocks=(
                    Heading(text="After-action report", level=1, icon="clipboard-list", aside="Dead air"),
                    Buttons(
                        actions=(
                            Action(
                                id="replay",
                                label="Play again",
                                intent=Start(scenario="dead-air"),
                                key="r",
                                icon="rotate-ccw",
                                weight="primary",
                            ),
                        )
                    ),
                ),
            ),
            Region(
                role="body",
                blocks=(
                    Heading(text="Reachable again after 47 minutes", level=1),
                    Paragraph(
                        text="The house could call out at 09:27. Floor 2 was without an emergency number for **eleven "
                        "minutes**; a [[fallback list]] on the wall would have made it two."
                    ),
                    Timeline(
                        caption="What happened when",
                        points=(
                            Point(when="08:38", title="Trunk lost", place=0, tone="bad"),
                            Point(when="08:46", title="You saw the alert", place=160),
                            Point(when="08:57", title="Mobiles on floor 2", place=380, tone="good"),
                            Point(
                                when="09:03",
                                title="Change taken back",
                                place=510,
                                detail="two minutes after Łukasz came in",
                            ),
                            Point(when="09:12", title="Still no registrations", place=690, tone="warn"),
                            Point(when="09:27", title="Lines are back", place=1000, tone="good"),
                        ),
                    ),
                    Columns(
                        weights=(3, 2),
                        columns=(
                            (
                                Group(
                                    title="How you worked",
                                    icon="target",
                                    blocks=(
                                        Bars(
                                            caption="Beside the best that was possible",
                                            bars=(
                                                Bar(label="Diagnosis", value="82 %", share=820, tone="good"),
                                                Bar(
                                                    label="Communication",
                                                    value="64 %",
                                                    share=640,
                                                    tone="warn",
                                                    note="Two calls stayed unanswered.",
                                                ),
                                                Bar(label="Priorities", value="90 %", share=900, tone="good"),
                                                Bar(label="Care for people", value="71 %", share=710),
                                                Bar(label="Cost", value="no figure: nothing was bought", share=None),
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                            (
                                Group(
                                    title="What to keep",
                                    icon="lightbulb",
                                    blocks=(
                                        Row(
                                            title="You asked before you acted",
                                            detail="Decision 2: the log ruled out the carrier.",
                                            icon="check",
                                            tone="good",
                                        ),
                                        Row(
                                            title="Floor 2 waited",
                                            detail="Decision 4 came eleven minutes after the mail.",
                                            icon="triangle-alert",
                                            tone="warn",
                                        ),
                                        Paragraph(
                                            text="Ask first who cannot call for help.", tone="accent", icon="lightbulb"
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    Group(
                        title="Decision by decision",
                        icon="list-checks",
                        blocks=(
                            Table(
                                columns=("Decision", "At", "Took", "Yours", "Best"),
                                rows=(
                                    ("What first?", "08:41", "0:32", "71", "84"),
                                    ("Who looks at the log?", "08:47", "1:05", "84", "84"),
                                    ("Floor 2 cannot call for help", "08:53", "1:42", "40", "91"),
                                    ("Take back the change, or wait for the trace?", "09:01", "0:20", "66", "70"),
                                ),
                            ),
                        ),
                    ),
                    Heading(text="Every moment", level=2),
                    Timeline(
                        points=tuple(
                            Point(when=f"08:{38 + step}", title=title, place=step * 100, detail=detail, tone=tone)
                            for step, (title, detail, tone) in enumerate(
                                (
                                    ("Trunk lost", "Nobody noticed: the alert went to a mailbox.", "bad"),
                                    ("First person at the door", "", "plain"),
                                    ("Rita calls", "", "plain"),
                                    ("You answered", "Printed list, mobiles.", "good"),
                                    ("The carrier’s queue", "Number 14.", "warn"),
                                    ("Dr. Seidel’s mail", "", "bad"),
                                    ("You read the alert", "", "plain"),
                                    ("A guess", "Marked 60 % sure.", "plain"),
                                    ("Łukasz arrives", "", "good"),
                                    ("Lines are back", "", "good"),
                                )
                            )
                        )
                    ),
                    Buttons(
                        actions=(
                            Action(id="save", label="Save the report", intent=Leave(), icon="save", weight="primary"),
                            Action(
                                id="from-4",
                                label="Try again from decision 4",
                                intent=Again(moment=4),
                                icon="rotate-ccw",
                            ),
                        )
                    ),
                ),
            ),
        ),
    )


def _choice(name: str, *labels: str) -> tuple[Action, ...]:
    return tuple(
        Action(id=f"{name}-{label}", label=label, intent=Change(setting=name, value=label)) for label in labels
    )


def settings(theme: str = "dark", name: str = "Sam") -> View:
    return View(
        screen="settings",
        title="Settings",
        fingerprint="settings",
        keys=(HELP, Action(id="back", label="Back", intent=Go(screen="catalogue"), key="escape")),
        regions=(
            Region(role="header", blocks=(Heading(text="Settings", level=1, icon="settings"),)),
            Region(
                role="body",
                blocks=(
                    Group(
                        title="Seeing",
                        icon="eye",
                        blocks=(
                            Field(
                                id="theme",
                                label="Colours",
                                options=_choice("theme", "dark", "light", "contrast"),
                                chosen=f"theme-{theme}",
                            ),
                            Field(
                                id="scale",
                                label="Size of text",
                                help="Everything grows with it; nothing is cut off.",
                                options=_choice("scale", "100 %", "150 %", "200 %"),
                                chosen="scale-100 %",
                            ),
                            Field(
                                id="motion",
                                label="Movement",
                                options=_choice("motion", "on", "off"),
                                chosen="motion-on",
                            ),
                        ),
                    ),
                    Group(
                        title="Time",
                        icon="timer",
                        blocks=(
                            Field(
                                id="pressure",
                                label="Time pressure",
                                help="Untimed play is scored the same way.",
                                options=_choice("pressure", "as written", "half speed", "none"),
                                chosen="pressure-as written",
                            ),
                            Field(
                                id="reading",
                                label="Hold the clock while a new message is read",
                                options=_choice("reading", "yes", "no"),
                                chosen="reading-yes",
                            ),
                        ),
                    ),
                    Group(
                        title="You",
                        icon="user-round",
                        blocks=(
                            Field(
                                id="name",
                                label="Name in reports",
                                help="Stays on this computer.",
                                text=name,
                                submit=Action(id="set-name", label="Keep", intent=Change(setting="name", value="")),
                            ),
                            Buttons(
                                actions=(
                                    Action(
                                        id="forget",
                                        label="Delete all runs",
                                        intent=Delete(run="*"),
                                        weight="danger",
                                        icon="trash-2",
                                    ),
                                )
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


def note() -> View:
    return play(
        dialog=Region(
            role="dialog",
            blocks=(
                Heading(text="A note for later", level=2, icon="notebook-pen"),
                Paragraph(text="It appears in the debrief beside this decision.", tone="quiet"),
                Field(
                    id="note",
                    label="Note",
                    text="",
                    submit=Action(id="keep", label="Keep", intent=Write(), weight="primary"),
                ),
                Buttons(actions=(Action(id="drop", label="Do not keep", intent=ResumeRun(), key="escape"),)),
            ),
        )
    )


def review() -> View:
    """What a run could be expected to come to, with something to select for everything that changed it."""
    levels = (820, 760, 900, 900, 640, 700, 1000, 420, 410, 0)
    figure = Plot(
        id="curve", title="What was still to be had",
        says="What was to be expected, after each decision and wherever luck was at work.",
        series=(Series(label="expected", kind="step", points=tuple((n * 1000 // 9, level) for n, level in enumerate(levels))),),
        along=tuple(Tick(place=n * 1000 // 9, label=f"09:{n}0") for n in range(10)),
        up=(Tick(place=0, label="−$1,200"), Tick(place=500, label="$65,000"), Tick(place=1000, label="$130,000")),
        marks=tuple(
            figures.Mark(place=n * 1000 // 9, level=level, kind="decision" if n % 3 else "luck",
                 says=f"09:{n}0 You chose something: $1,{level:03}")
            for n, level in enumerate(levels)
        ),
    )
    actions = tuple(
        Action(id=f"spot-{n}", label=mark.says, intent=Go(screen="debrief")) for n, mark in enumerate(figure.marks)
    )
    curve = Chart(figure=figure, actions=actions, chosen="spot-4")
    said = Group(
        title="You chose: **the long way round**",
        aside="09:40",
        icon="hand",
        tone="accent",
        blocks=(
            Paragraph(text="This cost about $4,100: best from here was “Ask the dealer” at 09:15, then “Go there” at 09:40."),
            Buttons(actions=(Action(id="what-if", label="What if? Play on from 09:38", intent=Again(moment=4), key="w"),)),
        ),
    )
    body = Region(role="body", blocks=(curve, said, Poster(text="What was lost?")))
    return View(screen="debrief", title="Debrief", regions=(body,), keys=(HELP,), fingerprint="review")


def office(large: bool = False) -> Scene:
    """An office at noon: more rings than one can answer."""
    lines = tuple(
        Tile(label=f"Line {n}", state="talking" if n < 5 else "ringing", x=2 * n, y=5, size=2, icon="phone") for n in range(1, 13)
    )
    people = (
        Tile(label="The front desk", state="drowning", x=19, y=11, size=3, icon="phone-call"),
        Tile(label="Dolores", state="walking", x=23, y=11, size=3, initial="D"),
        Tile(label="Tim", state="away", x=2, y=11, size=2, initial="T"),
        Tile(label="You", state="busy", x=5, y=11, size=2, initial="Y"),
    )
    return Scene(
        label="The office",
        text="Eight of twelve lines ring, and Dolores cannot walk any faster.",
        w=28,
        h=16,
        rooms=(
            Room(label="Lines at the wall", x=0, y=2, w=28, h=6),
            Room(label="Sales floor", x=0, y=8, w=18, h=8),
            Room(label="Front desk", x=18, y=8, w=10, h=8),
        ),
        tiles=(*lines, *people),
        legend=(Meaning(state="ringing", word="ringing"), Meaning(state="drowning", word="too much at once")),
        large=large,
    )


def seen() -> View:
    """The play screen of a scenario with a scene."""
    view = play()
    group = Group(title="The office", icon="map-pin", blocks=(office(),))
    regions = tuple(
        replace(region, blocks=(group, *region.blocks)) if region.role == "side" else region for region in view.regions
    )
    return replace(view, regions=regions)


def tracked(place: int = 300) -> View:
    """A run on its tracks."""
    seek = Action(id="wind-to", label="Wind to", intent=Wind(how="to"))
    roll = Action(id="roll", label="Play", intent=Wind(how="roll"), key="space", weight="primary", icon="play")
    on = Action(id="wind-on", label="On", intent=Wind(how="by", by=1), key="right", icon="arrow-right")
    days = ((0, "Tue"), (210, "Wed"), (415, "Thu"), (420, "Fri"), (990, "Sat"))
    marks = tuple(
        Mark(place=at, text=f"Something happened at {at}.", icon="phone" if at % 2 else "") for at in range(0, 1000, 37)
    )
    flags = tuple(
        Flag(action=Action(id=f"key-{n}", label=f"Moment {n}", intent=Go(screen="replay", what=str(n))), place=at, sign=sign)
        for n, at, sign in ((3, 20, "1"), (5, 25, "2"), (20, 1000, "3"))
    )
    lost = tuple(Span(since=at, until=at + 40, level=at, text=f"{at} calls an hour were lost.") for at in range(0, 900, 100))
    seen = Tracks(
        when="Wed 09:40", place=place, seek=seek, ticks=days, flags=flags, stops=marks[:3],
        said=("Wed 09:40 The phone rang.",), chosen="key-5",
        tracks=(Track(label="Events", marks=marks), Track(label="My actions", marks=marks[::3]), Track(label="What I knew"),
                Track(label="Value lost", spans=lost, note="Calls lost an hour, at most 900.")),
    )
    regions = (
        Region(role="matter", blocks=(office(large=True),)),
        Region(role="strip", blocks=(seen, Buttons(actions=(roll, on)))),
    )
    return View(screen="replay", title="Replay", fingerprint="replay", regions=regions, keys=(HELP,))


VIEWS = {
    "seen": seen(),
    "around": play(dialog=Region(role="dialog", blocks=(office(large=True), Buttons(actions=(HELP,))))),
    "tracks": tracked(),
    "review": review(),
    "play": play(),
    "waiting": waiting(),
    "catalogue": catalogue(),
    "debrief": debrief(),
    "settings": settings(),
    "paused": play(dialog=DIALOG),
    "note": note(),
}
