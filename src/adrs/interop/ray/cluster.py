"""The way into a Ray cluster, and what its nodes have room for."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from adrs.core.errors import SandboxError, UsageError
from adrs.interop.executor.seams import Share

_ANSWER_S = 5.0
_STORE_BYTES = 512 * 1024**2


def join(address: str | None) -> bool:
    """Connect this process to a cluster; whether it is ours to leave again.

    A process that is connected stays connected to what it is connected to.

    Raises:
        UsageError: Ray is not installed.
        SandboxError: No cluster answers at ``address``, or it cannot be spoken to.
    """
    try:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray
    except ImportError:
        raise UsageError("--executor ray needs Ray: pip install 'adrs[ray]'") from None
    if ray.is_initialized():
        return False
    quiet = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": False}
    try:
        if address is not None:
            _knock(address)
            ray.init(address=address, **quiet)
        elif not _joined_here(ray, quiet):
            _start(ray, quiet)
    except (ConnectionError, TimeoutError, RuntimeError, ValueError, OSError) as error:
        where = f"at {address}" if address else "on this machine"
        raise SandboxError(
            f"the Ray cluster {where} cannot be used: {first_line(error)}; `ray status` says whether it runs"
        ) from None
    return True


def leave() -> None:
    """Disconnect; a cluster that was started by :func:`join` ends."""
    import ray

    ray.shutdown()


def nodes() -> Sequence[Mapping[str, Any]]:
    """The nodes that are alive, as Ray describes them."""
    import ray

    return [node for node in ray.nodes() if node["Alive"]]


def room(node: Mapping[str, Any], share: Share) -> int:
    """How many shares fit on a node."""
    resources = node["Resources"]
    fits = [resources.get("CPU", 0.0) / share.cpus]
    if share.gpus > 0:
        fits.append(resources.get("GPU", 0.0) / share.gpus)
    return int(min(fits) + 1e-9)


def first_line(error: BaseException) -> str:
    """What an error of Ray's says, without its tables and traces."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".:") if lines else type(error).__name__


def _joined_here(ray: Any, quiet: Mapping[str, Any]) -> bool:
    try:
        ray.init(address="auto", **quiet)
    except ConnectionError:  # none runs on this machine
        return False
    return True


def _start(ray: Any, quiet: Mapping[str, Any]) -> None:
    """A cluster of this machine alone, on loopback; the dashboard, which asks for no password, stays off."""
    local = {"include_dashboard": False, "_node_ip_address": "127.0.0.1", "object_store_memory": _STORE_BYTES}
    ray.init(address="local", **local, **quiet)


def _knock(address: str) -> None:
    """Fail soon where nobody listens: Ray itself would ask for half a minute."""
    host, _, port = address.rpartition("/")[2].rpartition(":")
    if not host or not port.isdigit():
        if address == "auto":
            return
        raise ValueError(f"{address!r} is not HOST:PORT")
    socket.create_connection((host, int(port)), timeout=_ANSWER_S).close()
