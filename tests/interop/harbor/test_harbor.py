"""Harbor tasks, with a stand-in for Docker: containers are folders, and commands run on this machine."""

from __future__ import annotations

import asyncio
import itertools
import json
import stat
import sys
from pathlib import Path

import pytest

from adrs.core.errors import InvalidAnswer, SandboxError, UsageError
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome
from adrs.core.workload import Split
from adrs.interop.folders import open_folder
from adrs.interop.harbor.engine import Engine
from adrs.interop.harbor.problem import HarborProblem
from adrs.interop.harbor.sandbox import HarborSandbox

# It knows build, run, cp, exec and rm, and notes how it was called. A container is a folder below its own;
# names of places inside a container are rewritten to places below that folder, in arguments and in the files
# it copies in.
FAKE = """#!{python} -IS
import json, os, pathlib, re, shutil, subprocess, sys
root = pathlib.Path({root!r})
with open(root / "log", "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
verb, words = sys.argv[1], sys.argv[2:]

def inside(name, text):
    return re.sub(r"/(app|logs|solution|tests)\\b", lambda m: str(root / name / m[1]), text)

if verb == "build":
    sys.exit(0 if (pathlib.Path(words[-1]) / "Dockerfile").exists() else "no Dockerfile")
if verb == "run":
    (root / words[words.index("--name") + 1] / "app").mkdir(parents=True)
if verb == "cp":
    name, _, place = words[1].partition(":")
    target = pathlib.Path(inside(name, place))
    shutil.copytree(words[0], target, dirs_exist_ok=True)
    for path in target.rglob("*"):
        if path.is_file():
            path.write_text(inside(name, path.read_text()))
if verb == "exec":
    environment = dict(PATH=os.environ["PATH"])
    while words[0] == "--env":
        key, _, value = words[1].partition("=")
        environment[key] = value
        words = words[2:]
    name, *line = words
    line = [inside(name, word) for word in line]
    sys.exit(subprocess.run(line, env=environment, cwd=root / name / "app").returncode)
if verb == "rm":
    shutil.rmtree(root / words[-1], ignore_errors=True)
"""
TOML = """
version = "1.0"
[verifier]
timeout_sec = 20.0
env = {{ GREETING = "${{WORD:-hello}}" }}
[agent]
timeout_sec = {agent}
[environment]
cpus = 2
memory_mb = 512
{more}
"""
TEST = """#!/bin/bash
n=$(cat /app/answer.txt 2>/dev/null || echo 0)
echo "looked, $GREETING"
echo "$n" > /logs/verifier/reward.txt
"""


@pytest.fixture
def task(tmp_path: Path) -> Path:
    return make_task(tmp_path / "count_up")


def make_task(folder: Path, *, agent: float = 20.0, more: str = "", test: str = TEST) -> Path:
    for name in ("environment", "tests", "solution"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "task.toml").write_text(TOML.format(agent=agent, more=more))
    (folder / "instruction.md").write_text("Write a large number into /app/answer.txt.\n")
    (folder / "environment" / "Dockerfile").write_text("FROM debian:stable-slim\n")
    (folder / "tests" / "test.sh").write_text(test)
    (folder / "solution" / "solve.sh").write_text("echo 3 > /app/answer.txt\n")
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    root = tmp_path / "engine"
    root.mkdir()
    script = root / "docker"
    script.write_text(FAKE.format(python=sys.executable, root=str(root)))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return Engine(str(script))


def calls(engine: Engine) -> list[list[str]]:
    log = Path(engine.program).with_name("log")
    return [json.loads(line) for line in log.read_text().splitlines()]


def opened(folder: Path) -> HarborProblem:
    problem = open_folder(folder)
    assert isinstance(problem, HarborProblem)
    return problem


def tried(problem: HarborProblem, engine: Engine, program: Program | str) -> Completed:
    if isinstance(program, str):
        program = Program({"solve.sh": program}, main="solve.sh", language="bash")
    sandbox = HarborSandbox(problem.task, engine)
    (done,) = asyncio.run(sandbox.run(program, problem.workloads(Split.TRAIN), limits=problem.limits))
    return done


def value(problem: HarborProblem, done: Completed) -> float:
    assert done.outcome is Outcome.VALID, done.reason
    return problem.judge(problem.workloads(Split.TRAIN)[0], done.answer).value


def test_the_folder_is_recognised_and_its_solution_is_the_reference(task: Path) -> None:
    problem = opened(task)
    assert (problem.name, problem.self_scored) == ("count_up", True)
    assert "Write a large number" in problem.statement
    assert "reward.txt" not in problem.statement
    assert problem.baselines["human_sota"].text == "echo 3 > /app/answer.txt\n"
    assert problem.limits.memory_bytes == 512 * 1024**2


def test_the_reward_of_the_tests_is_the_value(task: Path, engine: Engine) -> None:
    problem = opened(task)
    assert value(problem, tried(problem, engine, problem.baselines["human_sota"])) == 3.0
    assert value(problem, tried(problem, engine, problem.seeds["nothing"])) == 0.0
    done = tried(problem, engine, "echo 7.5 > /app/answer.txt; echo written")
    assert value(problem, done) == 7.5
    assert "looked, hello" in done.stdout
    assert "written" in done.stdout


def test_every_program_has_a_container_of_its_own_which_is_removed(task: Path, engine: Engine) -> None:
    problem = opened(task)
    tried(problem, engine, "echo 9 > /app/answer.txt")
    assert value(problem, tried(problem, engine, "true")) == 0.0
    verbs = [call[0] for call in calls(engine)]
    assert (verbs.count("run"), verbs.count("rm")) == (2, 2)
    assert {path.name for path in Path(engine.program).parent.iterdir()} == {"docker", "log"}


def test_the_container_has_the_tasks_limits(tmp_path: Path, engine: Engine) -> None:
    problem = opened(make_task(tmp_path / "quiet", more="allow_internet = false"))
    tried(problem, engine, "true")
    (run,) = (call for call in calls(engine) if call[0] == "run")
    pairs = set(itertools.pairwise(run))
    assert {("--memory", str(512 * 1024**2)), ("--cpus", "2"), ("--network", "none")} <= pairs
    assert "--privileged" not in run


def test_tests_are_put_there_afresh_after_the_program(task: Path, engine: Engine) -> None:
    problem = opened(task)
    planted = (
        "mkdir -p /tests /logs/verifier; echo 99 > /logs/verifier/reward.json; echo exit > /tests/test.sh"
    )
    assert value(problem, tried(problem, engine, planted)) == 0.0


def test_a_program_that_runs_too_long_is_timed_out(tmp_path: Path, engine: Engine) -> None:
    problem = opened(make_task(tmp_path / "short", agent=0.5))
    assert tried(problem, engine, "sleep 2").outcome is Outcome.TIMED_OUT


@pytest.mark.parametrize(
    ("test", "outcome", "reason"),
    [
        ("exit 3\n", Outcome.CRASHED, "no reward (exit 3)"),
        ("echo lots > /logs/verifier/reward.txt\n", Outcome.INVALID, "no readable reward"),
    ],
)
def test_tests_without_a_reward_are_no_score(
    tmp_path: Path, engine: Engine, test: str, outcome: Outcome, reason: str
) -> None:
    done = tried(opened(make_task(tmp_path / "odd", test=test)), engine, "true")
    assert done.outcome is outcome
    assert reason in done.reason


def test_several_rewards_are_metrics_of_one(tmp_path: Path, engine: Engine) -> None:
    test = """echo '{"speed": 1.0, "size": 0.5}' > /logs/verifier/reward.json\n"""
    problem = opened(make_task(tmp_path / "two", test=test))
    score = problem.judge(problem.workloads(Split.TRAIN)[0], tried(problem, engine, "true").answer)
    assert (score.value, dict(score.metrics)) == (0.75, {"speed": 1.0, "size": 0.5})


@pytest.mark.parametrize(
    "answer", [None, {}, {"rewards": {}}, {"rewards": {"a": True}}, {"rewards": {"a": float("nan")}}]
)
def test_what_is_no_reward_is_refused(task: Path, answer: object) -> None:
    problem = opened(task)
    with pytest.raises(InvalidAnswer):
        problem.judge(problem.workloads(Split.TRAIN)[0], answer)


def test_without_an_engine_one_sentence_says_so(task: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = opened(task)
    monkeypatch.setenv("PATH", "")
    sandbox = problem.open_sandbox("auto", 1)
    with pytest.raises(SandboxError, match="docker or podman is not installed"):
        asyncio.run(
            sandbox.run(problem.seeds["nothing"], problem.workloads(Split.TRAIN), limits=problem.limits)
        )


def test_an_image_that_cannot_be_built_is_nobodys_candidate(task: Path, engine: Engine) -> None:
    problem = opened(task)
    (task / "environment" / "Dockerfile").unlink()
    with pytest.raises(SandboxError, match="building the image of count_up fails: no Dockerfile"):
        tried(problem, engine, "true")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("gpus = 1", "asks for a GPU"),
        ('network_mode = "allowlist"', "a list of allowed hosts"),
        ('env = { KEY = "${KEY}" }', "the variable KEY would come from this machine"),
        ("cpus = 3", "malformed"),
    ],
)
def test_what_is_not_offered_is_said(tmp_path: Path, more: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        open_folder(make_task(tmp_path / "asks", more=more))
