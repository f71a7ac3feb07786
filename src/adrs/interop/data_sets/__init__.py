"""The original public data of the problems' measured workloads: what there is, fetching it, checking it."""
