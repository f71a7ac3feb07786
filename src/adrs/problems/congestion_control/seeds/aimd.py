# mypy: ignore-errors
"""Additive increase, multiplicative decrease on congestion marks, at most once a round trip."""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.window = 0.0
        self.calm_from = 0.0

    def decide(self, observation):
        mss = observation.mss
        if self.window == 0.0:
            self.window = observation.nic_gbps * 125.0 * observation.base_rtt_us
        elif observation.ecn > 0.0 or observation.lost > 0.0:
            if observation.acked_bytes > self.calm_from:
                self.window *= 0.5
                self.calm_from = observation.sent_bytes
        else:
            self.window += mss * mss / self.window
        self.window = max(self.window, mss)
        rate = 1.2 * self.window / observation.rtt_us / 125.0
        return self.window, rate


# EVOLVE-BLOCK-END
