# mypy: ignore-errors
"""The single-region Uniform Progress rule (Wu et al., NSDI 2024) in the first region, never moving."""

# EVOLVE-BLOCK-START
import math


class Policy:
    """Keeps work done in proportion to time passed; waits for spot while ahead."""

    def decide(self, observation):
        """A kind of machine (spot, on_demand or wait) and a region for the coming gap."""
        o = observation
        left = o.left_s
        if left <= 0.001:
            return "wait", o.region
        pace = o.duration_s / o.deadline_s
        budget = math.floor((o.deadline_s - o.elapsed_s) / o.gap_s) * o.gap_s
        kind = "spot" if o.has_spot else "wait"
        if o.done_s - o.elapsed_s * pace < 0.0:
            kind = "spot" if o.has_spot else "on_demand"
        if o.running == "on_demand":
            ahead = (o.elapsed_s + 2.0 * o.overhead_s) * pace - o.done_s
            if not o.has_spot or ahead >= 0.0:
                kind = "on_demand"
        if math.ceil((left + 2.0 * o.overhead_s) / o.gap_s) * o.gap_s >= budget:
            if o.running != "spot":
                kind = "on_demand"
        return kind, o.region


# EVOLVE-BLOCK-END
