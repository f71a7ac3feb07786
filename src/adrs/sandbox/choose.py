"""The best sandbox this machine offers."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from adrs.core.errors import SandboxError
from adrs.sandbox.forkserver import ForkServer
from adrs.sandbox.plain import PlainSandbox


def best(
    harness: str, *, preload: Sequence[str] = ("numpy",), slots: int = 1, unsafe: bool = False
) -> ForkServer | PlainSandbox:
    """A fork server on Linux; elsewhere plain processes, which must be asked for with ``unsafe``.

    Raises:
        SandboxError: This system has only the weakest sandbox, and ``unsafe`` was not given.
    """
    if sys.platform == "linux":
        return ForkServer(harness, preload=preload, slots=slots, unsafe=unsafe)
    if not unsafe:
        raise SandboxError(
            f"{sys.platform} offers resource limits only: programs could read files and use the network; "
            "ask for that with unsafe=True"
        )
    return PlainSandbox(harness, preload=preload, slots=slots)
