"""Strategies and archives: pure, synchronous, seeded; one algorithm a file."""
