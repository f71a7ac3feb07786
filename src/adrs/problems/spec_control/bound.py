"""What no policy can pass, and what a policy that knows the future reaches.

The bound is the greater of two, each over the mean latency without speculation. Both let every request choose
its lengths by dynamic programming over its own accepted runs.

* *Alone*: a request takes at least as long as if it had the machine to itself from its arrival on.
* *Together*: the time of an iteration is shared out among the requests in it; each bears at least
  ``1 / max_batch`` of what is common and all that is its own. So any schedule serves at least that work of
  each request on one machine, preemptively, and the sum of completion times is at least that of the shortest
  remaining processing time first (Schrage, Operations Research 16(3), 1968).
"""

from __future__ import annotations

import heapq
from functools import lru_cache

from adrs.core.problem import Bound, BoundKind
from adrs.core.replay import replay
from adrs.core.workload import Workload
from adrs.problems.spec_control.judge import plain
from adrs.problems.spec_control.observation import Observation
from adrs.problems.spec_control.rules import mean, value
from adrs.problems.spec_control.scene import Profile, Scene
from adrs.problems.spec_control.simulator import Served, serve


@lru_cache(maxsize=256)
def bound(workload: Workload) -> Bound:
    """The proven bound, and as best known value that of the clairvoyant."""
    scene = Scene.of(workload.inputs)
    plain_ms = mean(plain(workload).latencies_ms)
    known = mean(clairvoyant(scene).latencies_ms)
    return Bound(value(least_latency_ms(scene), plain_ms), BoundKind.BOUND, min(1.0, value(known, plain_ms)))


def least_latency_ms(scene: Scene) -> float:
    """A mean latency that no lengths can pass."""
    alone = [least_work_ms(scene, i, sharing=1) for i in range(len(scene.prompts))]
    shared = [least_work_ms(scene, i, sharing=scene.max_batch) for i in range(len(scene.prompts))]
    ends = srpt(scene.arrivals_ms, shared)
    together = [end - arrival for end, arrival in zip(ends, scene.arrivals_ms, strict=True)]
    return max(mean(alone), mean(together))


def least_work_ms(scene: Scene, request: int, *, sharing: int) -> float:
    """The least time that serving a request takes, if ``sharing`` requests divide what is common."""
    p, bits, prompt = scene.profile, scene.accepts[request], scene.prompts[request]
    output = len(bits)
    run = [0] * (output + 1)
    for i in reversed(range(output)):
        run[i] = run[i + 1] + 1 if bits[i] == "1" else 0
    # Half the k that a run allows may be best, as costs are linear; more than the run never is.
    extra = [0.0] + [_draft_ms(p, k, sharing) for k in range(1, scene.k_max + 1)]
    left = [0.0] * (output + 1)
    for made in reversed(range(1, output)):
        own = p.base_ms / sharing + p.token_ms + p.context_ms * (prompt + made)
        most = min(run[made], scene.k_max, output - made - 1)
        left[made] = own + min([extra[k] + left[made + k + 1] for k in range(most + 1)])
    return p.base_ms / sharing + p.token_ms * prompt + left[1]


def _draft_ms(p: Profile, k: int, sharing: int) -> float:
    return k * (p.token_ms + p.draft_token_ms) + (p.draft_once_ms + k * p.draft_step_ms) / sharing


def srpt(releases: tuple[float, ...], work: list[float]) -> list[float]:
    """Completion times under shortest remaining processing time first on one machine; releases ascend."""
    ends = [0.0] * len(work)
    waiting: list[tuple[float, int]] = []
    now, following = 0.0, 0
    while waiting or following < len(work):
        if not waiting:
            now = max(now, releases[following])
        while following < len(work) and releases[following] <= now:
            heapq.heappush(waiting, (work[following], following))
            following += 1
        rest, i = heapq.heappop(waiting)
        until = releases[following] if following < len(work) else float("inf")
        if now + rest <= until:
            now = ends[i] = now + rest
        else:
            heapq.heappush(waiting, (rest - (until - now), i))
            now = until
    return ends


def clairvoyant(scene: Scene) -> Served:
    """Goodput-maximising lengths for somebody who knows every accepted run: a reference, no bound.

    It looks one iteration ahead and does not plan the order of requests, so better may exist.
    """
    return replay(serve(scene), lambda told: _best_lengths(scene, told))[0]


def _best_lengths(scene: Scene, told: Observation) -> list[int]:
    runs = [_run(scene.accepts[r.id], r.generated, scene.k_max) for r in told.requests]
    p, best, rate = scene.profile, [0] * len(runs), 0.0
    tokens = told.prefill_tokens + len(runs)
    common = p.base_ms + p.token_ms * tokens + p.context_ms * told.context_tokens
    for cap in range(scene.k_max + 1):
        lengths = [min(run, cap) for run in runs]
        extra = sum(lengths)
        draft = p.draft_once_ms + p.draft_step_ms * max(lengths) if extra else 0.0
        cost = common + draft + (p.token_ms + p.draft_token_ms) * extra
        if (len(runs) + extra) / cost > rate:
            best, rate = lengths, (len(runs) + extra) / cost
    return best


def _run(bits: str, made: int, most: int) -> int:
    """Draft tokens accepted in a row, if ``most`` were drafted; the last output token is never one."""
    refused = bits.find("0", made, made + most)
    good = most if refused < 0 else refused - made
    return min(good, len(bits) - made - 1)
