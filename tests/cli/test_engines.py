from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from adrs.interop.engines import install, process
from adrs.interop.engines.known import ENGINES
from adrs.testing.loopback import Loopback
from adrs.testing.loopback_bodies import Answer
from tests.cli.conftest import Adrs
from tests.interop.engines.fake import DILIGENT, PREAMBLE


@pytest.fixture
def gepa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that passes for an engine's, with a few lines of ours in place of its driver."""
    home = tmp_path / "cache" / f"gepa-{ENGINES['gepa'].version}"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (home / "bin" / "python").chmod(0o755)
    (home / install.RECORD).write_text(json.dumps({"packages": []}))
    drivers = tmp_path / "drivers"
    drivers.mkdir()
    for path in process.DRIVERS.glob("*.py"):
        (drivers / path.name).write_text(path.read_text())
    (drivers / "gepa_driver.py").write_text(PREAMBLE + DILIGENT)
    monkeypatch.setenv("ADRS_ENGINES", str(tmp_path / "cache"))
    monkeypatch.setattr("adrs.interop.engines.cells.DRIVERS", drivers)
    return home


def test_engines_are_listed_with_what_is_installed(adrs: Adrs, gepa: Path) -> None:
    found = {entry["engine"]: entry for entry in adrs("engines", "list", "--json").json["engines"]}
    assert set(found) == set(ENGINES)
    assert found["gepa"]["installed"]
    assert not found["openevolve"]["installed"]
    assert "not installed" in adrs("engines", "list").out


def test_a_run_is_a_run_like_any_other(adrs: Adrs, gepa: Path, here: Path) -> None:
    done = adrs("engines", "run", "gepa", "tiny", "--evals", "8", "--json")
    assert done.code == 0, done.err
    result = done.json
    assert (result["run"], result["stopped"], result["evaluations"]) == ("tiny-1", "evaluations", 8)
    assert result["engine"]["claim"]["difference"] == 0
    assert result["best"]["test"] is not None
    assert (here / ".adrs" / "tiny-1" / "report.md").is_file()
    (listed,) = adrs("runs", "--json").json["runs"]
    assert listed["strategy"] == "engine:gepa"


ASKING = """
    def run(self):
        data = json.dumps({"model": "any", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]})
        for number in range(100):
            request = urllib.request.Request(
                self.task["base_url"] + "/chat/completions", data.encode(),
                {"Authorization": "Bearer " + self.task["key"], "Content-Type": "application/json"})
            with urllib.request.urlopen(request) as reply:
                assert json.load(reply)["choices"][0]["message"]["content"] == "hello from the model"
            assert "sk-nobody" not in repr(os.environ) + repr(self.task)
            judged(rule(number))
"""


def test_a_model_is_asked_through_our_books_and_its_cap_holds(
    adrs: Adrs, gepa: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pydantic_ai")
    monkeypatch.setenv("COMPATIBLE_API_KEY", "sk-nobody")
    (tmp_path / "drivers" / "gepa_driver.py").write_text(PREAMBLE + ASKING)
    with Loopback(Answer(text="hello from the model", input_tokens=100, output_tokens=50)) as provider:
        model = f"compatible:m@{provider.url('openai-chat')}"
        done = adrs("engines", "run", "gepa", "tiny", "--model", model, "--tokens", "1000", "--json")
    assert done.code == 0, done.err
    result = done.json
    assert result["stopped"] == "tokens"
    assert 0 < result["usage"]["tokens"] <= 1000
    assert result["usage"]["tokens"] == 150 * len(provider.asked)
    assert result["evaluations"] > 2


def test_it_cannot_be_gone_on_with(adrs: Adrs, gepa: Path) -> None:
    adrs("engines", "run", "gepa", "tiny", "--evals", "4", "--json")
    done = adrs("resume", "tiny-1", "--evals", "9")
    assert done.code == 2
    assert "begin again with `adrs engines run gepa tiny`" in done.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("engines", "run", "openevolv", "tiny"), "did you mean openevolve?"),
        (("engines", "run", "openevolve", "tiny"), "adrs engines install openevolve"),
        (("engines", "install", "nothing"), "there are openevolve"),
        (("engines", "run", "gepa", "tiny", "--usd", "1"), "costs nothing"),
        (("engines", "run", "gepa", "tiny", "--evals", "0"), "not positive"),
        (("engines", "run", "gepa", "tiny", "--model", "nothing"), "PROVIDER:MODEL"),
        (("engines", "run", "gepa", "tine"), "no problem"),
    ],
)
def test_bad_input_is_one_sentence(adrs: Adrs, gepa: Path, words: tuple[str, ...], complaint: str) -> None:
    done = adrs(*words)
    assert done.code == 2
    assert complaint in done.err
    assert adrs("runs", "--json").json["runs"] == []
