from __future__ import annotations

from pathlib import Path

import pytest

from adrs.core.events import Asked, Resumed, Started
from adrs.run.config import RunConfig
from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory

TOP_K = ("--strategy", "top_k", "--strategy-option", "k=2")


def test_options_are_journalled_and_hold_when_a_run_goes_on(adrs: Adrs, memory: Memory) -> None:
    whole = adrs("run", "tiny", *TOP_K, "--evals", "24", "--workers", "1", "--json").json
    half = adrs("run", "tiny", *TOP_K, "--evals", "10", "--workers", "1", "--json").json
    begun = memory.events[half["run"]][0]
    assert isinstance(begun, Started)
    assert begun.config["strategy_options"] == {"k": 2}
    resumed = adrs("resume", half["run"], "--evals", "24", "--json").json
    assert resumed["best"]["candidate"] == whole["best"]["candidate"]
    assert resumed["failures"] == whole["failures"]
    report = Path(resumed["report"]).read_text()
    assert "--strategy top_k --strategy-option k=2 --proposer genetic" in report
    (again,) = (e for e in memory.events[half["run"]] if isinstance(e, Resumed))
    assert again.config["strategy_options"] == {"k": 2}


def test_options_matter(adrs: Adrs, memory: Memory) -> None:
    def parents(option: str) -> list[str]:
        chosen = ("--strategy", "top_k", "--strategy-option", option)
        run = adrs("run", "tiny", *chosen, "--evals", "24", "--workers", "1", "--json").json["run"]
        return [event.parent for event in memory.events[run] if isinstance(event, Asked)]

    assert parents("k=1") != parents("k=30")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("kk=2", "strategy top_k has no option 'kk'; did you mean k?"),
        ("k=two", "option k of strategy top_k is 'two'; give a whole number"),
        ("k=0", "strategy top_k does not take k=0"),
        ("k", "--strategy-option 'k' makes no sense; give KEY=VALUE"),
        ("=2", "makes no sense; give KEY=VALUE"),
    ],
)
def test_a_wrong_option_leaves_no_journal(adrs: Adrs, memory: Memory, given: str, sentence: str) -> None:
    done = adrs("run", "tiny", "--strategy", "top_k", "--strategy-option", given)
    assert done.code == 2
    assert sentence in done.err
    assert memory.events == {}


def test_a_strategy_of_ones_own_takes_options_too(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").write_text(
        "from adrs.search.top_k import TopKStrategy\n"
        "def make(arms, *, seed, width=3):\n"
        "    return TopKStrategy(arms, seed=seed, k=width)\n"
    )
    done = adrs("run", "tiny", "--strategy", "mine:make", "--strategy-option", "width=5", "--evals", "5")
    assert done.code == 0
    wrong = adrs("run", "tiny", "--strategy", "mine:make", "--strategy-option", "height=5")
    assert "strategy mine:make has no option 'height'. There are: width" in wrong.err


def test_cpu_time_of_candidates_ends_a_run(adrs: Adrs, memory: Memory) -> None:
    # Every workload of the tiny problem takes a quarter of a second.
    result = adrs("run", "tiny", "--cpu-seconds", "6", "--workers", "1", "--json").json
    assert result["stopped"] == "cpu_seconds"
    assert 6 <= result["usage"]["cpu_s"] < 7.1
    more = adrs("resume", result["run"], "--cpu-seconds", "9", "--json").json
    assert (more["stopped"], more["usage"]["cpu_s"] >= 9) == ("cpu_seconds", True)


def test_a_configuration_without_choices_is_written_as_it_always_was() -> None:
    plain = RunConfig(problem="tiny")
    assert {"strategy_options", "cpu_seconds"}.isdisjoint(plain.to_json())
    chosen = RunConfig(problem="tiny", strategy_options={"k": 2}, cpu_seconds=3.5)
    for config in (plain, chosen):
        assert RunConfig.from_json(config.to_json()) == config
