"""Exact top-k and top-p truncation of logits: a kernel, timed against numpy.partition."""
