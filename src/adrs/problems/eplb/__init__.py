"""Expert load balancing: replicas of a mixture of experts, placed for the load of the next window."""
