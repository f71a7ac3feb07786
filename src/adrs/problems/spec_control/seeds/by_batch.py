# mypy: ignore-errors
"""Shorter speculation for larger batches, from a table, whatever is accepted."""


# EVOLVE-BLOCK-START
class Policy:
    """Speculation lengths for one episode."""

    def decide(self, observation):
        size = len(observation.requests) + 16 * observation.joining
        if size <= 4:
            length = 3
        elif size <= 12:
            length = 1
        else:
            length = 0
        return [length for request in observation.requests]


# EVOLVE-BLOCK-END
