"""Errors of the stand-in for networkx, under networkx's names."""

from __future__ import annotations


class NetworkXException(Exception):  # noqa: N818 - networkx's name
    """Base of the others."""


class NetworkXError(NetworkXException):
    """A graph was used wrongly."""


class NetworkXUnfeasible(NetworkXException):
    """There is no solution."""


class NetworkXNoPath(NetworkXUnfeasible):
    """There is no path."""


class NodeNotFound(NetworkXException):
    """A node is not in the graph."""
