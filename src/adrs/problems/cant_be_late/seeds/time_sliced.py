# mypy: ignore-errors
"""Time-sliced greedy (Wu et al., "Can't Be Late", NSDI 2024).

Cuts the time to the deadline into equal slices and owes each its share of the work. Within a slice it waits
for spot, and takes on demand as soon as the slice's share could otherwise not be met.
"""

import math

# EVOLVE-BLOCK-START

SLICES = 8
SAFETY_OVERHEADS = 2.0


class Policy:
    """Decides gap by gap what runs."""

    def decide(self, observation):
        """Return "spot", "on_demand" or "wait" for the gap that begins."""
        gap = observation.gap_s
        overhead = observation.overhead_s
        room = math.floor((observation.deadline_s - observation.elapsed_s) / gap)
        if math.ceil((observation.left_s + overhead) / gap) + 1 >= room:
            return "on_demand"
        slice_s = observation.deadline_s / SLICES
        number = math.floor(observation.elapsed_s / slice_s) + 1
        owed = observation.duration_s * min(number, SLICES) / SLICES - observation.done_s
        slice_room = math.floor((number * slice_s - observation.elapsed_s) / gap)
        if owed > 0 and math.ceil((owed + overhead) / gap) >= slice_room:
            return "on_demand"
        if owed > 0 and math.ceil((owed + SAFETY_OVERHEADS * overhead) / gap) >= slice_room:
            return "spot" if observation.running == "spot" else "on_demand"
        return "spot" if observation.has_spot else "wait"


# EVOLVE-BLOCK-END
