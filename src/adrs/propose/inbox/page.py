"""A brief as one Markdown file: what is wanted, how to answer, and the context that a model would get."""

from __future__ import annotations

from adrs.core.candidate import Brief
from adrs.core.problem import Problem
from adrs.propose.inbox.answer import main_suffix
from adrs.propose.inbox.names import stem

_BREAK = "\n\n---\n\n"

_HOW = """\
Write a better version of the program below. Answer with one file beside this one:

- `{stem}.answer.{suffix}`: the whole file `{main}`, or
- `{stem}.answer.md`: the changes as blocks, or the whole file in a fenced block.

A block replaces whole lines, found by their text; there may be several:

````
<<<<<<< SEARCH
lines as they are now
=======
lines as they shall be
>>>>>>> REPLACE
````

Lines outside the `EVOLVE-BLOCK` markers, where there are markers, must stay as they are. Write to another
name, such as `{stem}.part`, and rename it when it is complete: a file that still grows is not read, but one
that pauses is. If you like, begin with a few lines that say who you are and what you did:

````
---
author: your name
note: what you changed, in a few words
---
````

An answer that cannot be used is put aside and `{stem}.rejected.md` says why; after {tries} of them the
brief is withdrawn. When this file is gone from here, it was answered (see `done/`) or withdrawn."""


def page(problem: Problem, brief: Brief, context: str, run_id: str, tries: int) -> str:
    """The file that a brief becomes.

    Args:
        problem: What the run is about.
        brief: What is asked for.
        context: What a model would get, Markdown.
        run_id: The run that asks.
        tries: Answers that may be turned away.
    """
    parent = brief.parent.candidate
    how = _HOW.format(
        stem=stem(brief.id),
        suffix=main_suffix(parent.program),
        main=parent.program.main,
        tries=tries,
    )
    facts = f"run: {run_id}\nbrief: {brief.id}\nparent: {parent.id}\n{_identity(brief)}"
    title = f"# Brief {brief.id} of {run_id}: {problem.name}"
    return f"---\n{facts}\n---\n\n{title}\n\n{how}{_BREAK}{context.rstrip()}\n"


def context_of_page(text: str) -> str:
    """What a model would get, without how to answer with a file."""
    return text.partition(_BREAK)[2]


def is_page_of(text: str, brief: Brief) -> bool:
    """Whether ``text`` was written for this brief, and not for one of the same number from another time."""
    head = text.split("\n---\n", 1)[0].split("\n")
    return f"brief: {brief.id}" in head and _identity(brief) in head


def _identity(brief: Brief) -> str:
    return f"parent_digest: {brief.parent.candidate.program.digest}"
