"""The tables programs are judged on.

Train, validation and test tables are generated, seeded by their names. The five tables of the public
benchmark are read from ``--data DIR``: one as a whole, of the other four the samples of 100 rows that are
public. Two more real tables then join the test split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql import generators, shifted
from adrs.problems.llm_sql.csv_tables import read_csv
from adrs.problems.llm_sql.tables import Table

PUBLIC_ROWS = 28479
PUBLIC_EARLY_STOP = 100000
_DEPTHS = {"row_stop": 4, "col_stop": 2, "distinct_value_threshold": 0.7}

_USUAL = (generators.reviews, generators.scores, generators.posts, generators.catalogue)
_PLANS: Mapping[Split, tuple[tuple[generators.Generator, int], ...]] = {
    Split.TRAIN: tuple(zip(_USUAL * 2, (700, 450, 400, 500, 1800, 900, 800, 1000), strict=True)),
    Split.VALIDATION: tuple(zip(_USUAL * 2, (800, 500, 450, 450, 2000, 800, 700, 1100), strict=True)),
    Split.TEST: (
        (shifted.films, 500),
        (shifted.incidents, 700),
        (shifted.parts, 900),
        (shifted.census, 900),
        (shifted.ledger, 1500),
        (generators.reviews, 4000),
        (shifted.films, 1000),
        (shifted.incidents, 2400),
        (shifted.census, 3000),
        (generators.scores, 1500),
    ),
}
"""Family and number of rows of every generated table."""

LEADERBOARD: Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "movies_sample": ("movies_100rows.csv", (("movieinfo", "movietitle", "rottentomatoeslink"),)),
    "products_sample": ("products_100rows.csv", (("product_title", "parent_asin"),)),
    "bird_sample": ("posts_100rows.csv", (("PostId", "Body"),)),
    "pdmx_sample": (
        "pdmx_100rows.csv",
        (
            ("path", "metadata"),
            ("hasmetadata", "isofficial", "isuserpublisher", "isdraft", "hasannotations", "subsetall"),
        ),
    ),
    "beer": ("beer.csv", (("beer/beerId", "beer/name"),)),
}
"""File and merge groups of the public tables, by name; only ``beer`` is there as a whole."""

UNSEEN: Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "movies_small": ("movies_small.csv", (("movie_info", "movie_title", "rotten_tomatoes_link"),)),
    "credit": ("credit.csv", ()),
}
"""Real tables that join the test split; no public program was tuned on them for this question."""


def sizes(data: Path | None) -> Mapping[Split, int]:
    """Number of workloads in each split; test grows by the real tables when a data folder is given."""
    made = {split: len(plan) for split, plan in _PLANS.items()}
    made[Split.TEST] += len(UNSEEN) if data is not None else 0
    return {**made, Split.LEADERBOARD: len(LEADERBOARD)}


@cache
def synthetic(split: Split) -> tuple[Workload, ...]:
    """The generated tables of a split, one of each family first."""
    counts: dict[str, int] = {}
    result = []
    for generator, n_rows in _PLANS[split]:
        family = generator.__name__
        number = counts.get(family, 0)
        counts[family] = number + 1
        name = f"{split.value}/{family}-{number}"
        made = generator(Random(name), n_rows)
        result.append(Workload(name, split, _inputs(made.table, made.merge, split), family))
    return tuple(result)


def real(data: Path | None, split: Split) -> tuple[Workload, ...]:
    """The real tables of a split.

    Args:
        data: Folder with ``llm_sql/beer.csv`` and the others, or that ``llm_sql`` itself.
        split: Leaderboard or test.

    Raises:
        DataError: No folder was given, or a file is missing or malformed.
    """
    if data is None:
        raise DataError("the public tables need the data folder (--data) that holds llm_sql/beer.csv")
    folder = data / "llm_sql" if (data / "llm_sql").is_dir() else data
    files = LEADERBOARD if split is Split.LEADERBOARD else UNSEEN
    return tuple(
        Workload(f"{split.value}/{name}", split, _inputs(_read(folder / file), merge, split), "real")
        for name, (file, merge) in files.items()
    )


def _inputs(table: Table, merge: Sequence[Sequence[str]], split: Split) -> dict[str, Any]:
    """Plain data. The published threshold is for tables of the public size; smaller ones get their share."""
    scaled = max(1, PUBLIC_EARLY_STOP * table.n_rows // PUBLIC_ROWS)
    early_stop = PUBLIC_EARLY_STOP if split is Split.LEADERBOARD else scaled
    return {
        **table.inputs(),
        "merge": [list(group) for group in merge],
        "hints": {"early_stop": early_stop, **_DEPTHS},
    }


def _read(path: Path) -> Table:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8: {error}") from None
    try:
        return read_csv(text)
    except ValueError as error:
        raise DataError(f"{path} is malformed: {error}") from None
