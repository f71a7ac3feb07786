"""Folders of problems as `adrs new` writes them."""

from tests.folders import new_folder

__all__ = ["new_folder"]
