"""How near a decision came to the panel's best: single choices by their place between lowest and highest rating."""
from __future__ import annotations

from fractions import Fraction

from sim.debrief.review import Credit, Rated

NEAR = Fraction(1, 2)
"""Ratings this near the top are as good as the top where practitioners disagree."""

WIDE = Fraction(3, 2)
"""A spread of the top option above which practitioners disagree."""


FAIR = Fraction(4)
"""The middle of the scale. The bottom of a decision is never above it: the least of several good options is not nothing."""


def credit_of(options: tuple[Rated, ...]) -> Credit | None:
    """Return c = (chosen - lowest) / (highest - lowest) over the rated options, None if fewer than two are rated.

    `lowest` is the lowest rating or FAIR, whichever is less.

    Panel means on a 1 to 7 scale of effectiveness, one way among several of keying situational judgement (Bergman et al.
    2006), which is why each point names its ratings. Letting the clock decide is rated like any option, but does not make two
    options of one. None too if what was chosen is not rated.
    """
    chosen = next((option for option in options if option.chosen), None)
    if chosen is None or sum(bool(option.choice) for option in options) < 2:
        return None
    ratings = sorted((option.rating for option in options), reverse=True)
    highest, second, lowest = ratings[0], ratings[1], min(ratings[-1], FAIR)
    contested = is_contested(options)
    if contested and highest - chosen.rating <= NEAR:
        share = Fraction(1)
    else:
        share = (chosen.rating - lowest) / (highest - lowest) if highest > lowest else Fraction(1)
    return Credit(share=share, lowest=lowest, highest=highest, contested=contested, top_two=chosen.rating >= second)


def is_contested(options: tuple[Rated, ...]) -> bool:
    """Whether practitioners disagree: the top two lie within half a point, or the top option is spread widely."""
    ranked = sorted(options, key=lambda option: option.rating, reverse=True)
    top = ranked[0].spread
    return ranked[0].rating - ranked[1].rating <= NEAR or (top is not None and top > WIDE)
