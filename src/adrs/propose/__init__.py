"""Proposers: a brief in, a program out."""
