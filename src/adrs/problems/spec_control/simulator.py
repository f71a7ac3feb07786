"""Continuous batching with speculative decoding, iteration by iteration.

Requests join the running batch as soon as there is a place (Yu et al., Orca, OSDI 2022); the prompt of one
that joins is processed within an iteration and yields its first token. A decoding request with length
``k`` has ``k`` draft tokens verified together with its next one: as many as are accepted in a row count, and
one more token comes from the target model (Leviathan, Kalman and Matias, ICML 2023). Which draft tokens are
accepted is a property of the output position, which is exact for greedy decoding with a deterministic draft.

Everything is linear in what an iteration processes; see :class:`adrs.problems.spec_control.scene.Profile`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.problems.spec_control.observation import Observation, Request
from adrs.problems.spec_control.scene import Profile, Scene

PREFILL_TOKENS = 2048
"""Prompt tokens an iteration takes at most, unless a single prompt is longer."""

_DIGITS = "0123456789"
_ID, _PROMPT, _MADE, _ARRIVED, _STEPS, _DRAFTED, _ACCEPTED, _TESTED, _LAST_K, _LAST_A = range(10)


@dataclass(frozen=True, slots=True)
class Served:
    """A finished episode.

    Args:
        log: All lengths in order, a digit each.
        latencies_ms: From arrival to the last token, of each request.
        iterations: How many there were.
        busy_ms: How long they took together.
        drafted: Draft tokens.
        accepted: Draft tokens accepted.
    """

    log: str
    latencies_ms: tuple[float, ...]
    iterations: int
    busy_ms: float
    drafted: int
    accepted: int


def serve(scene: Scene) -> Generator[Observation, Any, Served]:
    """Serves all requests; takes a list of lengths, one a request, for each observation.

    Raises:
        InvalidAnswer: A decision is not a list of one length between 0 and ``k_max`` for each request.
    """
    # A program may patch what it finds in modules; nothing found there later may be handed a request.
    length, new, observation, request, finished = len, tuple.__new__, Observation, Request, tuple
    check, cost, advance, pairs, total = _check, _cost_ms, _advance, zip, sum
    arrivals, prompts, accepts, profile = scene.arrivals_ms, scene.prompts, scene.accepts, scene.profile
    max_batch, k_max = scene.max_batch, scene.k_max
    outputs = [length(bits) for bits in accepts]
    count = length(arrivals)
    active: list[list[Any]] = []
    log: list[str] = []
    latencies = [0.0] * count
    now = last = busy = 0.0
    arrived = admitted = iteration = drafted = accepted = context = 0
    while True:
        while arrived < count and arrivals[arrived] <= now:
            arrived += 1
        first, prefill = admitted, 0
        while admitted < arrived and length(active) + admitted - first < max_batch:
            if admitted > first and prefill + prompts[admitted] > PREFILL_TOKENS:
                break
            prefill += prompts[admitted]
            admitted += 1
        if not active and admitted == first:
            if arrived == count:
                break
            now = arrivals[arrived]
            continue
        lengths: list[int] = []
        if active:
            told = [new(request, (*r[:_ARRIVED], now - r[_ARRIVED], *r[_STEPS:])) for r in active]
            state = (arrived - admitted, admitted - first, prefill, context, last, max_batch, k_max, profile)
            lengths = yield new(observation, (now, iteration, finished(told), *state))
            check(lengths, length(active), k_max)
            log.append("".join([_DIGITS[k] for k in lengths]))
        last = cost(profile, prefill, lengths, context)
        now += last
        busy += last
        iteration += 1
        staying = []
        for r, k in pairs(active, lengths, strict=True):
            drafted += k
            accepted += advance(r, k, accepts[r[_ID]], outputs[r[_ID]])
            if r[_MADE] == outputs[r[_ID]]:
                latencies[r[_ID]] = now - r[_ARRIVED]
            else:
                staying.append(r)
        active = staying
        while first < admitted:
            if outputs[first] == 1:
                latencies[first] = now - arrivals[first]
            else:
                active.append([first, prompts[first], 1, arrivals[first], 0, 0, 0, 0, 0, 0])
            first += 1
        context = total([r[_PROMPT] + r[_MADE] for r in active])
    return Served("".join(log), finished(latencies), iteration, busy, drafted, accepted)


def _cost_ms(profile: Profile, prefill: int, lengths: list[int], context: int) -> float:
    """How long an iteration takes that processes ``prefill`` prompt tokens and these speculations."""
    extra = sum(lengths)
    tokens = prefill + len(lengths) + extra
    cost = profile.base_ms + profile.token_ms * tokens + profile.context_ms * context
    if extra:
        cost += profile.draft_once_ms + profile.draft_step_ms * max(lengths) + profile.draft_token_ms * extra
    return cost


def _advance(r: list[Any], k: int, bits: str, output: int) -> int:
    """Move a request on by one iteration with ``k`` draft tokens; how many of them were accepted.

    It calls no builtin, as a program could have put its own in their place and would be handed ``bits``.
    """
    made, good = r[_MADE], 0
    if k:
        refused = bits.find("0", made, made + k)
        good = k if refused < 0 else refused - made
        if good >= output - made:  # drafted past the end
            good = output - made - 1
        r[_DRAFTED] += k
        r[_ACCEPTED] += good
        r[_TESTED] += good + 1 if good < k else good
        r[_LAST_K], r[_LAST_A] = k, good
    r[_MADE] = made + good + 1
    r[_STEPS] += 1
    return good


def _check(lengths: Any, requests: int, k_max: int) -> None:
    if type(lengths) is not list or len(lengths) != requests:
        said = f"{len(lengths)} lengths" if type(lengths) is list else type(lengths).__name__[:40]
        raise InvalidAnswer(f"a decision is a list with a length for each of {requests} requests, not {said}")
    for k in lengths:
        if type(k) is not int or not 0 <= k <= k_max:
            said = str(k) if type(k) is int and abs(k) < 10**9 else type(k).__name__[:40]
            raise InvalidAnswer(f"a length is a whole number from 0 to {k_max}, not {said}")
