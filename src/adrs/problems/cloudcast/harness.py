"""Runs beside the candidate: hands out the graph, and keeps only names of regions from the plan it returns.

Programs get a ``networkx.DiGraph``. Where networkx is not installed they get a stand-in with the part of its
interface that published programs use (``graphs.py``), under the same name. ``broadcast`` can be imported too,
and ``pandas``, which published programs import without need, never fails to import.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry
from adrs.problems.cloudcast import graphs, topology

ENTRY = "search_algorithm"
MOST_LINKS = 200_000

try:
    import networkx
except ImportError:
    networkx = graphs
    sys.modules.setdefault("networkx", graphs)


class _NotInstalled(ModuleType):
    """Imports, but says what is missing when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"{self.__name__} is not available to programs (wanted: {name})")


HAS_PANDAS = importlib.util.find_spec("pandas") is not None


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The program's plan as ``{"destinations": [...], "paths": [[[[tail, head], ...], ...], ...]}``.

    Raises:
        InvalidAnswer: The program returns something that is no plan.
    """
    sys.modules["broadcast"] = topology
    if not HAS_PANDAS:
        sys.modules["pandas"] = _NotInstalled("pandas")
    module = load()
    if not hasattr(module, "BroadCastTopology"):
        module.BroadCastTopology = topology.BroadCastTopology  # type: ignore[attr-defined]
    plan = entry(module, ENTRY)(
        inputs["source"], list(inputs["destinations"]), graph_of(inputs), inputs["partitions"]
    )
    return plain(plan, inputs["partitions"])


def graph_of(inputs: Mapping[str, Any]) -> Any:
    """The network with ``cost`` (USD per GB) and ``throughput`` (Gbit/s) on every link."""
    regions = inputs["regions"]
    graph = networkx.DiGraph()
    figures = zip(inputs["links"].tolist(), inputs["price"].tolist(), inputs["rate"].tolist(), strict=True)
    graph.add_edges_from(
        (regions[u], regions[v], {"cost": price, "throughput": rate}) for (u, v), price, rate in figures
    )
    return graph


def plain(plan: Any, partitions: int) -> dict[str, Any]:
    """Destinations and the region names of all links in a plan."""
    dsts: Any = getattr(plan, "dsts", None)
    paths = getattr(plan, "paths", None)
    if type(dsts) not in (list, tuple) or not isinstance(paths, dict):
        raise InvalidAnswer(f"{ENTRY} must return a topology with dsts and paths, not a {_kind(plan)}")
    names = [_name(dst, "a destination") for dst in dsts]
    room = [MOST_LINKS]
    return {
        "destinations": names,
        "paths": [
            [_links(_lists(paths, dst), dst, partition, room) for partition in range(partitions)]
            for dst in names
        ],
    }


def _lists(paths: dict[Any, Any], dst: str) -> dict[Any, Any]:
    lists = dict.get(paths, dst)
    if not isinstance(lists, dict):
        raise InvalidAnswer(f"paths[{dst[:60]!r}] must be a dict from partition to list of links")
    return lists


def _links(lists: dict[Any, Any], dst: str, partition: int, room: list[int]) -> list[list[str]]:
    links: Any = dict.get(lists, str(partition))
    if type(links) not in (list, tuple):
        raise InvalidAnswer(f"paths[{dst[:60]!r}][{str(partition)!r}] must be a list of links")
    room[0] -= len(links)
    if room[0] < 0:
        raise InvalidAnswer(f"the plan lists more than {MOST_LINKS} links")
    return [_link(link, dst, partition) for link in links]


def _link(link: Any, dst: str, partition: int) -> list[str]:
    if type(link) not in (list, tuple) or len(link) < 2:
        raise InvalidAnswer(f"partition {partition} to {dst[:60]}: a link is [tail, head, attributes]")
    return [_name(end, "an end of a link") for end in link[:2]]


def _name(value: Any, what: str) -> str:
    if type(value) is not str:
        raise InvalidAnswer(f"{what} must be the name of a region, not a {_kind(value)}")
    return value[:100]


def _kind(value: Any) -> str:
    return type(value).__name__[:60]
