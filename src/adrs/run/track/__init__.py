"""Runs mirrored to experiment trackers. Off unless asked for; a tracker that fails never ends a run."""
