"""What a scenario, a command, an event, a situation and a problem are. Standard library only."""
