"""Why a champion is good: what is re-evaluated, in the sandbox and by our judge, after a run has ended.

Only train and validation workloads are used. Test is never opened for anything that is chosen here.
"""
