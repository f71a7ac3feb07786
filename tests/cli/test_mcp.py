"""``adrs mcp`` before anybody connects: what makes no sense is one sentence, and leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory

pytest.importorskip("mcp", reason="the extra adrs[mcp] is not installed")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--problem", "prizm"), "there is no problem called 'prizm'"),
        (("--problem", "tiny", "--evals", "0"), "evaluations"),
        (("--problem", "tiny", "--seconds", "-1"), "--seconds -1 makes no sense"),
        (("--problem", "tiny", "--strategy", "magic"), "there is no strategy called 'magic'"),
        (("--problem", "tiny", "--workers", "0"), "--workers 0 makes no sense"),
        (("--problem", "tiny", "--knowledge", "nowhere"), "nowhere is not a folder"),
        (("--problem", "tiny", "--run", "tiny-1"), "not both"),
        (("--run", "tiny-1"), "there is no run called 'tiny-1'"),
        (("--problem", "tiny", "--http", "--host", "0.0.0.0"), "can be reached by other machines"),
        (("--token-env", "ADRS_NO_SUCH_TOKEN"), "ADRS_NO_SUCH_TOKEN"),
        (("--agents", "0"), "agents"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    adrs: Adrs, memory: Memory, args: tuple[str, ...], sentence: str
) -> None:
    refused = adrs("mcp", *args)
    assert refused.code == 2
    assert sentence in refused.err
    assert refused.out == ""
    assert not memory.events


def test_a_run_in_which_no_agent_writes_is_not_served(adrs: Adrs) -> None:
    adrs("run", "tiny", "--evals", "5", "--workers", "1")
    assert "in run tiny-1 no agent writes" in adrs("mcp", "--run", "tiny-1", "--evals", "9").err
