# mypy: ignore-errors
"""Reference beyond the papers: AgentCoder's loop, whose executor hears the user and asks what is open."""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    programmer = 1
    executor = 2
    team.role("programmer", "You write the code.", 1, 1, 1)
    team.role("executor", "You ask what is open, and run the tests.", 1, 1, 0)
    team.tell(USER, programmer)
    team.tell(USER, executor)
    team.tell(executor, USER)
    team.tell(programmer, executor)
    team.tell(executor, programmer)
    team.call(executor, ASK)
    team.call(programmer, WRITE)
    team.rounds(5, 1, 1)
    team.context(0, 1, 2500)
    team.verification(executor, 1, 0, 1)
    return team.plain()


# EVOLVE-BLOCK-END
