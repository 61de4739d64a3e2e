"""The only code that touches the world: clock, disk, settings, session, loop."""
