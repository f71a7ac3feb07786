"""Problem folders are opened, refused with one sentence, and keep their secrets from candidates."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adrs.core.errors import DataError, UsageError
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.workload import Split
from adrs.interop.folders import open_folder
from adrs.interop.native import package_name

choose = pytest.importorskip("adrs.sandbox.choose")
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_path() -> Iterator[None]:
    before = list(sys.path)
    yield
    sys.path[:] = before


def replaced(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def test_a_folder_is_a_problem_whose_harness_lies_in_it(new_folder: Write) -> None:
    folder = new_folder()
    problem = open_folder(folder)
    assert problem.harness == f"{folder.name}.harness"
    assert len(problem.workloads(Split.TRAIN)) == problem.sizes()[Split.TRAIN] == 8


def test_a_folder_without_an_init_file_will_do(new_folder: Write) -> None:
    folder = new_folder()
    (folder / "__init__.py").unlink()
    assert open_folder(folder).name == folder.name


def test_a_folder_in_a_package_belongs_to_it(new_folder: Write) -> None:
    folder = new_folder()
    outer = folder.parent / f"outer_{folder.name}"
    outer.mkdir()
    (outer / "__init__.py").touch()
    folder = folder.rename(outer / "inner")
    assert open_folder(folder).harness == f"{outer.name}.inner.harness"


def test_other_folders_are_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "problem.py").write_text("def evaluate(path): ...\n")
    with pytest.raises(UsageError, match=r"states no problem .* problem.py that defines create"):
        open_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def create(*, data=None)\n", r"problem.py, line 1: SyntaxError: expected ':'"),
        ("import nowhere_at_all\ndef create(data=None): ...\n", r"problem.py, line 1: ModuleNotFoundError"),
        ("def create(data=None):\n    return 1 / 0\n", r"problem.py, line 2: ZeroDivisionError"),
        ("create = 3\n", r"create is not a function"),
        ("def create(): ...\n", r"unexpected keyword argument 'data'"),
        (
            "def create(data=None):\n    return object()\n",
            r"is a object that lacks name, title, .*, bound, pub",
        ),
    ],
)
def test_unfinished_code_gets_one_sentence(new_folder: Write, text: str, sentence: str) -> None:
    folder = new_folder()
    (folder / "problem.py").write_text(text)
    with pytest.raises(UsageError, match=sentence) as caught:
        open_folder(folder)
    assert "\n" not in str(caught.value)


def test_what_the_problem_itself_says_of_its_data_is_kept(new_folder: Write) -> None:
    folder = new_folder()
    text = (
        "from adrs.core.errors import DataError\ndef create(data=None):\n    raise DataError('no traces')\n"
    )
    (folder / "problem.py").write_text(text)
    with pytest.raises(DataError, match="no traces"):
        open_folder(folder)


def test_a_name_that_is_none_for_a_module_is_refused(new_folder: Write) -> None:
    folder = new_folder()
    with pytest.raises(UsageError, match="cannot be called 'my-problem'"):
        open_folder(folder.rename(folder.with_name("my-problem")))


def test_a_name_that_means_another_module_is_refused(new_folder: Write) -> None:
    folder = new_folder()
    with pytest.raises(UsageError, match=r"to Python, json is .*; rename the folder"):
        open_folder(folder.rename(folder.with_name("json")))


def test_the_search_path_is_added_to_last_and_once(new_folder: Write) -> None:
    folder = new_folder()
    package_name(folder)
    package_name(folder)
    assert sys.path[-1] == str(folder.parent)
    assert sys.path.count(str(folder.parent)) == 1


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("harness.py", "from .judge import judge"),
        ("harness.py", "from . import bound"),
        ("__init__.py", "from .problem import create"),
        ("helper.py", "import {name}.workloads"),
    ],
)
def test_a_harness_that_leads_to_the_judge_s_side_is_refused(new_folder: Write, file: str, line: str) -> None:
    folder = new_folder()
    (folder / "helper.py").write_text('"""Helps."""\n')
    replaced(folder, "harness.py", "import Any\n", "import Any\n\nfrom . import helper\n")
    with (folder / file).open("a") as text:
        text.write(f"{line.format(name=folder.name)}\n")
    with pytest.raises(UsageError, match=r"harness.py leads to .*: candidates would find it in memory"):
        open_folder(folder)


ATTACKS = {
    "imports the judge": "import {name}.judge as found",
    "imports the problem": "import {name}.problem as found",
    "imports the bound after mending the path": "import sys; sys.path.insert(0, {parent!r});"
    "sys.modules.pop({name!r}, None); import {name}.bound as found",
    "reads the judge": "found = open({folder!r} + '/judge.py').read()",
    "reads the workloads": "found = open({folder!r} + '/workloads.py').read()",
    "lists the folder": "import os; found = os.listdir({folder!r})[0]",
    "reads beside the harness": "import sys; from pathlib import Path;"
    "h = sys.modules[{name!r} + '.harness']; found = (Path(h.__file__).parent / 'bound.py').read_text()",
    "asks the harness's loader": "import sys;"
    "found = sys.modules[{name!r} + '.harness'].__spec__.loader.get_data({folder!r} + '/judge.py')",
    "looks into memory": "import sys; kept = ('judge', 'bound', 'workloads', 'problem', 'second');"
    "found = [m for m in sys.modules if m.startswith({name!r}) and m.rpartition('.')[2] in kept][0]",
    "goes through its own root": "found = open('/proc/self/root' + {folder!r} + '/judge.py').read()",
    "climbs out of its working directory": "import os;"
    "found = open(os.path.relpath({folder!r}) + '/judge.py').read()",
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are no walls")
def test_candidates_reach_nothing_of_the_judge_s_side(new_folder: Write) -> None:
    folder = new_folder()
    problem = open_folder(folder)
    paths = {"name": folder.name, "folder": str(folder), "parent": str(folder.parent)}
    programs = {name: tried(body.format(**paths)) for name, body in ATTACKS.items()}
    programs["finds what is there to be found"] = tried("import sys; found = 1")
    done = asyncio.run(answers(problem, programs))
    assert {name: c.answer for name, c in done.items() if c.answer != [[0, []]]} == {
        "finds what is there to be found": [[4711, []]]
    }


def tried(body: str) -> Program:
    lines = "".join(f"        {line.strip()}\n" for line in body.split(";"))
    text = f"def assign(durations_ms, machines):\n    try:\n{lines}    except BaseException:\n"
    return Program.from_text(
        f"{text}        return {{0: []}}\n    return {{4711: []}} if found else {{0: []}}\n"
    )


async def answers(problem: object, programs: dict[str, Program]) -> dict[str, Completed]:
    box = choose.create("auto", problem.harness)  # type: ignore[attr-defined]
    try:
        workloads = problem.workloads(Split.TRAIN)[:1]  # type: ignore[attr-defined]
        limits = problem.limits  # type: ignore[attr-defined]
        return {n: (await box.run(p, workloads, limits=limits))[0] for n, p in programs.items()}
    finally:
        await box.aclose()
