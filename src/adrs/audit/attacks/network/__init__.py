"""Reach a listener: TCP, UDP, Unix and abstract sockets, names."""
