"""Whether a program is new enough to be worth an evaluation: pure functions on texts.

Identical syntax trees are told by :func:`adrs.core.syntax.syntax_digest`; this is about programs that are
nearly the same as one that was tried, and about code that the line of descent has deleted before.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

from adrs.core.candidate import Lore, Trial
from adrs.core.program import Program
from adrs.propose.context.text import one_line

SHINGLE = 5
"""Tokens in a shingle."""

NEAR = 0.99
"""Similarity from which on two programs count as nearly the same."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?|\.\d+)\Z")
_SILENT = frozenset(
    [tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER]
)
_MOST_TOKENS = 50_000
_TELLING = 20
_FEW, _MANY = 0.5, 3


@lru_cache(maxsize=512)
def shingles(program: Program) -> frozenset[int]:
    """Hashes of all runs of five tokens; every number counts as the same token, comments as none.

    At most 50,000 tokens are read, so memory is bounded. Equal in every process.
    """
    tokens = [
        _token(token) for path in program.files for token in _tokens(program.files[path], program.language)
    ]
    tokens = tokens[:_MOST_TOKENS]
    runs = ("\0".join(tokens[at : at + SHINGLE]) for at in range(max(1, len(tokens) - SHINGLE + 1)))
    return frozenset(crc32(run.encode("utf-8", "replace")) for run in runs)


def similarity(a: frozenset[int], b: frozenset[int]) -> float:
    """Jaccard similarity of two sets of shingles, 0 to 1."""
    return len(a & b) / len(a | b) if a or b else 1.0


def _token(text: str) -> str:
    return "0" if _NUMBER.match(text) else text


def _tokens(text: str, language: str) -> list[str]:
    if language != "python":
        return _TOKEN.findall(text)
    try:
        found = tokenize.generate_tokens(io.StringIO(text).readline)
        return [token.string for token in found if token.type not in _SILENT]
    except (tokenize.TokenError, SyntaxError):
        return _TOKEN.findall(text)


def objection_to(program: Program, parent: Trial, lore: Lore, recent: Iterable[Trial]) -> str | None:
    """Why a proposal should be thought over before it is evaluated; ``None`` if it is new.

    Args:
        program: What was proposed.
        parent: What it was made from.
        lore: Knows the lines that the line of descent has deleted.
        recent: Trials to compare with, bounded by the caller; their behaviour (answers by workload) tells
            whether a near twin is worth another look.
    """
    ours = shingles(program)
    if similarity(ours, shingles(parent.candidate.program)) == 1.0:
        return (
            "it differs from its parent in nothing but numbers: change the algorithm, the tuner sets numbers"
        )
    back = returning(program, parent.candidate.program, lore.removed)
    if back:
        quoted = "; ".join(repr(one_line(line, 80)) for line in back[:3])
        return f"it brings back code that was deleted on the way to its parent ({quoted})"
    for trial in recent:
        twin = similarity(ours, shingles(trial.candidate.program))
        if twin >= NEAR and trial.candidate.id != parent.candidate.id and _led_nowhere(trial, parent):
            name = trial.candidate.id
            return f"it is nearly the same as {name} ({100 * twin:.1f} % alike), {_became(trial, parent)}"
    return None


def returning(program: Program, parent: Program, removed: Sequence[str]) -> list[str]:
    """Telling lines that a proposal adds and that were deleted before, if they are much of what it adds.

    Much is half of the telling lines it adds, or three. Telling are lines of 20 characters and more, as
    ``return best`` or ``for item in items:`` come and go in any program.
    """
    gone = {line.strip() for line in removed}
    have = _telling_lines(parent)
    added = [line for line in _telling_lines(program) if line not in have]
    back = [line for line in added if line in gone]
    return back if back and (len(back) >= _MANY or len(back) >= _FEW * len(added)) else []


def _telling_lines(program: Program) -> dict[str, None]:
    lines = (line.strip() for text in program.files.values() for line in text.splitlines())
    return {line: None for line in lines if len(line) >= _TELLING and not line.startswith(("#", "//", '"""'))}


def _led_nowhere(trial: Trial, parent: Trial) -> bool:
    """Whether a trial failed, or did what the parent does, or scored no better than the parent."""
    if not trial.evaluation.complete or trial.evaluation.score is None or parent.evaluation.score is None:
        return True
    same = bool(trial.evaluation.answers) and trial.evaluation.answers == parent.evaluation.answers
    return same or trial.evaluation.score <= parent.evaluation.score


def _became(trial: Trial, parent: Trial) -> str:
    evaluation = trial.evaluation
    if evaluation.reason:
        return f"which is {evaluation.outcome.value}: {one_line(evaluation.reason, 120)}"
    if evaluation.answers and evaluation.answers == parent.evaluation.answers:
        return "which gave the same answers as the parent"
    return "which was no better than the parent"
