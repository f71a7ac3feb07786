"""`adrs new` and `adrs lint` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adrs.api.assemble import Workshop
from adrs.cli.main import main

CliRunner = pytest.importorskip("click.testing").CliRunner
pytest.importorskip("adrs.sandbox.forkserver")


def adrs(*args: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, [str(arg) for arg in args], obj=Workshop())
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_a_new_problem_is_shown_scored_and_clean(tmp_path: Path) -> None:
    code, out, _ = adrs("new", "fresh_one", "--out", tmp_path)
    folder = tmp_path / "fresh_one"
    assert code == 0
    assert f"  adrs lint {folder}" in out
    assert "Jobs on identical machines" in adrs("show", folder)[1]
    code, out, _ = adrs("score", folder, "human_sota", "--json")
    assert json.loads(out)["value"] == pytest.approx(299.8, abs=0.05)
    code, out, _ = adrs("lint", folder, "--json")
    result = json.loads(out.splitlines()[-1])
    assert (code, result["ok"], result["findings"], result["left_out"]) == (0, True, [], {})


@pytest.mark.slow
def test_an_online_one_is_clean_too(tmp_path: Path) -> None:
    adrs("new", "fresh_online", "--kind", "online", "--out", tmp_path)
    assert adrs("lint", tmp_path / "fresh_online")[:2] == (
        0,
        "fresh_online: no errors and no warnings by 21 rules\n",
    )


def test_json_lists_what_was_written(tmp_path: Path) -> None:
    result = json.loads(adrs("new", "fresh_json", "--out", tmp_path, "--json")[1])
    assert result["folder"] == str(tmp_path / "fresh_json")
    assert "tests/test_contract.py" in result["files"]
    assert all((tmp_path / "fresh_json" / name).is_file() for name in result["files"])


def test_errors_end_with_a_sentence_and_the_code_of_other_commands(tmp_path: Path) -> None:
    adrs("new", "fresh_twice", "--out", tmp_path)
    assert adrs("new", "fresh_twice", "--out", tmp_path)[0] == 2
    code, _, err = adrs("lint", "no_such_problem")
    assert (code, err.splitlines()[0][:44]) == (2, "error: there is no problem called 'no_such_p")


def test_a_folder_that_cannot_be_loaded_is_a_finding(tmp_path: Path) -> None:
    adrs("new", "fresh_broken", "--out", tmp_path)
    folder = tmp_path / "fresh_broken"
    with (folder / "harness.py").open("a") as text:
        text.write("from .judge import judge\n")
    code, out, _ = adrs("lint", folder, "--json")
    result = json.loads(out)
    assert code == 2
    assert [found["rule"] for found in result["findings"]] == ["loads"]
    assert "candidates would find it in memory" in result["error"]
