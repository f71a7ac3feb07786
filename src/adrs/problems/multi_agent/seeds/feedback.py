# mypy: ignore-errors
"""The starting team, whose tester and reviewer are heard."""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    coder = 1
    tester = 2
    reviewer = 3
    team.role("coder", "You write the code.", 1, 0, 0)
    team.role("tester", "You test the code.", 1, 0, 0)
    team.role("reviewer", "You review the code.", 1, 0, 0)
    team.tell(USER, coder)
    team.tell(coder, tester)
    team.tell(coder, reviewer)
    team.tell(tester, coder)
    team.tell(reviewer, coder)
    team.call(coder, WRITE)
    team.call(tester, TEST)
    team.call(reviewer, REVIEW)
    team.rounds(3, 0, 1)
    team.context(0, 1, 3000)
    team.verification(reviewer, 0, 0, 0)
    return team.plain()


# EVOLVE-BLOCK-END
