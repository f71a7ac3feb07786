import os
import time
from pathlib import Path

import pytest

from scripts.code_blocks import Untrue, agrees, blocks, commands
from scripts.run_blocks import Tally, execute

STUBBORN = """bash -c 'trap "exit 3" INT; echo 1; while :; do sleep 0.1; done'"""
PAGE = """
Some prose.

```python title="a/b.py"
print("hello")
```

````markdown title="page.md"
```python
inner
```
````

```console
$ python a/b.py
hello
$ echo one; \\
  echo two
one
...
$ false
[exit 1]
```
"""


def run(page: str, folder: Path, *, slow: bool = True) -> Tally:
    return execute(page, folder, environment={"PATH": os.environ["PATH"]}, slow=slow)


def test_blocks_have_a_language_a_title_and_a_place() -> None:
    first, second, third = blocks(PAGE)
    assert (first.language, first.title, first.text, first.line) == (
        "python",
        "a/b.py",
        'print("hello")\n',
        4,
    )
    assert second.text == "```python\ninner\n```\n"
    assert (third.language, third.title) == ("console", "")


def test_a_session_is_commands_with_what_they_print() -> None:
    *_, session = blocks(PAGE)
    assert [(c.text, c.shown, c.status) for c in commands(session)] == [
        ("python a/b.py", "hello", 0),
        ("echo one;    echo two", "one\n...", 0),
        ("false", None, 1),
    ]


def test_a_true_page_is_executed_from_an_empty_folder(tmp_path: Path) -> None:
    assert run(PAGE, tmp_path).blocks == {"written": 2, "run": 1}
    assert (tmp_path / "page.md").read_text() == "```python\ninner\n```\n"


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("```console\n$ echo one\ntwo\n```\n", "`echo one` printed\none"),
        ("```console\n$ exit 3\n```\n", "`exit 3` ended with 3"),
        ("```console\n$ true\n[exit 2]\n```\n", "`true` ended with 0"),
        ("```console\necho one\n$ echo two\n```\n", "begins with"),
        ("```ruby\nputs 1\n```\n", "line 1: a ruby block needs a title"),
        ("```console\nfalse\n```\n", "`false` ended with 1"),
        ("```python\none = 1\ntwo\n```\n", "line 2, in <module>"),
        ("```json\n{1}\n```\n", "line 1: not json"),
        ("<!-- not run -->\n```console\nfalse\n```\n", "line 1: `not run` needs a text"),
        ("<!-- long (ture) -->\n```console\ntrue\n```\n", "no command of the block has 'ture' in it"),
        ("<!-- first: exit 4 -->\n```console\ntrue\n```\n", "`exit 4` ended with 4"),
        ("```console\necho 1\n```\n<!-- output -->\n```\n2\n```\n", "line 5: printed was\n1"),
        (f"<!-- until interrupted -->\n```console\n{STUBBORN}\n```\n", "ended with 3"),
    ],
)
def test_what_is_untrue_is_said(tmp_path: Path, page: str, what: str) -> None:
    with pytest.raises(Untrue, match=what):
        run(page, tmp_path)


def test_marks_say_what_is_left_out_and_why(tmp_path: Path) -> None:
    page = """
<!-- not run: needs a key -->

```console
false
```

<!-- long (false): an hour -->
<!-- exit (exit): 3 -->
```bash
false
(exit 3)
```
"""
    tally = run(page, tmp_path, slow=False)
    assert tally.blocks == {"not run": 1, "run": 1}
    assert tally.left_out == [("line 4", "not run: needs a key"), ("false", "long: an hour")]
    with pytest.raises(Untrue, match="`false` ended with 1"):
        run(page, tmp_path, slow=True)


def test_python_blocks_share_a_namespace_and_may_await(tmp_path: Path) -> None:
    page = """
```python
import asyncio, inspect
def one():
    return 1
```
```python
await asyncio.sleep(0)
assert "return 1" in inspect.getsource(one)
print(one(), __name__)
```
<!-- output -->
```
1 __main__
```
"""
    assert run(page, tmp_path).blocks == {"run": 2, "compared": 1}


def test_what_comes_first_is_done_and_ends_with_the_page(tmp_path: Path) -> None:
    page = """
<!-- first: (sleep 1000 & echo $! > pid) > /dev/null 2>&1 -->
<!-- first: test -d "$REPOSITORY/docs" -->
```console
cat pid
```
"""
    run(page, tmp_path)
    process = Path("/proc", (tmp_path / "pid").read_text().strip(), "cmdline")
    for _ in range(1000):
        if not process.exists() or not process.read_text():  # a dead one has no command line
            return
        time.sleep(0.01)
    raise AssertionError("it goes on")


def test_a_server_is_interrupted_once_it_has_said_something(tmp_path: Path) -> None:
    page = """
<!-- until interrupted -->
```console
bash -c 'trap "echo bye > said; exit 0" INT; echo serving; while true; do sleep 0.1; done'
```
"""
    run(page, tmp_path)
    assert (tmp_path / "said").read_text() == "bye\n"


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        ("a ... z", "a b c z", True),
        ("first\n...\nlast", "first\nx\ny\nlast\n", True),
        ("a", "a\nb", False),
        ("3.14...", "3.14159", True),
        ("3.14...", "2.14159", False),
        ("cut  ", "cut", True),
    ],
)
def test_dots_stand_for_anything(shown: str, printed: str, fits: bool) -> None:
    assert agrees(shown, printed) is fits
