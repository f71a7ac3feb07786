# mypy: ignore-errors
"""PowerTCP (Addanki, Michel and Schmid, NSDI 2022, Algorithm 1): control by power, from in-band telemetry.

Power is current times voltage: (queue growth + transmission rate) times (queue + bandwidth-delay product).
From the authors' simulations are an additive increase of 150 Mbit/s at 25 Gbit/s, and a current of at least
half the line rate (there for the delay variant; without it the window leaps up whenever a burst has passed).
"""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.window = 0.0
        self.smooth = 1.0
        self.previous = ()

    def decide(self, observation):
        tau = observation.base_rtt_us
        bdp = observation.nic_gbps * 125.0 * tau
        if not observation.hops or not self.previous:
            if self.window == 0.0:
                first_percent = 100
                self.window = bdp * first_percent / 100
            if observation.hops:
                self.previous = observation.hops
            return self.window, self.window / tau / 125.0
        power = self.normalised_power(observation.hops, tau)
        self.previous = observation.hops
        gamma = 0.9
        additive = 0.006 * bdp
        wanted = observation.window_at_send_bytes / max(power, 0.001) + additive
        self.window = gamma * wanted + (1.0 - gamma) * self.window
        self.window = min(max(self.window, observation.mss), bdp)
        return self.window, self.window / tau / 125.0

    def normalised_power(self, hops, tau):
        worst, span = 0.0, tau
        for hop, old in zip(hops, self.previous, strict=True):
            elapsed = hop.time_us - old.time_us
            if elapsed <= 0:
                continue
            rate = hop.rate_gbps * 125.0
            current = (hop.queue_bytes - old.queue_bytes + hop.tx_bytes - old.tx_bytes) / elapsed
            current = max(current, 0.5 * rate)
            voltage = hop.queue_bytes + rate * tau
            power = current * voltage / (rate * rate * tau)
            if power > worst:
                worst, span = power, elapsed
        span = min(span, tau)
        self.smooth = (self.smooth * (tau - span) + worst * span) / tau
        return self.smooth


# EVOLVE-BLOCK-END
