"""Small scenarios of which every value is known by hand."""
from __future__ import annotations

TRUTH = """
meters: {won: {label: Won, start: 0, range: [0, 100]}}
resources: {coins: {label: Coins, start: 1}}
latent: {root: {card: 3, ups: 1}}
stages:
  a:
    title: A
    evidence:
      - {id: log, label: Read the log, cost: {coins: 1}, tests: {root: ups}, hits: {if true: 4/5, if false: 1/5}}
    choices:
      - {id: card, label: New card, to: end, truth: {by: root, cases: {card: {do: {won: +10}}, ups: {}}}}
      - {id: ups, label: New battery, to: end, truth: {by: root, cases: {card: {}, ups: {do: {won: +20}}}}}
value: {label: V, unit: u, formula: won + coins - 1, told: won, told_label: T}
variants:
  card: {title: Card, latent: {root: {card: 1}}}
  ups: {title: Battery, latent: {root: {ups: 1}}}
"""
"""Without a look: a new card, 3/4 of 10 = 7.5. The log costs 1 and says `ups` with 1/4 * 4/5 + 3/4 * 1/5 = 7/20. Then it is the
battery with 4/7: 20 * 4/7 = 80/7; else the card with 12/13: 120/13. Honest best: 7/20 * 80/7 + 13/20 * 120/13 - 1 = 9.
Whoever knew the truth would promise 3/4 * 10 + 1/4 * 20 = 12.5. Worst: the log and then silence, -1. At random: a third of 7.5,
of 5, and of the log and then either: (7.5 + 5) / 2 - 1 = 5.25."""

SLOW = """
horizon: 1h
beat: 2m
meters: {won: {label: Won, start: 0, range: [0, 100]}}
totals: {lost: {label: Lost, rate: 60, worth: "-1/2"}}
stages:
  a:
    title: A
    deadline: 10m
    on_deadline: {to: end}
    default: it is over
    choices:
      - {id: stop, label: Stop it, do: {won: +20}, to: end}
      - {id: dice, label: Throw, chance: {six: {weight: 1, do: {won: +60}, to: end}, no: {weight: 5, to: end}}}
value: {label: V, unit: u, formula: won, told: won, told_label: T}
"""
"""Every minute costs 1/2. At once, stopping gives 20 and the throw 10; in the last beat, after 8 m, both 4 less; silence: -5."""

ROUND = """
meters: {won: {label: Won, start: 0, range: [0, 100]}}
stages:
  a:
    title: A
    choices:
      - {id: go, label: Go, again: true, to: b}
      - {id: finish, label: Finish, do: {won: +1}, to: end}
  b:
    title: B
    choices:
      - {id: back, label: Back, again: true, to: a}
      - {id: out, label: Out, do: {won: +5}, to: end}
value: {label: V, unit: u, formula: won, told: won, told_label: T}
"""
"""Best 5, worst 0 (silence to the horizon). At random a = (b + 1)/2 and b = (a + 5)/2, so that a is 7/3."""

HARM = """
horizon: 2h
meters: {won: {label: Won, start: 0, range: [0, 100]}, heat: {label: Heat, start: 0, range: [0, 9]}}
facts: {burnt: {price: 30}}
totals: {sold: {label: Sold, rate: "6 - heat", worth: 2}, lost: {label: Lost, rate: heat, worth: "-1/3"}}
threads: {side: {title: Side, start: s, open: true}}
stages:
  a:
    title: A
    deadline: 30m
    on_deadline: {to: b, do: {heat: +3}}
    default: it gets hot
    choices:
      - {id: fan, label: Fan, takes: 10m, do: {heat: -1, won: +2}, to: b}
      - {id: push, label: Push, to: b, chance: {fine: {weight: 2, do: {won: +8}}, hot: {do: {heat: +2}, set: {burnt: true}}}}
  b:
    title: B
    deadline: 30m
    on_deadline: {to: end, set: {burnt: true}}
    default: it burns
    choices:
      - {id: stop, label: Stop, to: end}
      - {id: wait, label: Wait for the fan, takes: 20m, to: end, later: {id: smoke, in: 1m}}
  s:
    thread: side
    title: S
    deadline: 20m
    on_deadline: {to: done, do: {heat: +1}}
    default: it gets warmer
    choices:
      - {id: help, label: Help, to: done, do: {won: +1}}
injects:
  - {id: call, at: "08:05", demand: {label: Answer, takes: 5m, deadline: 10m, resume: 2m, answer: {do: {won: +3}}}}
  - {id: alarm, when: heat >= 3, note: Beep}
later:
  smoke: {note: Smoke, do: {heat: +1}}
value: {label: V, unit: u, formula: won, told: "clamp(sold * 10 - lost / 3 + won, 0, 100)", told_label: T}
endings:
  - {id: hurt, title: H, text: t, when: burnt and heat >= 3, warned: [alarm]}
  - {id: good, title: G, text: t, above: 60}
  - {id: fair, title: F, text: t, above: 30}
  - {id: poor, title: P, text: t, above: 0}
"""
"""Of everything a little: two matters, a demand, a consequence, fractions of worth, harm, an ending that overrides."""
