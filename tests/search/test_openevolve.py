"""OpenEvolve's islands: shares of parents, cells, the archive, and who migrates where and when."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from adrs.core.candidate import Admission, Arm
from adrs.core.program import Program
from adrs.search.islands import Islands
from adrs.search.map_elites import Bins, Diversity, around, cell_of
from adrs.search.openevolve import OpenEvolve
from adrs.search.ranking import Member, Ranking
from adrs.testing.trials import make_child, make_trial

ARMS = (Arm("llm", "edit"), Arm("llm", "rewrite"))


def trial(name, score, text=None):
    return make_trial(name, [score], text=text)


def small(**options):
    return Islands(**{"count": 3, "bins": 4, "references": 5, "population": 50, "archive": 10, **options})


def lived_in(islands):
    return [sorted(member.id for member in island.members) for island in islands.islands]


def one_island(members, **options):
    """A strategy with one island of so many members, with scores from 0.00 upwards.

    The best is told first and the worse are longer: nobody takes anybody's cell.
    """
    strategy = OpenEvolve(ARMS, seed=0, islands=1, **options)
    for number in reversed(range(members)):
        strategy.tell(trial(f"s{number}", 0.01 * number, text="x" * (10 * (members - number))))
    return strategy


def parents(strategy, asks):
    return Counter(strategy.ask().parent.candidate.id for _ in range(asks))


def test_seven_parents_in_ten_are_of_the_archive_and_two_are_anybody():
    drawn = parents(one_island(40, archive=10), 6000)
    elites = sum(drawn[f"s{number}"] for number in range(30, 40))
    # 0.7 from the archive, a quarter of the 0.2 drawn by chance, and the share of 0.1 weighted by the score.
    weighted = sum(range(30, 40)) / sum(range(40))
    assert elites / 6000 == pytest.approx(0.7 + 0.2 * 10 / 40 + 0.1 * weighted, abs=0.02)
    assert set(drawn) == {f"s{number}" for number in range(40)}


def test_the_rest_of_the_parents_is_drawn_in_proportion_to_the_score():
    drawn = parents(one_island(5, exploration=0.0, exploitation=0.0), 6000)
    for number in range(1, 5):
        assert drawn[f"s{number}"] / 6000 == pytest.approx(number / 10, abs=0.02)


def test_islands_take_turns_and_children_stay_on_their_parents_island():
    strategy = OpenEvolve(ARMS, seed=0, islands=3, migration_interval=1000)
    for number in range(3):
        strategy.tell(trial(f"s{number}", 0.5))
    family = {f"s{number}": number for number in range(3)}
    for asked in range(90):
        brief = strategy.ask()
        home = family[brief.parent.candidate.id]
        # An island none of whose members is in the archive may borrow a parent; here all have some.
        assert home == asked % 3
        assert {family[other.candidate.id] for other in brief.inspirations} <= {home}
        strategy.tell(make_child(brief, [0.5 + 0.001 * asked]), brief.arm)
        family[f"c{brief.id}"] = home


def test_an_empty_island_starts_with_a_copy_of_the_best():
    strategy = OpenEvolve(ARMS, seed=0, islands=4)
    strategy.tell(trial("s0", 0.1))
    strategy.tell(trial("s1", 0.9))
    assert [strategy.ask().parent.candidate.id for _ in range(4)][2:] == ["s1", "s1"]


def test_inspirations_are_the_best_others_and_never_the_parent():
    strategy = one_island(30)
    for _ in range(200):
        brief = strategy.ask()
        ids = [other.candidate.id for other in brief.inspirations]
        assert len(ids) == 5
        assert brief.parent.candidate.id not in ids
        assert ids[0] == "s29" or brief.parent.candidate.id == "s29"


def test_a_cell_keeps_the_better_one_and_the_worse_leaves_the_island():
    islands = small(count=1, bins=1)
    assert islands.place(trial("a", 0.5), 0.5, 0) is Admission.NEW
    assert islands.place(trial("b", 0.4), 0.4, 0) is Admission.REJECTED  # lives on, holds no cell
    assert islands.place(trial("c", 0.6), 0.6, 0) is Admission.IMPROVED
    assert lived_in(islands) == [["b", "c"]]
    assert [member.id for member in islands.elites] == ["c", "b"]


def test_the_archive_keeps_the_best_of_all_islands():
    islands = small(archive=4)
    for number in (3, 11, 0, 10, 9, 8, 7, 1, 2, 6, 5, 4):
        islands.place(trial(f"t{number}", number / 12, text="y" * (100 - number)), number / 12, number % 3)
    assert [member.id for member in islands.elites] == ["t11", "t10", "t9", "t8"]
    assert [len(island.elites) for island in islands.islands] == [1, 1, 2]


def test_who_takes_a_cell_takes_its_seat_in_the_archive():
    islands = small(count=1, bins=1, archive=2)
    for name, score in (("a", 0.1), ("b", 0.9), ("c", 0.5)):  # b takes a's cell and seat, c the free one
        islands.place(trial(name, score), score, 0)
    assert [member.id for member in islands.elites] == ["b", "c"]
    islands.place(trial("d", 0.95), 0.95, 0)
    assert [member.id for member in islands.elites] == ["d", "c"]


def test_past_the_limit_the_worst_goes_but_not_the_newest():
    islands = small(population=3)
    for name, score in (("a", 0.1), ("b", 0.9), ("c", 0.5), ("d", 0.05)):
        islands.place(trial(name, score, text=name * 9), score, 0)
    assert lived_in(islands)[0] == ["b", "c", "d"]
    assert len(islands) == 3


def test_the_best_go_to_both_neighbours_once():
    islands = small(count=4, bins=30)
    for number in range(4):
        for rank in range(10):
            name = f"i{number}r{rank}"
            islands.place(trial(name, rank / 10, text=name * (rank + 1)), rank / 10, number)
    before = lived_in(islands)
    islands.migrate(0.2)
    arrived = [set(now) - set(then) for now, then in zip(lived_in(islands), before, strict=True)]
    assert arrived[0] == {"i1r9", "i1r8", "i3r9", "i3r8"}
    assert arrived[2] == {"i1r9", "i1r8", "i3r9", "i3r8"}
    settled = lived_in(islands)
    islands.migrate(0.2)  # whoever came stays, and whoever went is there already
    assert lived_in(islands) == settled


def test_migration_comes_with_every_so_many_children_of_an_island():
    strategy = OpenEvolve(ARMS, seed=0, islands=2, migration_interval=5)
    strategy.tell(trial("s0", 0.5))
    strategy.tell(trial("s1", 0.5))
    visitors = []
    for asked in range(40):
        brief = strategy.ask()
        strategy.tell(make_child(brief, [0.5 + 0.01 * asked]), brief.arm)
        visitors.append(sum(member.settled for i in strategy._islands.islands for member in i.members))
    # The first island has its 5th child with the 9th tell, its 10th with the 19th.
    assert visitors[7] == 0
    assert visitors[8] > 0
    assert visitors[8:18] == sorted(visitors[8:18], reverse=True)
    assert visitors[18] > visitors[17]


def test_bins_follow_the_range_that_was_seen():
    bins = Bins(10, 1)
    assert bins.cell([5.0]) == 5  # nothing to compare with: the middle
    assert bins.cell([15.0]) == 9
    assert [bins.cell([value]) for value in (5.0, 7.4, 14.9)] == [0, 2, 9]
    bins.cell([105.0])
    assert bins.cell([15.0]) == 1


def test_nearby_cells_never_lead_beyond_the_edge():
    corner = cell_of((0, 0))
    inside = {cell_of((column, row)) for column in range(10) for row in range(10)}
    reached = {corner + offset for offset in around(2, 2)} & inside
    assert reached == {cell_of((column, row)) for column in range(3) for row in range(3)}


def test_diversity_is_the_mean_distance_to_the_first_programs():
    diversity = Diversity(2)
    assert diversity.of(Program.from_text("ab")) == 0.0
    # One line more, two characters longer, two characters that the other has not.
    assert diversity.of(Program.from_text("abc\n")) == pytest.approx(0.1 * 2 + 10 + 0.5 * 2)
    third = diversity.of(Program.from_text("abc"))
    assert third == pytest.approx(((0.1 + 0.5) + (0.1 + 10 + 0.5)) / 2)
    assert diversity.of(Program.from_text("abc")) == third  # the third is no reference
    assert diversity.of(Program.from_text("ab")) == pytest.approx(0.1 * 2 + 10 + 0.5 * 2)


def test_a_ranking_gives_back_what_was_put_in_best_first():
    rng, ranking = Random(0), Ranking()
    members = [Member(f"m{n}", trial(f"m{n}", 0.0), float(rng.randrange(5)), n) for n in range(50)]
    for member in members:
        ranking.add(member)
    for member in members[::2]:
        assert ranking.discard(member)
        assert not ranking.discard(member)
    left = sorted(members[1::2], key=lambda member: (-member.score, member.order))
    assert list(ranking) == left
    assert list(ranking.top(3)) == left[:3]
    assert {ranking.draw(rng).id for _ in range(500)} == {member.id for member in left}


@pytest.mark.parametrize("wrong", [{"islands": 0}, {"bins": 0}, {"exploration": 0.5, "exploitation": 0.6}])
def test_impossible_options_are_refused(wrong):
    with pytest.raises(ValueError, match=r"too few|bins are 1|not shares"):
        OpenEvolve(ARMS, seed=0, **wrong)
