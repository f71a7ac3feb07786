"""Genetic programming over syntax trees: typed, scoped, with general algorithmic idioms."""
