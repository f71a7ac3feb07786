"""Programs that try to look better than they are; tests and the audit share them.

Each module holds ``HONEST``, ``REFUSED`` and ``programs(workload)`` (see :func:`adrs.audit.corpus.cheats`).
"""
