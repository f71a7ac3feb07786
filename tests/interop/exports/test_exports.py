"""What is exported is what was tried, byte for byte, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.candidate import Admission
from adrs.core.errors import StoreError, UsageError
from adrs.core.events import Assessed, Called, Calling, Event, Finished, Started, Told
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.interop.exports import evotrace, jsonl, openevolve
from adrs.run.config import RunConfig
from adrs.run.state import RunState, fold
from adrs.store.memory import MemoryStore
from adrs.store.sqlite import SqliteStore
from adrs.testing.synthetic_run import Shape, write_run

LOADER = """
import json, sys
from openevolve.config import DatabaseConfig
from openevolve.database import ProgramDatabase
database = ProgramDatabase(DatabaseConfig())
database.load(sys.argv[1])
print(json.dumps({
    "best": database.get_best_program().id,
    "codes": {one.id: one.code for one in database.programs.values()},
    "parents": {one.id: one.parent_id for one in database.programs.values()},
    "artifacts": {name: database.get_artifacts(name) for name in database.programs},
}))
"""


def valid(score: float) -> Evaluation:
    verdict = Verdict(workload="train/0", outcome=Outcome.VALID, value=-score, normalised=score)
    return Evaluation(verdicts=(verdict,), value=-score, score=score)


def failed(reason: str = "no answer") -> Evaluation:
    return Evaluation(verdicts=(Verdict(workload="train/0", outcome=Outcome.CRASHED, feedback=reason),))


def told(number: int | None, program: Program, evaluation: Evaluation, *parents: str) -> Told:
    return Told(
        candidate="s0" if number is None else f"c{number}",
        program=program.digest,
        syntax=program.digest,
        parents=parents,
        origin="seed:naive" if number is None else "llm:edit",
        note="",
        evaluation=evaluation,
        admission=Admission.NEW if evaluation.score is not None else Admission.REJECTED,
        usage=Usage(),
        brief=number,
        at=1.0,
    )


def journal(programs: list[Program], *, opened: bool = True) -> tuple[MemoryStore, RunState]:
    """A run of a seed, then one child after another, every third of which fails."""
    store = MemoryStore()
    events: list[Event] = [Started(problem="tiny", config=RunConfig(problem="tiny").to_json(), at=0.5)]
    for number, program in enumerate(programs):
        evaluation = failed() if number % 3 == 2 else valid(float(number))
        parents = () if number == 0 else ("s0",) if number == 1 else (f"c{number - 1}", "s0")
        if number:
            call = Calling(
                call=number, model="m", purpose="propose", request=f"r{number}", worst=Usage(), brief=number
            )
            events += [call, Called(call=number, usage=Usage(tokens=7))]
        events.append(told(number or None, program, evaluation, *parents))
    if opened and len(programs) > 1:
        events.append(
            Assessed(candidate="c1", program=programs[1].digest, split="test", evaluation=valid(0.25))
        )
        events.append(Finished(champion="c1"))
    store.append("run", events, programs)
    return store, fold("run", (event for _, event in store.read("run")))


def texts() -> st.SearchStrategy[str]:
    odd = st.sampled_from(["a\r\nb\r", "\udcff", "\u2028", "\x00", "é\n\n", ""])
    return st.text(max_size=40) | odd


programs = st.lists(
    st.builds(lambda main, other: Program({"program.py": main, "lib/a.py": other}), texts(), texts()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(programs)
def test_every_format_gives_every_program_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, made: list[Program]
) -> None:
    store, state = journal(made)
    out = tmp_path_factory.mktemp("out")
    assert jsonl.write(store, state, out / "jl") == len(made)
    assert openevolve.write(store, state, out / "oe") == len(made)
    assert evotrace.write(store, state, out / "et") == len(made)
    lines = [json.loads(text) for text in (out / "jl" / jsonl.FILE).read_bytes().splitlines()]
    assert [jsonl.program_of(one) for one in lines] == made
    for number, program in enumerate(made):
        name = f"c{number}" if number else "s0"
        record = json.loads((out / "oe" / "programs" / f"{name}.json").read_bytes())
        rest = record["metadata"]["adrs"]["files"]
        assert Program({**rest, "program.py": record["code"]}) == program
    for row, program in zip(rows_of(out / "et"), made, strict=True):
        digest = row["solution_sha256"]
        data = (out / "et" / "blobs" / digest[:2] / f"{digest}.txt").read_bytes()
        assert data == program.text.encode("utf-8", "surrogatepass")
        assert hashlib.sha256(data).hexdigest() == digest


def rows_of(folder: Path) -> list[dict[str, object]]:
    return [json.loads(text) for text in (folder / "programs.jsonl").read_bytes().splitlines()]


def some(count: int) -> list[Program]:
    return [Program.from_text(f"x = {number}\n") for number in range(count)]


def test_failures_are_there_without_any_score(tmp_path: Path) -> None:
    store, state = journal(some(4))
    openevolve.write(store, state, tmp_path / "oe")
    evotrace.write(store, state, tmp_path / "et")
    record = json.loads((tmp_path / "oe" / "programs" / "c2.json").read_text())
    assert record["metrics"] == {}
    assert json.loads(record["artifacts_json"])["outcome"] == "CRASHED"
    assert [row["status"] for row in rows_of(tmp_path / "et")] == [
        "accepted",
        "accepted",
        "failed",
        "accepted",
    ]


def test_lineage_iterations_and_requests_are_told(tmp_path: Path) -> None:
    store, state = journal(some(4))
    evotrace.write(store, state, tmp_path / "et")
    rows = rows_of(tmp_path / "et")
    assert [row["parent_id"] for row in rows] == [None, "s0", "c1", "c2"]
    assert rows[3]["other_context_ids"] == ["s0"]
    assert [row["generation"] for row in rows] == [0, 1, 2, 3]
    assert [row["iteration_found"] for row in rows] == [0, 1, 2, 3]
    assert [row["adrs"]["requests"] for row in rows] == [[], ["r1"], ["r2"], ["r3"]]  # type: ignore[index]
    calls = (tmp_path / "et" / "logs" / "llm_calls.jsonl").read_text().splitlines()
    assert [json.loads(call)["adrs"]["usage"] for call in calls] == [{"tokens": 7}] * 3


@pytest.mark.parametrize("opened", [True, False])
def test_held_out_values_are_there_only_where_the_run_opened_them(tmp_path: Path, opened: bool) -> None:
    store, state = journal(some(3), opened=opened)
    for form in (openevolve, evotrace, jsonl):
        form.write(store, state, tmp_path / form.__name__)
    lines = (tmp_path / jsonl.__name__ / jsonl.FILE).read_text().splitlines()
    assert [set(json.loads(one)["opened"]) for one in lines] == [set(), {"test"} if opened else set(), set()]
    everything = "".join(p.read_text() for p in tmp_path.rglob("*.json*") if p.is_file())
    assert ('"test": {' in everything) is opened


def test_the_champion_is_named_and_written(tmp_path: Path) -> None:
    store, state = journal(some(5))
    openevolve.write(store, state, tmp_path / "oe")
    assert (tmp_path / "oe" / "best_program.py").read_text() == "x = 1\n"
    metadata = json.loads((tmp_path / "oe" / "metadata.json").read_text())
    assert metadata["best_program_id"] == "c1"
    assert metadata["islands"] == [["s0", "c1", "c2", "c3", "c4"]]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    store, state = journal(some(2))
    (tmp_path / "mine").touch()
    with pytest.raises(UsageError, match="is there already"):
        jsonl.write(store, state, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_damaged_journal_leaves_no_half_export(tmp_path: Path) -> None:
    store, state = journal(some(2))
    lost = Told(
        **{name: getattr(told(9, some(1)[0], failed()), name) for name in Told.__slots__}
        | {"program": "0" * 32}
    )
    store.append("run", [lost])
    with pytest.raises(StoreError):
        openevolve.write(store, state, tmp_path / "oe")
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_history(tmp_path: Path) -> None:
    peaks = []
    for count in (100, 1000):
        path = tmp_path / f"{count}.sqlite"
        write_run(path, "run", Shape(candidates=count, workloads=4, code="# text\n" * 300))
        with SqliteStore(path, readonly=True) as store:
            state = fold("run", (event for _, event in store.read("run")))
            tracemalloc.start()
            jsonl.write(store, state, tmp_path / f"out{count}")
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000  # the programs alone are 2 MB more


@pytest.mark.slow
def test_openevolve_loads_it_with_its_own_database(tmp_path: Path) -> None:
    python = os.environ.get("OPENEVOLVE_PYTHON")
    if not python:
        pytest.skip("set OPENEVOLVE_PYTHON to an interpreter that has openevolve 0.4.1")
    made = some(5)
    store, state = journal(made)
    openevolve.write(store, state, tmp_path / "oe")
    done = subprocess.run(
        [python, "-c", LOADER, str(tmp_path / "oe")], capture_output=True, check=True, text=True
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert loaded["best"] == "c1"
    assert loaded["codes"] == {f"c{n}" if n else "s0": one.text for n, one in enumerate(made)}
    assert loaded["parents"]["c3"] == "c2"
    assert loaded["artifacts"]["c2"]["outcome"] == "CRASHED"
