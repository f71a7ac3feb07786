"""What a workload describes: requests, which of their draft tokens would be accepted, and the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Profile(NamedTuple):
    """What an iteration costs, in ms: linear in what is processed, as SmartSpec and TurboSpec model it.

    An iteration takes ``base_ms`` and, for each token that the target model processes (prompt tokens,
    and ``1 + length`` for each request that decodes), ``token_ms``; for each token of context that is
    read, ``context_ms``. If anything is drafted, it also takes ``draft_once_ms``, ``draft_step_ms`` for each
    step of the draft model (the greatest length) and ``draft_token_ms`` for each draft token.
    """

    base_ms: float
    token_ms: float
    context_ms: float
    draft_once_ms: float
    draft_step_ms: float
    draft_token_ms: float


@dataclass(frozen=True, slots=True)
class Scene:
    """One episode of serving.

    Args:
        arrivals_ms: When each request arrives, ascending.
        prompts: Tokens of each prompt.
        accepts: For each request and each of its output tokens, ``"1"`` if a draft token at that position
            is accepted once all before it are.
        max_batch: Requests that may be in an iteration together.
        k_max: Longest speculation.
        profile: What iterations cost.
    """

    arrivals_ms: tuple[float, ...]
    prompts: tuple[int, ...]
    accepts: tuple[str, ...]
    max_batch: int
    k_max: int
    profile: Profile

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Scene:
        """The episode that is scored."""
        return cls(
            tuple(inputs["arrivals_ms"].tolist()),
            tuple(inputs["prompts"].tolist()),
            tuple(inputs["accepts"]),
            inputs["max_batch"],
            inputs["k_max"],
            Profile(**inputs["profile"]),
        )

    @classmethod
    def twin_of(cls, inputs: Mapping[str, Any]) -> Scene:
        """The beginning of the scored episode, with other acceptances from somewhere in each request on."""
        scored, accepts = cls.of(inputs), tuple(inputs["twin"])
        few = len(accepts)
        return cls(scored.arrivals_ms[:few], scored.prompts[:few], accepts, *_machine(scored))


def _machine(scene: Scene) -> tuple[int, int, Profile]:
    return scene.max_batch, scene.k_max, scene.profile
