"""Generated tables: of the kinds and shapes they claim to be."""

from __future__ import annotations

from random import Random

import pytest

from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql import generators, shifted
from adrs.problems.llm_sql.tables import Table, merged
from adrs.problems.llm_sql.workloads import synthetic

FAMILIES = (
    generators.reviews,
    generators.posts,
    generators.catalogue,
    generators.scores,
    shifted.ledger,
    shifted.incidents,
    shifted.census,
    shifted.films,
    shifted.parts,
)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_a_family_is_seeded_and_has_as_many_rows_as_asked(family: generators.Generator) -> None:
    first, second = (family(Random("x"), 60) for _ in range(2))
    assert first == second != family(Random("y"), 60)
    assert first.table.n_rows == 60


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_columns_of_a_group_determine_each_other_or_are_flags(family: generators.Generator) -> None:
    made = family(Random("x"), 200)
    columns = {column.name: column for column in made.table.columns}
    for group in made.merge:
        assert set(group) <= set(columns)
        assert all(None not in columns[name].cells for name in group)
        together = len(set(zip(*(columns[name].cells for name in group), strict=True)))
        assert together == len(set(columns[group[0]].cells)) or columns[group[0]].kind == "bool"


def test_merging_moves_no_character_but_in_the_all_numeric_family() -> None:
    for family in FAMILIES:
        made = family(Random("x"), 100)
        whole = merged(made.table, made.merge)
        sizes = [sum(len(cell or "") for c in t.columns for cell in c.cells) for t in (made.table, whole)]
        assert sizes[0] == sizes[1], family.__name__


def test_test_tables_are_of_families_or_sizes_that_train_has_not() -> None:
    def size(workload: Workload) -> int:
        return Table.of(workload.inputs).n_rows

    train = synthetic(Split.TRAIN)
    families = {workload.family for workload in train}
    for workload in synthetic(Split.TEST):
        assert workload.family not in families or size(workload) > max(
            size(other) for other in train if other.family == workload.family
        )


def test_a_split_starts_with_one_table_of_each_family() -> None:
    assert [w.family for w in synthetic(Split.TRAIN)][:4] == ["reviews", "scores", "posts", "catalogue"]
