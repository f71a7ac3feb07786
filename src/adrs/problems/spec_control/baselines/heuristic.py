# mypy: ignore-errors
"""Two more after everything was accepted, one fewer otherwise, as in assisted generation.

The rule of Gante, Assisted Generation (Hugging Face, 2023), applied to each request; it starts at 5 and
knows nothing of the batch.
"""


# EVOLVE-BLOCK-START
class Policy:
    """Speculation lengths for one episode."""

    def __init__(self):
        self.wanted = {}

    def decide(self, observation):
        lengths = []
        for request in observation.requests:
            wanted = self.wanted.get(request.id, 5)
            if request.last_drafted > 0:
                lucky = request.last_accepted == request.last_drafted
                wanted = wanted + 2 if lucky else wanted - 1
            wanted = min(max(wanted, 1), observation.k_max)
            self.wanted[request.id] = wanted
            lengths.append(wanted)
        return lengths


# EVOLVE-BLOCK-END
