"""A real problem, the real sandbox, a model with a script: the run reaches what the script contains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adrs import problems
from adrs.api.assemble import Workshop
from adrs.cli.main import main
from adrs.core.events import ProposalFailed, Told
from adrs.core.problem import Problem
from adrs.core.verdict import Outcome
from adrs.store.sqlite import SqliteStore
from adrs.testing.loopback import Loopback
from adrs.testing.loopback_bodies import Answer

pytest.importorskip("pydantic_ai")

STAR = """
def search_algorithm(src, dsts, G, num_partitions):
    plan = BroadCastTopology(src, dsts, num_partitions)
    for number in range(num_partitions):
        for dst in dsts:
            plan.append_dst_partition_path(dst, number, [src, dst, G[src][dst]])
    return plan
"""
PATHS = """
def search_algorithm(src, dsts, G, num_partitions):
    from heapq import heappop, heappush

    plan, before, heap, done = BroadCastTopology(src, dsts, num_partitions), {}, [(0.0, src, src)], set()
    while heap:
        price, at, last = heappop(heap)
        if at in done:
            continue
        done.add(at)
        before[at] = last
        for to, link in G[at].items():
            if to != src and to not in done and link["cost"] is not None:
                heappush(heap, (price + link["cost"], to, at))
    for dst in dsts:
        path, at = [], dst
        while at != src:
            path, at = [[before[at], at, G[before[at]][at]], *path], before[at]
        for number in range(num_partitions):
            for hop in path:
                plan.append_dst_partition_path(dst, number, hop)
    return plan
"""


def from_nothing(name: str, data: Path | None) -> Problem:
    """cloudcast with the naive seed only, so that what is found is the model's."""
    problem = problems.load(name, data=data)
    problem.seeds = {"naive": problem.seeds["naive"]}
    return problem


def whole(body: str) -> Answer:
    block = f"# EVOLVE-BLOCK-START\n{body}\n# EVOLVE-BLOCK-END\n"
    return Answer(text=f"Another way.\n\n```python\n{block}```\n", input_tokens=900, output_tokens=300)


SCRIPT = [
    Answer(text="I'm sorry, but I can't help with that."),
    Answer(text="<<<<<<< SEARCH\nno such line anywhere\n=======\nx = 1\n>>>>>>> REPLACE\n"),
    Answer(text="```python\ndef search_algorithm(:\n```"),
    whole(STAR),
    whole(PATHS),
]
"""A refusal, an edit that does not apply, a file that does not parse; programs, the last one for ever."""


@pytest.mark.timeout(300)
def test_it_reaches_what_the_script_contains_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPATIBLE_API_KEY", "sk-nobody")
    monkeypatch.chdir(tmp_path)
    with Loopback(iter(SCRIPT)) as provider:
        model = f"compatible:m@{provider.url('openai-chat')}"
        store = tmp_path / "runs.sqlite"
        limits = ("--tokens", "300000", "--evals", "12", "--workers", "1", "--proposing", "1")
        command = ["run", "cloudcast", "--model", model, "--proposer", "llm", *limits, "--detail", "score"]
        shop = Workshop(problem=from_nothing)
        done = CliRunner().invoke(main, [*command, "--store", str(store), "--json"], obj=shop)
    assert done.exit_code == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["stopped"] == "tokens"
    assert result["usage"]["tokens"] <= 300_000
    with SqliteStore(store, readonly=True) as journal:
        events = [event for _, event in journal.read(result["run"])]
        told = [e for e in events if isinstance(e, Told) and e.brief is not None]
        written = [journal.program(event.program).text for event in told]
    assert written
    assert all(STAR in text or PATHS in text for text in written)
    assert any(PATHS in text for text in written)
    assert {event.origin.rpartition(":")[0] for event in told} == {"compatible:m"}
    assert any(isinstance(e, ProposalFailed) and e.reason.startswith("refused") for e in events)
    # Told what it has seen it runs into its cap of tokens, and the best is a seed or the script's.
    assert result["failures"]["duplicate"] > 0
    assert all(event.evaluation.outcome is Outcome.VALID for event in told)
    assert PATHS in Path(result["best"]["program"]).read_text()
    assert result["best"]["train"] == min(event.evaluation.value for event in told if event.evaluation.value)
    assert result["best"]["train"] < result["initial"]
