# mypy: ignore-errors
"""Each request by its own luck: longer after full acceptance, else shorter; off for large batches."""


# EVOLVE-BLOCK-START
class Policy:
    """Speculation lengths for one episode."""

    def __init__(self):
        self.wanted = {}

    def decide(self, observation):
        lengths = []
        for request in observation.requests:
            wanted = self.wanted.get(request.id, 3)
            if request.last_drafted > 0:
                lucky = request.last_accepted == request.last_drafted
                wanted = wanted + 1 if lucky else wanted - 1
            wanted = min(max(wanted, 1), observation.k_max)
            self.wanted[request.id] = wanted
            lengths.append(wanted if len(observation.requests) <= 6 else 0)
        return lengths


# EVOLVE-BLOCK-END
