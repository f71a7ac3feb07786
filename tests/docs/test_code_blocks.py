import os
from pathlib import Path

import pytest

from scripts.code_blocks import Untrue, agrees, blocks, commands, execute

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


def run(page: str, folder: Path) -> int:
    return execute(page, folder, environment={"PATH": os.environ["PATH"]})


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
    assert run(PAGE, tmp_path) == 3
    assert (tmp_path / "page.md").read_text() == "```python\ninner\n```\n"


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("```console\n$ echo one\ntwo\n```\n", "`echo one` printed\none"),
        ("```console\n$ exit 3\n```\n", "`exit 3` ended with 3"),
        ("```console\n$ true\n[exit 2]\n```\n", "`true` ended with 0"),
        ("```console\necho one\n```\n", "begins with"),
        ("```python\nprint(1)\n```\n", "line 1: a python block needs a title"),
    ],
)
def test_what_is_untrue_is_said(tmp_path: Path, page: str, what: str) -> None:
    with pytest.raises(Untrue, match=what):
        run(page, tmp_path)


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
