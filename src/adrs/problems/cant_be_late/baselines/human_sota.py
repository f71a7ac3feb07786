# mypy: ignore-errors
"""Uniform Progress (Wu et al., "Can't Be Late", NSDI 2024).

Keeps the work done on the straight line from nothing at the start to all of it at the deadline: waits while
ahead, takes on demand while behind and spot when there is one, and stays on demand until the line is ahead by
two overheads (the hysteresis).
"""

import math

# EVOLVE-BLOCK-START


class Policy:
    """Decides gap by gap what runs."""

    def decide(self, observation):
        """Return "spot", "on_demand" or "wait" for the gap that begins."""
        gap = observation.gap_s
        left = observation.left_s
        overhead = observation.overhead_s
        if left <= 1e-3:
            return "wait"
        done = observation.duration_s - left
        choice = "spot" if observation.has_spot else "wait"
        # Behind the line: make progress by any means.
        reserve = 0.0 * overhead
        if done - observation.elapsed_s * observation.duration_s / observation.deadline_s < reserve:
            choice = "spot" if observation.has_spot else "on_demand"
        # Hysteresis: leave on demand only once well ahead.
        later = observation.elapsed_s + 2.0 * overhead
        if observation.running == "on_demand":
            if (
                not observation.has_spot
                or later * observation.duration_s / observation.deadline_s - done >= 0
            ):
                choice = "on_demand"
        # The last moments.
        room = math.floor((observation.deadline_s - observation.elapsed_s) / gap)
        if math.ceil((left + 2.0 * overhead) / gap) >= room and observation.running != "spot":
            choice = "on_demand"
        if math.ceil((left + overhead) / gap) >= room:
            choice = "on_demand"
            if observation.running == "spot" and observation.overhead_left_s < 1e-3:
                choice = "spot"
            if overhead == 0 and observation.has_spot:
                choice = "spot"
        return choice


# EVOLVE-BLOCK-END
