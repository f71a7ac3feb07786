# mypy: ignore-errors
"""Columns with few different values first."""

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
    order = sorted(range(table.num_columns), key=lambda j: len(set(table.columns[j])))
    return None, order


# EVOLVE-BLOCK-END
