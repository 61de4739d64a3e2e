"""The rules of play, held to what the design says. Real values, no mocks, no sleeping."""
