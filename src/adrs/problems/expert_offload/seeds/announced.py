# mypy: ignore-errors
"""Fetches the first expert that is announced and not there; otherwise on demand."""


# EVOLVE-BLOCK-START
class Policy:
    """Prefetches and evictions for one episode."""

    def decide(self, observation):
        prefetch = []
        for experts in observation.coming:
            for key in experts:
                if key not in observation.resident and len(prefetch) < 1:
                    prefetch.append(key)
        evict = [key for key in observation.resident if key not in prefetch]
        return prefetch, evict


# EVOLVE-BLOCK-END
