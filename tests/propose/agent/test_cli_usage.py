"""What tools say they used; the samples follow the formats in their documentation."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.propose.agent.cli_usage import ReadUsage, Said, claude, codex, gemini, opencode, silent

CLAUDE = {
    "type": "result",
    "subtype": "success",
    "total_cost_usd": 0.125,
    "usage": {
        "input_tokens": 10,
        "cache_creation_input_tokens": 200,
        "cache_read_input_tokens": 3000,
        "output_tokens": 40,
    },
}
CODEX = [
    {"type": "thread.started", "thread_id": "0"},
    {
        "type": "turn.completed",
        "usage": {"input_tokens": 2946, "cached_input_tokens": 100, "output_tokens": 7},
    },
]
GEMINI = {
    "response": "ok",
    "stats": {"models": {"a": {"tokens": {"total": 70}}, "b": {"tokens": {"total": 7}}}},
}
OPENCODE = [
    {"type": "step_finish", "part": {"cost": 0.5, "tokens": {"input": 5, "output": 3, "cache": {"read": 2}}}},
    {"type": "step_finish", "part": {"cost": 0.25, "tokens": {"input": 1, "output": 1}}},
]


def lines(*events: Any) -> str:
    return "\n".join(["some log line", *map(json.dumps, events)])


@pytest.mark.parametrize(
    ("read", "stdout", "said"),
    [
        (claude, json.dumps(CLAUDE), Said(tokens=3250, cost_usd=0.125)),
        (claude, json.dumps(CLAUDE, indent=2), Said(tokens=3250, cost_usd=0.125)),
        (claude, lines(CLAUDE), Said(tokens=3250, cost_usd=0.125)),
        (codex, lines(*CODEX), Said(tokens=2953)),
        (codex, json.dumps(CODEX[1]), Said(tokens=2953)),
        (gemini, json.dumps(GEMINI), Said(tokens=77)),
        (opencode, lines(*OPENCODE), Said(tokens=12, cost_usd=0.75)),
        (silent, lines(*OPENCODE), Said()),
    ],
)
def test_usage_is_read(read: ReadUsage, stdout: str, said: Said) -> None:
    assert read(stdout) == said


@pytest.mark.parametrize("cost", [0, -1, True, "1.0", None, float("nan"), float("inf"), 1e300, [1]])
def test_costs_that_are_no_costs_are_unknown(cost: Any) -> None:
    assert claude(json.dumps({**CLAUDE, "total_cost_usd": cost})).cost_usd is None


def test_one_unknown_step_makes_the_sum_unknown() -> None:
    odd = {"type": "step_finish", "part": {"cost": -1, "tokens": {"input": "many"}}}
    assert opencode(lines(*OPENCODE, odd)) == Said()


READERS: list[ReadUsage] = [claude, codex, gemini, opencode]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "usage", "stats", "models", "tokens", "total", "part", "cost", "input"])
            | st.text(max_size=3),
            inner | st.sampled_from(["result", "turn.completed", "step_finish"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(READERS), JSON | st.text())
def test_nothing_a_tool_prints_breaks_the_reader(read: ReadUsage, printed: Any) -> None:
    for stdout in (json.dumps(printed), str(printed), lines(printed)):
        said = read(stdout)
        assert said.cost_usd is None or said.cost_usd > 0
        assert said.tokens is None or said.tokens >= 0
