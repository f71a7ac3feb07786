"""An extension of griffe: what docstrings say in reStructuredText, in Markdown for the reference."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:func|class|mod|meth|data|attr):`~?([\w.]+)`")
_TWIN = re.compile(r"takes_what\((\w+)\)")
_LITERAL = re.compile(r"::$", re.MULTILINE)
DOCUMENTED = ("adrs.core.", "adrs.testing.")


class Markdown(griffe.Extension):
    """Turns references into links, and the double colon before an indented block into one.

    A function that ``takes_what`` another one takes gets its parameters, as when it is imported.
    """

    def on_function(self, *, func: griffe.Function, **kwargs: Any) -> None:
        """Give twins the parameters of their model, which stands above them."""
        for decorator in func.decorators:
            twin = _TWIN.fullmatch(str(decorator.value))
            if twin is not None and func.parent is not None:
                func.parameters = func.parent.members[twin[1]].parameters

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Change the docstring of whatever was collected."""
        if obj.docstring is not None:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(text: str) -> str:
    """The text of a docstring in Markdown."""
    return _LITERAL.sub(":", _ROLE.sub(_link, text))


def _link(match: re.Match[str]) -> str:
    name = match[1]  # of a module, that has no anchor on its page, or of what is in one
    documented = name.startswith(DOCUMENTED) and name.rpartition(".")[2][0].isupper()
    return f"[`{name}`][{name}]" if documented else f"`{name}`"
