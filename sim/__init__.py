"""Cordless, as a map.

One decision travels one way, and never back:

    key -> intent -> command -> events -> situation -> view -> pixels
    surface  screen   shell     engine    domain       screens  surface

Layers, highest first; a module imports only from layers below its own:

    cli         the commands; builds every part and passes it in
    shell       clock, disk, journals, session, app, loop: the only code that reads time or opens a file;
                what differs between operating systems stands in shell/system.py alone
    surfaces    how a view is shown: window (the only importer of pygame), terminal
    screens     what is shown: one function per screen, (what it shows) -> View. No pygame, no rule
    analysis    every way a scenario can go: explored into a map, solved, walked (the only importer of numpy)
    authoring   YAML text -> Scenario, or Problems with file, line and column
    debrief     a finished journal -> outcome, channels, decision by decision, reports
    engine      step(scenario, situation, command, luck) -> (situation, events): every rule of play
    domain      what a scenario, a command, an event and a situation are; what a journal line is

The laws, checked by tests/test_house.py and the property tests:

  1. Time comes in with commands. Below `shell` nothing reads a clock, a file, a socket or a random device.
  2. The journal is the truth: a situation is its events folded with `evolve`, and nothing else. A moment is on disk before
     it is shown, and a kept run counts as far as it plays again from its seed and commands.
  3. A situation holds belief, never hidden truth, seed, score or total; a view holds only what the player may know.
  4. Nothing an author wrote is ever run, imported or handed to a library as code.
  5. What can be extended is a table of plain functions at the end of one file: RULES, SCREENS, FORMATS, MEASURES, COMMANDS.
"""

__version__ = "0.1.0"
