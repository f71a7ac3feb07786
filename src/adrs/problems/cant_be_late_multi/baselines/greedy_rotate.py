# mypy: ignore-errors
"""The seed program of the public board: spot wherever it turns up, going round the regions in turn."""

# EVOLVE-BLOCK-START
import math


class Policy:
    """Spot here; if there is none, try the next region at the next tick; on demand when time runs out."""

    def decide(self, observation):
        """A kind of machine (spot, on_demand or wait) and a region for the coming gap."""
        o = observation
        left = o.left_s
        if left <= 0.001:
            return "wait", o.region
        budget = math.floor((o.deadline_s - o.elapsed_s) / o.gap_s) * o.gap_s
        if math.ceil((left + o.overhead_s) / o.gap_s) * o.gap_s >= budget:
            riding = o.last == "spot" and o.remaining_overhead_s < 0.001
            return ("spot" if riding else "on_demand"), o.region
        if math.ceil((left + 2.0 * o.overhead_s) / o.gap_s) * o.gap_s >= budget:
            riding = o.last == "spot" and o.has_spot
            return ("spot" if riding else "on_demand"), o.region
        if o.has_spot:
            return "spot", o.region
        return "wait", (o.region + 1) % o.regions


# EVOLVE-BLOCK-END
