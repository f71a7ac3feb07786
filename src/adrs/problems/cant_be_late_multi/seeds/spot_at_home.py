# mypy: ignore-errors
"""Takes a spot machine at home when there is one, and an on-demand machine there otherwise."""

# EVOLVE-BLOCK-START


class Policy:
    """Stays in the first region."""

    def decide(self, observation):
        """A kind of machine (spot, on_demand or wait) and a region for the coming gap."""
        if observation.left_s <= 0.001:
            return "wait", observation.region
        if observation.has_spot:
            return "spot", observation.region
        return "on_demand", observation.region


# EVOLVE-BLOCK-END
