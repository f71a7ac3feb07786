# mypy: ignore-errors
"""The table as it comes."""

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
    return None, list(range(table.num_columns))


# EVOLVE-BLOCK-END
