# mypy: ignore-errors
"""Rides a spot machine where it is, and looks around now and then, the cheapest region first."""

# EVOLVE-BLOCK-START


class Policy:
    """Keeps to a schedule; the constants say how patiently, and how often it looks around."""

    def decide(self, observation):
        """A kind of machine (spot, on_demand or wait) and a region for the coming gap."""
        o = observation
        if o.left_s <= 0.001:
            return "wait", o.region
        if o.has_spot and o.last != "on_demand":
            return "spot", o.region
        pace = o.duration_s / o.deadline_s
        behind = o.done_s < (o.elapsed_s - 0.5 * o.overhead_s) * pace
        ahead = o.done_s > (o.elapsed_s + 2.5 * o.overhead_s) * pace
        if o.tick % 8 == 0 and (o.last != "on_demand" or ahead):
            for region in sorted(range(o.regions), key=lambda r: o.prices[r]):
                if o.look(region):
                    return "spot", region
        if behind or o.last == "on_demand":
            return "on_demand", o.region
        return "wait", o.region


# EVOLVE-BLOCK-END
