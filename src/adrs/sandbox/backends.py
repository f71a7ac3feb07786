"""Where fork servers run: by themselves on this machine, or inside something that isolates as well."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from adrs.sandbox import cgroups
from adrs.sandbox.connection import Connection, Link, Order


class Backend(Protocol):
    """Starts servers."""

    @property
    def kind(self) -> str:
        """What it is called in a journal."""
        ...

    def open(self, order: Order) -> Link:
        """A running server.

        Raises:
            SandboxError: It did not start; says why.
        """
        ...


class Direct:
    """Servers by themselves: they raise every wall of their own accord."""

    kind = "fork server"

    def open(self, order: Order) -> Link:
        """A running server, with a cgroup where the host delegates one."""
        parent, reason = _cgroup()
        leaf = ""
        try:
            leaf = cgroups.new_leaf(parent) if parent else ""
        except OSError as error:
            reason = str(error)
        return Connection(order, cgroup=leaf, no_cgroup=reason)


@cache
def _cgroup() -> tuple[str, str]:
    """The cgroup that servers may divide, or why there is none; asked once a process."""
    try:
        return cgroups.delegated(), ""
    except OSError as error:
        return "", str(error)
