# mypy: ignore-errors
"""Goodput-maximising control: SmartSpec and TurboSpec (Liu et al., arXiv:2406.14066).

Before each iteration the expected goodput, generated tokens over iteration time, is computed for every
length, with the tokens a request generates as (1 - a^(k+1)) / (1 - a) from its moving acceptance rate a and
the time from the linear profile; the length with the highest goodput is taken for the whole batch.

Our own choices are the weight of the moving average, the prior of a new request (here the average
over the requests seen), and how requests are observed while nothing is speculated: here one request in
turn drafts one token every 16th iteration.
"""


# EVOLVE-BLOCK-START
class Policy:
    """Speculation lengths for one episode."""

    def __init__(self):
        self.rates = {}
        self.steps = {}
        self.overall = 0.7

    def decide(self, observation):
        rates = [self.acceptance(request) for request in observation.requests]
        best, goodput = 0, 0.0
        expected = [1.0] * len(rates)
        powers = [1.0] * len(rates)
        for length in range(observation.k_max + 1):
            if length > 0:
                powers = [power * rate for power, rate in zip(powers, rates, strict=True)]
                expected = [tokens + power for tokens, power in zip(expected, powers, strict=True)]
            rate = sum(expected) / self.step_ms(observation, length)
            if rate > goodput:
                best, goodput = length, rate
        lengths = [best] * len(rates)
        if best == 0 and observation.iteration % 16 == 0:
            lengths[observation.iteration // 16 % len(lengths)] = 1
        return lengths

    def acceptance(self, request):
        """Moving average of the share of draft tokens accepted among those that were tested."""
        rate = self.rates.get(request.id, self.overall)
        if request.drafted > self.steps.get(request.id, 0):
            tested = request.last_accepted + (request.last_accepted < request.last_drafted)
            keep = 0.9**tested
            rate = keep * rate + (1.0 - keep) * request.last_accepted / tested
            self.overall += 0.01 * (rate - self.overall)
            self.steps[request.id] = request.drafted
        self.rates[request.id] = rate
        return min(rate, 0.99)

    def step_ms(self, observation, length):
        """How long an iteration takes in which every request has this length."""
        profile = observation.profile
        requests = len(observation.requests)
        tokens = observation.prefill_tokens + requests * (1 + length)
        step = profile.base_ms + profile.token_ms * tokens
        step += profile.context_ms * observation.context_tokens
        if length > 0:
            step += profile.draft_once_ms + profile.draft_step_ms * length
            step += profile.draft_token_ms * length * requests
        return step


# EVOLVE-BLOCK-END
