"""Servers inside containers of Docker or Podman.

One container runs one server for its whole life. The daemon keeps network, files and capabilities away and
limits memory and processes of all of it; inside, the server confines each candidate once more, as far as the
runtime's own system-call filter lets it (Landlock and seccomp; runtimes refuse new namespaces).

The image brings no software: the interpreter and the libraries of this machine are mounted into it,
read-only, so that programs run on the very versions the journal names. Hence the host must be Linux, and the
daemon must run on it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.errors import SandboxError
from adrs.core.problem import Limits
from adrs.sandbox import contained, rlimits
from adrs.sandbox.connection import ENVIRONMENT, Link, Order
from adrs.sandbox.stream import StreamConnection

IMAGE = "debian:stable-slim"
"""Any image that keeps its libraries below ``/usr`` will do."""
_SERVER_BYTES = 512 * 1024**2
_SERVER_TASKS = 16
_NOBODY = "65534:65534"
_CLEANUP_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """Starts servers inside containers.

    Args:
        program: ``docker``, ``podman``, or the path of a program that takes the same options.
        image: What the container's root is made from.
        limits: The widest limits that candidates will be given: the container's own leave room for them.
    """

    program: str = "docker"
    image: str = IMAGE
    limits: Limits = Limits()

    @property
    def kind(self) -> str:
        """Which program it is."""
        return f"fork server in {os.path.basename(self.program)}"

    def open(self, order: Order) -> Link:
        """A running server.

        Raises:
            SandboxError: The program is not installed, or its daemon does not start the container.
        """
        program = shutil.which(self.program)
        if program is None:
            raise SandboxError(f"{self.program} is not installed; install it, or take another --sandbox")
        if sys.platform != "linux":
            raise SandboxError(
                "containers need a Linux host: its interpreter and libraries are mounted into them"
            )
        name = f"adrs-{os.getpid()}-{secrets.token_hex(4)}"
        front = [program, "run", "--name", name, *self.options(order.harness)]

        def wrap(line: list[str]) -> list[str]:
            return [*front, "--entrypoint", line[0], self.image, *line[1:]]

        return StreamConnection(order, wrap, lambda: _remove(program, name))

    def options(self, harness: str) -> list[str]:
        """What ``run`` is told, without name, entry point and image."""
        return [*_life(), *_walls(), *self._sizes(), *_mounts(contained.readable(harness))]

    def _sizes(self) -> list[str]:
        memory = self.limits.memory_bytes * max(self.limits.processes, 1) + _SERVER_BYTES
        tasks = self.limits.processes + rlimits.THREADS + _SERVER_TASKS
        scratch = f"/tmp:rw,nosuid,nodev,noexec,mode=1777,size={contained.SCRATCH_BYTES},nr_inodes=4096"
        return [
            *("--memory", str(memory)),
            *("--memory-swap", str(memory)),
            *("--pids-limit", str(tasks)),
            *("--ulimit", "core=0:0"),
            *("--tmpfs", scratch),
        ]


def _life() -> list[str]:
    """It is removed when it ends, and ends when its standard input does; the daemon keeps no log of it."""
    told = ["--rm", "--interactive", "--log-driver", "none", "--label", "adrs", "--hostname", "sandbox"]
    for name, value in ENVIRONMENT.items():
        told += ["--env", f"{name}={value}"]
    return [*told, "--workdir", "/tmp"]


def _walls() -> list[str]:
    told = ["--network", "none", "--ipc", "none", "--read-only", "--user", _NOBODY]
    return [*told, "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]


def _mounts(paths: Sequence[str]) -> list[str]:
    told: list[str] = []
    for target, source in {**{p: p for p in paths}, **contained.alias(paths)}.items():
        if "," in source + target:
            raise SandboxError(f"{source} cannot be mounted into a container: there is a comma in its name")
        told += ["--mount", f"type=bind,source={source},target={target},readonly"]
    return told


def _remove(program: str, name: str) -> None:
    """Take away a container whose client had to be killed."""
    try:
        subprocess.run(
            [program, "rm", "--force", name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_CLEANUP_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return  # nothing more can be done from here
