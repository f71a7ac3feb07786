from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.search import STRATEGIES
from adrs.study.spec import Allowance
from adrs.study.spec_data import read_yaml, resolved, spec_from_data

BODY: dict[str, Any] = {
    "problems": ["prism", {"name": "cloudcast", "budget": {"cpu_seconds": 30}}],
    "strategies": ["adaptive", {"name": "adaptive", "options": {"opening": 0}, "label": "no opening"}],
    "seeds": "1..3",
    "budget": {"evaluations": 20},
}


def test_everything_is_crossed_with_everything() -> None:
    body = {**BODY, "proposers": ["genetic+tuner", ["genetic"]], "models": ["openai:small", "openai:large"]}
    spec = spec_from_data(body, source="s.yaml")
    assert len(spec.contenders) == 2 * 2 * 2
    assert len(spec.cells()) == 2 * 8 * 3
    assert spec.contenders[0].label == "adaptive · genetic+tuner · openai:small"
    assert spec.contenders[0].proposers == ("genetic", "tuner")
    assert len({cell.run_id for cell in spec.cells()}) == 48


def test_budgets_of_problems_replace_the_shared_one() -> None:
    prism, cloudcast = spec_from_data(BODY, source="s.yaml").problems
    assert prism.budget == Allowance(evaluations=20)
    assert cloudcast.budget == Allowance(cpu_seconds=30)


def test_what_is_not_said_is_what_one_expects() -> None:
    spec = spec_from_data(BODY, source="studies/mine.yaml")
    assert (spec.name, spec.outcome, spec.reference) == ("mine", Split.TEST, "adaptive")
    assert spec.seeds == (1, 2, 3)
    assert spec.contenders[1].label == "no opening"
    assert spec.contenders[1].strategy.options == {"opening": 0}


def test_all_strategies_may_stand_beside_ablations() -> None:
    ablation = {"name": "adaptive", "options": {"opening": 0}}
    spec = spec_from_data({**BODY, "strategies": ["all", ablation]}, source="s.yaml")
    labels = [contender.label for contender in spec.contenders]
    assert labels == [*sorted(STRATEGIES), "adaptive (opening=0)"]
    assert [c.label for c in spec_from_data({**BODY, "strategies": "all"}, source="s").contenders] == labels[
        :-1
    ]


def test_resolved_data_say_the_same_when_there_are_more_strategies() -> None:
    data = resolved({**BODY, "strategies": "all"}, name="n", folder="/data")
    assert data["strategies"] == sorted(STRATEGIES)
    assert (data["name"], data["data"]) == ("n", "/data")
    spec_from_data(data, source="study.json")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sedes": 1}, "s.yaml: the study has an unknown key 'sedes'; did you mean seeds?"),
        ({"problems": []}, "s.yaml: problems is []; give a list with at least one entry"),
        ({"problems": "prism"}, "s.yaml: problems is 'prism'; give a list"),
        ({"problems": [{"nam": "prism"}]}, "problems[0] has an unknown key 'nam'; did you mean name?"),
        ({"problems": [{"budget": {"evaluations": 3}}]}, "problems[0] has no name"),
        ({"problems": ["prism", "prism"]}, "problems names 'prism' twice"),
        ({"budget": None}, "problems[0] has no budget"),
        ({"budget": {}}, "budget limits nothing"),
        ({"budget": {"evaluations": 0}}, "budget.evaluations is 0; give a whole number above 0"),
        ({"budget": {"evaluations": 2.5}}, "budget.evaluations is 2.5; give a whole number above 0"),
        ({"budget": {"usd": float("nan")}}, "budget.usd is nan; give a number above 0"),
        ({"budget": {"evals": 3}}, "budget has an unknown key 'evals'; did you mean evaluations?"),
        ({"problems": [{"name": "a", "budget": {"usd": True}}]}, "problems[0].budget.usd is True"),
        ({"strategies": [{"name": "adaptive", "options": [1]}]}, "strategies[0].options is not a mapping"),
        ({"strategies": ["top_k", "top_k"]}, "strategies names 'top_k' twice; give one of them a label"),
        ({"proposers": [3]}, "proposers[0] is 3; give a name"),
        ({"seeds": "3..1"}, "seeds is '3..1'; give FIRST..LAST"),
        ({"seeds": ["a"]}, "seeds is ['a']; give a list of whole numbers"),
        ({"seeds": [1, 1]}, "seeds names 1 twice"),
        ({"reference": "none"}, "reference is 'none', which is none of adaptive, no opening"),
        ({"outcome": "leaderboard"}, "outcome is 'leaderboard'; give train, validation or test"),
        ({"fixed_time": "yes"}, "fixed_time is 'yes'; give true or false"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError) as raised:
        spec_from_data({**BODY, **change}, source="s.yaml")
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("key", ["problems", "strategies", "seeds"])
def test_what_cannot_be_guessed_has_to_be_said(key: str) -> None:
    body = {name: value for name, value in BODY.items() if name != key}
    with pytest.raises(DataError, match=f"has no key '{key}'"):
        spec_from_data(body, source="s.yaml")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*BODY, "proposers", "models", "name", "data", "outcome", "reference"]), plain)
def test_any_data_are_taken_or_refused_in_a_sentence(key: str, value: Any) -> None:
    refused = ""
    try:
        spec_from_data({**BODY, key: value}, source="s.yaml").cells()
    except DataError as error:
        refused = str(error)
    assert refused == "" or refused.startswith("s.yaml: ")


@given(plain)
def test_anything_is_taken_or_refused_in_a_sentence(value: Any) -> None:
    with pytest.raises(DataError, match=r"^s\.yaml: "):
        spec_from_data(value, source="s.yaml")


def test_a_file_is_read_as_yaml(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("problems: [prism]\nstrategies: all\nseeds: 1..10\nbudget: {evaluations: 5}\n")
    assert spec_from_data(read_yaml(file), source=str(file)).seeds == tuple(range(1, 11))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("problems: [prism\nseeds: 1", "line 2 is not YAML"),
        ("a: !!python/object/apply:os.getcwd []", "is not YAML: could not determine a constructor"),
        ("\0", "is not YAML"),
    ],
)
def test_what_is_not_yaml_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(text)
    with pytest.raises(DataError) as raised:
        read_yaml(file)
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        read_yaml(tmp_path / "none.yaml")


def test_a_problem_may_be_started_from_some_of_its_seeds() -> None:
    entry = {"name": "prism", "start": ["naive"], "budget": {"evaluations": 5}}
    spec = spec_from_data({"problems": [entry], "strategies": ["random"], "seeds": [1]}, source="s.yaml")
    (cell,) = spec.cells()
    assert cell.start == ("naive",)
    entry.pop("start")
    spec = spec_from_data({"problems": [entry], "strategies": ["random"], "seeds": [1]}, source="s.yaml")
    assert spec.cells()[0].run_id != cell.run_id
