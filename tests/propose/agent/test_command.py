"""Coding agents as commands, through a stand-in: what goes in, what comes back, what it counts as."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from adrs.core.candidate import Objection, Proposal
from adrs.core.errors import ProposalError, SpendingError, UsageError
from adrs.core.events import Called, Calling, Event
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.verdict import Usage
from adrs.models.ledger import Ledger
from adrs.propose.agent import cli_usage
from adrs.propose.agent.books import Books
from adrs.propose.agent.clis import BUILT_IN, Cli, find_cli
from adrs.propose.agent.command import CommandAgent, CommandLimits, ensure_priced
from adrs.testing.proposer import ProposerContract
from adrs.testing.tiny import TinyProblem
from tests.propose.agent.fake_cli import BETTER
from tests.propose.agent.world import make_brief

SCRIPT = str(Path(__file__).with_name("fake_cli.py"))
WORST = Usage(tokens=5000, cost_usd=2.0)


def cli(what: str, *more: str, **options: Any) -> Cli:
    """The stand-in, told what to do."""
    return Cli(name="fake", command=(sys.executable, SCRIPT, what, *more), **options)


REPORTING = cli("report", stdin=True, usage=cli_usage.claude)


def propose(agent: CommandAgent, objection: Objection | None = None) -> Proposal:
    """What the tool makes of the naive program."""
    return asyncio.run(agent.propose(TinyProblem(), make_brief(objection=objection)))


class TestContract(ProposerContract):
    briefs = 2

    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        return CommandAgent(cli("silent"))

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return TinyProblem()


def test_the_program_is_taken_back_with_what_the_tool_says_it_cost(tmp_path: Path) -> None:
    proposal = propose(CommandAgent(REPORTING, worst=WORST, scratch=tmp_path))
    assert proposal.program == Program.from_text(BETTER)
    assert proposal.usage == Usage(tokens=1000, cost_usd=0.25)
    assert list(tmp_path.iterdir()) == []


def test_a_tool_that_does_not_say_counts_at_its_worst() -> None:
    assert propose(CommandAgent(cli("silent"), worst=WORST)).usage == WORST


def test_other_files_are_thrown_away(tmp_path: Path) -> None:
    assert list(propose(CommandAgent(cli("litter"), scratch=tmp_path)).program.files) == ["program.py"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("nothing", "its parent again"),
        ("link", "symbolic link"),
        ("remove", "removed program.py"),
        ("huge", "longer than"),
        ("broken", "does not parse"),
    ],
)
def test_what_cannot_be_evaluated_is_a_proposal_error_that_is_paid_for(what: str, reason: str) -> None:
    with pytest.raises(ProposalError, match=reason) as caught:
        propose(CommandAgent(cli(what), worst=WORST))
    assert caught.value.usage == WORST


def test_only_named_variables_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SHELL", "hidden")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-another-tool")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key-for-this-tool")
    tool = cli("environment", environment=("ANTHROPIC_API_KEY",))
    text = propose(CommandAgent(tool)).program.text
    assert "'ANTHROPIC_API_KEY'" in text
    assert "'PATH'" in text
    assert "SECRET_OF_THE_SHELL" not in text
    assert "OPENAI_API_KEY" not in text


def test_a_tool_that_fails_after_it_wrote_is_believed_and_its_keys_are_masked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-very-secret-0123")
    proposal = propose(CommandAgent(cli("fail", environment=("ANTHROPIC_API_KEY",))))
    assert proposal.program.text == BETTER
    assert proposal.note == "exit status 1: error: key $ANTHROPIC_API_KEY was not accepted"


@pytest.mark.parametrize("what", ["sleep", "deaf"])
def test_a_tool_that_takes_too_long_is_ended(what: str) -> None:
    agent = CommandAgent(cli(what), worst=WORST, limits=CommandLimits(timeout_s=1.0))
    if what == "sleep":
        assert propose(agent).note.startswith("stopped because it took longer than 1 s")
    else:
        with pytest.raises(ProposalError, match="took longer than 1 s") as caught:
            propose(agent)
        assert caught.value.usage == WORST


def test_a_tool_that_prints_without_end_is_ended() -> None:
    with pytest.raises(ProposalError, match="printed too much"):
        propose(CommandAgent(cli("flood"), limits=CommandLimits(output_bytes=100_000)))


def test_children_that_it_leaves_behind_are_ended(tmp_path: Path) -> None:
    propose(CommandAgent(cli("stray", str(tmp_path / "pid"))))
    pid = int((tmp_path / "pid").read_text())
    for _ in range(1000):
        if not is_running(pid):
            return
        time.sleep(0.01)
    pytest.fail("the child is still running")


def test_a_child_that_escapes_is_not_waited_for(tmp_path: Path) -> None:
    """It holds the pipes open for ten seconds; the proposal does not take that long."""
    assert propose(CommandAgent(cli("escaped", str(tmp_path / "pid")))).program.text == BETTER
    pid = int((tmp_path / "pid").read_text())
    assert is_running(pid)
    os.kill(pid, signal.SIGKILL)


def is_running(pid: int) -> bool:
    """Whether a process is there and not only waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_tool_that_is_not_installed_costs_nothing() -> None:
    with pytest.raises(ProposalError, match="no-such-tool cannot be started") as caught:
        propose(CommandAgent(Cli(name="x", command=("no-such-tool",)), worst=WORST))
    assert caught.value.usage == Usage()


def test_the_same_program_again_is_turned_away() -> None:
    objection = Objection(program=Program.from_text(BETTER), reason="the same program as c1")
    with pytest.raises(ProposalError, match="the same program as c1"):
        propose(CommandAgent(cli("silent")), objection)


class Clock:
    """A second passes at every look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def make_books(ledger: Ledger) -> tuple[Books, list[Event]]:
    """Books on a ledger, and the journal they write."""
    events: list[Event] = []
    return Books(meter=ledger, log=events.append, clock=Clock()), events


def test_a_run_is_reserved_journalled_and_settled() -> None:
    ledger = Ledger(usd_cap=3.0)
    books, events = make_books(ledger)
    propose(CommandAgent(REPORTING, worst=WORST, books=books))
    calling, called = events
    assert isinstance(calling, Calling)
    assert isinstance(called, Called)
    assert (calling.worst, calling.purpose, calling.brief) == (WORST, "agent:solve", 3)
    assert (called.call, called.usage.cost_usd, called.error) == (calling.call, 0.25, "")
    assert ledger.spent.cost_usd == 0.25
    assert ledger.reserved.cost_usd == 0.0


def test_a_run_that_could_pass_a_cap_is_not_started() -> None:
    books, events = make_books(Ledger(usd_cap=1.0))
    with pytest.raises(SpendingError):
        propose(CommandAgent(REPORTING, worst=WORST, books=books))
    assert events == []


def test_a_run_that_is_cancelled_counts_at_its_worst() -> None:
    ledger = Ledger(usd_cap=3.0)
    books, events = make_books(ledger)

    async def story() -> None:
        task = asyncio.create_task(
            CommandAgent(cli("sleep"), worst=WORST, books=books).propose(TinyProblem(), make_brief())
        )
        while not events:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(story())
    assert ledger.spent.cost_usd == 2.0
    assert isinstance(events[1], Called)
    assert events[1].error == "it was interrupted"


def test_under_a_cap_the_worst_must_be_known() -> None:
    ensure_priced(CommandAgent(REPORTING, worst=WORST), 5.0)
    ensure_priced(CommandAgent(REPORTING), None)
    with pytest.raises(UsageError, match="what one proposal may cost at worst"):
        ensure_priced(CommandAgent(REPORTING), 5.0)


@pytest.mark.parametrize("path", ["../x.py", "/tmp/x.py", "TASK.md"])
def test_paths_that_lead_out_of_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    from adrs.propose.agent.scratch import scratch_folder

    program = Program({"program.py": "", path: ""}, main="program.py")
    with pytest.raises(ProposalError, match="cannot be given"), scratch_folder(program, "", below=tmp_path):
        pass
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_commands_name_the_task_or_get_the_prompt(name: str) -> None:
    found = find_cli(name)
    arguments = found.arguments(("program.py", "helper.py"))
    assert arguments[0] == name
    assert found.stdin or any("TASK.md" in argument for argument in arguments)
    assert not any("{" in argument for argument in arguments)


def test_a_command_of_ones_own() -> None:
    found = find_cli("/opt/bin/my-agent --task {task} --say 'go on: {prompt}' {files}")
    assert found.name == "my-agent"
    assert found.arguments(("a.py", "b.py"))[1:3] == ["--task", "TASK.md"]
    assert found.arguments(("a.py", "b.py"))[-2:] == ["a.py", "b.py"]


@pytest.mark.parametrize("text", ["clod", "my-agent --go", "say 'unclosed {prompt}"])
def test_an_unknown_agent_is_one_sentence(text: str) -> None:
    with pytest.raises(UsageError):
        find_cli(text)
