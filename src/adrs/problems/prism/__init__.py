"""Placing models on GPUs: the case study of Prism (Yu et al., arXiv 2505.04021)."""
