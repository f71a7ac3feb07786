from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

import adrs
from adrs.api.listening import StopSearch
from adrs.cli.main import main
from adrs.core.candidate import Arm, Brief, Proposal
from adrs.core.errors import AdrsError, UsageError
from adrs.core.events import Event, Finished, Started, Stopped, Told
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.search.top_k import TopKStrategy
from adrs.store.memory import MemoryStore
from adrs.store.sqlite import SqliteStore
from adrs.testing.tiny import RULE, InProcess, TinyProblem
from tests.api.conftest import Evolve, Numbers

MEASURED = {"at", "cpu_s", "wall_s", "peak_memory_bytes", "environment", "seconds"}


def facts(store: Store, run: str) -> list[Any]:
    """A journal without what is measured: times, memory, the machine."""
    return [(type(event).__name__, unmeasured(asdict(event))) for _, event in store.read(run)]


def unmeasured(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: unmeasured(inner) for key, inner in value.items() if key not in MEASURED}
    if isinstance(value, list | tuple):
        return [unmeasured(inner) for inner in value]
    return value


def test_a_run_comes_back_as_a_typed_result(evolve: Evolve) -> None:
    result = evolve()
    assert (result.run_id, result.stopped_by, result.evaluations) == ("tiny-1", "evaluations", 12)
    assert isinstance(result.champion, Program)
    test = result["test"]
    assert test.value is not None
    assert test.naive is not None
    assert test.bound is not None
    assert test.bound.value <= test.value < test.naive
    assert result.gain is not None
    assert result.gain.low <= result.gain.mean <= result.gain.high
    assert result.usage.tokens > 0


def test_the_result_has_the_run_for_reading(evolve: Evolve, store: MemoryStore) -> None:
    result = evolve()
    assert result.run.program(str(result.candidate)) == result.champion
    assert result.summary["best"]["test"] == result["test"].value
    assert adrs.open("tiny-1", store=store, problem=TinyProblem()).state.finished


def test_the_files_of_a_run_are_written_on_request(evolve: Evolve, tmp_path: Path) -> None:
    result = evolve()
    report = result.write(tmp_path / "out")
    assert report.read_text().startswith("#")
    assert result.champion is not None
    assert (tmp_path / "out" / "best.py").read_text() == result.champion.text


def test_awaited_it_is_the_same_run(evolve: Evolve, tiny: dict[str, Any], store: MemoryStore) -> None:
    evolve()
    other = MemoryStore()
    asyncio.run(adrs.evolve_async(TinyProblem(), evals=12, **{**tiny, "store": other}))
    assert facts(store, "tiny-1") == facts(other, "tiny-1")


def test_where_a_loop_is_running_it_is_the_same_run(evolve: Evolve, store: MemoryStore) -> None:
    async def cell() -> tuple[str, ...]:
        return (evolve().run_id, evolve().run_id)

    assert asyncio.run(cell()) == ("tiny-1", "tiny-2")
    assert facts(store, "tiny-1") == facts(store, "tiny-2")


@pytest.mark.parametrize("problem", ["control_two_stage_pipeline"])
def test_the_command_line_makes_the_same_run(problem: str, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "cli.sqlite", tmp_path / "python.sqlite"
    options = ["--evals", "15", "--seed", "3", "--workers", "1", "--store", str(theirs)]
    done = CliRunner().invoke(main, ["run", problem, *options])
    assert done.exit_code == 0, done.output
    result = adrs.evolve(problem, evals=15, seed=3, workers=1, store=ours)
    with SqliteStore(theirs, readonly=True) as one, SqliteStore(ours, readonly=True) as other:
        assert facts(one, result.run_id) == facts(other, result.run_id)


def test_two_at_a_time_do_not_meet(tiny: dict[str, Any]) -> None:
    async def both() -> list[int]:
        runs = [
            adrs.evolve_async(TinyProblem(), evals=evals, **{**tiny, "sandbox": InProcess(TinyProblem())})
            for evals in (8, 10)
        ]
        return [result.evaluations for result in await asyncio.gather(*runs)]

    assert asyncio.run(both()) == [8, 10]


def test_every_event_is_told_once_in_order(evolve: Evolve, store: MemoryStore) -> None:
    told: list[Event] = []
    evolve(on_event=[told.append, lambda event: None])
    assert told == [event for _, event in store.read("tiny-1")]
    assert isinstance(told[0], Started)
    assert isinstance(told[-1], Finished)


def test_events_are_frozen(evolve: Evolve) -> None:
    def meddle(event: Event) -> None:
        event.at = 0.0  # type: ignore[union-attr, misc]

    with pytest.raises(AttributeError):
        evolve(on_event=meddle)


@pytest.mark.parametrize("kind", [Started, Told, Stopped, Finished])
def test_what_a_callback_raises_comes_out_and_the_journal_is_whole(
    kind: type, evolve: Evolve, store: MemoryStore, tiny: dict[str, Any]
) -> None:
    def break_down(event: Event) -> None:
        if isinstance(event, kind):
            raise LookupError("of my own")

    with pytest.raises(LookupError, match="of my own"):
        evolve(on_event=break_down)
    assert tiny["sandbox"].closed
    assert isinstance(store.last("tiny-1")[1], kind)
    resumed = adrs.resume("tiny-1", problem=TinyProblem(), proposer=Numbers(), store=store, workers=1,
                          sandbox=InProcess(TinyProblem()))  # fmt: skip
    assert resumed.evaluations == 12


def test_a_callback_can_end_the_search_early(evolve: Evolve) -> None:
    told = 0

    def enough(event: Event) -> None:
        nonlocal told
        told += isinstance(event, Told)
        if told == 5:
            raise StopSearch

    result = evolve(on_event=enough)
    assert (result.stopped_by, result.evaluations) == ("callback", 5)
    assert result["test"].value is not None


def test_cancelling_ends_it_and_it_can_go_on(tiny: dict[str, Any], store: MemoryStore) -> None:
    async def cancelled() -> None:
        def cancel(event: Event) -> None:
            if isinstance(event, Told) and event.candidate == "c3":
                work.cancel()

        work = asyncio.ensure_future(adrs.evolve_async(TinyProblem(), evals=12, on_event=cancel, **tiny))
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled())
    assert tiny["sandbox"].closed
    assert not adrs.open("tiny-1", store=store, problem=TinyProblem()).state.finished


def test_a_function_proposes(evolve: Evolve) -> None:
    async def steeper(brief: Brief) -> str:
        await asyncio.sleep(0)
        first, second = (Random(brief.seed + n).uniform(-3, 3) for n in range(2))
        return RULE.format(key=f"jobs[i][0] * {first:.2f} + jobs[i][1] * {second:.2f}")

    result = evolve(proposer=steeper)
    assert result.origin in {"steeper:write", "seed:naive"}
    assert result.evaluations == 12


def test_several_proposers_take_turns(evolve: Evolve) -> None:
    def note(brief: Brief) -> Proposal:
        text = RULE.format(key=f"jobs[i][0] * {brief.id}.0")
        return Proposal(program=Program.from_text(text), note="by the number")

    result = evolve(proposer=[Numbers(), note])
    origins = {event.origin for event in result.run.events() if isinstance(event, Told)}
    assert origins == {"seed:naive", "numbers:constants", "note:write"}


def test_what_a_function_writes_is_looked_at_before_it_is_run(evolve: Evolve) -> None:
    texts: Iterator[str] = iter(["def solve(jobs) return", "x = 1\n"] + [RULE.format(key=f"i * {n}.0")
                                                                         for n in range(40)])  # fmt: skip
    result = evolve(proposer=lambda brief: next(texts), evals=4)
    assert result.summary["failures"]


def test_a_function_that_writes_no_program_is_a_mistake(evolve: Evolve) -> None:
    with pytest.raises(UsageError, match="returned a int; it has to return a Program"):
        evolve(proposer=lambda brief: 7)


def test_a_bug_in_a_proposer_is_not_hidden(evolve: Evolve) -> None:
    def broken(brief: Brief) -> str:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        evolve(proposer=broken)


def test_a_strategy_is_an_object_or_what_makes_one(evolve: Evolve) -> None:
    made = TopKStrategy([Arm("numbers", "constants")], seed=1)
    assert evolve(strategy=made).run.config.strategy == "TopKStrategy"
    assert evolve(strategy=TopKStrategy, strategy_options={"k": 3}).evaluations == 12


def test_a_budget_says_what_may_be_spent(evolve: Evolve, tiny: dict[str, Any]) -> None:
    result = adrs.evolve(TinyProblem(), budget=adrs.Budget(evaluations=6), **tiny)
    assert result.evaluations == 6
    with pytest.raises(UsageError, match="budget and evals are given"):
        evolve(budget=adrs.Budget(evaluations=6))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"eval": 3}, "no option called 'eval'; did you mean evals"),
        ({"evals": 0}, "budget of 0 evaluations"),
        ({"evals": None, "seconds": float("nan")}, "seconds nan makes no sense"),
        ({"workers": 0}, "workers 0 makes no sense"),
        ({"detail": "ful"}, "no detail called 'ful'; did you mean full"),
        ({"strategy": "adaptve"}, "no strategy called 'adaptve'; did you mean adaptive"),
        ({"strategy": 3}, "the strategy is a int"),
        ({"proposer": "genetik"}, "no proposer called 'genetik'; did you mean genetic"),
        ({"proposer": 3}, "the proposer is a int"),
        ({"proposer": [Numbers(), Numbers()]}, "two proposers have the same name"),
        ({"sandbox": "forks"}, "no sandbox called 'forks'; did you mean fork"),
        ({"on_event": [3]}, "on_event is a int"),
        ({"models": "gpt"}, "gpt"),
        ({"context_tokens": 0}, "context_tokens 0 makes no sense"),
        ({"proposing": 0}, "proposing 0 makes no sense"),
        ({"model_dir": "/nowhere"}, "model_dir is for problems that are named"),
        ({"track": "mlflaw:x"}, "mlflaw"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing_behind(
    options: dict[str, Any], sentence: str, evolve: Evolve, store: MemoryStore
) -> None:
    with pytest.raises(AdrsError, match=sentence) as caught:
        evolve(**options)
    assert "--" not in str(caught.value).replace("--model", "")
    assert store.runs() == []


@pytest.mark.parametrize(("problem", "sentence"), [("prysm", "did you mean prism"), (3, "problem is a int")])
def test_a_problem_that_is_none_is_said(problem: Any, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        adrs.evolve(problem)


def test_an_open_file_is_refused_where_it_could_not_be_used(evolve: Evolve, tmp_path: Path) -> None:
    async def cell(store: SqliteStore) -> None:
        evolve(store=store)

    with SqliteStore(tmp_path / "runs.sqlite") as store:
        assert evolve(store=store).evaluations == 12
        with pytest.raises(UsageError, match="give its path"):
            asyncio.run(cell(store))
