# mypy: ignore-errors
"""On demand, and the least frequently used expert makes room."""


# EVOLVE-BLOCK-START
class Policy:
    """Prefetches and evictions for one episode."""

    def __init__(self):
        self.uses = {}

    def decide(self, observation):
        for key in observation.needed:
            self.uses[key] = self.uses.get(key, 0) + 1
        evict = sorted(observation.resident, key=lambda key: self.uses.get(key, 0))
        return [], evict


# EVOLVE-BLOCK-END
