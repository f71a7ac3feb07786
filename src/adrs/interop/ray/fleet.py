"""Places on the nodes of a Ray cluster: an actor for each."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import replace
from typing import Any

from adrs.core.errors import SandboxError
from adrs.interop.executor.attendant import read_greeting, read_reply
from adrs.interop.executor.seams import Order, Place, Share
from adrs.interop.ray import cluster
from adrs.interop.ray.keeper import Keeper
from adrs.interop.ray.place import Inputs, RayPlace, lost

_ATTEMPTS = 3
_POLL_S = 0.2
_FRESH_S = 1.0


class RayFleet:
    """Opens places on a Ray cluster.

    Args:
        address: ``host:port`` of a cluster; without one, the cluster that runs on this machine, or else one
            that is started here and ends with this object.
        share: What a place takes of its node.

    Raises:
        UsageError: Ray is not installed, or the share makes no sense.
        SandboxError: No cluster answers.
    """

    kind = "ray"

    def __init__(self, *, address: str | None = None, share: Share = Share()) -> None:
        self._address = address
        self._share = share
        self._joined = False
        self._ours = False
        self._inputs = Inputs()
        self._asked_at = float("-inf")
        self._slots = 0
        self._join()

    def slots(self) -> int:
        """Places that the nodes which are alive have room for, if nobody else used them."""
        self._join()
        if time.monotonic() > self._asked_at + _FRESH_S:
            self._slots = sum(cluster.room(node, self._share) for node in cluster.nodes())
            self._asked_at = time.monotonic()
        return self._slots

    def open(self, order: Order, stopping: threading.Event) -> Place:
        """A place on some node; waits until one has room.

        Raises:
            SandboxError: Its sandbox cannot be had, no node is large enough, or opening was given up.
        """
        if self.slots() == 0:
            raise SandboxError(
                f"no node of the Ray cluster has room for {self._share.cpus:g} CPUs and"
                f" {self._share.gpus:g} GPUs; ask for less with --task-cpus and --task-gpus"
            )
        reason = ""
        for _ in range(_ATTEMPTS):
            try:
                return self._open(order, stopping)
            except lost() as error:
                reason = cluster.first_line(error)
        raise SandboxError(f"a place on the Ray cluster was lost {_ATTEMPTS} times while it opened: {reason}")

    def close(self) -> None:
        """Let go of the cluster, and end it if it was started here. Idempotent; opening joins it again."""
        self._inputs.clear()
        self._asked_at = float("-inf")
        if self._joined and self._ours:
            cluster.leave()
        self._joined = False

    def _join(self) -> None:
        if not self._joined:
            self._ours = cluster.join(self._address)
            self._joined = True

    def _open(self, order: Order, stopping: threading.Event) -> Place:
        import ray

        options = {"num_cpus": self._share.cpus, "num_gpus": self._share.gpus, "max_restarts": 0}
        made: Any = ray.remote(Keeper)
        actor = made.options(scheduling_strategy="SPREAD", **options).remote(order.to_json())
        try:
            greeted = _awaited(actor.attend.remote(0, "greet", b"", b""), stopping)
            greeting = read_greeting(read_reply(greeted))
            node = _awaited(actor.node.remote(), stopping)
        except BaseException:
            with contextlib.suppress(Exception):
                ray.kill(actor)
            raise
        return RayPlace(
            actor, replace(greeting, host=f"{greeting.host} (Ray node {node[:12]})"), self._inputs
        )


def _awaited(ref: Any, stopping: threading.Event) -> Any:
    import ray

    while not ray.wait([ref], timeout=_POLL_S)[0]:
        if stopping.is_set():
            raise SandboxError("the sandbox is closed")
    return ray.get(ref)
