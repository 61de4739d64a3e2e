"""What situations and decisions are worth, and what plays at random come to."""
