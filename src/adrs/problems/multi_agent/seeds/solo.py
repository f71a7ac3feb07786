# mypy: ignore-errors
"""One agent writes and looks over its own work."""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    solo = 1
    team.role("solo", "You write the code and review it.", 1, 1, 0)
    team.tell(USER, solo)
    team.call(solo, WRITE)
    team.call(solo, REVIEW)
    team.rounds(3, 0, 1)
    team.context(0, 1, 3000)
    team.verification(solo, 0, 0, 0)
    return team.plain()


# EVOLVE-BLOCK-END
