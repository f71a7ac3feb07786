"""Misbehaving candidate programs, a folder a group, which a sandbox must contain.

Each file is data: it is read, put into a candidate beside an honest program, and run in the sandbox that is
being audited. Its docstring says what it tries; constants at the top say what counts as contained
(:class:`adrs.audit.corpus.Attack`). ``attack(bait)`` runs when the entry is first called; what it returns, if
anything, replaces the honest answer. Baits are planted by :mod:`adrs.audit.bait` on this machine only.
"""
