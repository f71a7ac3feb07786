"""The plan object that published programs fill in and return."""

from __future__ import annotations

from typing import Any


class BroadCastTopology:
    """Lists of links ``[tail, head, attributes]`` by destination and partition (as strings).

    Attributes and methods are those of the published benchmark, so that its programs run unchanged.
    """

    def __init__(self, src: str, dsts: list[str], num_partitions: int = 4, paths: Any = None) -> None:
        self.src = src
        self.dsts = dsts
        self.num_partitions = int(num_partitions)
        self.paths: Any = paths
        if paths is None:
            self.paths = {dst: {str(p): None for p in range(self.num_partitions)} for dst in dsts}

    def get_paths(self) -> Any:
        """All lists."""
        return self.paths

    def set_num_partitions(self, num_partitions: int) -> None:
        """Change the number; lists that exist stay."""
        self.num_partitions = num_partitions

    def set_dst_partition_paths(self, dst: str, partition: int, paths: Any) -> None:
        """Replace the list of one partition to one destination."""
        self.paths[dst][str(partition)] = paths

    def append_dst_partition_path(self, dst: str, partition: int, path: Any) -> None:
        """Add a link to the list of one partition to one destination."""
        key = str(partition)
        if self.paths[dst][key] is None:
            self.paths[dst][key] = []
        self.paths[dst][key].append(path)
