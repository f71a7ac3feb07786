"""The ways of asking for a program. Each has a template of its own name in ``adrs.propose.prompts``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from adrs.core.candidate import Brief, Trial
from adrs.core.errors import ProgramError, ProposalError
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.propose.context.levels import Detail
from adrs.propose.context.scores import chosen, strengths, worst_first
from adrs.propose.context.text import one_line, program_text
from adrs.propose.llm.reading import family_in, note_in, wishes_in
from adrs.propose.marks import liftable, mark, ranges
from adrs.propose.patch import apply_reply
from adrs.propose.prompts import fill
from adrs.propose.source import Source
from adrs.propose.tuner import tunable

MOST_TUNED = 8
_MOST_LISTED = 60
_MOST_ERROR = 1500

EXPLORE, REFINE = "explore", "refine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is asked, and the brief that goes with it.

    Args:
        text: The end of the prompt.
        brief: The brief to build the context from.
        borrowed: Ids of the programs whose text the task shows.
    """

    text: str
    brief: Brief
    borrowed: tuple[str, ...] = ()


Prepare = Callable[[Brief, Detail], Task]
Write = Callable[[Program, str], tuple[Program, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One way of asking.

    Args:
        name: Its name, and its template's.
        role: ``"explore"`` or ``"refine"``: which of several models suits it.
        prepare: The task for a brief at a level of detail; raises ProposalError, before any call, if there is
            nothing to do.
        write: Parent and reply to program and note; raises ProposalError if the reply cannot be used.
    """

    name: str
    role: str
    prepare: Prepare
    write: Write


def _asking(name: str, form: str) -> Prepare:
    return lambda brief, _: Task(text=fill(name, how=fill(form)), brief=brief)


def _editing(brief: Brief, _: Detail) -> Task:
    place = f"\n\nThis time, change the function `{brief.focus}` and nothing else." if brief.focus else ""
    return Task(text=fill("edit", how=fill("format_edit")) + place, brief=brief)


def _written(parent: Program, reply: str) -> tuple[Program, str]:
    return apply_reply(parent, reply), note_in(reply)


def _shorter(parent: Program, reply: str) -> tuple[Program, str]:
    program, note = _written(parent, reply)
    if _size(program) >= _size(parent):
        raise ProposalError("the program did not get shorter")
    return program, note


def _size(program: Program) -> int:
    """Characters of code and comments, white space aside."""
    return sum(len("".join(text.split())) for text in program.files.values())


def _another_family(parent: Program, reply: str) -> tuple[Program, str]:
    program, note = _written(parent, reply)
    family = family_in(reply)
    if not family:
        raise ProposalError("the reply has no line that begins with FAMILY: and names the family")
    return program, one_line(f"family {family}: {note}" if note else f"family {family}")


def _with_families(brief: Brief, detail: Detail) -> Task:
    tried = list(dict.fromkeys(one_line(note, 80) for note in brief.lore.families[-100:]))[-12:]
    families = "; ".join(tried) or "only that of the program above"
    return Task(text=fill("paradigm", families=families, how=fill("format_whole")), brief=brief)


def _with_partner(brief: Brief, detail: Detail) -> Task:
    partners = chosen(brief.inspirations, brief.parent)
    if not partners:
        raise ProposalError("there is no other program to combine with")
    partner = partners[0]
    known = detail >= Detail.PER_WORKLOAD
    text = fill(
        "crossover",
        partner=partner.candidate.id,
        strengths=strengths(partner, brief.parent) if known else "another good program of this run",
        partner_program=program_text(partner.candidate.program),
        how=fill("format_whole"),
    )
    others = tuple(trial for trial in brief.inspirations if trial is not partner)
    return Task(text=text, brief=replace(brief, inspirations=others), borrowed=(partner.candidate.id,))


def _with_failure(brief: Brief, detail: Detail) -> Task:
    failure = _failure(brief.parent, detail)
    return Task(text=fill("repair", failure=failure, how=fill("format_edit")), brief=brief)


def _failure(parent: Trial, detail: Detail) -> str:
    """The first failure, told whatever the level of detail; of a valid program, where it does worst."""
    verdicts = worst_first(parent.evaluation)
    if not verdicts or (verdicts[0].ok and detail < Detail.PER_WORKLOAD):
        return "It is valid as far as is known; look for inputs on which it would fail or do badly."
    first: Verdict = verdicts[0]
    if first.ok:
        return (
            f"It is valid everywhere, but it does worst on `{first.workload}`: repair what goes wrong there."
        )
    error = one_line(first.feedback, _MOST_ERROR)
    return f"On the workload `{first.workload}` it is {first.outcome.value}: {error}"


def _with_constants(brief: Brief, detail: Detail) -> Task:
    source = _source(brief.parent.candidate.program)
    constants = _constants(source)
    if not constants:
        raise ProposalError("the program has no constants worth tuning")
    lines = source.text.splitlines()
    listed = "\n".join(
        f"{number}. `{node.value!r}` in line {node.lineno}: `{one_line(lines[node.lineno - 1], 120)}`"
        for number, node in enumerate(constants, 1)
    )
    return Task(text=fill("tune", constants=listed, most=str(MOST_TUNED)), brief=brief)


def _marked(parent: Program, reply: str) -> tuple[Program, str]:
    source = _source(parent)
    wishes = wishes_in(reply, _constants(source), MOST_TUNED)
    values = ", ".join(f"{wish.name} {wish.node.value!r} → {wish.value:g}" for wish in wishes)
    note = note_in(reply)
    return parent.with_text(mark(source, wishes)), one_line(f"{values}: {note}" if note else values)


def _constants(source: Source) -> list[ast.Constant]:
    """Those that may be marked; what is marked already is left to the tuner."""
    marked = ranges(source)
    return liftable(source, [node for node in tunable(source) if node not in marked])[:_MOST_LISTED]


def _source(program: Program) -> Source:
    if program.language != "python":
        raise ProposalError(f"constants of {program.language} programs cannot be marked")
    try:
        return Source(program.text)
    except ProgramError as error:
        raise ProposalError(f"the parent cannot be edited: {error}") from None


_ALL = (
    Operator(name="edit", role=REFINE, prepare=_editing, write=_written),
    Operator(name="rewrite", role=EXPLORE, prepare=_asking("rewrite", "format_whole"), write=_written),
    Operator(name="crossover", role=EXPLORE, prepare=_with_partner, write=_written),
    Operator(name="repair", role=REFINE, prepare=_with_failure, write=_written),
    Operator(name="simplify", role=REFINE, prepare=_asking("simplify", "format_edit"), write=_shorter),
    Operator(name="paradigm", role=EXPLORE, prepare=_with_families, write=_another_family),
    Operator(name="tune", role=REFINE, prepare=_with_constants, write=_marked),
)

OPERATORS: Mapping[str, Operator] = {operator.name: operator for operator in _ALL}
"""All operators by name."""


def names_of(role: str) -> tuple[str, ...]:
    """Names of the operators with this role, ``"explore"`` or ``"refine"``."""
    return tuple(operator.name for operator in _ALL if operator.role == role)
