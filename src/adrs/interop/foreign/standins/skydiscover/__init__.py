"""Stand-in for SkyDiscover, with what evaluators import from it."""
