"""The layout of GEPA's ``optimize_anything``: a script with an evaluator and a seed candidate.

What the seed is must be known before anything runs, so it is read from the script's text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.interop.foreign.about import about
from adrs.interop.foreign.bundle import Bundle, read_bundle
from adrs.interop.foreign.programs import checked, contract_of, language_of, seed_file
from adrs.interop.foreign.script_values import Values, called
from adrs.interop.foreign.settings import read_settings
from adrs.interop.foreign.stated import ClaimedProblem, Terms

CALL = "optimize_anything"
_FIRST = ("main.py", "run.py", "optimize.py")
_SEED_NAMES = ("seed_candidate", "SEED_CANDIDATE", "initial_candidate", "INITIAL_CANDIDATE")
_SEED_STEMS = ("seed_candidate", "seed", "initial_program", "initial")


class Gepa:
    """Recognises and reads it."""

    name = "GEPA"
    needs = "a script that calls optimize_anything, or that defines seed_candidate and an evaluator"

    def recognises(self, folder: Path) -> bool:
        """Whether a script there calls ``optimize_anything``, or defines what one would pass to it."""
        return _script(folder) is not None

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem; ``data`` is not needed, for the folder brings its own.

        Raises:
            UsageError: The seed candidate cannot be found, or a file is malformed.
        """
        bundle = read_bundle(folder)
        settings = read_settings(bundle)
        script = _script(folder)
        assert script is not None
        values = Values(bundle, script)
        call = called(values.tree, CALL)
        seed = _seed(bundle, values, call)
        program, components = _program(bundle, seed)
        terms = Terms(
            kind="gepa",
            layout=self.name,
            program=program,
            contract=contract_of(program, *(bundle.text(name) for name in _scripts(bundle))),
            harness={"script": script, "calls": call is not None, "components": components},
            about=about(bundle, settings.message or _task(values, call), program),
        )
        return ClaimedProblem(bundle, settings, terms)


def _script(folder: Path) -> str | None:
    found = [path for path in folder.glob("*.py") if path.is_file()]
    for path in sorted(found, key=lambda path: (path.name not in _FIRST, path.name)):
        text = path.read_bytes().decode("utf-8", "replace")
        if CALL not in text and not any(name in text for name in _SEED_NAMES):
            continue
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        if called(tree, CALL) is not None or _states_task(tree):
            return path.name
    return None


def _states_task(tree: ast.Module) -> bool:
    """Whether a module assigns a seed candidate and defines an evaluator."""
    targets = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return bool(targets & set(_SEED_NAMES)) and bool(functions & {"evaluator", "evaluate", "fitness_fn"})


def _scripts(bundle: Bundle) -> Iterator[str]:
    return (name for name in bundle.files if name.endswith(".py"))


Seed = Mapping[str, tuple[str, str]]
"""Component to ``(text, name of its file)``; the one component ``""`` where a candidate is a text."""


def _seed(bundle: Bundle, values: Values, call: ast.Call | None) -> Seed:
    node = None if call is None else _argument(call, "seed_candidate", first=True)
    if node is None:
        node = next((v for name in _SEED_NAMES if (v := values.named(name)) is not None), None)
    found = None if node is None else values.texts(node)
    if found:
        return found
    path = seed_file(bundle, _SEED_STEMS)
    if path is not None:
        return {"": (bundle.text(path), path)}
    raise UsageError(
        f"the seed candidate of {bundle.folder / values.script} cannot be read from its text; write it as a"
        " constant, or put it beside the script as seed.py"
    )


def _program(bundle: Bundle, seed: Seed) -> tuple[Program, dict[str, str]]:
    """The seed as a program, and the file of each component."""
    files: dict[str, str] = {}
    components: dict[str, str] = {}
    for name, (text, path) in seed.items():
        stem = "".join(c if c.isalnum() else "_" for c in name) or "candidate"
        file = path if path and not name else f"{stem}{_suffix(text)}"
        components[name] = file
        files[file] = text
    main = next((file for file in files if language_of(file) == "python"), next(iter(files)))
    program = checked(files[main], main=main, where=str(bundle.folder / main))
    if not program.text.strip():
        raise UsageError(f"the seed candidate of {bundle.folder} is empty; a search needs one to begin with")
    named = {} if set(components) == {""} else components
    return Program(files, main=main, language=program.language), named


def _suffix(text: str) -> str:
    """``.py`` for what is a Python program, ``.txt`` for other texts."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return ".txt"
    return ".py" if any(not isinstance(node, ast.Expr) for node in body) else ".txt"


def _task(values: Values, call: ast.Call | None) -> str:
    parts = []
    for name in ("objective", "background"):
        node = None if call is None else _argument(call, name)
        found = None if node is None else values.texts(node)
        parts += [text for text, _ in (found or {}).values()]
    return "\n\n".join(parts)


def _argument(call: ast.Call, name: str, *, first: bool = False) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[0] if first and call.args else None
