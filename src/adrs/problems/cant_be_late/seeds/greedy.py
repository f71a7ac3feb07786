# mypy: ignore-errors
"""Spot whenever there is one, nothing otherwise, and on demand when time runs out."""

import math

# EVOLVE-BLOCK-START

OVERHEADS_TO_LAUNCH = 1.0
OVERHEADS_TO_LEAVE_SPOT = 2.0


class Policy:
    """Decides gap by gap what runs."""

    def decide(self, observation):
        """Return "spot", "on_demand" or "wait" for the gap that begins."""
        gap = observation.gap_s
        left = observation.left_s
        room = max(0, math.floor((observation.deadline_s - observation.elapsed_s) / gap))
        if math.ceil((left + OVERHEADS_TO_LAUNCH * observation.overhead_s) / gap) >= room:
            return "on_demand"
        if math.ceil((left + OVERHEADS_TO_LEAVE_SPOT * observation.overhead_s) / gap) >= room:
            return "spot" if observation.running == "spot" else "on_demand"
        return "spot" if observation.has_spot else "wait"


# EVOLVE-BLOCK-END
