"""A real problem, the real sandbox, a model with a script: the run reaches what the script contains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adrs import problems
from adrs.cli.main import main
from adrs.core.events import ProposalFailed, Told
from adrs.core.syntax import syntax_digest
from adrs.store.sqlite import SqliteStore
from adrs.testing.loopback import Loopback
from adrs.testing.loopback_bodies import Answer

pytest.importorskip("pydantic_ai")

CLOUDCAST = problems.load("cloudcast")
KNOWN = {syntax_digest(program) for program in CLOUDCAST.seeds.values()}
NEW = [p.text for p in CLOUDCAST.baselines.values() if syntax_digest(p) not in KNOWN]


def whole(text: str) -> Answer:
    return Answer(text=f"Another way.\n\n```python\n{text}```\n", input_tokens=900, output_tokens=300)


SCRIPT = [
    Answer(text="I'm sorry, but I can't help with that."),
    Answer(text="<<<<<<< SEARCH\nno such line anywhere\n=======\nx = 1\n>>>>>>> REPLACE\n"),
    Answer(text="```python\ndef search_algorithm(:\n```"),
    *(whole(text) for text in NEW),
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
        done = CliRunner().invoke(main, [*command, "--store", str(store), "--json"])
    assert done.exit_code == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    # It is told again what it has seen, so it ends on its cap of tokens and not on evaluations.
    assert result["stopped"] == "tokens"
    assert result["usage"]["tokens"] <= 300_000
    with SqliteStore(store, readonly=True) as journal:
        events = [event for _, event in journal.read(result["run"])]
        told = [e for e in events if isinstance(e, Told) and e.brief is not None]
        written = {journal.program(event.program).text for event in told}
    assert written, result["failures"]
    assert written <= set(NEW)
    assert {event.origin.rpartition(":")[0] for event in told} == {model}
    assert any(isinstance(e, ProposalFailed) and e.reason.startswith("refused") for e in events)
    assert result["failures"]["duplicate"] > 0
    values = [event.evaluation.value for event in told if event.evaluation.value is not None]
    assert result["best"]["train"] <= min(values)
