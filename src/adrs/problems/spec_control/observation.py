"""What a policy is told: immutable records of the past and of the load, nothing of the future."""

from __future__ import annotations

from typing import NamedTuple

from adrs.problems.spec_control.scene import Profile


class Request(NamedTuple):
    """One request that decodes in the coming iteration.

    Args:
        id: Number of the request, in order of arrival.
        prompt_tokens: Tokens of its prompt.
        generated: Tokens generated so far; how many there will be is not known.
        age_ms: Time since it arrived.
        steps: Iterations it has decoded in.
        drafted: Draft tokens so far.
        accepted: Draft tokens accepted so far.
        tested: Draft tokens accepted, and those refused first in their iteration; the ones behind were not
            looked at, so ``accepted / tested`` estimates the acceptance of one token.
        last_drafted: Its length in the latest iteration in which it had one above 0; 0 before.
        last_accepted: How many of those were accepted.
    """

    id: int
    prompt_tokens: int
    generated: int
    age_ms: float
    steps: int
    drafted: int
    accepted: int
    tested: int
    last_drafted: int
    last_accepted: int


class Observation(NamedTuple):
    """The state before an iteration in which at least one request decodes.

    Args:
        now_ms: Time since the episode began.
        iteration: Number of the iteration.
        requests: Those that decode, in order of admission.
        queue_length: Requests that have arrived and wait for a place.
        joining: Requests whose prompts are processed in this iteration.
        prefill_tokens: Their prompt tokens.
        context_tokens: Prompt and generated tokens of all ``requests``.
        last_step_ms: How long the latest iteration took; 0 before the first.
        max_batch: Requests that may be in an iteration together.
        k_max: The longest speculation allowed.
        profile: What iterations cost.
    """

    now_ms: float
    iteration: int
    requests: tuple[Request, ...]
    queue_length: int
    joining: int
    prefill_tokens: int
    context_tokens: int
    last_step_ms: float
    max_batch: int
    k_max: int
    profile: Profile
