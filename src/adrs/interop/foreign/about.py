"""What a foreign folder tells those who write programs for it."""

from __future__ import annotations

import ast

from adrs.core.program import Program
from adrs.interop.foreign.bundle import Bundle

_MOST_CHARS = 12_000


def about(bundle: Bundle, message: str, program: Program) -> str:
    """The folder's instructions; where it has none, its README, or the docstring of its program."""
    readme = next((name for name in bundle.files if name.lower() in ("readme.md", "readme.txt")), None)
    text = message.strip()
    if not text and readme is not None:
        text = bundle.files[readme].decode("utf-8", "replace").strip()
    if not text and program.language == "python":
        text = ast.get_docstring(ast.parse(program.text)) or ""
    return (text or "Improve the program so that its evaluator gives it a higher score.")[:_MOST_CHARS]
