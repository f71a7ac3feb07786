"""Score without solving: patch, forge, peek, remember, and answers that are no answers."""
