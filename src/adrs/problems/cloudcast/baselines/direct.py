# mypy: ignore-errors
# ruff: noqa: N803
"""Every destination over its direct link: the zero of the public board."""

from broadcast import BroadCastTopology

# EVOLVE-BLOCK-START


def search_algorithm(src, dsts, G, num_partitions):
    """
    Plan a broadcast.

    Args:
        src: Source region
        dsts: Destination regions
        G: Directed graph with "cost" (USD per GB) and "throughput" (Gbit/s) on every link
        num_partitions: Number of equal parts of the data

    Returns:
        A BroadCastTopology with a list of links for every destination and partition
    """
    topology = BroadCastTopology(src, dsts, num_partitions)
    for dst in dsts:
        for partition in range(num_partitions):
            topology.append_dst_partition_path(dst, partition, [src, dst, G[src][dst]])
    return topology


# EVOLVE-BLOCK-END
