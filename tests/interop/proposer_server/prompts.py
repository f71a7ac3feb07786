"""Prompts in the manner of those that ask for programs: ours, and engines'."""

from __future__ import annotations

PROGRAM = '''"""A rule."""

LIMIT = 3

# EVOLVE-BLOCK-START


def solve(jobs):
    """Order of the jobs."""
    weight = 2.5
    return sorted(range(len(jobs)), key=lambda i: jobs[i][0] * weight + jobs[i][1])


# EVOLVE-BLOCK-END
'''
OTHER = """def solve(jobs):
    order = list(range(len(jobs)))
    order.sort(key=lambda i: -jobs[i][1])
    return order
"""
BLOCK = "<<<<<<< SEARCH\n# old lines\n=======\n# new lines\n>>>>>>> REPLACE\n"


def fence(text: str) -> str:
    """A block of Python."""
    return f"```python\n{text}```\n"


def edit_prompt() -> str:
    """History first, then the program, then an example of the form."""
    return (
        f"# History\n### Best program 1 (score 2)\n{fence(OTHER)}\n"
        f"# Current Program\n{fence(PROGRAM)}\n# Task\nAnswer with blocks like this:\n\n{BLOCK}"
    )


def whole_prompt() -> str:
    """The same, asking for all of it."""
    return (
        f"# Current Program\n{fence(PROGRAM)}\n# Task\nGive the complete\nnew program.\n"
        f"{fence('# Your rewritten program here' + chr(10))}"
    )


def tagged_prompt() -> str:
    """With a name and a description around the answer, the form first and the program later."""
    return (
        f"Answer with <NAME>…</NAME>, <DESCRIPTION>…</DESCRIPTION> and\n<DIFF>\n{BLOCK}\n</DIFF>\n\n"
        f"# Prior programs\n{fence(OTHER)}\n# Current program\n\nHere it is:\n\n{fence(PROGRAM)}"
    )


def bare_prompt() -> str:
    """Fences without a language, and the results in a fence as well."""
    return (
        f"## Current Component\n\nThe one to improve:\n\n```\n{PROGRAM}```\n\n## Results\n\n"
        "```\nworkload 1: late\n```\n\nAnswer within ``` blocks."
    )


ALL = {"edit": edit_prompt, "whole": whole_prompt, "tagged": tagged_prompt, "bare": bare_prompt}
