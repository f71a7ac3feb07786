"""Hot spots without any change to the sandbox: the program profiles itself and prints a small table.

The table comes from the candidate's own process, so it can be forged; it is read as untrusted text and used
for nothing but a hint in a prompt.
"""

from __future__ import annotations

import re
from dataclasses import replace

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.workload import Workload
from adrs.propose.findings import Findings, HotSpot
from adrs.propose.source import Source

MOST_ROWS = 12
_LONGEST = 65_536
_ROW = re.compile(
    r"adrs-profile (?P<own>\d{1,9}\.\d{6}) (?P<total>\d{1,9}\.\d{6}) (?P<calls>\d{1,12}) (?P<line>\d{1,7}) "
    r"(?P<name>[\w.<>-]{1,80})"
)
_BEGIN, _END = "adrs-profile begin", "adrs-profile end"

_TAIL = """

def _adrs_profiled(entry, rows):
    import cProfile
    import re
    import sys

    profile, inside, here = cProfile.Profile(), [], _adrs_profiled.__code__.co_filename

    def name_of(code):
        if isinstance(code, str):
            match = re.search(r"(?:method|function) '?([\\w.]+)'?(?: of '(\\w+)')?", code)
            return f"{match[2]}.{match[1]}" if match and match[2] else match[1] if match else "built-in"
        stem = re.split(r"[/\\\\]", code.co_filename)[-1].removesuffix(".py")
        name = getattr(code, "co_qualname", code.co_name).replace("<locals>.", "")
        return name if code.co_filename == here else f"{stem}.{name}"

    def report():
        entries = [e for e in profile.getstats() if getattr(e.code, "co_name", "") != "_adrs_measured"]
        whole = max(entries, key=lambda e: e.totaltime)
        entries.sort(key=lambda e: (e is not whole, -e.inlinetime))
        print("adrs-profile begin")
        for e in entries[:rows]:
            line = 0 if isinstance(e.code, str) or e.code.co_filename != here else e.code.co_firstlineno
            name = re.sub(r"[^\\w.<>-]", "-", name_of(e.code))[:80] or "unnamed"
            print(f"adrs-profile {e.inlinetime:.6f} {e.totaltime:.6f} {e.callcount} {line} {name}")
        print("adrs-profile end")
        sys.stdout.flush()

    def _adrs_measured(*args, **kwargs):
        if inside:
            return entry(*args, **kwargs)
        inside.append(True)
        try:
            return profile.runcall(entry, *args, **kwargs)
        finally:
            inside.clear()
            report()

    return _adrs_measured


FUNCTION = _adrs_profiled(FUNCTION, ROWS)
"""


def instrumented(program: Program, function: str) -> Program:
    """The program with its entry wrapped so that each call ends with a table on standard output.

    Tables add up over the calls of one process; the last one says all. Line numbers stay as they are.

    Raises:
        ProposalError: It is not Python, or its entry is no function at module level.
    """
    if program.language != "python":
        raise ProposalError(f"a {program.language} program cannot be profiled")
    try:
        source = Source(program.text)
    except ProgramError as error:
        raise ProposalError(f"the program cannot be profiled: {error}") from None
    if source.top_level(function) is None:
        raise ProposalError(f"{function} is no function that can be profiled")
    tail = _TAIL.replace("FUNCTION", function).replace("ROWS", str(MOST_ROWS))
    return program.with_text(program.text + ("" if program.text.endswith("\n") else "\n") + tail)


def hot_spots(printed: str) -> tuple[HotSpot, ...]:
    """The last complete table in what a program printed, the most own time first; empty if there is none.

    Shares are of the largest total among the rows, which is the entry's.
    """
    _, begin, table = printed[-_LONGEST:].rpartition(_BEGIN)
    if not begin or _END not in table:
        return ()
    lines = table.partition(_END)[0].splitlines()
    rows = [match for match in map(_ROW.fullmatch, map(str.strip, lines)) if match][:MOST_ROWS]
    whole = max((float(row["total"]) for row in rows), default=0.0)
    if whole <= 0.0:
        return ()
    spots = [
        HotSpot(
            function=row["name"],
            line=int(row["line"]),
            calls=int(row["calls"]),
            own=min(1.0, float(row["own"]) / whole),
            total=min(1.0, float(row["total"]) / whole),
        )
        for row in rows
    ]
    return tuple(sorted(spots, key=lambda spot: -spot.own))


class Profiler:
    """An examiner: runs a program under a profiler on one train workload in the sandbox.

    Args:
        sandbox: Where it runs; nothing of it is changed.
        workload: A train workload, best one of the dearest.
        function: Name of the entry.
        limits: Of the search; profiling may take three times as much processor time and wall clock.
    """

    def __init__(self, sandbox: Sandbox, workload: Workload, *, function: str, limits: Limits) -> None:
        self.sandbox = sandbox
        self.workload = workload
        self.function = function
        self.limits = replace(limits, cpu_s=3 * limits.cpu_s, wall_s=3 * limits.wall_s)

    async def __call__(self, program: Program) -> Findings:
        """Hot spots of the program; none where it cannot be profiled.

        Raises:
            SandboxError: The sandbox broke.
        """
        try:
            measured = instrumented(program, self.function)
        except ProposalError:
            return Findings()
        (completed,) = await self.sandbox.run(measured, [self.workload], limits=self.limits)
        return Findings(hot_spots=hot_spots(completed.stdout))
