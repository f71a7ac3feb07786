# mypy: ignore-errors
"""TIMELY-like (Mittal et al., SIGCOMM 2015, Algorithm 1): rates by the gradient of the round-trip time.

Thresholds and step are scaled from the paper's 10 Gbit/s and 50-500 us to the base round-trip time.
"""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.rate = 0.0
        self.previous_rtt = 0.0
        self.difference = 0.0
        self.calm = 0
        self.update_after = 0.0

    def decide(self, observation):
        base = observation.base_rtt_us
        line = observation.nic_gbps
        if self.rate == 0.0:
            self.rate = line / 4.0
            self.previous_rtt = base
            return self.answer(observation)
        if observation.acked_bytes > self.update_after:
            self.update(observation.rtt_us, base, line)
            self.update_after = observation.sent_bytes
        return self.answer(observation)

    def update(self, rtt, base, line):
        weight, beta = 0.875, 0.8
        step = 0.012 * line
        low, high = 1.15 * base, 3.0 * base
        self.difference = (1.0 - weight) * self.difference + weight * (rtt - self.previous_rtt)
        self.previous_rtt = rtt
        gradient = self.difference / base
        if rtt < low:
            self.rate += step
        elif rtt > high:
            self.rate *= 1.0 - beta * (1.0 - high / rtt)
        elif gradient <= 0.0:
            self.calm += 1
            self.rate += (5.0 if self.calm >= 5 else 1.0) * step
        else:
            self.calm = 0
            self.rate *= 1.0 - beta * min(gradient, 1.0)
        self.rate = min(max(self.rate, 0.001 * line), line)

    def answer(self, observation):
        window = 2.0 * observation.nic_gbps * 125.0 * observation.base_rtt_us
        return window, self.rate


# EVOLVE-BLOCK-END
