# mypy: ignore-errors
"""Columns by the statistic of the published baseline: long cells that repeat often first."""

# EVOLVE-BLOCK-START


def reorder(table, hints):
    """
    Order the cells of a table so that the row strings share prefixes.

    Args:
        table: Names, columns of cell texts, and hits() of an order
        hints: Groups of columns that belong together, and thresholds

    Returns:
        The row order (None: as they come), and one column order for all rows
    """

    def score(j):
        cells = table.columns[j]
        length = sum(map(len, cells)) / max(1, len(cells))
        return length**2 * (len(cells) / max(1, len(set(cells))) - 1)

    order = sorted(range(table.num_columns), key=score, reverse=True)
    return None, order


# EVOLVE-BLOCK-END
