"""Who writes the programs of a run: proposers from names, with the models, folders and limits they need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from adrs.api.writing import COMMAND, INBOXES, WITH_MODELS
from adrs.core.candidate import Arm
from adrs.core.errors import UsageError
from adrs.core.verdict import Usage

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.api.recording import Recording
    from adrs.core.budget import Budget
    from adrs.core.events import Event
    from adrs.core.model import Model
    from adrs.core.problem import Problem
    from adrs.core.seams import Proposer
    from adrs.models.create import Surroundings
    from adrs.models.ledger import Ledger
    from adrs.models.spec import ModelSpec
    from adrs.propose.context import ContextBuilder
    from adrs.propose.findings import Examiner
    from adrs.propose.inbox.proposer import Inbox
    from adrs.propose.lessons import Distiller
    from adrs.run.calls import Calls
    from adrs.run.config import RunConfig
    from adrs.run.turns import Turns
    from adrs.run.workbench import Workbench


@dataclass(kw_only=True)
class Staff:
    """Proposers, and what the run has to know of them.

    Args:
        proposers: By the name that arms give them.
        calls: Where their models write; to be attached to the run's journal.
        turns: Steps of the recording that is replayed, if one is.
        distiller: Distils lessons, if a model is there to do it.
        inbox: The folder that people answer in, if there is one.
        ledger: Where their calls are paid from, if they make any.
        payable: Raise a ``UsageError`` where a cap in USD cannot be kept to.
        closing: What has to be closed at the end.
    """

    proposers: Mapping[str, Proposer]
    calls: Calls
    turns: Turns
    distiller: Distiller | None = None
    inbox: Inbox | None = None
    ledger: Ledger | None = None
    payable: list[Callable[[float | None], None]] = field(default_factory=list)
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def observe(self, event: Event) -> None:
        """Tell those who want to know what became of their answers."""
        if self.inbox is not None:
            self.inbox.observe(event)

    def withdraw(self, reason: str) -> None:
        """Take back what people were asked: the search ends."""
        if self.inbox is not None:
            self.inbox.withdraw(f"the search ended ({reason})")

    def budgeted(self, budget: Budget) -> None:
        """Keep to another budget from now on.

        Raises:
            UsageError: A price that its cap needs is not known.
        """
        for check in self.payable:
            check(budget.cost_usd)
        if self.ledger is not None:
            self.ledger.recap(usd_cap=budget.cost_usd, token_cap=budget.tokens)

    async def aclose(self) -> None:
        """Close models and folders. Idempotent."""
        while self.closing:
            await self.closing.pop()()


@dataclass(frozen=True, kw_only=True)
class Premises:
    """Where a staff works.

    Args:
        run_id: The run.
        problem: Its problem.
        workbench: Where programs may be tried.
        clock: Seconds since the epoch.
        spent: What earlier sittings spent.
        calls: How many calls they made.
        recording: What is replayed, if anything.
    """

    run_id: str
    problem: Problem
    workbench: Workbench
    clock: Callable[[], float]
    spent: Usage = Usage()
    calls: int = 0
    recording: Recording | None = None


def hire(shop: Workshop, config: RunConfig, premises: Premises) -> Staff:
    """The staff that a configuration names.

    Raises:
        UsageError: A name does not exist, a key is missing, or a price that a cap needs is not known.
        DataError: The folder of notes cannot be read.
    """
    return _Hiring(shop, config, premises).staff()


def check_names(shop: Workshop, config: RunConfig) -> None:
    """Make sure that a configuration can be staffed, before anything is written anywhere.

    Raises:
        UsageError: A name does not exist, a key is missing, or a price that a cap needs is not known.
    """
    arms: list[Arm] = []  # of those that can be asked before they are hired; of others the name alone
    for name in dict.fromkeys(config.proposers):
        operators: Sequence[str] = ("",)
        if name in WITH_MODELS:
            _check_models(name, config)
        elif name.startswith(COMMAND):
            from adrs.propose.agent.clis import find_cli

            find_cli(name.removeprefix(COMMAND))
        elif not name.startswith(INBOXES):
            operators = shop.proposer(name).operators
        arms += [Arm(name, operator) for operator in operators]
    if config.writing.inbox_port is not None and not any(n.startswith(INBOXES) for n in config.proposers):
        raise UsageError("--inbox-port needs an inbox to serve; give --proposer inbox:DIR")
    shop.strategy(config.strategy, arms, config.seed, **config.strategy_options)


def check_language(problem: Problem, proposers: Sequence[str]) -> None:
    """Make sure that somebody can write the language of a problem's programs.

    Raises:
        UsageError: It is not Python, and only those are asked who write nothing else.
    """
    language = next(iter(problem.seeds.values())).language
    if language != "python" and set(proposers) <= {"genetic", "tuner"}:
        raise UsageError(
            f"the programs of {problem.name} are in {language}, and {' and '.join(proposers)} write Python"
            " only; let a model, an agent or people write them: --model, --proposer agent:… or inbox:DIR"
        )


def _check_models(wanted_by: str, config: RunConfig) -> None:
    from adrs.models.create import key_of
    from adrs.models.pricing import require_prices
    from adrs.models.spec_json import spec_from_json

    if not config.writing.models:
        raise UsageError(f"the proposer {wanted_by} needs a model; give --model PROVIDER:MODEL")
    specs = [spec_from_json(body) for body in config.writing.models]
    require_prices(specs, usd_cap=config.cost_usd)
    if config.writing.replay is None:
        for spec in specs:
            key_of(spec)


class _Hiring:
    """What is shared while the members of one staff are made."""

    def __init__(self, shop: Workshop, config: RunConfig, premises: Premises) -> None:
        from adrs.run.calls import Calls
        from adrs.run.turns import Turns

        self.shop = shop
        self.config = config
        self.premises = premises
        recording = premises.recording
        turns = Turns() if recording is None else Turns(recording.events)
        self.made = Staff(proposers={}, calls=Calls(), turns=turns)

    def staff(self) -> Staff:
        proposers: dict[str, Proposer] = {}
        for name in dict.fromkeys(self.config.proposers):
            for proposer in self._proposers(name):
                proposers[proposer.name] = proposer
        self.made.proposers = proposers
        return self.made

    def _proposers(self, name: str) -> list[Proposer]:
        if name == "llm":
            return [self._llm(spec, model) for spec, model in self._models]
        if name == "agent":
            return [self._agent(spec, model) for spec, model in self._models]
        if name.startswith(INBOXES):
            return [self._inbox(name)]
        if name.startswith(COMMAND):
            return [self._command(name.removeprefix(COMMAND))]
        return [self.shop.proposer(name)]

    @cached_property
    def _models(self) -> list[tuple[ModelSpec, Model]]:
        from adrs.models.create import create_models
        from adrs.models.pricing import require_prices
        from adrs.models.spec_json import spec_from_json
        from adrs.propose.lessons import Distiller

        specs = [spec_from_json(body) for body in self.config.writing.models]
        around, recording = self._surroundings(), self.premises.recording
        if recording is None:
            models = create_models(specs, around)
        else:
            models = {s.name: recording.model(s, around, self.made.turns) for s in specs}
        self.made.payable.append(lambda cap: require_prices(specs, usd_cap=cap))
        self.made.closing += [model.aclose for model in models.values()]
        self.made.distiller = Distiller(models[specs[0].name])
        return [(spec, models[spec.name]) for spec in specs]

    def _surroundings(self) -> Surroundings:
        from adrs.api.writing import is_slow
        from adrs.models.create import Surroundings

        return Surroundings(
            ledger=self._ledger,
            log=self.made.calls,
            record=self.config.writing.record,
            clock=self.premises.clock,
            seed=Random(f"{self.config.seed}/models").getrandbits(32),
            alone=all(is_slow(name) for name in self.config.proposers),
        )

    @cached_property
    def _ledger(self) -> Ledger:
        from adrs.models.ledger import Ledger

        self.made.ledger = Ledger(
            usd_cap=self.config.cost_usd,
            token_cap=self.config.tokens,
            spent=self.premises.spent,
            first_call=self.premises.calls + 1,
        )
        return self.made.ledger

    @property
    def _examiner(self) -> Examiner | None:
        return self.premises.workbench.examine if self.config.writing.detail == "full" else None

    @cached_property
    def _builder(self) -> ContextBuilder:
        from adrs.propose.context import ContextBuilder, Detail, HintLevel
        from adrs.propose.knowledge import read_knowledge

        writing = self.config.writing
        return ContextBuilder(
            budget_tokens=writing.context_tokens,
            detail=Detail[writing.detail.upper()],
            hints=HintLevel[writing.hints.upper()],
            knowledge=None if writing.knowledge is None else read_knowledge(Path(writing.knowledge)),
        )

    def _llm(self, spec: ModelSpec, model: Model) -> Proposer:
        from adrs.propose.llm.operators import names_of
        from adrs.propose.llm.proposer import Llm

        return Llm(
            model,
            name=spec.name,
            operators=tuple(name for role in spec.roles for name in names_of(role)),
            builder=self._builder,
            examiner=self._examiner,
        )

    def _agent(self, spec: ModelSpec, model: Model) -> Proposer:
        from adrs.propose.agent.proposer import Agent

        tester = self.premises.workbench.test
        return Agent(
            model,
            tester=tester,
            name=f"agent/{spec.name}",
            builder=self._builder,
            examiner=self._examiner,
        )

    def _inbox(self, text: str) -> Proposer:
        from adrs.propose.inbox.create import create_inbox

        if self.made.inbox is not None:
            raise UsageError("a run has one inbox; name one folder")
        name, _, folder = text.partition(":")
        inbox = create_inbox(
            Path(folder),
            run_id=self.premises.run_id,
            builder=self._builder,
            examiner=self._examiner,
            name=name,
        )
        self.made.inbox = inbox
        self.made.closing.append(inbox.aclose)
        return inbox

    def _command(self, text: str) -> Proposer:
        from adrs.propose.agent.books import Books
        from adrs.propose.agent.clis import find_cli
        from adrs.propose.agent.command import CommandAgent, ensure_priced

        writing = self.config.writing
        agent = CommandAgent(
            find_cli(text),
            worst=Usage(tokens=writing.agent_tokens or 0, cost_usd=writing.agent_usd or 0.0),
            books=Books(meter=self._ledger, log=self.made.calls, clock=self.premises.clock),
            builder=self._builder,
        )
        ensure_priced(agent, self.config.cost_usd)
        self.made.payable.append(lambda cap: ensure_priced(agent, cap))
        return agent
