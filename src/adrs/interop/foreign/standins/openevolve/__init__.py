"""Stand-in for OpenEvolve, with what evaluators import from it."""
