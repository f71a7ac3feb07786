"""Starting programs of foreign folders, and what can be known of their contract without running them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from adrs.core.errors import ProgramError, UsageError
from adrs.core.problem import Contract
from adrs.core.program import Program, evolvable_regions
from adrs.core.syntax import parse
from adrs.interop.foreign.bundle import Bundle

_LANGUAGES = {
    ".py": "python", ".cpp": "cpp", ".cc": "cpp", ".cxx": "cpp", ".c": "c", ".cu": "cuda", ".rs": "rust",
    ".go": "go", ".java": "java", ".js": "javascript", ".ts": "typescript", ".r": "r", ".jl": "julia",
    ".sv": "systemverilog", ".v": "verilog", ".lean": "lean", ".metal": "metal", ".sh": "shell",
    ".txt": "text", ".md": "text", ".json": "json",
}  # fmt: skip
_KINDS_OF_DEFAULTS: dict[type, str] = {bool: "bool", int: "int", float: "float", str: "str"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyProgram(Contract):
    """The contract of programs whose entry is not known: everything is left to the evaluator."""

    described: str

    @property
    def signature(self) -> str:
        """In words, as there is no line of code for it."""
        return f"# {self.described}"


def read_program(bundle: Bundle, path: str) -> Program:
    """The program in a file of the bundle, byte for byte.

    Raises:
        UsageError: It is no text, is empty, does not parse (Python), or has unmatched EVOLVE-BLOCK markers.
    """
    text, where = bundle.text(path), bundle.folder / path
    if not text.strip():
        raise UsageError(f"{where} is empty; it is the program that the search begins with")
    return checked(text, main=PurePosixPath(path).name, where=str(where))


def checked(text: str, *, main: str, where: str) -> Program:
    """A program of this text.

    Raises:
        UsageError: It does not parse (Python), or has unmatched EVOLVE-BLOCK markers.
    """
    language = language_of(main)
    try:
        if language == "python":
            parse(text, name=where)
        evolvable_regions(text)
    except ProgramError as error:
        said = str(error)
        raise UsageError(said if said.startswith(where) else f"{where}, {said}") from None
    return Program({main: text}, main=main, language=language)


def language_of(name: str) -> str:
    """The language of a file, by its suffix; the suffix itself where it is not known."""
    suffix = PurePosixPath(name).suffix.lower()
    return _LANGUAGES.get(suffix, suffix.lstrip(".") or "text")


def contract_of(program: Program, *callers: str, prefer: Iterable[str] = ()) -> Contract:
    """What a program must go on defining, as far as it shows.

    Of the seed's top-level functions and classes that is the first which ``prefer`` names, else the last
    that the text of the evaluator names; a helper that nobody names is none.

    Args:
        program: The seed.
        callers: Texts of what calls it.
        prefer: Names that the layout prescribes.
    """
    if program.language != "python":
        return AnyProgram(function="", parameters={}, returns="", described=f"a {program.language} program")
    defined = {node.name: node for node in _definitions(parse(program.text))}
    named = [name for name in defined if any(_mentions(text, name) for text in callers)]
    chosen = next((name for name in prefer if name in defined), None) or (named[-1] if named else None)
    if chosen is None:
        return AnyProgram(function="", parameters={}, returns="", described="a Python program")
    node = defined[chosen]
    if isinstance(node, ast.ClassDef):
        return AnyProgram(function=chosen, parameters={}, returns="", described=f"class {chosen}")
    returns = "any" if node.returns is None else ast.unparse(node.returns)
    return Contract(function=chosen, parameters=dict(_parameters(node)), returns=returns)


def seed_file(bundle: Bundle, stems: Iterable[str]) -> str | None:
    """The file whose name without suffix is one of ``stems``, Python first; ``None`` if there is none."""
    names = [name for name in bundle.files if "/" not in name]
    for stem in stems:
        found = [name for name in names if PurePosixPath(name).stem == stem]
        if found:
            return min(found, key=lambda name: (not name.endswith(".py"), name))
    return None


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    return (node for node in tree.body if isinstance(node, Definition))


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, str]]:
    """Names and kinds: as annotated, else as the default value has it."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    blank: list[ast.expr | None] = [None] * (len(arguments) - len(node.args.defaults))
    for argument, default in zip(arguments, [*blank, *node.args.defaults], strict=True):
        kind = "any"
        if argument.annotation is not None:
            kind = ast.unparse(argument.annotation)
        elif isinstance(default, ast.Constant):
            kind = _KINDS_OF_DEFAULTS.get(type(default.value), "any")
        yield argument.arg, kind
