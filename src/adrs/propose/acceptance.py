"""What a program must be before it is worth an evaluation, whoever wrote it."""

from __future__ import annotations

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.syntax import keeps_entry, parse, syntax_digest
from adrs.propose.patch.lines import regions_of
from adrs.propose.source import check, frozen_parts


def ensure_acceptable(problem: Problem, parent: Program, program: Program) -> None:
    """Make sure that a program has its parent's files, frozen text and entry, and is not its parent again.

    Raises:
        ProposalError: It has not, or is; says what and where.
    """
    if set(program.files) != set(parent.files):
        raise ProposalError(f"the program must have exactly the files {sorted(parent.files)}")
    for path, text in program.files.items():
        if text != parent.files[path]:
            ensure_allowed(parent, path, text)
    if program.language == "python":
        _check_entry(problem, program)
    if syntax_digest(program) == syntax_digest(parent):
        raise ProposalError("the program is its parent again: nothing but layout or comments differs")


def ensure_allowed(parent: Program, path: str, text: str) -> None:
    """Make sure that ``text`` may stand in a file's place: it is text, parses, and keeps what is frozen.

    Raises:
        ProposalError: It may not.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ProposalError(f"{path} holds lone surrogates, which are not text") from None
    try:
        if not regions_of(parent, path):
            raise ProposalError(f"{path} has no EVOLVE-BLOCK and must stay as it is")
        if parent.language == "python" and (path == parent.main or path.endswith(".py")):
            check(parent.files[path], text)
        elif frozen_parts(parent.files[path]) != frozen_parts(text):
            raise ProposalError(f"{path} is changed outside the EVOLVE-BLOCK regions")
    except ProgramError as error:
        raise ProposalError(f"the parent cannot be edited: {error}") from None


def ensure_editable(parent: Program) -> None:
    """Make sure that a parent can be read at all.

    Raises:
        ProposalError: It does not parse.
    """
    if parent.language == "python":
        try:
            parse(parent.text, name=parent.main)
        except ProgramError as error:
            raise ProposalError(f"the parent cannot be edited: {error}") from None


def _check_entry(problem: Problem, program: Program) -> None:
    contract = problem.contract
    tree = parse(program.text)
    if not keeps_entry(tree, contract):
        raise ProposalError(f"the program does not define `{contract.signature}`")
