"""Sparse attention: which cached keys to read, and with what probability."""
