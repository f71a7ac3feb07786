"""Stand-in for ShinkaEvolve, with what evaluators import from it."""
