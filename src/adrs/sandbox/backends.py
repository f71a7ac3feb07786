"""Where fork servers run: by themselves on this machine, or inside something that isolates as well."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Protocol

from adrs.core.errors import SandboxError
from adrs.sandbox import cgroups
from adrs.sandbox.bubblewrap import Bubblewrap
from adrs.sandbox.connection import Connection, Link, Order
from adrs.sandbox.job import TooLittleIsolation


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


class Best:
    """Servers by themselves; inside bubblewrap where only that one may make namespaces; less if asked."""

    def __init__(self) -> None:
        self._chosen: Backend | None = None

    @property
    def kind(self) -> str:
        """What was found to work, or will be tried first."""
        return (self._chosen or Direct()).kind

    def open(self, order: Order) -> Link:
        """A running server.

        Raises:
            SandboxError: It did not start, or nothing here has walls enough; says what is lacking.
        """
        if self._chosen is not None:
            return self._chosen.open(order)
        try:
            link: Link | None = Direct().open(replace(order, unsafe=False))
            self._chosen = Direct()
        except TooLittleIsolation:
            other = Bubblewrap()
            try:
                link, self._chosen = other.open(replace(order, unsafe=False)), other
            except SandboxError:
                link = None
            if link is None and not order.unsafe:
                raise  # what servers by themselves lack
        if link is None:
            link, self._chosen = Direct().open(order), Direct()
        return link


@cache
def _cgroup() -> tuple[str, str]:
    """The cgroup that servers may divide, or why there is none; asked once a process."""
    try:
        return cgroups.delegated(), ""
    except OSError as error:
        return "", str(error)
