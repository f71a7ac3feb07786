"""Search engines of others on our problems: each in a process and an environment of its own, judged by us."""
