"""The problem, put together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.pace import Pace
from adrs.core.problem import (
    Bound,
    Contract,
    Direction,
    Limits,
    Objective,
    Problem,
    PublicCost,
    Published,
    Score,
)
from adrs.core.program import Program
from adrs.core.shapes import Order
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql import workloads
from adrs.problems.llm_sql.bound import bound_of
from adrs.problems.llm_sql.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

POINTS_PER_HALVING = 0.25
FREE_FROM = 16.0
"""Times as fast as the reference from which time costs nothing."""
MOST_POINTS = 5.0

CONTRACT = Contract(
    function="reorder",
    parameters={"table": "Table", "hints": "Hints"},
    returns="tuple[list[int], list[int]]",
    records={
        "Table": {
            "names": "list[str]",
            "num_rows": "int",
            "num_columns": "int",
            "columns": "list[list[str]]",
        },
        "Hints": {
            "early_stop": "int",
            "row_stop": "int",
            "col_stop": "int",
            "col_merge": "list[tuple[str, ...]]",
            "distinct_value_threshold": "float",
        },
    },
    shape=Order(items="range(table.num_columns)"),
    unpack="{result}[1]",
    pack="(None, {answer})",
    cost=PublicCost(call="-table.hits({answer})", partial=True),
    published=("solve", "Solution", "Evolved"),
)

CITATIONS = {
    "original": "the zero of the public board: columns as they come",
    "cardinality": "columns with few different values first; a baseline of the paper below",
    "statistic": "columns by (mean length)^2 (rows / distinct - 1), the fallback of GGR as published",
    "human_sota": "Liu et al., Optimizing LLM Queries in Relational Data Analytics Workloads, MLSys 2025, "
    "arXiv 2403.05821: Greedy Group Recursion, in the form and with the options of the public benchmark",
    "nested_greedy": "reference beyond the paper: every group of rows chooses its own next column",
}


def charge(value: float, ratio: float) -> float:
    """A hit rate in percent less the charge for time, in whole steps of a halving of speed.

    The public board gives time 5 of 100 points, in seconds; here as many, in speed relative to GGR.
    """
    halvings = math.ceil(math.log2(FREE_FROM / ratio)) if ratio > 0 else math.inf
    return value - min(MOST_POINTS, POINTS_PER_HALVING * max(0, halvings))


class LlmSql:
    """Order the cells of tables so that prompts share prefixes.

    Args:
        data: Folder with the public tables: the leaderboard, and two more tables for test.
    """

    name = "llm_sql"
    title = "Ordering table cells for prefix caching"
    objective = Objective(name="prefix hit rate", unit="%", direction=Direction.MAXIMIZE)
    contract = CONTRACT
    harness = "adrs.problems.llm_sql.harness"
    limits = Limits(cpu_s=60.0, wall_s=240.0, memory_bytes=2 * 1024**3, output_bytes=32 * 1024**2)
    search_limits = Limits(cpu_s=3.0, wall_s=20.0, memory_bytes=1024**3)
    random_may_reach = 0.6
    """Columns as they come, the public board's zero, begin with identifiers: chance does better (0.52)."""
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._real: dict[Split, Sequence[Workload]] = {}
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.seeds: Mapping[str, Program] = {
            name: _program("seeds", name) for name in ("naive", "cardinality", "statistic")
        }
        self.baselines: Mapping[str, Program] = {
            "original": self.seeds["naive"],
            "cardinality": self.seeds["cardinality"],
            "statistic": self.seeds["statistic"],
            "human_sota": _program("baselines", "human_sota"),
            "nested_greedy": _program("baselines", "nested_greedy"),
        }
        self.seeds = {**self.seeds, "ggr": self.baselines["human_sota"]}
        self.pace = Pace(
            reference=self.baselines["human_sota"], idle=self.seeds["naive"], charge=charge, rounds=3
        )

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The tables of a split, the cheapest to judge first.

        Raises:
            DataError: The leaderboard's files were not given, or one is missing or malformed.
        """
        if split is Split.LEADERBOARD:
            return self._real_tables(split)
        more = self._real_tables(split) if split is Split.TEST and self._data is not None else ()
        return (*workloads.synthetic(split), *more)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return workloads.sizes(self._data)

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The hit rate of a plan; see :func:`adrs.problems.llm_sql.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """A proven limit, and the best known rate."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's score of the one of its five tables that is there as a whole.

        ``95 clamp((hit - base) / (1 - base)) + 5 (10 - min(10, t)) / 10`` with CPU seconds for ``t``; a
        failure has hit rate 0 and takes 10 s.
        """
        beer = [verdict for verdict in verdicts if verdict.workload == "leaderboard/beer"]
        if split is not Split.LEADERBOARD or not beer:
            return None
        share = beer[0].metrics.get("board_share", 0.0) if beer[0].ok else 0.0
        taken_s = min(10.0, beer[0].usage.cpu_s) if beer[0].ok else 10.0
        return Published("board score, beer only (1 of 5 tables)", 0.95 * share + 0.5 * (10.0 - taken_s))

    def _real_tables(self, split: Split) -> Sequence[Workload]:
        if split not in self._real:
            self._real[split] = workloads.real(self._data, split)
        return self._real[split]


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` is the folder that holds ``llm_sql/beer.csv``, or that ``llm_sql`` itself."""
    return LlmSql(data)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
