"""Simulated trainees: who they are, how they are walked over a map, what becomes of them."""
