"""Sandboxes by name, and the best that this machine offers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from adrs.core.errors import SandboxError
from adrs.core.problem import Limits
from adrs.sandbox.plain import PlainSandbox

if TYPE_CHECKING:  # what servers need of a system, only Linux has
    from adrs.sandbox.backends import Backend
    from adrs.sandbox.forkserver import ForkServer

NAMES = ("auto", "fork", "bubblewrap", "docker", "podman", "plain")


def create(
    name: str,
    harness: str,
    *,
    preload: Sequence[str] = ("numpy",),
    slots: int = 1,
    unsafe: bool = False,
    limits: Limits = Limits(),
) -> ForkServer | PlainSandbox:
    """The sandbox called ``name``, one of :data:`NAMES`.

    Args:
        name: ``auto`` is the strongest that this system has.
        harness: Dotted name of the module that calls the program.
        preload: Modules to import before the program's time counts.
        slots: Candidates at a time.
        unsafe: Whether less isolation than the least will do.
        limits: The widest that candidates will be given; containers leave room for them.

    Raises:
        SandboxError: The sandbox offers resource limits only, and ``unsafe`` is not set.
        KeyError: There is none of this name.
    """
    if name == "plain" or (name == "auto" and sys.platform != "linux"):
        return _plain(harness, preload, slots, unsafe)
    if sys.platform != "linux":
        raise SandboxError(f"the sandbox {name} needs Linux; this is {sys.platform}")
    from adrs.sandbox.forkserver import ForkServer

    return ForkServer(harness, preload=preload, slots=slots, unsafe=unsafe, backend=_backend(name, limits))


def best(
    harness: str, *, preload: Sequence[str] = ("numpy",), slots: int = 1, unsafe: bool = False
) -> ForkServer | PlainSandbox:
    """The strongest sandbox of this system (see :func:`create`)."""
    return create("auto", harness, preload=preload, slots=slots, unsafe=unsafe)


def widest(*several: Limits) -> Limits:
    """Limits that none of ``several`` passes."""
    return Limits(**{name: max(getattr(one, name) for one in several) for name in Limits.__slots__})


def _backend(name: str, limits: Limits) -> Backend:
    from adrs.sandbox.backends import Best, Direct
    from adrs.sandbox.bubblewrap import Bubblewrap
    from adrs.sandbox.container import Container

    backends: dict[str, Backend] = {
        "auto": Best(),
        "fork": Direct(),
        "bubblewrap": Bubblewrap(),
        "docker": Container(program="docker", limits=limits),
        "podman": Container(program="podman", limits=limits),
    }
    return backends[name]


def _plain(harness: str, preload: Sequence[str], slots: int, unsafe: bool) -> PlainSandbox:
    if not unsafe:
        raise SandboxError(
            f"plain processes have resource limits only (on {sys.platform} there may be nothing better):"
            " programs could read files and use the network; to run them all the same ask for unsafe=True,"
            " or --unsafe"
        )
    return PlainSandbox(harness, preload=preload, slots=slots)
