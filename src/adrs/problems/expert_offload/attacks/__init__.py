"""Programs that try to know or to change what they must not; tests and the audit share them.

Each module holds ``HONEST``, ``REFUSED`` and ``programs(workload)`` (see :func:`adrs.audit.corpus.cheats`).
"""
