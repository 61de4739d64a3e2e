"""A scenario against what was played of it, and against its own earlier text."""
