"""A contract read off a program, where nobody has stated one."""

from __future__ import annotations

import ast

from adrs.core.errors import ProposalError
from adrs.core.problem import Contract
from adrs.propose.source import Source

_UNKNOWN = "object"


def contract_of(text: str) -> Contract:
    """The contract of a program whose last evolvable function at module level is taken for its entry.

    Types are its annotations, as written; ``object`` where there is none.

    Raises:
        ProposalError: It has no such function.
        ProgramError: It does not parse, or its markers do not match.
    """
    source = Source(text)
    found = [node for node in source.functions if node in source.tree.body]
    if not found:
        raise ProposalError("the program has no function at module level that may be changed")
    entry = found[-1]
    arguments = [*entry.args.posonlyargs, *entry.args.args, *entry.args.kwonlyargs]
    return Contract(
        function=entry.name,
        parameters={argument.arg: _written(argument.annotation) for argument in arguments},
        returns=_written(entry.returns),
    )


def _written(annotation: ast.expr | None) -> str:
    match annotation:
        case None:
            return _UNKNOWN
        case ast.Constant(value=str(quoted)):
            return quoted
        case _:
            return ast.unparse(annotation)
