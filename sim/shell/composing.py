"""What is being composed at the workbench: of the session and not of the run, for nothing has happened yet."""
from __future__ import annotations

from dataclasses import dataclass, field

from sim.domain.units import Frozen
from sim.screens.workbench import Composing

HELD = 60.0
"""Real seconds for which the clock waits while somebody composes."""


@dataclass(slots=True)
class AtBench:
    """`opened` while the bench is on screen; what was chosen stays when it is left. `left` is what the clock still waits.

    It waits anew once it has moved on: who leaves and comes back at the same moment has what was left.
    """

    opened: bool = False
    goal: str = ""
    chosen: dict[str, int] = field(default_factory=dict)
    left: float = 0.0
    since: int = 0
    _clock: float = -1.0

    def open(self, clock: float, messages: int) -> None:
        """Come to the bench at this time on the player's clock, after so many messages."""
        if clock != self._clock:
            self.left = HELD
        self.opened, self._clock, self.since = True, clock, messages

    def leave(self) -> None:
        self.opened = False

    def use(self, part: str, amount: int) -> None:
        """Take so many of a part; none puts it back."""
        self.chosen.pop(part, None)
        if amount > 0:
            self.chosen[part] = amount

    def put_back(self) -> None:
        self.chosen.clear()

    def after(self, real: float) -> float:
        """Return what of so many real seconds the clock does not wait."""
        waited = min(real, self.left) if self.opened else 0.0
        self.left -= waited
        return real - waited

    @property
    def shown(self) -> Composing | None:
        """What has been chosen, if the bench is on screen."""
        if not self.opened:
            return None
        return Composing(goal=self.goal, chosen=Frozen(self.chosen), left=self.left, since=self.since)
