# mypy: ignore-errors
"""An on-demand machine in the first region from beginning to end: in time whatever happens."""

# EVOLVE-BLOCK-START


class Policy:
    """Asks for no spot machine."""

    def decide(self, observation):
        """A kind of machine (spot, on_demand or wait) and a region for the coming gap."""
        if observation.left_s <= 0.001:
            return "wait", observation.region
        return "on_demand", observation.region


# EVOLVE-BLOCK-END
