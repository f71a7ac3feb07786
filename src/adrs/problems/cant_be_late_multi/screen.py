"""Reads a policy before it runs, and refuses what could reach past its observation.

A policy shares a process with the simulator, and that process holds the trace. So it is held to a plain part
of Python: arithmetic modules only, no names or attributes that lead to frames, modules or memory. This is
read off the syntax tree before a line of it is executed. Programs for the public evaluator may also import
what they are used to (:data:`.published.MODULES`): modules made for them, which lead nowhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late_multi import published

MODULES = frozenset({"math", "random", "statistics", "bisect", "heapq", "itertools"})
"""May be imported whole."""

_TYPING = """
    Any Callable ClassVar Deque Dict Final Iterable Iterator List Literal Mapping NamedTuple Optional Sequence
    Set TYPE_CHECKING Tuple Type Union cast
"""
FROM = {
    "__future__": frozenset({"annotations"}),
    "abc": frozenset({"ABC", "abstractmethod"}),
    "collections": frozenset({"deque", "defaultdict", "Counter", "OrderedDict", "namedtuple"}),
    "dataclasses": frozenset({"dataclass", "field", "replace"}),
    "enum": frozenset({"Enum", "IntEnum", "auto"}),
    "json": frozenset({"dumps", "loads"}),
    "functools": frozenset({"lru_cache", "cache", "partial", "reduce", "cmp_to_key"}),
    "typing": frozenset(_TYPING.split()),
}
"""Names that may be taken from further modules, also as ``module.name`` after an import at the top."""

_WORDS = """
    sys os posix inspect gc ctypes builtins importlib modules types threading subprocess traceback
    warnings linecache codecs pickle marshal weakref atexit operator attrgetter methodcaller
    multiprocessing mmap numbers ABCMeta SystemRandom
    f_back f_globals f_locals f_builtins f_code gi_frame gi_code gi_yieldfrom cr_frame cr_code cr_await
    cr_origin ag_frame ag_code ag_await tb_frame tb_next tb_lasti co_consts co_code
    func_globals with_traceback format_map vformat get_field
"""
ATTRIBUTES = frozenset(_WORDS.split())
"""Attributes that lead out of a policy."""

_WORDS = """
    eval exec compile open input breakpoint globals locals vars dir getattr setattr delattr hasattr memoryview
    help exit quit copyright credits license type
"""
BUILTINS = frozenset(_WORDS.split())
"""Built-in functions that take the name of an attribute, code, or a file."""

_SPECIAL = frozenset(
    {"__init__", "__name__", "__file__", "__post_init__", "__call__", "__len__", "__lt__", "__repr__"}
)


def check(text: str) -> None:
    """Nothing, if ``text`` is a plain policy.

    Raises:
        InvalidAnswer: It could look ahead; names the line and what is not allowed.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InvalidAnswer(f"the program cannot be parsed: {error}") from None
    for line, complaint in complaints(tree):
        raise InvalidAnswer(
            f"line {line}: {complaint}; a policy knows what its observation says, and no more"
        )


def complaints(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and reason of everything that is not allowed."""
    at_top = {id(node) for node in _top_level(tree)}
    partial = _partial_modules(tree)
    plain = {id(name) for node in ast.walk(tree) for name in _plainly_used(node, partial)}
    for node in ast.walk(tree):
        if id(node) in plain:
            continue
        for reason in _reasons(node, id(node) in at_top):
            yield getattr(node, "lineno", 0), reason
        if isinstance(node, ast.Name) and node.id in partial:
            names = ", ".join(f"{node.id}.{name}" for name in sorted(FROM[partial[node.id]]))
            yield getattr(node, "lineno", 0), f"of the module {node.id} there is only {names}"


def _top_level(tree: ast.AST) -> Iterator[ast.stmt]:
    """Statements of the module itself, those under a condition or a ``try`` included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If | ast.Try | ast.ExceptHandler):
            yield from _top_level(node)
        elif isinstance(node, ast.stmt):
            yield node


def _partial_modules(tree: ast.AST) -> dict[str, str]:
    """Local name to module, of whole imports of modules of which only some names are allowed."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in FROM
    }


def _plainly_used(node: ast.AST, partial: Mapping[str, str]) -> Iterator[ast.Name]:
    """The names in ``node`` that are harmless where they stand, whatever they are elsewhere."""
    match node:
        case ast.Attribute(value=ast.Name(id=name) as module, attr=attr, ctx=ast.Load()) if name in partial:
            if attr in FROM[partial[name]]:
                yield module
        case ast.Call(
            func=ast.Name(id="getattr" | "hasattr") as function,
            args=[value, ast.Constant(value=str(attr)), *_],
        ):
            starred = isinstance(value, ast.Starred)  # it may hold the name itself
            if not starred and attr != "format" and _plain_attribute(attr, value):
                yield function


def _reasons(node: ast.AST, at_top: bool) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            for alias in names:
                if alias.name in FROM and at_top:
                    continue
                if alias.name not in MODULES | published.MODULES:
                    yield f"import {alias.name} is not allowed (there are {', '.join(sorted(MODULES))})"
        case ast.ImportFrom(module=module, names=names, level=level):
            for alias in names:
                if level or not _importable(module or "", alias.name):
                    yield f"from {module} import {alias.name} is not allowed"
        case ast.Attribute(attr="format", value=value):
            if not _plain_template(value):
                yield "format() is allowed on plain templates only; use an f-string"
        case ast.Attribute(attr=attr, value=value):
            if not _plain_attribute(attr, value):
                yield f"the attribute {attr} is not allowed"
        case ast.Name(id=name):
            if name in BUILTINS or (_dunder(name) and name not in _SPECIAL):
                yield f"the name {name} is not allowed"
        case ast.MatchClass():
            yield "class patterns, which read attributes, are not allowed"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            if _dunder(name) and name not in _SPECIAL:
                yield f"defining {name} is not allowed"
        case _:
            return


def _importable(module: str, name: str) -> bool:
    if module in FROM:
        return name in FROM[module]
    if module in published.MODULES:
        return name != "*" and not name.startswith("_")
    return module in MODULES and not name.startswith("_") and name not in ATTRIBUTES and name != "*"


def _plain_attribute(attr: str, value: ast.expr) -> bool:
    if _dunder(attr):
        return attr in _SPECIAL
    if attr.strip("_") in ATTRIBUTES:
        return False
    return not attr.startswith("_") or _own(value)


def _own(value: ast.expr) -> bool:
    """``self``, ``cls`` or ``super()``."""
    match value:
        case ast.Name(id="self" | "cls") | ast.Call(func=ast.Name(id="super"), args=[], keywords=[]):
            return True
    return False


def _plain_template(value: ast.expr) -> bool:
    """A literal whose fields name no attributes or items."""
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return False
    fields = value.value.split("{")[1:]
    return not any(mark in part.partition("}")[0].partition(":")[0] for part in fields for mark in ".[")


def _dunder(name: str) -> bool:
    return name.startswith("__")
