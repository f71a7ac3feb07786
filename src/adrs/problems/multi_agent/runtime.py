"""Runs a team of simulated agents on a task. **A stand-in**: no model is asked, nothing is claimed of any.

Every agent errs with fixed propensities (:class:`Propensities`), which are ours; luck is from :mod:`.dice`.
What is logged are facts of the environment, so a trace cannot be embellished.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adrs.problems.multi_agent.deliverable import ABSENT, RIGHT, Work, passing
from adrs.problems.multi_agent.design import USER, Design, Role
from adrs.problems.multi_agent.dice import u
from adrs.problems.multi_agent.history import CHARS, Histories, Part, Seen
from adrs.problems.multi_agent.tasks import Task

BUDGET = 60.0
"""Of actions, each of which costs 1 and another 1 for 1000 characters read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Propensities:
    """How likely simulated agents err; version 1, calibrated once (see the README) and frozen."""

    writes_wrong: float = 0.1
    by_difficulty: float = 0.4
    on_wrong: float = 0.2
    unanswered: float = 0.15
    checklist: float = 0.1
    forgets: float = 0.15
    finds: Mapping[str, float] = field(
        default_factory=lambda: {"test": 0.6, "review": 0.4, "verify": 0.85, "executes": 0.98}
    )
    own_work: float = 0.6
    oversteps: float = 0.3
    slips: float = 0.03
    slips_untold: float = 0.06
    slips_verbose: float = 0.01


P = Propensities()
VERSION = 1
OPENING = 100
"""Number of the first step of the opening; those of a round begin at 0."""


@dataclass
class Log:
    """What happened, as the predicates of :mod:`.modes` need it.

    Args:
        flags: Names of single facts that happened at least once.
        found: Functions reported wrong, by who found it and in which version.
        reached: For each of these, who was told; likewise for private facts, by function.
        open: Functions whose report is not answered by a new version yet.
        verdicts: Of each verification: passed, share looked at, version of the work, whether it was right.
        cost: Spent of :data:`BUDGET`.
        stopped: Why: ``verified``, ``decider``, ``rounds`` or ``timeout``.
    """

    flags: set[str] = field(default_factory=set)
    reached: dict[tuple[str, int, int], set[str]] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    unanswered: bool = False
    verdicts: list[tuple[bool, float, int, bool]] = field(default_factory=list)
    cost: float = 0.0
    actions: int = 0
    stopped: str = "rounds"
    work: Work = ()
    version: int = 0
    done_before_last: bool = False


class OverBudgetError(Exception):
    """The budget is spent. Never leaves this module."""


class Run:
    """One team at one task."""

    def __init__(self, design: Design, task: Task, repetition: int) -> None:
        self.design = design
        self.task = task
        self.luck = (task.key, repetition)
        self.log = Log()
        self.histories = Histories(design, self.luck)
        self.work = [ABSENT] * len(task.requirements)
        self.versions = [0] * len(task.requirements)
        self.were_right: set[int] = set()
        self.asked: set[int] = set()
        self.inputs: set[tuple[object, ...]] = set()
        self.shared: set[str] = set()
        self.wrote: dict[int, str] = {}
        self.round = 0
        self.step = 0
        self._numbers = {role.name: number for number, role in enumerate(design.roles)}

    def run(self) -> Log:
        """Work until somebody or something stops it."""
        statement = [Part("requirement", item) for item in sorted(self.task.public)]
        self.histories.send(USER, statement)
        try:
            self._rounds()
        except OverBudgetError:
            self.log.stopped = "timeout"
        self.log.work = tuple(self.work)
        self.log.version = sum(self.versions)
        return self.log

    def _rounds(self) -> None:
        design, verify = self.design, self.design.verify
        for self.step, (name, action) in enumerate(design.opening, OPENING):
            self._called(design.role(name), action)
        for self.round in range(design.max_rounds):
            self.log.done_before_last = self._all_right()
            decided = False
            for self.step, (name, action) in enumerate(design.order):
                decided = self._called(design.role(name), action) or decided
            last = self.round == design.max_rounds - 1
            decided = decided and design.stop == "decider"
            if verify is not None and (verify.each_round or last or decided):
                self.step = len(design.order)
                passed = self._called(design.role(verify.by), "verify")
                if passed and design.stop == "verified":
                    self.log.stopped = "verified"
                    return
            if decided:
                self.log.stopped = "decider"
                return

    def _u(self, name: str, purpose: int, item: int = 0) -> float:
        return u(*self.luck, self._numbers[name], self.round, self.step, purpose, item)

    def _called(self, role: Role, action: str) -> bool:
        """Whether it decided to stop, or passed the work."""
        if action not in role.may:
            if self._u(role.name, 1) >= P.oversteps:
                return False
            self.log.flags.add("overstepped")
        seen = self.histories.seen(role.name)
        prompt = self._prompt_chars(role)
        self._pay(prompt + seen.chars)
        if seen.empty and self.round > 0:
            self.log.flags.add("reset")
        if role.tells("{task}"):
            seen.requirements |= self.task.public
        seen.requirements |= self._told(role)
        self._repeated(role, action, seen)
        if self.log.verdicts and self.log.verdicts[-1][0] and self.log.verdicts[-1][3]:
            self.log.flags.add("went on")
        if self._u(role.name, 2) < self._slip(role, prompt + seen.chars):
            self.log.flags.add("derailed")
            self.histories.send(role.name, [])
            return False
        return self._ACTIONS[action](self, role, seen)

    def _write(self, role: Role, seen: Seen) -> bool:
        known = seen.requirements
        ignored = (self.log.open & self._delivered(role)) - (seen.reports if self.design.fixes else set())
        if ignored:
            self.log.flags.add("ignored")
        self._forget(role, known | seen.work.keys())
        again = seen.reports & self.log.open if self.design.fixes else set()
        tried = sorted({i for i in known if self.work[i] == ABSENT} | (again & known))
        slip = self._u(role.name, 3) < self._slip(role, self._prompt_chars(role) + seen.chars)
        if tried and slip:
            self.log.flags.add("claimed")
            tried = tried[1:]
        for item in tried:
            self._write_one(role, item, seen)
        parts = [Part("work", i, self.versions[i]) for i, state in enumerate(self.work) if state != ABSENT]
        self._send(role, parts)
        return False

    def _write_one(self, role: Role, item: int, seen: Seen) -> None:
        requirement = self.task.requirements[item]
        wrong = P.writes_wrong + P.by_difficulty * requirement.difficulty
        wrong += P.on_wrong * (requirement.needs is not None and self.work[requirement.needs] != RIGHT)
        wrong += P.unanswered * (requirement.ambiguous and item not in seen.answers)
        wrong -= P.checklist * role.tells("{checklist}")
        if requirement.ambiguous and item not in self.asked:
            self.log.flags.add("unasked")
        mistake = 2 + (self._u(role.name, 5, item) < 0.5)
        self.work[item] = RIGHT if self._u(role.name, 4, item) > wrong else mistake
        self.versions[item] += 1
        self.wrote[item] = role.name
        self.log.open.discard(item)
        if self.work[item] == RIGHT:
            self.were_right.add(item)

    def _forget(self, role: Role, visible: set[int]) -> None:
        for item, state in enumerate(self.work):
            if state != ABSENT and item not in visible and self._u(role.name, 6, item) < P.forgets:
                self.work[item] = ABSENT
                self.versions[item] += 1
                if item in self.were_right:
                    self.log.flags.add("lost")

    def _test(self, role: Role, seen: Seen) -> bool:
        self._look(role, sorted(seen.work), P.finds["test"])
        return False

    def _review(self, role: Role, seen: Seen) -> bool:
        self._look(role, sorted(seen.work), P.finds["review"])
        return False

    def _look(self, role: Role, items: list[int], chance: float, *, absent: bool = False) -> list[int]:
        """Functions among ``items`` that are found wrong; reported to whoever hears the role."""
        found = []
        for item in items:
            odds = chance * (P.own_work if self.wrote.get(item) == role.name else 1.0)
            wrong = self.work[item] != RIGHT and (absent or self.work[item] != ABSENT)
            if wrong and self._u(role.name, 7, item) < odds:
                found.append(item)
        reached = self._send(role, [Part("report", item, self.versions[item]) for item in found])
        for item in found:
            self.log.open.add(item)
            self.log.reached.setdefault((role.name, item, self.versions[item]), set()).update(reached)
        return found

    def _verify(self, role: Role, seen: Seen) -> bool:
        verify = self.design.verify
        assert verify is not None
        items = sorted(seen.requirements)
        if not verify.all_of_it:
            items = sorted(items, key=lambda i: self._u(role.name, 8, i))[: -(-len(items) // 3)]
        chance = P.finds["executes" if verify.executes else "verify"]
        items = [i for i in items if i in seen.work or self.work[i] == ABSENT]
        found = self._look(role, sorted(items), chance, absent=True)
        right = self._all_right()
        share = len(items) / len(self.task.requirements)
        passed = not found
        self.log.verdicts.append((passed, share, sum(self.versions), right))
        return passed

    def _ask(self, role: Role, seen: Seen) -> bool:
        """Ask the user what is open: numbers left out, and what no role was told."""
        design, task = self.design, self.task
        wanted = (seen.requirements & task.ambiguous) - seen.answers
        if (role.name, USER) not in design.edges:
            self.log.unanswered = self.log.unanswered or bool(wanted)
            return False
        self.asked |= wanted
        untold = {r.item for r in task.requirements if r.holder is not None and r.holder >= len(design.roles)}
        self.histories.send(
            USER,
            [Part("answer", item) for item in sorted(wanted)]
            + [Part("requirement", item) for item in sorted(untold - seen.requirements)],
        )
        if (USER, role.name) not in design.edges:
            self.log.unanswered = self.log.unanswered or bool(wanted)
        self._send(role, [])
        return False

    def _decide(self, role: Role, seen: Seen) -> bool:
        """Stop when nothing that it sees is missing or reported."""
        seen_open = seen.reports & self.log.open
        return not seen_open and bool(seen.work) and seen.requirements <= seen.work.keys()

    def _send(self, role: Role, parts: list[Part]) -> set[str]:
        """Send; a role that speaks for the first time also says what it alone was told."""
        facts = sorted(self._told(role)) if role.name not in self.shared else []
        self.shared.add(role.name)
        answers = sorted(self.asked) if "ask" in role.may else []
        extra = [Part("requirement", item) for item in facts] + [Part("answer", item) for item in answers]
        reached = self.histories.send(role.name, [*extra, *parts])
        for item in facts:
            self.log.reached.setdefault(("", item, 0), set()).update(reached)
        return reached

    def _told(self, role: Role) -> set[int]:
        """What this role alone was told of."""
        number = self._numbers[role.name]
        return {r.item for r in self.task.requirements if r.holder == number}

    def _delivered(self, role: Role) -> set[int]:
        return {item for (who, item, _), reached in self.log.reached.items() if who and role.name in reached}

    def _repeated(self, role: Role, action: str, seen: Seen) -> None:
        given = (role.name, action, frozenset(seen.heard), tuple(sorted(seen.work.items())))
        if given in self.inputs:
            self.log.flags.add("repeated")
        self.inputs.add(given)

    def _slip(self, role: Role, chars: float) -> float:
        untold = not (role.tells("{task}") or role.tells("{limits}"))
        return P.slips + P.slips_untold * untold + P.slips_verbose * chars / 2000

    def _prompt_chars(self, role: Role) -> float:
        task = CHARS["requirement"] * len(self.task.public) * role.tells("{task}")
        return len(role.prompt) + task + 150 * role.tells("{limits}") + 200 * role.tells("{checklist}")

    def _pay(self, chars: float) -> None:
        self.log.cost += 1.0 + chars / 1000
        self.log.actions += 1
        if self.log.cost > BUDGET:
            raise OverBudgetError

    def _all_right(self) -> bool:
        return len(passing(self.task, tuple(self.work))) == len(self.work)

    _ACTIONS: Mapping[str, Callable[[Run, Role, Seen], bool]] = {
        "write": _write,
        "test": _test,
        "review": _review,
        "verify": _verify,
        "ask": _ask,
        "decide": _decide,
    }
