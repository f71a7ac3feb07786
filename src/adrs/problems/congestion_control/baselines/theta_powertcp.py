# mypy: ignore-errors
"""theta-PowerTCP (Addanki, Michel and Schmid, NSDI 2022, Algorithm 2): power from round-trip times alone."""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.window = 0.0
        self.smooth = 1.0
        self.previous_rtt = 0.0
        self.previous_time = 0.0
        self.update_after = 0.0

    def decide(self, observation):
        tau = observation.base_rtt_us
        bdp = observation.nic_gbps * 125.0 * tau
        if not observation.hops:
            if self.window == 0.0:
                self.window = bdp
            return self.window, self.window / tau / 125.0
        if self.previous_rtt > 0.0:
            self.measure(observation, tau)
        self.previous_rtt = observation.rtt_us
        self.previous_time = observation.now_us
        if observation.acked_bytes > self.update_after:
            gamma = 0.7
            additive = 0.006 * bdp
            wanted = self.window / max(self.smooth, 0.001) + additive
            self.window = gamma * wanted + (1.0 - gamma) * self.window
            self.window = min(max(self.window, observation.mss), bdp)
            self.update_after = observation.sent_bytes
        return self.window, self.window / tau / 125.0

    def measure(self, observation, tau):
        elapsed = observation.now_us - self.previous_time
        if elapsed <= 0.0:
            return
        gradient = (observation.rtt_us - self.previous_rtt) / elapsed
        power = max(gradient + 1.0, 0.5) * observation.rtt_us / (1.05 * tau)
        span = min(elapsed, tau)
        self.smooth = (self.smooth * (tau - span) + power * span) / tau


# EVOLVE-BLOCK-END
