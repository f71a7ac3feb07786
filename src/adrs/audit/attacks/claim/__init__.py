"""Programs that take a score which they did not earn, from an evaluator that shares a process with them."""
