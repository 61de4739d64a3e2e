"""What is shown: one function per screen, from what it shows to a `View`. No pygame, no rule of play."""
