"""The assignment problem."""

from __future__ import annotations

from collections.abc import Sequence


def assignment_cost(cost: Sequence[Sequence[int]]) -> int:
    """Least total of one entry in each row and each column of a square matrix of integers.

    Shortest augmenting paths with potentials (Jonker and Volgenant, Computing 38, 1987), in O(n^3).
    """
    n = len(cost)
    infinite = sum(max(map(abs, row)) for row in cost) * 4 + 1
    row_price = [0] * (n + 1)
    column_price = [0] * (n + 1)
    row_of = [0] * (n + 1)  # row matched to each column, rows and columns from 1; column 0 starts a path
    for row in range(1, n + 1):
        row_of[0] = row
        column = 0
        slack = [infinite] * (n + 1)
        came_from = [0] * (n + 1)
        done = [False] * (n + 1)
        while row_of[column]:
            done[column] = True
            current = row_of[column]
            step, nearest = infinite, 0
            for j in range(1, n + 1):
                if done[j]:
                    continue
                reduced = cost[current - 1][j - 1] - row_price[current] - column_price[j]
                if reduced < slack[j]:
                    slack[j], came_from[j] = reduced, column
                if slack[j] < step:
                    step, nearest = slack[j], j
            for j in range(n + 1):
                if done[j]:
                    row_price[row_of[j]] += step
                    column_price[j] -= step
                else:
                    slack[j] -= step
            column = nearest
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    return sum(cost[row_of[j] - 1][j - 1] for j in range(1, n + 1))
