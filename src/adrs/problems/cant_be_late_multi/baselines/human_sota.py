# mypy: ignore-errors
"""Uniform Progress (Wu et al., NSDI 2024) on the union of the regions, as the ADRS study publishes it.

The published program reads the availability of every region at every tick. Here a look costs money, so this
one looks only where the answer can change its decision; the decisions are the published ones.
"""

# EVOLVE-BLOCK-START
import math


class Policy:
    """Keeps work done in proportion to time passed, on spot machines wherever there are any."""

    def decide(self, observation):
        """A kind of machine (spot, on_demand or wait) and a region for the coming gap."""
        o = observation
        left = o.left_s
        if left <= 0.001:
            return "wait", o.region
        pace = o.duration_s / o.deadline_s
        budget = math.floor((o.deadline_s - o.elapsed_s) / o.gap_s) * o.gap_s
        if math.ceil((left + o.overhead_s) / o.gap_s) * o.gap_s >= budget:
            riding = o.last == "spot" and o.remaining_overhead_s < 0.001
            kind = "spot" if riding else "on_demand"
            if o.overhead_s == 0.0 and self.find(o) >= 0:
                kind = "spot"
            return kind, self.place(o, kind)
        if o.last == "on_demand" and (o.elapsed_s + 2.0 * o.overhead_s) * pace - o.done_s >= 0.0:
            return "on_demand", o.region
        kind = "spot"
        if self.find(o) < 0:
            behind = o.done_s - o.elapsed_s * pace < 0.0 * o.overhead_s
            kind = "on_demand" if behind or o.last == "on_demand" else "wait"
        return kind, self.place(o, kind)

    def find(self, o):
        """A region with a spot machine: this one, or else the first of the others; -1 without."""
        if o.has_spot:
            return o.region
        for region in range(o.regions):
            if region != o.region and o.look(region):
                return region
        return -1

    def place(self, o, kind):
        """Where to run: stay, unless a spot machine is wanted and there is none here."""
        if kind != "spot":
            return o.region
        region = self.find(o)
        return o.region if region < 0 else region


# EVOLVE-BLOCK-END
