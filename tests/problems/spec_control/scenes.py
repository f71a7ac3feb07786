"""Small episodes, and a second simulator to compare with."""

from __future__ import annotations

import numpy as np

from adrs.core.replay import replay
from adrs.core.workload import Split, Workload
from adrs.problems.spec_control.scene import Profile, Scene
from adrs.problems.spec_control.simulator import serve

PLAIN = Profile(10.0, 0.1, 0.001, 0.5, 1.0, 0.01)


def scene(accepts, *, arrivals=None, prompts=None, max_batch=8, profile=PLAIN, k_max=8):
    """An episode of requests that arrive at 0, with prompts of 100 tokens, unless said otherwise."""
    count = len(accepts)
    return Scene(
        tuple(arrivals or [0.0] * count), tuple(prompts or [100] * count), tuple(accepts), max_batch, k_max,
        profile,
    )  # fmt: skip


def workload(accepts, twin=(), **changes):
    """The same as a workload, with the twin's acceptances."""
    made = scene(accepts, **changes)
    inputs = {
        "arrivals_ms": np.array(made.arrivals_ms),
        "prompts": np.array(made.prompts),
        "accepts": list(made.accepts),
        "max_batch": made.max_batch,
        "k_max": made.k_max,
        "profile": made.profile._asdict(),
        "twin": list(twin),
    }
    return Workload("test/scene", Split.TEST, inputs, "scene")


def served(made, decide):
    """The episode under ``decide(observation)``, and all observations."""
    result, past = replay(serve(made), decide)
    return result, [told for told, _ in past]


def plainly(made, choose):
    """Latencies as a second simulator has them: slow, obvious, and sharing nothing but the description.

    ``choose(request, iteration)`` gives the length.
    """
    waiting = [
        {"id": i, "at": at, "prompt": p, "bits": bits, "done": 0}
        for i, (at, p, bits) in enumerate(zip(made.arrivals_ms, made.prompts, made.accepts, strict=True))
    ]
    running, latencies, clock, iteration = [], {}, 0.0, 0
    p = made.profile
    while waiting or running:
        joining = []
        for request in [r for r in waiting if r["at"] <= clock]:
            tokens = sum(r["prompt"] for r in joining) + request["prompt"]
            if len(running) + len(joining) == made.max_batch or (joining and tokens > 2048):
                break
            joining.append(request)
        if not running and not joining:
            clock = min(r["at"] for r in waiting)
            continue
        lengths = {r["id"]: choose(r["id"], iteration) for r in running}
        time = p.base_ms
        time += p.token_ms * sum(r["prompt"] for r in joining)
        time += sum(p.token_ms * (1 + k) + p.draft_token_ms * k for k in lengths.values())
        time += sum(p.context_ms * (r["prompt"] + r["done"]) for r in running)
        if any(lengths.values()):
            time += p.draft_once_ms + p.draft_step_ms * max(lengths.values())
        clock += time
        iteration += 1
        for request in running:
            for _ in range(lengths[request["id"]]):
                if request["done"] == len(request["bits"]) or request["bits"][request["done"]] == "0":
                    break
                request["done"] += 1
            request["done"] = min(request["done"] + 1, len(request["bits"]))
        for request in joining:
            request["done"] = 1
        waiting = [r for r in waiting if r not in joining]
        for request in [*running, *joining]:
            if request["done"] == len(request["bits"]):
                latencies[request["id"]] = clock - request["at"]
        running = [r for r in [*running, *joining] if r["done"] < len(r["bits"])]
    return [latencies[i] for i in range(len(latencies))]
