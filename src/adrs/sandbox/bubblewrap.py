"""Servers inside bubblewrap, for hosts that let it make namespaces and nobody else.

It gives namespaces, a read-only view and a private ``/tmp`` to a server as a whole
(https://github.com/containers/bubblewrap); the server raises its own walls inside, around each candidate.
"""

from __future__ import annotations

import os
import shutil

from adrs.core.errors import SandboxError
from adrs.sandbox import contained, view
from adrs.sandbox.connection import Connection, Link, Order


class Bubblewrap:
    """Starts servers inside ``bwrap``.

    Args:
        program: Its name or path.
    """

    kind = "fork server in bubblewrap"

    def __init__(self, program: str = "bwrap") -> None:
        self._program = program

    def open(self, order: Order) -> Link:
        """A running server.

        Raises:
            SandboxError: Bubblewrap is not installed, or may not do here what it is asked for.
        """
        program = shutil.which(self._program)
        if program is None:
            raise SandboxError(
                f"{self._program} is not installed; install the package bubblewrap, or take another --sandbox"
            )
        front = [program, *options(order.harness), "--"]
        return Connection(order, lambda line: [*front, *line], contained=True)


def options(harness: str) -> list[str]:
    """What bubblewrap is told."""
    shown = contained.readable(harness)
    told = _as_root() if os.geteuid() == 0 else _as_user()
    told += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--proc", "/proc"]
    told += ["--perms", "1777", "--size", str(contained.SCRATCH_BYTES), "--tmpfs", "/tmp"]
    told += ["--dir", "/mnt"]  # where servers build their candidates' view when libraries lie below /tmp
    for path in shown:
        told += ["--ro-bind", path, path]
    for device in view.devices():
        told += ["--dev-bind", device, device]
    for name, real in contained.alias(shown).items():
        told += ["--symlink", real, name]
    return [*told, "--remount-ro", "/", "--chdir", "/"]


def _as_user() -> list[str]:
    return ["--unshare-all", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"]


def _as_root() -> list[str]:
    """Leave the server what it needs to become a user that owns nothing, inside walls of its own.

    In a user namespace it would be the host's root under another number, and could not change that.
    """
    told = [f"--unshare-{name}" for name in ("pid", "net", "ipc", "uts", "cgroup-try")]
    told += ["--cap-drop", "ALL"]
    for name in ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID"):
        told += ["--cap-add", name]
    return told
