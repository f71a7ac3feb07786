"""Agents as proposers: a tool loop over a model, and coding-agent programs run as commands."""
