"""What every store keeps. Subclass it and override the ``store`` fixture; ``reopen`` too, if it persists."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.errors import StoreError
from adrs.core.events import Event, Started, Stopped
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.testing import journals

STARTED = Started(problem="toy", config={"seed": 1, "arms": ["a", "b"]}, at=1.5)
NAIVE = Program.from_text("def solve(x):\n    return x\n")
BETTER = NAIVE.with_text("def solve(x):\n    return x + 1\n")


class StoreContract:
    """Behaviour shared by all stores."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty, open store."""
        raise NotImplementedError

    def reopen(self, store: Store) -> Store:
        """The same store after its process ended, for those that outlive it; else ``store``."""
        return store

    def test_events_come_back_in_order_numbered_from_one(self, store: Store) -> None:
        first = store.append("r", [STARTED])
        last = store.append("r", [Stopped(reason="a"), Stopped(reason="b")])
        assert (first, last) == (1, 3)
        assert list(store.read("r")) == [(1, STARTED), (2, Stopped(reason="a")), (3, Stopped(reason="b"))]

    def test_reading_starts_after_a_number(self, store: Store) -> None:
        store.append("r", [Stopped(reason=str(i)) for i in range(1, 5)])
        assert [number for number, _ in store.read("r", after=2)] == [3, 4]
        assert list(store.read("r", after=4)) == []
        assert list(store.read("r", after=99)) == []

    def test_runs_are_numbered_apart_and_listed_oldest_first(self, store: Store) -> None:
        for run_id in ("z", "a", "z", "läuft 1/2"):
            store.append(run_id, [Stopped(reason=run_id)])
        assert list(store.runs()) == ["z", "a", "läuft 1/2"]
        assert list(store.read("z")) == [(1, Stopped(reason="z")), (2, Stopped(reason="z"))]
        assert list(store.read("a")) == [(1, Stopped(reason="a"))]

    def test_an_unknown_run_is_refused_when_asked_for(self, store: Store) -> None:
        store.append("r", [STARTED])
        with pytest.raises(StoreError, match="no run 'other'"):
            store.read("other")
        with pytest.raises(StoreError, match="no run 'other'"):
            store.last("other")

    def test_last_is_the_newest_event(self, store: Store) -> None:
        store.append("r", [STARTED])
        store.append("q", [STARTED])
        store.append("r", [Stopped(reason="seconds")])
        assert store.last("r") == (2, Stopped(reason="seconds"))
        assert store.last("q") == (1, STARTED)

    def test_an_empty_append_changes_nothing(self, store: Store) -> None:
        assert store.append("r", []) == 0
        assert list(store.runs()) == []
        store.append("r", [STARTED])
        assert store.append("r", []) == 1

    def test_a_batch_that_cannot_be_written_leaves_nothing(self, store: Store) -> None:
        store.append("r", [STARTED])
        unwritable = Started(problem="toy", config={"object": object()})
        with pytest.raises(StoreError, match=r"'r'.*cannot be written"):
            store.append("r", [Stopped(reason="x"), unwritable], [NAIVE])
        assert list(store.read("r")) == [(1, STARTED)]
        with pytest.raises(StoreError):
            store.program(NAIVE.digest)
        assert store.append("r", [Stopped(reason="y")]) == 2

    def test_reading_goes_on_into_what_is_appended_meanwhile(self, store: Store) -> None:
        store.append("r", [Stopped(reason="1"), Stopped(reason="2")])
        reader = store.read("r")
        next(reader)
        store.append("r", [Stopped(reason="3")])
        assert [number for number, _ in [*reader, *store.read("r", after=2)]][-1] == 3

    def test_a_program_comes_back_by_digest_and_twice_is_once(self, store: Store) -> None:
        store.append("r", [STARTED], [NAIVE, BETTER])
        store.append("r", [Stopped(reason="x")], [NAIVE])
        assert store.program(NAIVE.digest) == NAIVE
        assert store.program(BETTER.digest) == BETTER

    @pytest.mark.parametrize("digest", ["", "0" * 32, "not hex", "ü"])
    def test_an_unknown_program_is_refused(self, store: Store, digest: str) -> None:
        with pytest.raises(StoreError, match="no program"):
            store.program(digest)

    @pytest.mark.parametrize("text", ["", "\0", "ü\r\n\u2028😀", "\ud83d" + "\ude00", "x" * 100_000])
    def test_any_text_comes_back(self, store: Store, text: str) -> None:
        program = Program({"a/ü.py": text, "main.cc": text}, main="main.cc", language="cpp")
        store.append("r", [STARTED], [program])
        back = self.reopen(store).program(program.digest)
        assert back == program
        assert back.digest == program.digest

    def test_a_long_line_of_descent_comes_back(self, store: Store) -> None:
        family = [NAIVE.with_text("".join(f"x{j} = {i * j}\n" for j in range(60))) for i in range(40)]
        for i, program in enumerate(family):
            parents = (f"c{i - 1}",) if i else ()
            store.append("r", [journals.told(i, program, parents=parents, workloads=2)], [program])
        store = self.reopen(store)
        assert [store.program(program.digest) for program in family] == family

    def test_everything_survives_reopening(self, store: Store) -> None:
        store.append("r", [STARTED, journals.told(1, NAIVE)], [NAIVE])
        store = self.reopen(store)
        assert list(store.read("r")) == [(1, STARTED), (2, journals.told(1, NAIVE))]
        assert store.append("r", [Stopped(reason="x")]) == 3

    def test_closing_twice_is_fine_and_use_after_it_is_refused(self, store: Store) -> None:
        store.append("r", [STARTED])
        store.close()
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.program(NAIVE.digest)
        for use in (store.runs, lambda: store.read("r"), lambda: store.append("r", [STARTED])):
            with pytest.raises(StoreError, match="closed"):
                use()

    def test_any_series_of_appends_reads_back_equal(self, store: Store) -> None:
        example = count()
        current = [store]

        @settings(max_examples=30, deadline=None)
        @given(st.lists(st.tuples(_appends, st.booleans()), min_size=1, max_size=5))
        def check(series: list[tuple[_Append, bool]]) -> None:
            prefix = f"{next(example)}/"  # examples share the store, so each has runs of its own
            expected: dict[str, list[Event]] = {}
            for (name, events, programs), reopens in series:
                expected.setdefault(prefix + name, []).extend(events)
                number = current[0].append(prefix + name, events, programs)
                assert number == len(expected[prefix + name])
                if reopens:
                    current[0] = self.reopen(current[0])
                assert [current[0].program(program.digest) for program in programs] == programs
            for run_id, events in expected.items():
                assert list(current[0].read(run_id)) == list(enumerate(events, 1))

        check()


_Append = tuple[str, list[Event], list[Program]]
_appends: st.SearchStrategy[_Append] = st.tuples(
    st.sampled_from(["a", "b"]),
    st.lists(journals.events, min_size=1, max_size=3),
    st.lists(journals.programs, max_size=2),
)
