"""The workshop of the command that is running."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import click

from adrs.api.assemble import Workshop, open_sandbox


def workshop(sandbox: str = "auto") -> Workshop:
    """Click's ``obj`` or the usual one; with another sandbox than its own where one is named."""
    given = click.get_current_context().find_object(Workshop) or Workshop()
    return given if sandbox == "auto" else replace(given, sandbox=partial(open_sandbox, name=sandbox))
