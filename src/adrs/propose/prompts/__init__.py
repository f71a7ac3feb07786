"""Prompt templates, one Markdown file each; ``$name`` is filled in, everything else is sent as it stands."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template


@cache
def _template(name: str) -> Template:
    return Template(files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip())


def fill(name: str, **values: str) -> str:
    """The template called ``name`` with its placeholders filled in.

    Raises:
        FileNotFoundError: There is no such template.
        KeyError: A placeholder has no value.
    """
    return _template(name).substitute(values)
