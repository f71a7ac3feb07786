"""Why a candidate failed, in a few lines for whoever writes the next one."""

from __future__ import annotations

import linecache
import signal
import traceback
from types import TracebackType

_LAST_FRAMES = 3
_HINTS = {
    signal.SIGSEGV: " (often recursion that is too deep, or memory that ran out)",
    signal.SIGBUS: " (often memory or disk that ran out)",
}


def exception(error: BaseException, home: str) -> str:
    """Type and message of ``error``, and the candidate's own lines that led there.

    Args:
        error: Raised by the candidate; its methods are not trusted to work.
        home: The directory of the program's files.
    """
    lines = [_headline(error)]
    if isinstance(error, SyntaxError):
        lines += _syntax_line(error, home)
    lines += _own_lines(error.__traceback__, home)
    return "\n".join(lines)


def exit_status(status: int) -> str:
    """What a process that left no answer did, from its ``waitstatus_to_exitcode`` value."""
    if status >= 0:
        return f"the program exited with status {status} without returning an answer"
    try:
        number = signal.Signals(-status)
    except ValueError:
        return f"the program was killed by signal {-status}"
    return f"the program was killed by {number.name}{_HINTS.get(number, '')}"


def _headline(error: BaseException) -> str:
    name = type(error).__name__
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # the candidate's own __str__
        message = "(its message cannot be shown)"
    message = str.__str__(message) if isinstance(message, str) else ""
    return f"{name}: {message[:600]}" if message else str(name)


def _syntax_line(error: SyntaxError, home: str) -> list[str]:
    name = _relative(error.filename, home)
    if name is None:
        return []
    text = error.text.strip()[:200] if isinstance(error.text, str) else ""
    return [f"  {name}, line {error.lineno}: {text}"]


def _own_lines(trace: TracebackType | None, home: str) -> list[str]:
    own = []
    for frame, line in traceback.walk_tb(trace):
        name = _relative(frame.f_code.co_filename, home)
        if name is not None:
            own.append((name, line, frame.f_code.co_name, frame.f_code.co_filename))
            del own[:-_LAST_FRAMES]
    return [
        f"  {name}, line {line}, in {function}: {linecache.getline(path, line).strip()[:200]}"
        for name, line, function, path in own
    ]


def _relative(path: object, home: str) -> str | None:
    if isinstance(path, str) and path.startswith(home + "/"):
        return path[len(home) + 1 :]
    return None
