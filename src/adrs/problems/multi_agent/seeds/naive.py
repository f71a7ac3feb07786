# mypy: ignore-errors
"""The starting team of the public benchmark: a coder, a tester, a reviewer; nothing flows back."""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    coder = 1
    tester = 2
    reviewer = 3
    team.role("coder", "You write the code.", 1, 0, 0)
    team.role("tester", "You test the code.", 0, 0, 0)
    team.role("reviewer", "You review the code.", 0, 0, 0)
    team.tell(USER, coder)
    team.tell(coder, tester)
    team.tell(coder, reviewer)
    team.call(coder, WRITE)
    team.call(tester, TEST)
    team.call(reviewer, REVIEW)
    team.rounds(4, 0, 0)
    team.context(1, 1, 2000)
    team.verification(reviewer, 0, 0, 0)
    return team.plain()


# EVOLVE-BLOCK-END
