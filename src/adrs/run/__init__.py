"""The loop, and what a run is."""
