"""From a brief to the messages that a model is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.candidate import Brief
from adrs.core.errors import ProposalError
from adrs.core.model import Message, system, user
from adrs.core.problem import Problem
from adrs.propose.context.budget import Section, fitted
from adrs.propose.context.levels import Detail, HintLevel
from adrs.propose.context.parts import (
    contract_text,
    objection_section,
    objective_text,
    program_section,
    variable_sections,
)
from adrs.propose.context.text import bullets, estimate_tokens, one_line
from adrs.propose.findings import Findings
from adrs.propose.knowledge import Knowledge
from adrs.propose.prompts import fill

_PER_MESSAGE_TOKENS = 8
_MOST_HINTS = 20
NOTHING = Findings()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextBuilder:
    """Assembles prompts that stay within a budget, however long a run has been going on.

    The system message depends on the problem alone and the program opens the user's message, so that what
    calls have in common comes first and a provider's prefix cache hits.

    It reads the problem's statement, title, objective, contract, search limits and optional ``hints``, and
    the brief; never workloads, judge, bounds, baselines or seeds, so none of these gets into a prompt.

    Args:
        budget_tokens: Most tokens of a prompt, by :func:`estimate_tokens`.
        detail: What is told of results.
        hints: What is told beyond.
        knowledge: Notes to look in, at any level of hints.
    """

    budget_tokens: int = 24_000
    detail: Detail = Detail.FULL
    hints: HintLevel = HintLevel.GENERAL
    knowledge: Knowledge | None = None

    def build(
        self, problem: Problem, brief: Brief, *, task: str, findings: Findings = NOTHING
    ) -> tuple[Message, Message]:
        """A system and a user message; ``task`` ends the latter.

        Raises:
            ProposalError: Statement, program and task alone are past the budget.
        """
        frame = self._system(problem)
        fixed = [program_section(brief.parent.candidate.program)]
        last = [objection_section(brief, brief.objection)] if brief.objection else []
        last.append(f"## Your task\n\n{task}")
        needed = sum(estimate_tokens(text) + 1 for text in (frame, *fixed, *last)) + 2 * _PER_MESSAGE_TOKENS
        free = self.budget_tokens - needed
        if free < 0:
            raise ProposalError(
                f"statement, program and task need about {needed} tokens, past the prompt's budget of "
                f"{self.budget_tokens}: raise the budget or start from a shorter program"
            )
        sections = [
            *variable_sections(brief, findings, self.detail, problem),
            *self._hints(problem, brief),
        ]
        return system(frame), user("\n\n".join([*fixed, *fitted(sections, free), *last]))

    def _system(self, problem: Problem) -> str:
        text = fill(
            "system",
            statement=_statement(problem),
            objective=objective_text(problem.objective),
            contract=contract_text(problem.contract, problem.search_limits),
        )
        return text if self.hints is HintLevel.NONE else f"{text}\n\n{fill('hints')}"

    def _hints(self, problem: Problem, brief: Brief) -> list[Section]:
        own = own_hints(problem) if self.hints is HintLevel.SPECIFIC else []
        people = [] if self.hints is HintLevel.NONE else brief.lore.hints[-_MOST_HINTS:][::-1]
        hints = [one_line(hint, 500) for hint in (*own, *people)]
        notes = self.knowledge.relevant(_situation(problem, brief)) if self.knowledge else []
        sections = [
            Section(title="Hints from the people who watch this run", items=bullets(hints), share=0.06),
            Section(title="Notes that may apply", items=tuple(note.text for note in notes), share=0.08),
        ]
        return [section for section in sections if section.items]


def _statement(problem: Problem) -> str:
    text = problem.statement.strip()
    return text if text.startswith("# ") else f"# {problem.title}\n\n{text}"


def own_hints(problem: Problem) -> Sequence[str]:
    """What a problem itself hints at: its attribute ``hints``, a string or several, if it has one."""
    hints = getattr(problem, "hints", ())
    return [hints] if isinstance(hints, str) else list(hints)


def _situation(problem: Problem, brief: Brief) -> str:
    """Words to look notes up by: the problem's, and the parent's failure if it failed."""
    return "\n".join([problem.title, problem.statement, brief.arm.operator, brief.parent.evaluation.reason])
