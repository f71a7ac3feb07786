# mypy: ignore-errors
"""On demand while behind the straight line from nothing done to all done, spot whenever there is one."""

import math

# EVOLVE-BLOCK-START

PACE = 1.0
RESERVE_GAPS = 1.0


class Policy:
    """Decides gap by gap what runs."""

    def decide(self, observation):
        """Return "spot", "on_demand" or "wait" for the gap that begins."""
        gap = observation.gap_s
        room = math.floor((observation.deadline_s - observation.elapsed_s) / gap)
        need = math.ceil((observation.left_s + observation.overhead_s) / gap)
        if need + RESERVE_GAPS >= room:
            return "on_demand"
        if observation.has_spot:
            return "spot"
        expected = PACE * observation.elapsed_s * observation.duration_s / observation.deadline_s
        return "on_demand" if observation.done_s < expected else "wait"


# EVOLVE-BLOCK-END
