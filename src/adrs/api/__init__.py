"""Runs from Python: what ``adrs.evolve`` and the command line have in common, and what only Python has."""
