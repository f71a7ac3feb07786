"""Decoding with experts offloaded to host memory: one channel, overlapping with compute.

A layer takes ``dense_ms``; then its gate tells which experts it needs, and the policy is asked. What is
missing is fetched before anything else, but after a transfer under way. When all are there, they take
``expert_ms`` each, and the next layer begins. Prefetches fill the channel's remaining time.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.problems.expert_offload.channel import Channel
from adrs.problems.expert_offload.observation import Observation
from adrs.problems.expert_offload.scene import Key, Scene

Plan = tuple[Sequence[Key], Sequence[Key]]
"""What to prefetch, and what to evict."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A finished episode.

    Args:
        log: What was decided at each gate.
        total_ms: How long it took.
        stall_ms: How much of that the GPU waited for experts.
        loads: Transfers begun.
        wasted: Experts that were evicted without having been used.
        hits: Needed experts that were on the GPU at the gate.
        uses: Needed experts.
    """

    log: tuple[Plan, ...]
    total_ms: float
    stall_ms: float
    loads: int
    wasted: int
    hits: int
    uses: int


def decode(scene: Scene) -> Generator[Observation, Any, Decoded]:
    """Decodes all tokens; takes a pair of lists, prefetch and evict, for each observation.

    Raises:
        InvalidAnswer: A decision is not a pair of lists of experts.
    """
    # A program may patch what it finds in modules; nothing found there later may be handed what is to come.
    new, observation, check, numbered, length, finished = (
        tuple.__new__, Observation, _checked, enumerate, len, tuple,
    )  # fmt: skip
    machine, window = scene.machine, scene.window
    sizes = (
        machine.layers, machine.experts, machine.slots, machine.load_ms, machine.dense_ms, machine.expert_ms,
        machine.accuracy,
    )  # fmt: skip
    channel = Channel(machine.slots, machine.load_ms)
    resident, plan, run, settle, use = (
        channel.resident, channel.plan, channel.run, channel.settle, channel.use,
    )  # fmt: skip
    log: list[Plan] = []
    now = stall = 0.0
    hits = uses = token = 0
    layers = [*range(machine.layers)]
    known = {(layer, e): (layer, e) for layer in layers for e in range(machine.experts)}
    for token, needs in [*numbered(scene.needed)]:
        announced = scene.announced[token]
        for layer in layers:
            needed = needs[layer]
            now += machine.dense_ms
            run(now)
            loading = channel.loading
            missing = finished([key for key in needed if key not in resident and key != loading])
            coming = announced[layer + 1 : layer + 1 + window]
            state = (now, token, layer, needed, missing, coming, finished(resident), loading)
            decided = check((yield new(observation, (*state, *sizes))), known)
            log.append(decided)
            uses += length(needed)
            hits += length([key for key in needed if key in resident])
            plan(now, needed, *decided)
            ready = settle(now)
            stall += ready - now
            now = ready + machine.expert_ms * length(needed)
            use(needed)
            run(now)
    return Decoded(finished(log), now, stall, channel.loads, channel.wasted, hits, uses)


def _checked(decided: Any, known: dict[Key, Key]) -> Plan:
    """The decision in the model's own experts, so that nothing of the program's making is kept."""
    if type(decided) is not tuple or len(decided) != 2 or any(type(keys) is not list for keys in decided):
        raise InvalidAnswer("decide must return a pair of lists of (layer, expert): prefetch and evict")
    prefetch, evict = decided
    if len(prefetch) > len(known) or len(evict) > len(known):
        raise InvalidAnswer(f"prefetch and evict may hold {len(known)} experts each")
    try:
        return tuple([known[key] for key in prefetch]), tuple([known[key] for key in evict])
    except (KeyError, TypeError):
        raise InvalidAnswer("prefetch or evict holds what is no (layer, expert) of the model") from None
