"""A rule that says when to retry a flaky request."""


# EVOLVE-BLOCK-START
def wait_before(attempt: int, last_wait: float) -> float:
    """Seconds to wait before the given attempt; attempts count from 1."""
    base = 2.0
    return base * attempt + 0.5 * last_wait


# EVOLVE-BLOCK-END


def run_experiment(outages, horizon=60.0):
    """Play the rule against each outage: (attempts made, seconds until it was noticed to be over)."""
    played = []
    for end in outages:
        clock, wait, attempt = 0.0, 0.0, 0
        while clock < end and attempt < 200:
            attempt += 1
            wait = max(0.05, float(wait_before(attempt, wait)))
            clock += wait
        played.append((attempt, min(clock, horizon) - end))
    return played
