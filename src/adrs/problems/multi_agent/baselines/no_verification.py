# mypy: ignore-errors
"""Control: a writer alone, whose work is handed over after one round. What looks flawless is not."""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    programmer = 1
    team.role("programmer", "You write the code, step by step.", 1, 1, 1)
    team.tell(USER, programmer)
    team.call(programmer, WRITE)
    team.rounds(1, 0, 1)
    team.context(0, 1, 4000)
    team.verification(programmer, 0, 0, 0)
    return team.plain()


# EVOLVE-BLOCK-END
