"""Small scenarios from YAML text, a way to play them by hand, random players, and the laws every run must keep.

`small(text)` adds what every scenario needs to the keys given; `Play` plays one by hand; `random_player` plays any scenario
with a seed; `keeps_the_laws` holds a finished run to what must be so of all of them. Others may use all four.
"""
from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sim.authoring.load import load
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.journal import state_hash
from sim.domain.kit import Bench
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation, fold
from sim.domain.units import ChoiceId, EvidenceId, InjectId, Seconds, ThreadId
from sim.engine.chance import Luck, live, rigged
from sim.engine.fitting import rig_id
from sim.engine.offers import offers, wanted
from sim.engine.step import due, step

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

_USUAL = {
    "meta": 'meta: {id: t, version: "1", title: T, summary: S, minutes: 5, difficulty: 1, source: S, competencies: {care: Care}}',
    "clock": 'clock: {start: "Mon 08:00"}',
    "horizon": "horizon: 10h",
    "pace": "pace: 1",
    "beat": "beat: 1s",
    "briefing": "briefing: B",
    "start": "start: a",
    "value": 'value: {label: V, unit: u, told: "50", told_label: T}',
    "endings": "endings: [{id: fine, title: F, text: t, above: 0}]",
}


def text_of(body: str) -> str:
    """Return `body` with the usual keys it does not give itself."""
    given = set(re.findall(r"(?m)^([a-z]+):", body))
    return "\n".join([line for key, line in _USUAL.items() if key not in given] + [body])


@cache
def small(body: str) -> Scenario:
    """Return the scenario of `body`, which need not say what does not matter to it. Built once a text."""
    text = text_of(body)
    loaded = load(text.encode(), "small.yaml")
    errors = [str(problem) for problem in loaded.problems if problem.severity == "error"]
    assert loaded.scenario is not None, "\n".join(errors) + "\n" + text
    return loaded.scenario


def real_scenarios() -> dict[str, Scenario]:
    """Return the scenarios that are shipped and load without an error, by name."""
    found = {}
    for path in sorted(SCENARIOS.glob("*/scenario.yaml")):
        try:
            loaded = load(path.read_bytes(), str(path))
        except Exception:  # being written right now
            continue
        if loaded.scenario is not None:
            found[path.parent.name] = loaded.scenario
    return found


# ---------------------------------------------------------------- play by hand


@dataclass(slots=True)
class Taken:
    """One step of a run."""

    command: c.Command
    events: tuple[e.Event, ...]
    situation: Situation


@dataclass(slots=True)
class Play:
    """A run in the making. Every call returns the events of its step; times are whole seconds or texts like `5m`."""

    scenario: Scenario
    luck: Luck = field(default_factory=lambda: live(7))
    now: Situation = field(default_factory=Situation)
    taken: list[Taken] = field(default_factory=list)

    @property
    def events(self) -> list[e.Event]:
        return [event for taken in self.taken for event in taken.events]

    def send(self, command: c.Command) -> tuple[e.Event, ...]:
        self.now, events = step(self.scenario, self.now, command, self.luck)
        self.taken.append(Taken(command, events, self.now))
        return events

    def begin(self, variant: str = "", horizon: int | None = None) -> tuple[e.Event, ...]:
        return self.send(c.Begin(at=Seconds(0), variant=variant, horizon=None if horizon is None else Seconds(horizon)))

    def wait(self, at: int | str) -> tuple[e.Event, ...]:
        return self.send(c.Wait(at=sec(at)))

    def choose(self, at: int | str, choice: str, thread: str = "main") -> tuple[e.Event, ...]:
        return self.send(c.Choose(at=sec(at), choice=ChoiceId(choice), thread=ThreadId(thread)))

    def look(self, at: int | str, evidence: str, thread: str = "main") -> tuple[e.Event, ...]:
        return self.send(c.Investigate(at=sec(at), evidence=EvidenceId(evidence), thread=ThreadId(thread)))

    def answer(self, at: int | str, inject: str, how: str = "answer", note: bool = False) -> tuple[e.Event, ...]:
        return self.send(c.Answer(at=sec(at), inject=InjectId(inject), how=how, note=note))  # type: ignore[arg-type]

    def stage(self, thread: str = "main") -> str | None:
        standing = self.now.threads.get(ThreadId(thread))
        return None if standing is None else standing.stage

    def due(self, thread: str = "main") -> int | None:
        return self.now.threads[ThreadId(thread)].due

    def shown(self) -> dict[str, str]:
        """What is on offer now: id -> why not, empty if it can be had."""
        return {offer.item.id: offer.reason for offer in offers(self.scenario, self.now)}

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]

    def times(self, kind: type) -> list[int]:
        return [event.at for event in self.of(kind)]


def play(scenario: Scenario | str, *, luck: Luck | None = None, seed: int = 7, branches: dict[str, str] | None = None,
         variant: str = "", horizon: int | None = None) -> Play:
    """Return a run of `scenario` (or of the small one written out) that has begun."""
    made = small(scenario) if isinstance(scenario, str) else scenario
    run = Play(made, luck or (rigged(seed, branches) if branches else live(seed)))
    run.begin(variant, horizon)
    return run


def sec(time: int | str) -> Seconds:
    if isinstance(time, int):
        return Seconds(time)
    units = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
    return Seconds(sum(int(n) * units[u] for n, u in re.findall(r"(\d+)([dhms])", time)))


def kinds(events: Iterable[e.Event]) -> list[type]:
    return [type(event) for event in events]


def refused(events: Iterable[e.Event]) -> list[tuple[str, str]]:
    return [(event.what, event.reason) for event in events if isinstance(event, e.ChoiceRefused)]


# ---------------------------------------------------------------- random players


def random_player(
    scenario: Scenario, seed: int, *, luck: Luck | None = None, variant: str = "", rash: float = 0.05, idle: float = 0.25,
    most: int = 400, longest: int | None = None,
) -> Play:
    """Play to the end at random: what is on offer, at random times; now and then (`rash`) what is not; else wait (`idle`).

    After `most` commands one wait goes to the horizon. `longest` is the longest think in scenario seconds.
    """
    dice = random.Random(seed)
    run = Play(scenario, luck or live(seed))
    run.begin(variant)
    clock = 0
    for _ in range(most):
        if run.now.phase is not Phase.RUNNING:
            return run
        usual, odd = dice.choice((0, 1, 7, 30, 60, 240, 900, 3600)), dice.randrange(1 + scenario.horizon // 20)
        thinks = usual if dice.random() < 0.8 else odd
        clock = max(clock, run.now.at) + min(thinks, longest if longest is not None else thinks)
        run.send(_whim(run, dice, Seconds(clock), rash, idle))
    run.wait(scenario.horizon)
    return run


def _idea(bench: Bench, now: Situation, dice: random.Random) -> ChoiceId:
    """Parts at random, built, or shown to somebody; or something that stands taken down."""
    if now.rigs and dice.random() < 0.2:
        return ChoiceId(f"down:{dice.choice(list(now.rigs))}")
    parts = dice.sample(list(bench.parts.values()), dice.randint(1, min(3, len(bench.parts))))
    rig = rig_id(bench, dice.choice(list(bench.goals)), {part.id: dice.choice(part.amounts) for part in parts})
    if bench.asked and dice.random() < 0.2:
        return ChoiceId(f"show:{dice.choice(list(bench.asked))}:{rig.removeprefix('rig:')}")
    return rig


def _whim(run: Play, dice: random.Random, at: Seconds, rash: float, idle: float) -> c.Command:
    scenario, now = run.scenario, run.now
    want = wanted(scenario, now)
    on_screen = [o for o in offers(scenario, now) if not o.reason]
    if dice.random() < rash:
        on_screen = list(offers(scenario, now)) or on_screen
        if dice.random() < 0.3:
            odd = dice.choice(("state", "nothing-of-the-kind", "__class__", ""))
            return dice.choice((
                c.Choose(at=at, choice=ChoiceId(odd), thread=ThreadId(dice.choice(("main", odd)))),
                c.Investigate(at=at, evidence=EvidenceId(odd), thread=ThreadId("main")),
                c.Answer(at=at, inject=InjectId(odd), how="answer"),
                c.Begin(at=at),
                c.Resume(at=at),
            ))
    if want and dice.random() < 0.6:
        how = dice.choice(("answer", "answer", "carry_on", "abandon"))
        return c.Answer(at=at, inject=dice.choice(want).inject, how=how, note=dice.random() < 0.5)
    at_bench = [thread for thread, s in now.threads.items() if s.open and scenario.stages[s.stage].workbench]
    if scenario.bench is not None and at_bench and dice.random() < 0.4:
        return c.Choose(at=at, choice=_idea(scenario.bench, now, dice), thread=dice.choice(at_bench))
    if not on_screen or dice.random() < idle:
        if dice.random() < 0.5:
            item = due(scenario, now)
            return c.Wait(at=max(at, item.at if item is not None else at))
        return c.Wait(at=at)
    offer = dice.choice(on_screen)
    if offer.is_choice:
        return c.Choose(at=at, choice=offer.item.id, thread=offer.thread, confidence=dice.choice((None, 50, 90)))
    return c.Investigate(at=at, evidence=offer.item.id, thread=offer.thread)


def again(run: Play, commands: Sequence[c.Command]) -> Play:
    """Play `commands` on a fresh run of the same scenario and luck."""
    fresh = Play(run.scenario, run.luck)
    for command in commands:
        fresh.send(command)
    return fresh


def with_waits(commands: Sequence[c.Command], seed: int, most: int = 4) -> list[c.Command]:
    """Return the same commands with waits strewn between them: cut time into other frames."""
    dice = random.Random(seed)
    found: list[c.Command] = [commands[0]]
    clock = 0
    for command in commands[1:]:
        if command.at > clock:
            cuts = sorted(dice.randint(clock, command.at) for _ in range(dice.randrange(most + 1)))
            found += [c.Wait(at=Seconds(at)) for at in cuts]
        found.append(command)
        clock = max(clock, command.at)
    return found


# ---------------------------------------------------------------- the laws


def keeps_the_laws(run: Play) -> None:
    """Assert of a run what must be so of every run, whoever played it."""
    assert run.now.phase is Phase.DEBRIEF, "every run ends by its horizon"
    _is_the_fold_of_its_journal(run)
    _goes_forward(run)
    _falls_when_due(run)
    _stays_in_bounds(run)


def _is_the_fold_of_its_journal(run: Play) -> None:
    twin = Situation()
    for taken in run.taken:
        twin = fold(taken.events, twin)
        assert twin == taken.situation
        assert hash(twin) == hash(taken.situation)
        assert state_hash(twin) == state_hash(taken.situation)


def _goes_forward(run: Play) -> None:
    events, horizon = run.events, run.of(e.RunBegan)[0].horizon
    assert kinds(events)[0] is e.RunBegan and len(run.of(e.RunBegan)) == 1
    ends = [n for n, event in enumerate(events) if isinstance(event, e.RunEnded)]
    assert len(ends) == 1
    assert events[ends[0]].at <= horizon
    after = {type(event) for event in events[ends[0] + 1:]}
    assert after <= {e.Scored, e.ChoiceRefused, e.NoteWritten, e.TeamsSeated, e.HandsCounted}, after
    last = 0
    for event in events:
        assert event.at >= last, (last, event)
        last = event.at
    at = 0
    for taken in run.taken:
        assert taken.situation.at >= at
        at = taken.situation.at


def _falls_when_due(run: Play) -> None:
    scenario = run.scenario
    came: set[str] = set()
    coming: dict[str, int] = {}
    pending: dict[str, int] = {}
    deadlines: dict[str, int] = {}
    hands: dict[str, int] = {}
    demands: dict[str, int] = {}
    ended = None
    for event in run.events:
        at = event.at
        match event:
            case e.InjectScheduled(inject=inject, due=when):
                assert inject not in came and inject not in coming
                coming[inject] = when
            case e.InjectArrived(inject=inject) | e.InjectSkipped(inject=inject):
                assert inject not in came, f"{inject} came twice"
                came.add(inject)
                fixed = scenario.injects[inject].at
                assert at == coming.pop(inject, at if fixed is None else fixed), event
            case e.ConsequenceScheduled(consequence=name, due=when):
                assert name not in pending and when > at
                pending[name] = when
            case e.ConsequenceFell(consequence=name):
                assert at == pending.pop(name)
            case e.ConsequenceCancelled(consequence=name):
                assert at <= pending.pop(name)
            case e.StageEntered(thread=thread):
                deadlines.pop(thread, None)
            case e.StageOpened(thread=thread, due=when):
                deadlines.pop(thread, None)
                if when is not None:
                    assert when >= at
                    deadlines[thread] = when
            case e.ChoiceMade(thread=thread, leads_on=True) | e.ThreadClosed(thread=thread):
                deadlines.pop(thread, None)
            case e.DeadlineLapsed(thread=thread):
                assert at == deadlines.pop(thread), event
            case e.WorkBegan(who=who, until=until) | e.WorkResumed(who=who, until=until):
                assert who not in hands, f"{who} has one pair of hands"
                hands[who] = until
            case e.WorkDone(who=who):
                assert at == hands.pop(who)
            case e.WorkStopped(who=who, left=left):
                assert left == hands.pop(who) - at
            case e.WorkDropped(who=who):
                hands.pop(who, None)
            case e.DemandMade(inject=inject, due=when):
                demands[inject] = when
            case e.DemandMet(inject=inject, how=how):
                if how == "lapse":
                    assert at == demands[inject]
                if how != "carry_on":
                    demands.pop(inject, None)
            case e.RunEnded():
                ended = at
                deadlines, hands, pending, coming, demands = {}, {}, {}, {}, {}
        for due_ in (deadlines, pending, coming, hands, demands):
            assert all(when >= at for when in due_.values()), (event, due_)
    assert ended is not None
    for inject in scenario.injects.values():
        if inject.at is not None and inject.at < ended:
            assert inject.id in came, f"{inject.id} never came"


def _stays_in_bounds(run: Play) -> None:
    for taken in run.taken:
        for name, meter in run.scenario.meters.items():
            assert meter.low <= taken.situation.values[name] <= meter.high, name
        for name in run.scenario.resources:
            assert taken.situation.values[name] >= 0, name
        for name, weights in taken.situation.belief.items():
            assert any(weights) and len(weights) == len(run.scenario.latents[name].values)


# ---------------------------------------------------------------- the kitchen sink

KITCHEN_SINK = """
meta:
  id: sink
  version: "1"
  title: Everything at once
  summary: S
  minutes: 5
  difficulty: 1
  source: S
  competencies: {care: Care, craft: Craft}
clock: {start: "Mon 08:00"}
horizon: Tue 18:00
pace: 60
beat: 5m
briefing: [B, {when: wet, text: W}]
start: a
meters:
  trust: {label: Trust, start: 50}
  queue: {label: Queue, start: 3, range: [0, 40], good: low}
  flow: {label: Flow, start: 1, range: [0, 9], hidden: true}
resources:
  cash: {label: Cash, start: 1000}
  phones: {label: Phones, start: 4}
facts:
  wet: {}
  told: {}
  burnt: {price: 700}
  seen: {start: "true", hidden: true, known: K}
  colour: {words: [red, amber, green]}
latent:
  root: {card: 6, ups: 1, rat: 3}
  mood: {good: 1, bad: 1}
profiles:
  load: {"08:00": 10, "09:30": 60, "12:00": 30, "Tue 09:00": 90}
totals:
  lost: {label: Lost, rate: "load * (40 - queue) / 7", worth: "-1/2"}
  kept: {label: Kept, rate: "if(clock >= 10:00, queue * 3, 11)", worth: 1}
flows:
  calls:
    label: Calls
    unit: calls
    offered: load + queue / 3
    offered_label: Calls that came
    served_label: Calls answered
    worth: 2
    shown: true
    known: knows(seen)
    groups:
      red: {label: The red telephones, lines: "if(wet, 1, 2)", handling: 6m}
      desk: {label: The front desk, lines: phones, handling: 4m, hands: "if(told, 2, 1)", handover: 45s, handlers: 3,
             patience: 90s}
people:
  tim: {name: Tim, helps: true, hours: ["09:00-12:30", "13:00-17:00"], where: shop}
  rita: {name: Rita, helps: true}
places: {shop: Shop, attic: Attic}
threads:
  printer: {title: Printer, start: p1, open: true}
  roof: {title: Roof, start: r1}
workbench:
  question: What from where to where?
  goals: {dry: Water to the drain, warm: Warmth to a room}
  tries: 10m
  people: {rita: "No idea.", tim: [{when: wet, text: "It is wet."}, "Hm."]}
  nothing: A heap.
  dead: visited(b)
kit:
  hose: {label: Hose, phrase: ["a hose", "{n} hoses"], kind: garden, affords: [leads], count: 3, amounts: [1, 2, 3]}
  phones: {label: Phones, phrase: ["a phone", "{count} phones"], kind: office, affords: {warm: 2}, amounts: [1, 4]}
  bucket: {label: Bucket, kind: shop, affords: [holds, leads], spent: true, count: 2}
  tim_himself: {label: Tim, kind: people, person: tim, affords: {holds: true, warm: 9}, noticed: knows(seen) or told}
rigs:
  chain:
    label: A chain
    goal: dry
    sentence: "Lead it through {way} to {end}, with {warmth} beside it."
    slots:
      way: {needs: leads, lacks: It goes nowhere.}
      end: {needs: holds, lacks: It runs out.}
      warmth: {needs: warm, optional: true}
    rules:
      - {must: way.count < 3, lesson: Too long., says: {tim: "That's three."}}
      - {must: not told or warmth.warm > 0, lesson: "Trust {trust}."}
    takes: way.count * 10m + 5m
    cost: {cash: way.count * 20}
    by: rita
    gives: {flow: "way.count * if(wet, 2, 1)"}
    brings: [{when: end.warm > 0, set: {told: true}, note: He is told.}, {when: way.count == 2, later: {id: praise, in: 1h}}]
    chance: {holds: {weight: 3, note: It holds.}, bursts: {ends: chain, do: {queue: +1}}}
    reactions: {rita: "Long."}
    exit: {takes: 10m, note: Rolled up., do: {trust: +1}}
    score: {craft: 1}
    tier: creative
    rare: 3
    panel: {rating: 5, why: W}
  stove:
    label: A stove
    goal: warm
    sentence: "Warm it with {what}"
    slots: {what: {needs: warm, lacks: It is cold.}}
    gives: {flow: what.warm}
stages:
  a:
    title: A
    text: ["Now {trust} and {cash}.", {when: knows(seen), text: More.}]
    deadline: 2h
    on_deadline: {to: b, do: {trust: -8}, set: {wet: true}, note: Silence.}
    default: it gets wet
    looks: 2
    evidence:
      - {id: block, label: Look at the block, takes: 20m, reveals: seen}
      - {id: log, label: Read the log, takes: 10m, again: true, tests: {root: [ups, rat]}, hits: {if true: 9/10, if false: 1/10},
         yes: {do: {trust: +3}}, no: {do: {trust: -3}}}
      - {id: glance, label: Glance, tests: {mood: good}, hits: {if true: 1, if false: 1/2}}
    choices:
      - {id: fix, label: Fix, takes: 30m, cost: {cash: 200}, to: b, score: {craft: 2}, opens: roof}
      - {id: hunt, label: Hunt, by: tim, at: shop, takes: 1h30m, cost: {phones: 1}, again: true,
         chance: {found: {weight: 3, set: {told: true}}, nothing: {do: {queue: +4}, later: {id: flood, in: 90m}}}}
      - {id: gamble, label: Gamble, when: cash >= 300, reason: No money, takes: 5m, to: b,
         chance: {win: {weight: {by: root, cases: {card: 9, ups: 1, rat: 1}}, do: {cash: +300}}, lose: {weight: 2,
             set: {burnt: true}}}}
      - {id: late-idea, label: Idea, appears: clock >= 09:30, again: true, do: {queue: "load / 20", trust: -1}}
      - {id: wander, label: Wander, takes: 10m, moves: {you: attic}, later: [{id: flood, in: 2h, from: a}]}
  b:
    title: B
    workbench: true
    opens: "11:00"
    closes: "13:30"
    deadline: 2h
    on_deadline: {to: c}
    default: on it goes
    evidence:
      - {id: attic, label: Attic, at: attic, takes: 45m, truth: {by: root, cases: {card: {},
            ups: {set: {colour: amber}}, rat: {chance: {x: {}, y: {do: {queue: -2}}}}}}}
    choices:
      - {id: rita-1, label: Ask Rita, by: rita, takes: 2h, do: {trust: +10}, cancels: flood}
      - {id: on, label: On, takes: 25m, to: c, set: {colour: green}, closes: roof}
      - {id: back, label: Back, to: a}
  c:
    title: C
    text: [{when: rig(chain), text: "It leads {flow}."}]
    workbench: true
    deadline: 3h
    on_deadline: {to: d, do: {queue: +9}}
    default: D
    choices:
      - {id: rest, label: Rest, again: true, takes: 1h, do: {queue: -1}}
      - {id: go, label: Go, takes: 15m, to: d, cost: {cash: 50}}
      - {id: loop, label: Round again, to: a}
  d:
    title: D
    opens: Tue 08:30
    deadline: 4h
    on_deadline: {to: e, score: {care: -1}}
    default: E
    choices:
      - {id: tidy, label: Tidy, by: tim, takes: 1h, score: {care: 1}, later: {id: praise, in: 3h, from: d}}
      - {id: done, label: Be done, takes: 20m, to: e}
  e:
    title: E
    choices:
      - {id: finish, label: Finish, when: clock >= Tue 14:00, reason: Not yet, to: end}
      - {id: close, label: Close the main matter, to: done, appears: not open(printer)}
  p1:
    thread: printer
    title: P
    deadline: 90m
    on_deadline: {to: p2}
    default: P2
    choices:
      - {id: kick, label: Kick, takes: 5m, chance: {works: {weight: 1, to: done}, no: {weight: 4, to: p2}}}
      - {id: leave, label: Leave it, to: p2}
  p2:
    thread: printer
    title: P2
    deadline: 4h
    on_deadline: {to: p1}
    default: P1
    choices:
      - {id: call, label: Call, takes: 40m, cost: {cash: 120}, to: done}
  r1:
    thread: roof
    title: R
    deadline: 2h
    on_deadline: {set: {wet: true}, do: {trust: -5}, to: done}
    default: it rains
    choices:
      - {id: bucket, label: Bucket, takes: 10m, to: done}
injects:
  - {id: boss, at: "08:50", says: [{from: rita, channel: phone, text: "Trust is {trust}."}],
     demand: {label: Answer the boss, takes: 10m, deadline: 45m, resume: 10m, noted: 5m, answer: {do: {trust: +4}},
         on_deadline: {do: {trust: -4}}}}
  - {id: mayor, at: "09:10", demand: {label: Answer the mayor, deadline: 30m, takes: 15m, resume: 5m}}
  - {id: press, when: trust <= 45, after: 20m, demand: {label: Press, takes: 5m, deadline: 1h, resume: 15m,
        noted: 5m, on_deadline: {later: {id: flood, in: 1h}}}}
  - {id: rain, when: wet, do: {queue: +2}, opens: roof}
  - {id: calm, when: trust >= 55, after: 30m, unless: wet, do: {queue: -1}}
  - {id: nobody, at: "10:30", contingency: true, unless: told, do: {trust: -6}}
  - {id: noon, at: "12:00", note: Noon., do: {queue: "if(clock >= 12:00, 1, 0)"}}
  - {id: tick, when: clock >= 12:00, note: After noon., unless: used(a/fix)}
  - {id: morning, at: Tue 08:00, note: Next day., closes: printer, set: {colour: red}}
  - {id: again, when: colour == green, opens: printer}
  - {id: leads, when: rig(chain), after: 10m, unless: flow > 2, note: It leads.}
  - {id: frost, at: "17:40", ends: [stove, chain], note: Frost.}
later:
  flood: {unless: told, do: {queue: +7}, set: {wet: true}, note: Flood.}
  praise: {score: {care: 3}, do: {trust: +2}}
value: {label: V, unit: u, formula: trust + cash, told: "clamp(kept / 10 - lost / 100 + trust, 0, 100)", told_label: T}
endings:
  - {id: harm, title: H, text: h, when: burnt, warned: [boss, seen]}
  - {id: good, title: G, text: "Kept {kept}.", above: 60}
  - {id: poor, title: P, text: p, above: 0}
variants:
  ups: {title: UPS, set: {wet: true, cash: 10, colour: amber}, latent: {root: {ups: 1}}}
"""
