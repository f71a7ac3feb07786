"""Journals of runs."""
