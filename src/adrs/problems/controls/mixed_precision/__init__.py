"""Control: bits for the layers of a network under a memory budget; a multiple-choice knapsack."""
