"""General algorithmic idioms, written out for the kind of answer a problem has and its public cost.

They know orders and groupings and that lower cost is better; nothing of any case study.
"""
