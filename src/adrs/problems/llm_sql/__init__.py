"""Ordering the cells of a table so that prompts share prefixes."""
