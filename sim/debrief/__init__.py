"""A finished journal -> outcome, channels, decision by decision, and reports of them."""
