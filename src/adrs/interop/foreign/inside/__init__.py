"""What runs inside the sandbox: a foreign evaluator and a candidate, in one process."""
