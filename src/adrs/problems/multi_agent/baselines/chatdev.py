# mypy: ignore-errors
"""ChatDev: officers talk the task over, then review and test feed back to the programmer.

Qian et al., ChatDev: Communicative Agents for Software Development, ACL 2024, arXiv:2307.07924: a chain of
phases between two roles each; the work is handed over when the phases are through.
"""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    ceo = 1
    cto = 2
    programmer = 3
    reviewer = 4
    tester = 5
    team.role("ceo", "You decide what the product is.", 1, 1, 0)
    team.role("cto", "You choose how it is built.", 1, 1, 0)
    team.role("programmer", "You write the code.", 1, 1, 0)
    team.role("reviewer", "You review the code.", 1, 1, 0)
    team.role("tester", "You test the code.", 0, 1, 0)
    team.tell(USER, ceo)
    team.tell(ceo, cto)
    team.tell(cto, programmer)
    team.tell(programmer, reviewer)
    team.tell(reviewer, programmer)
    team.tell(programmer, tester)
    team.tell(tester, programmer)
    team.begin(ceo, REVIEW)
    team.begin(cto, REVIEW)
    team.call(programmer, WRITE)
    team.call(reviewer, REVIEW)
    team.call(programmer, WRITE)
    team.call(tester, TEST)
    team.rounds(3, 0, 1)
    team.context(0, 1, 4000)
    team.verification(tester, 0, 0, 0)
    return team.plain()


# EVOLVE-BLOCK-END
