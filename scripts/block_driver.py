"""Executes the Python blocks of a page, one after another, in one namespace; the page runner starts it.

One JSON object a line comes in, with the ``text`` of a block, the ``name`` it is known by in tracebacks, and
the path ``output`` where all that it prints has to go; ``{"ok": …}`` goes out. A block may ``await``, as in a
notebook. It is given to ``python -c``, so it stands alone, and imports look into the current folder first.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import linecache
import os
import sys
import traceback
import types


def main() -> None:
    """Answer until there is no more input."""
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    page = sys.modules["__main__"] = types.ModuleType("__main__")
    with asyncio.Runner() as runner:
        for line in requests:
            asked = json.loads(line)
            to = os.open(asked["output"], os.O_WRONLY | os.O_APPEND)
            os.dup2(to, 1)
            os.dup2(to, 2)
            os.close(to)
            ok = execute(asked["text"], asked["name"], page, runner)
            sys.stdout.flush()
            sys.stderr.flush()
            print(json.dumps({"ok": ok}), file=answers, flush=True)


def execute(text: str, name: str, page: types.ModuleType, runner: asyncio.Runner) -> bool:
    """Whether the block comes to its end; if not, its traceback is printed."""
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    try:
        code = compile(text, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if code.co_flags & inspect.CO_COROUTINE:
            runner.run(awaited(code, page))
        else:
            exec(code, page.__dict__)
    except BaseException:
        traceback.print_exc()
        return False
    return True


async def awaited(code: types.CodeType, page: types.ModuleType) -> None:
    """Run a block that awaits."""
    await eval(code, page.__dict__)


if __name__ == "__main__":
    main()
