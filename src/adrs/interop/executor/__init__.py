"""Executors: where sandbox work is placed when one machine is not enough."""
