"""Which programs may be merged: GEPA's conditions on ancestry, scores and components."""

from __future__ import annotations

import pytest

from adrs.core.program import Program
from adrs.search.lineage import Lineage, components
from adrs.testing.trials import make_trial

BASE = "import math\n\ndef first():\n    return 1\n\ndef second():\n    return 1\n"
FIRST = BASE.replace("first():\n    return 1", "first():\n    return 2")
SECOND = BASE.replace("second():\n    return 1", "second():\n    return 2")
BOTH = FIRST.replace("second():\n    return 1", "second():\n    return 3")


def family(*children, root=BASE, score=0.1):
    """A lineage of a seed ``s0`` and children ``(name, parents, text, score)``."""
    lineage = Lineage()
    lineage.add(make_trial("s0", [score], text=root))
    for name, parents, text, value in children:
        lineage.add(make_trial(name, [value], parents=parents, text=text))
    return lineage


def test_two_children_that_changed_different_components_may_be_merged():
    lineage = family(("c0", ("s0",), FIRST, 0.5), ("c1", ("s0",), SECOND, 0.4))
    assert lineage.mergeable_from("c0", "c1") == ("s0",)
    assert lineage.mergeable_from("c1", "c0") == ("s0",)


def test_without_a_common_ancestor_there_is_nothing_to_merge_by():
    lineage = family(("s1", (), FIRST, 0.5), ("c0", ("s0",), SECOND, 0.5))
    assert lineage.mergeable_from("s1", "c0") == ()


def test_a_program_is_not_merged_with_its_own_ancestor():
    lineage = family(("c0", ("s0",), FIRST, 0.5), ("c1", ("c0",), BOTH, 0.6))
    assert lineage.mergeable_from("c0", "c1") == ()
    assert lineage.mergeable_from("c0", "c0") == ()


@pytest.mark.parametrize("scores", [(0.5, 0.05), (0.05, 0.5)])
def test_both_sides_must_be_no_worse_than_the_ancestor(scores):
    lineage = family(("c0", ("s0",), FIRST, scores[0]), ("c1", ("s0",), SECOND, scores[1]))
    assert lineage.mergeable_from("c0", "c1") == ()


def test_some_component_must_have_been_changed_by_one_side_alone():
    other = FIRST.replace("return 2", "return 7")
    both_in_one_place = family(("c0", ("s0",), FIRST, 0.5), ("c1", ("s0",), other, 0.4))
    assert both_in_one_place.mergeable_from("c0", "c1") == ()
    the_same_change = family(("c0", ("s0",), FIRST, 0.5), ("c1", ("s0",), FIRST, 0.4))
    assert the_same_change.mergeable_from("c0", "c1") == ()


def test_ancestors_are_found_through_generations_and_all_parents():
    lineage = family(
        ("c0", ("s0",), FIRST, 0.2), ("c1", ("s0",), SECOND, 0.2), ("c2", ("c0", "c1"), BOTH, 0.3)
    )
    assert lineage.ancestors("c2") == {"s0", "c0", "c1"}


def test_components_are_definitions_blind_to_layout():
    parts = components(Program.from_text(BASE + "\nLIMIT = 3\nprint(LIMIT)\n"))
    assert set(parts) == {f"program.py:{name}" for name in ("first", "second", "LIMIT", "")}
    assert components(Program.from_text("# note\n" + BASE)) == components(Program.from_text(BASE))


def test_what_is_not_python_is_one_component_a_file():
    program = Program(files={"a.rs": "fn a() {}", "b.rs": "fn b() {}"}, main="a.rs", language="rust")
    assert set(components(program)) == {"a.rs:", "b.rs:"}
    assert set(components(Program.from_text("def broken(:\n"))) == {"program.py:"}


def test_memory_is_bounded_and_the_oldest_goes_first():
    lineage = Lineage(capacity=3)
    for number in range(10):
        lineage.add(make_trial(f"c{number}", [0.1], parents=(f"c{number - 1}",)))
    assert len(lineage) == 3
    assert lineage.ancestors("c9") == {"c7", "c8"}
