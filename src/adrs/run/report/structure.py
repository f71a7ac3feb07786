"""What of a champion is needed, and what of it is tuning: the minimal champion and the tuning ceiling."""

from __future__ import annotations

from adrs.run.analysis.analyse import Analysis
from adrs.run.analysis.ceiling import Ceiling, gain_by_tuning
from adrs.run.report import tables
from adrs.run.report.document import Block, Bullets, Fold, Heading, Listing, Table, say
from adrs.run.report.tables import figure


def structure_blocks(analysis: Analysis, values: dict[str, float | None]) -> list[Block]:
    """The minimal champion and the tuning ceiling.

    Args:
        analysis: What was found out.
        values: The champion's values by split.
    """
    blocks: list[Block] = []
    if (minimal := analysis.minimal) is not None:
        blocks.append(Heading(2, "The minimal champion"))
        before, after = minimal.lines
        if not minimal.removed:
            blocks.append(say("Nothing could be left out without losing value on train or validation."))
        else:
            blocks.append(
                say(f"Without the changes {', '.join(minimal.removed)} it is {after} lines of code instead of"
                    f" {before} and no worse: {figure(minimal.train)} on train (champion"
                    f" {figure(values['train'])}), {figure(minimal.validation)} on validation (champion"
                    f" {figure(values['validation'])}). Test was not opened for it.")
            )  # fmt: skip
            blocks.append(Fold("The minimal champion", (Listing(minimal.text, "python"),)))
        if not minimal.complete:
            blocks.append(say("The budget ended the search; there may be more to leave out.", warning=True))
    return blocks + _ceiling(analysis, values)


def _ceiling(analysis: Analysis, values: dict[str, float | None]) -> list[Block]:
    ceiling = analysis.ceiling
    if ceiling is None:
        return []
    rows = []
    for number, split in enumerate(("train", "validation")):
        before, tuned, ours = ceiling.before[number], ceiling.after[number], values[split]
        rows.append((split, figure(before), figure(tuned), figure(ours), _share(before, tuned, ours)))
    header = ("split", "seed", "seed, tuned", "champion", "of its way, by tuning alone")
    said = (
        f"{ceiling.evaluations} settings of the constants of {ceiling.seed} were tried by the tuner alone and"
        f" chosen by train (at most {ceiling.budget}). {_tuned(ceiling, values)}"
    )
    return [
        Heading(2, "Tuning or structure?"),
        *([say(said)] if ceiling.evaluations else []),
        *([Bullets(((f"The tuner stopped: {ceiling.note}.",),))] if ceiling.note else []),
        Table(header, tuple(rows)),
    ]


def _share(before: float | None, tuned: float | None, ours: float | None) -> str:
    share = gain_by_tuning(before, tuned, ours)
    return tables.DASH if share is None else f"{share + 0.0:.0%}".replace("-0%", "0%")


def _tuned(ceiling: Ceiling, values: dict[str, float | None]) -> str:
    """What the share on validation means."""
    share = gain_by_tuning(ceiling.before[1], ceiling.after[1], values["validation"])
    if share is None:
        return "What the champion has beyond that is structure."
    if share >= 1.0:
        return (
            "On validation tuning alone does at least as well as the champion: no gain by structure is shown."
        )
    left = 1 - max(0.0, share)
    return f"What the champion has beyond that, {left:.0%} of its way on validation, is structure."
