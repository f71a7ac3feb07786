"""Engines that keep to the rules, and engines that do not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from adrs import problems
from adrs.core.errors import AdrsError
from adrs.core.events import Finished, Noted, ProposalFailed, Started, Stopped, Told
from adrs.core.verdict import Outcome
from adrs.sandbox import choose
from tests.interop.engines.fake import DILIGENT, Played, play


def tried(run: Played) -> list[Told]:
    return [event for event in run.events if isinstance(event, Told) and event.brief is not None]


def test_a_run_ends_at_its_budget_however_much_the_engine_wants(tmp_path: Path) -> None:
    run = play(tmp_path, DILIGENT, evaluations=8)
    state = run.result.state
    assert (state.evaluations, run.result.ended, state.finished) == (8, "evaluations", True)
    assert len(tried(run)) == 7  # and the seed
    assert {event.origin for event in tried(run)} == {"engine:fake:candidate"}
    assert any(isinstance(event, Finished) for event in run.events)
    assert ("baseline:human_sota", "test") in state.assessed


def test_the_engine_is_told_what_our_judge_says_and_claims_no_more(tmp_path: Path) -> None:
    run = play(tmp_path, DILIGENT)
    checked, best = run.result.checked, run.result.state.best
    assert checked is not None
    assert best is not None
    assert checked.seen
    assert checked.difference == 0.0
    assert checked.claimed == pytest.approx(1.0 + best.score)


def test_equal_seeds_give_equal_runs(tmp_path: Path) -> None:
    first, second = (play(tmp_path / name, DILIGENT) for name in ("a", "b"))
    assert [event.program for event in tried(first)] == [event.program for event in tried(second)]


def test_several_evaluations_at_a_time(tmp_path: Path) -> None:
    body = """
    def run(self):
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(judged, [rule(number) for number in range(40)]))
"""
    run = play(tmp_path, body, evaluations=12, workers=3)
    assert run.result.state.evaluations == 12


def test_the_journal_says_which_engine_it_was(tmp_path: Path) -> None:
    started = play(tmp_path, DILIGENT, evaluations=3).events[0]
    assert isinstance(started, Started)
    assert started.environment["engine"]["name"] == "fake"
    assert started.environment["engine"]["model"] == "adrs-genetic-stand-in"


def test_what_was_tried_before_is_answered_again_and_costs_nothing(tmp_path: Path) -> None:
    body = """
    def run(self):
        first = judged(rule(1))
        again = [judged(rule(1) + "# a comment" + "!" * n) for n in range(5)]
        seed = judged((HERE / "initial_program.py").read_text())
        assert all(told == first for told in again), again
        assert seed["valid"]
        judged(rule(2))
"""
    run = play(tmp_path, body)
    assert run.result.ended == "engine ended"
    assert run.result.state.evaluations == 3
    failed = [event.reason for event in run.events if isinstance(event, ProposalFailed)]
    assert sum(reason.startswith("duplicate") for reason in failed) == 6


def test_an_engine_that_ends_early_ends_the_run_with_a_champion(tmp_path: Path) -> None:
    body = """
    def run(self):
        judged(rule(1))
"""
    run = play(tmp_path, body)
    assert run.result.ended == "engine ended"
    assert run.result.state.finished
    assert run.result.checked is None


def test_an_engine_that_crashes_leaves_what_it_found(tmp_path: Path) -> None:
    body = """
    def run(self):
        judged(rule(1))
        os.abort()
"""
    run = play(tmp_path, body)
    assert run.result.ended == "engine crashed"
    assert run.result.state.evaluations == 2
    assert run.result.state.finished


def test_an_engine_that_never_starts_is_an_error_that_says_why(tmp_path: Path) -> None:
    body = """
    def run(self):
        raise RuntimeError("the moon is in the wrong house")
"""
    with pytest.raises(AdrsError, match=r"fake ended with code 1 .* wrong house"):
        play(tmp_path, body)


def test_an_engine_that_says_nothing_is_ended(tmp_path: Path) -> None:
    body = """
    def run(self):
        judged(rule(1))
        time.sleep(600)
"""
    run = play(tmp_path, body, silence_s=4.0)
    assert run.result.ended == "engine silent"
    assert run.result.state.evaluations == 2


def test_an_engine_that_will_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    body = """
    def run(self):
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (HERE / "pids").write_text(f"{os.getpid()} {child.pid}")
        os._exit = lambda code: None
        os.environ.clear()
        while True:
            judged(rule(1 + int(time.time() * 1000)))
"""
    run = play(tmp_path, body, evaluations=4)
    assert run.result.ended == "evaluations"
    for pid in map(int, (run.folder / "pids").read_text().split()):
        assert gone(pid)


def gone(pid: int) -> bool:
    """Whether a process has ended; a moment is given to whoever reaps it."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_a_lie_about_the_score_is_found_out_and_changes_nothing(tmp_path: Path) -> None:
    body = """
    def run(self):
        judged(rule(1))
        self.top = rule(1), 99.0
"""
    run = play(tmp_path, body)
    checked = run.result.checked
    assert checked is not None
    assert checked.seen
    assert checked.claimed == 99.0
    assert checked.judged < 3
    assert checked.difference == 99.0 - checked.judged
    best = run.result.state.best
    assert best is not None
    assert best.score < 2
    notes = [event.text for event in run.events if isinstance(event, Noted)]
    assert any("claims 99" in text for text in notes)


def test_a_program_that_was_never_judged_cannot_be_claimed(tmp_path: Path) -> None:
    body = """
    def run(self):
        judged(rule(1))
        self.top = RULE.format(key="-jobs[i][0] / jobs[i][1]"), 5.0
"""
    run = play(tmp_path, body)
    checked = run.result.checked
    assert checked is not None
    assert not checked.seen
    assert 1 < checked.judged < 5
    assert run.result.state.evaluations == 2
    champion = run.result.state.champion
    assert champion in {"s0", "c0"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def solve(:", "does not parse"),
        ("x = 1\\n", "does not define"),
        ("", "does not define"),
        ("\\x00", "does not parse"),
        ("\\ud800", "surrogates"),
        ("(" * 3000, "does not parse"),
        ("a" * 500_000, "too long"),
    ],
)
def test_text_that_is_no_program_is_refused_and_costs_nothing(tmp_path: Path, text: str, reason: str) -> None:
    shown = repr(text) if len(text) > 20 else f'"{text}"'
    body = f"""
    def run(self):
        told = judged({shown})
        (HERE / "told").write_text(json.dumps(told))
"""
    run = play(tmp_path, body)
    told = (run.folder / "told").read_text()
    assert reason in told
    assert '"score": 0.0' in told
    assert run.result.state.evaluations == 1


def test_garbage_on_the_socket_harms_nobody(tmp_path: Path) -> None:
    body = """
    def run(self):
        import socket
        endless = b'{"claim": {"program": "a", "score": 1e999}}\\n'
        for data in (b"", b"{", b"[1]\\n", b'{"program": 3}\\n', endless, b'{"claim": []}\\n',
                     b"x" * 5_000_000 + b"\\n", b'[' * 100_000 + b"\\n"):
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(self.task["socket"])
                try:
                    line.sendall(data)
                    line.shutdown(socket.SHUT_WR)
                    line.recv(65536)
                except OSError:
                    pass
        judged(rule(1))
"""
    run = play(tmp_path, body)
    assert run.result.state.evaluations == 2
    assert run.result.checked is None


def test_the_engine_sees_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ours")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ours-too")
    body = """
    def run(self):
        (HERE / "seen").write_text(repr(dict(os.environ)) + repr(self.task))
        judged(rule(1))
"""
    seen = (play(tmp_path, body).folder / "seen").read_text()
    assert "sk-ours" not in seen
    assert "bound" not in seen
    assert "test/" not in seen


def test_the_model_that_an_engine_is_given_can_be_asked(tmp_path: Path) -> None:
    body = """
    def run(self):
        program = (HERE / "initial_program.py").read_text()
        prompt = f"# Current program\\n```python\\n{program}```\\nGive the complete new program."
        data = json.dumps({"model": self.task["model"], "messages": [{"role": "user", "content": prompt}]})
        for _ in range(3):
            request = urllib.request.Request(
                self.task["base_url"] + "/chat/completions", data.encode(),
                {"Authorization": "Bearer " + self.task["key"], "Content-Type": "application/json"})
            with urllib.request.urlopen(request) as reply:
                text = json.load(reply)["choices"][0]["message"]["content"]
            judged(text.split("```python\\n")[1].split("```")[0])
"""
    run = play(tmp_path, body)
    assert run.result.model_calls == 3
    assert 2 <= run.result.state.evaluations <= 4
    assert run.result.engine_s > 0


def test_a_failing_candidate_is_told_to_the_engine_as_a_failure(tmp_path: Path) -> None:
    body = """
    def run(self):
        told = judged("def solve(jobs):\\n    return [0] * len(jobs)\\n")
        assert told["score"] == 0 and not told["valid"] and "order of all jobs" in told["feedback"], told
        told = judged("def solve(jobs):\\n    return 1 / 0\\n")
        assert told["score"] == 0 and "ZeroDivisionError" in told["feedback"], told
"""
    run = play(tmp_path, body)
    assert run.result.ended == "engine ended"
    assert [event.evaluation.outcome for event in tried(run)] == [Outcome.INVALID, Outcome.CRASHED]
    assert [event.reason for event in run.events if isinstance(event, Stopped)] == ["engine ended"]


HOSTILE = """import glob, json, os, socket
for path in ("{folder}/pwned", "/tmp/adrs_pwned_by_candidate"):
    try:
        open(path, "w").write("here")
    except OSError:
        pass
for path in glob.glob("/tmp/adrs-engine-*/s") + ["{socket}"]:
    try:
        line = socket.socket(socket.AF_UNIX)
        line.connect(path)
        line.sendall(json.dumps({{"claim": {{"program": "x = 1", "score": 1e6}}}}).encode() + b"\\n")
        line.recv(100)
    except OSError:
        pass
"""


def test_a_hostile_candidate_runs_in_the_sandbox_and_nowhere_else(tmp_path: Path) -> None:
    problem = problems.load("control_chain_partition", data=None)
    body = f"""
    def run(self):
        seed = (HERE / "initial_program.py").read_text()
        prelude = {HOSTILE!r}.format(folder=HERE, socket=self.task["socket"])
        told = judged(seed.replace("# EVOLVE-BLOCK-START", "# EVOLVE-BLOCK-START\\n" + prelude, 1))
        (HERE / "told").write_text(json.dumps(told))
"""
    sandbox = choose.best(problem.harness)
    run = play(tmp_path, body, problem=problem, sandbox=sandbox, evaluations=len(problem.seeds) + 5)
    assert len(tried(run)) == 1, (run.folder / "told").read_text()
    assert run.result.checked is None
    assert not (run.folder / "pwned").exists()
    assert not Path("/tmp/adrs_pwned_by_candidate").exists()
