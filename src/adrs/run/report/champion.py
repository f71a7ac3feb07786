"""The champion in a report: where it came from, its changes with what each is worth, its constants."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.run.analysis.ablation import Ablation
from adrs.run.analysis.analyse import Analysis
from adrs.run.analysis.changes import Change, changes_between
from adrs.run.analysis.constants import Sensitivity, Setting
from adrs.run.analysis.effect import Effect
from adrs.run.report import tables
from adrs.run.report.chart_svg import Bar, Bars, bars_svg
from adrs.run.report.document import (
    Block,
    Code,
    Diff,
    DiffRow,
    Drawing,
    Fold,
    Heading,
    Listing,
    Table,
    say,
)
from adrs.run.report.lineage import Lineage
from adrs.run.report.tables import percent

_CONTEXT = 3
_MOST_BARS = 14
_LONGEST = 60


def champion_blocks(found: Lineage, store: Store, analysis: Analysis | None) -> list[Block]:
    """Lineage, annotated diff, hunks, constants and the program itself."""
    first, last = found.line[0], found.line[-1]
    seed, program = store.program(first.program), store.program(last.program)
    blocks: list[Block] = [Heading(2, "Lineage"), tables.lineage_table(found)]
    if len(found.line) > 1:
        blocks.append(Heading(2, "Changes from its seed"))
        blocks += _changes(seed, program, first.origin, analysis)
    if analysis is not None and analysis.constants:
        blocks += _constants(analysis.constants)
    blocks.append(Heading(2, "The program"))
    blocks.append(Fold(f"{program.main}, {len(program.text.splitlines())} lines", _files(program)))
    return blocks


def _files(program: Program) -> tuple[Block, ...]:
    main: list[Block] = [Listing(program.text, program.language)]
    for path, text in program.files.items():
        if path != program.main:
            main += [say(Code(path)), Listing(text, program.language)]
    return tuple(main)


def _changes(seed: Program, program: Program, origin: str, analysis: Analysis | None) -> Iterator[Block]:
    ablations = () if analysis is None else analysis.ablations
    changes = changes_between(seed, program) if analysis is None else analysis.changes
    worth = {a.labels[0]: worth_of(a) for a in ablations if len(a.labels) == 1 and a.measured}
    yield say("Against ", Code(origin), ". " + _how_to_read(bool(worth)))
    yield Diff(tuple(annotated(seed, program, changes, worth)))
    if analysis is not None and worth:
        yield from _ablations(analysis, program)


def _how_to_read(measured: bool) -> str:
    if not measured:
        return "What each change is worth was not measured; adrs report RUN --analyse does it."
    return (
        "Each change was undone by itself and the rest evaluated again, in the sandbox and by the judge, on"
        " train and validation workloads. A figure says how much is lost without the change, with its 95 %"
        " interval over workloads; figures of several changes do not add up."
    )


def worth_of(ablation: Ablation) -> str:
    """What a change is worth, in words."""
    if ablation.silent:
        return "comments or layout only"
    if ablation.needed:
        return f"cannot be removed alone: {_first_line(ablation.needed)}"
    if ablation.effect is None:
        return "not measured"
    if ablation.effect.same:
        return "worth nothing: the value is the same on every workload"
    lost = ablation.effect.lost
    interval = f"{percent(lost.mean)} ({percent(lost.low)} to {percent(lost.high)})"
    return f"worth {interval}" if ablation.effect.shown else f"worth {interval}: not told from nothing"


def _first_line(text: str) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= 110 else f"{first[:109]}…"


def annotated(
    seed: Program, program: Program, changes: Sequence[Change], worth: dict[str, str]
) -> Iterator[DiffRow]:
    """The diff with a remark before the first line of each change that has one."""
    old, new = seed.text.split("\n"), program.text.split("\n")
    remarks: dict[int, list[str]] = {}
    for change in changes:
        if change.label in worth and (change.depth == 0 or worth[change.label].startswith("worth")):
            remarks.setdefault(change.start, []).append(f"{change.label}: {worth[change.label]}")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        yield DiffRow("@", f"lines {group[0][3] + 1} to {group[-1][4]}")
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (DiffRow(" ", text) for text in new[c:d])
                continue
            pair = b - a == d - c
            if not pair or c == d:
                yield from (DiffRow("@", text) for text in remarks.pop(c, ()))
                yield from (DiffRow("-", text) for text in old[a:b])
            for i in range(c, d):
                yield from (DiffRow("@", text) for text in remarks.pop(i, ()))
                if pair:
                    yield DiffRow("-", old[a + i - c])
                yield DiffRow("+", new[i])


def _ablations(analysis: Analysis, program: Program) -> Iterator[Block]:
    """The changes by worth; those that cannot be removed alone are counted, and named if they are hunks."""
    yield Heading(3, "What each change is worth")
    ablations, measured = analysis.ablations, _by_loss(analysis)
    starts = {change.label: change for change in analysis.changes}
    rows = tuple(
        (
            _named(a), Code(_code_of(program, [starts[label] for label in a.labels])), percent(e.lost.mean),
            f"{percent(e.lost.low)} to {percent(e.lost.high)}", str(e.better_on), str(e.worse_on),
        )
        for a, e in measured
    )  # fmt: skip
    if (bars := worth_bars(analysis)) is not None:
        header = ("without", "which begins", "lost", "95 % interval", "better with it on", "worse with it on")
        yield Drawing("worth", "What is lost without each change, with intervals", bars_svg(bars))
        yield Table(header, rows, left=2)
    alone = [a for a in ablations if a.needed and len(a.labels) == 1]
    if alone:
        hunks = [a.labels[0] for a in alone if "." not in a.labels[0]]
        named = f", among them the hunks {', '.join(hunks)}" if hunks else ""
        yield say(f"{len(alone)} changes cannot be removed alone{named}: the rest fails without them.")
    if unmeasured := sum(not a.measured for a in ablations):
        said = f"{unmeasured} changes were not measured: the budget of the analysis was spent."
        yield say(said, warning=True)


def _by_loss(analysis: Analysis) -> list[tuple[Ablation, Effect]]:
    measured = [(a, a.effect) for a in analysis.ablations if a.effect is not None]
    return sorted(measured, key=lambda pair: -pair[1].lost.mean)


def _code_of(program: Program, changes: Sequence[Change]) -> str:
    """The first line of a change that says something."""
    lines = program.text.split("\n")
    for change in changes:
        shown = lines[change.start : change.stop] or list(change.instead)
        for text in shown:
            if text.strip():
                return text.strip() if len(text.strip()) <= _LONGEST else f"{text.strip()[: _LONGEST - 1]}…"
    return ""


def worth_bars(analysis: Analysis) -> Bars | None:
    """What is lost without each change, the most first; ``None`` if nothing was measured."""
    bars = [
        Bar(" + ".join(a.labels), e.lost.mean, e.lost.low, e.lost.high)
        for a, e in _by_loss(analysis)[:_MOST_BARS]
    ]
    if not bars:
        return None
    return Bars("What is lost without each change", "lost, mean over train and validation workloads", bars)


def _named(ablation: Ablation) -> str:
    if len(ablation.labels) == 1:
        return ablation.labels[0]
    return f"{', '.join(ablation.labels)} together (none of them can be removed alone)"


def _constants(constants: Sequence[Sensitivity]) -> Iterator[Block]:
    yield Heading(3, "Which constants matter")
    yield say(
        "Each constant was set to other values by itself. Figures are what is lost, on train and validation;"
        " a negative one is a gain, which was not used."
    )
    rows = tuple(
        (Code(c.code), str(c.line), f"{c.value:g}", ", ".join(map(_setting, c.settings)), _matters(c))
        for c in constants
    )
    yield Table(("code", "line", "value", "another value: lost", "matters"), rows, left=5)


def _matters(constant: Sensitivity) -> str:
    if any(s.failed for s in constant.settings):
        return "yes, the program can fail"
    if not constant.matters:
        return "no"
    shown = any(s.effect is not None and s.effect.shown for s in constant.settings)
    return "yes" if shown else "not told from nothing"


def _setting(setting: Setting) -> str:
    lost = "fails" if setting.failed else "–"
    if setting.effect is not None:
        lost = "0" if setting.effect.same else percent(setting.effect.lost.mean)
    return f"{setting.value:g}: {lost}"
