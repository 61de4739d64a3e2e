"""What exploring finds for an author: ways to everything, and what is wrong."""
