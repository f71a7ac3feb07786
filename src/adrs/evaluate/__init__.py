"""Sandbox and judge together: program in, evaluation out."""
