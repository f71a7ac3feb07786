"""Repairing the link counters of a router network: the telemetry case study."""
