"""A team: who may do what, with which prompt, who hears whom, who verifies, and when it is over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adrs.core.errors import InvalidAnswer

USER = "user"
ACTIONS = ("write", "test", "review", "ask", "decide")
MAY = (*ACTIONS, "verify")
CONTEXTS = ("all", "last_k", "summary")
MOST_ROLES, MOST_STEPS, MOST_ROUNDS, MOST_PROMPT = 12, 24, 10, 8000
LEAST_CONTEXT, MOST_CONTEXT = 200, 40_000
FIELDS = ("{task}", "{limits}", "{checklist}")
"""What a prompt may include: the task's public text, what the role may do, and a list of common mistakes."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_KEYS = {
    "roles",
    "edges",
    "opening",
    "order",
    "max_rounds",
    "context",
    "last_k",
    "context_chars",
    "verify",
    "stop",
    "on_reject",
}


@dataclass(frozen=True, slots=True)
class Role:
    """A member of the team."""

    name: str
    may: frozenset[str]
    prompt: str

    def tells(self, field: str) -> bool:
        """Whether the prompt really includes this."""
        return field in self.prompt


@dataclass(frozen=True, slots=True)
class Verify:
    """Who verifies, when, how much of the work, and whether by running it."""

    by: str
    each_round: bool
    all_of_it: bool
    executes: bool


@dataclass(frozen=True, kw_only=True)
class Design:
    """A team that can be run."""

    roles: tuple[Role, ...]
    edges: frozenset[tuple[str, str]]
    opening: tuple[tuple[str, str], ...]
    order: tuple[tuple[str, str], ...]
    max_rounds: int
    context: str
    last_k: int
    context_chars: int
    verify: Verify | None
    stop: str
    fixes: bool

    def role(self, name: str) -> Role:
        """The member of this name."""
        return next(role for role in self.roles if role.name == name)

    @property
    def writers(self) -> frozenset[str]:
        """Who is asked to write."""
        return frozenset(name for name, action in (*self.opening, *self.order) if action == "write")


def design_of(answer: Any) -> Design:
    """The team that an answer describes.

    Raises:
        InvalidAnswer: It describes none; says where, and what was expected.
    """
    body = _mapping(answer, "the design")
    if unknown := sorted(str(key) for key in body if key not in _KEYS):
        raise InvalidAnswer(f"the design knows no {unknown[0]!r}; it has {', '.join(sorted(_KEYS))}")
    roles = tuple(_role(part, number) for number, part in enumerate(_list(body, "roles", MOST_ROLES)))
    names = {role.name for role in roles}
    if len(names) < len(roles):
        raise InvalidAnswer("two roles have the same name")
    order = tuple(_step(part, names) for part in _list(body, "order", MOST_STEPS))
    opening = _list(body, "opening", MOST_STEPS, least=0) if "opening" in body else ()
    context = _one_of(body.get("context", "all"), CONTEXTS, "context")
    return Design(
        roles=roles,
        edges=frozenset(_edge(part, names) for part in _list(body, "edges", 200, least=0)),
        opening=tuple(_step(part, names) for part in opening),
        order=order,
        max_rounds=_whole(body.get("max_rounds"), 1, MOST_ROUNDS, "max_rounds"),
        context=context,
        last_k=_whole(body.get("last_k", 1), 1, 100, "last_k"),
        context_chars=_whole(body.get("context_chars"), LEAST_CONTEXT, MOST_CONTEXT, "context_chars"),
        verify=_verify(body.get("verify"), names),
        stop=_one_of(_mapping(body.get("stop"), "stop").get("on"), ("verified", "rounds", "decider"), "stop"),
        fixes=_one_of(body.get("on_reject", "fix"), ("fix", "ignore"), "on_reject") == "fix",
    )


def _role(part: Any, number: int) -> Role:
    body = _mapping(part, f"role {number}")
    name, prompt = body.get("name"), body.get("prompt", "")
    if type(name) is not str or not _NAME.fullmatch(name) or name == USER:
        raise InvalidAnswer(f"role {number}: a name is lower-case letters, digits and _, and not 'user'")
    if type(prompt) is not str or len(prompt) > MOST_PROMPT:
        raise InvalidAnswer(f"role {name}: a prompt is text of at most {MOST_PROMPT} characters")
    may = [_one_of(word, MAY, f"role {name}, may") for word in _list(body, "may", len(MAY), least=0)]
    return Role(name, frozenset(may), prompt)


def _step(part: Any, names: set[str]) -> tuple[str, str]:
    who, action = _pair(part, "a step of the order, [role, action]")
    return _one_of(who, names, "order"), _one_of(action, ACTIONS, "order")


def _edge(part: Any, names: set[str]) -> tuple[str, str]:
    ends = _pair(part, "an edge, [from, to]")
    return _one_of(ends[0], {*names, USER}, "edges"), _one_of(ends[1], {*names, USER}, "edges")


def _verify(part: Any, names: set[str]) -> Verify | None:
    if part is None:
        return None
    body = _mapping(part, "verify")
    executes = body.get("executes", False)
    if type(executes) is not bool:
        raise InvalidAnswer("verify: executes is True or False")
    return Verify(
        _one_of(body.get("by"), names, "verify, by"),
        _one_of(body.get("when"), ("each_round", "final"), "verify, when") == "each_round",
        _one_of(body.get("coverage"), ("all", "sample"), "verify, coverage") == "all",
        executes,
    )


def _mapping(part: Any, where: str) -> Mapping[str, Any]:
    if type(part) is not dict:
        raise InvalidAnswer(f"{where} is a dict, not {type(part).__name__}")
    return part


def _list(body: Mapping[str, Any], key: str, most: int, *, least: int = 1) -> Sequence[Any]:
    part: Any = body.get(key)
    if type(part) not in (list, tuple) or not least <= len(part) <= most:
        raise InvalidAnswer(f"{key} is a list of {least} to {most}")
    found: Sequence[Any] = part
    return found


def _pair(part: Any, what: str) -> tuple[Any, Any]:
    if type(part) not in (list, tuple) or len(part) != 2:
        raise InvalidAnswer(f"{what} is expected, not {part!r:.60}")
    return part[0], part[1]


def _whole(part: Any, least: int, most: int, where: str) -> int:
    if type(part) is not int or not least <= part <= most:
        raise InvalidAnswer(f"{where} is a whole number from {least} to {most}, not {part!r:.40}")
    return part


def _one_of(part: Any, known: Any, where: str) -> str:
    if type(part) is not str or part not in known:
        raise InvalidAnswer(f"{where}: {part!r:.40} is none of {', '.join(sorted(known))}")
    return part
