# mypy: ignore-errors
"""On demand from the first gap to the last: never late, never cheap."""

# EVOLVE-BLOCK-START


class Policy:
    """Decides gap by gap what runs."""

    def decide(self, observation):
        """Return "spot", "on_demand" or "wait" for the gap that begins."""
        return "on_demand"


# EVOLVE-BLOCK-END
