# mypy: ignore-errors
"""GGR, Greedy Group Recursion (Liu et al., MLSys 2025, arXiv 2403.05821), as in the public benchmark.

The value that saves most goes first in all rows that hold it, wherever it stands in them; the rest of these
rows, and the other rows, are treated likewise, down to a fixed depth. From there on a statistic decides.
"""

from collections import Counter

PART_ROWS = 2000

# EVOLVE-BLOCK-START


def reorder(table, hints):
    """
    Order the cells of a table so that the row strings share prefixes.

    Args:
        table: Names, columns of cell texts, and hits() of an order
        hints: Groups of columns that belong together, and thresholds

    Returns:
        The row order, the column order of every row, and the groups merged
    """
    groups = mergeable_groups(table, hints)
    work = table.merge(groups)
    members = member_columns(table, work, groups)
    rows = list(range(work.num_rows))
    every = list(range(work.num_columns))
    limit = hints.distinct_value_threshold * work.num_rows
    last = [j for j in every if len(set(work.columns[j])) > limit]
    cells = {i: [(j, work.columns[j][i]) for j in every] for i in rows}
    kept = by_statistic([j for j in every if j not in last], [cells[i] for i in rows])
    lines = sorted(([cells[i][j] for j in kept], i) for i in rows) if kept else [([], i) for i in rows]
    row_order, column_orders = [], [None] * work.num_rows
    for part in halves(lines):
        for line, i in grouped(part, hints, 0, 0):
            order = [j for j, _ in line] + last
            row_order.append(i)
            column_orders[i] = [c for j in order for c in members[j]]
    return row_order, column_orders, groups


def mergeable_groups(table, hints):
    """The groups whose columns have equally many values, each by falling statistic."""
    groups = []
    for group in hints.col_merge:
        where = [table.names.index(name) for name in group if name in table.names]
        if len(where) == len(group) and len({len(set(table.columns[j])) for j in where}) == 1:
            cells = [
                [(j, table.columns[j][i]) for j in range(table.num_columns)] for i in range(table.num_rows)
            ]
            groups.append([table.names[j] for j in by_statistic(where, cells)])
    return groups


def member_columns(table, work, groups):
    """For each column of the merged table, the columns it is made of."""
    made = {"_".join(group): group for group in groups}
    return [[table.names.index(name) for name in made.get(whole, [whole])] for whole in work.names]


def halves(lines):
    """The rows in parts of at most PART_ROWS."""
    if len(lines) <= PART_ROWS:
        return [lines]
    middle = len(lines) // 2
    return halves(lines[:middle]) + halves(lines[middle:])


def by_statistic(places, lines):
    """Places by falling (mean length) squared times (rows / distinct - 1) of the cells there."""
    scores = {}
    for p in places:
        values = [line[p][1] for line in lines]
        distinct = len(set(values))
        mean = sum(map(len, values)) / len(values) if values else 0.0
        scores[p] = mean**2 * (len(values) / distinct - 1) if distinct else 0.0
    return sorted(places, key=lambda p: -scores[p])


def fixed(part):
    """One order of the cells for all rows of a part, by statistic; rows sorted."""
    places = by_statistic(range(len(part[0][0])), [line for line, _ in part]) if part else []
    return sorted((([line[p] for p in places], i) for line, i in part), key=lambda r: [v for _, v in r[0]])


def grouped(part, hints, row_depth, column_depth):
    """The rows of a part with their cells in order."""
    if not part or not part[0][0]:
        return part
    if row_depth >= hints.row_stop or column_depth >= hints.col_stop:
        return fixed(part)
    counts = Counter(value for line, _ in part for _, value in line)
    best, count = max(counts.items(), key=lambda item: len(item[0]) ** 2 * (item[1] - 1))
    if len(best) ** 2 * (count - 1) < hints.early_stop:
        return fixed(part)
    fronts, rests, others = {}, {}, []
    for line, i in part:
        front = [cell for cell in line if cell[1] == best]
        if front:
            fronts[i] = front
            rests.setdefault(len(front), []).append(([cell for cell in line if cell[1] != best], i))
        else:
            others.append((line, i))
    done = []
    for _, rest in sorted(rests.items(), reverse=True):
        done += [(fronts[i] + line, i) for line, i in grouped(rest, hints, row_depth, column_depth + 1)]
    return done + grouped(others, hints, row_depth + 1, column_depth)


# EVOLVE-BLOCK-END
