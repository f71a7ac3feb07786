# mypy: ignore-errors
"""An analyst asks the user before the code is written; a lead has the last word."""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    analyst = 1
    coder = 2
    lead = 3
    team.role("analyst", "You clarify what is wanted.", 1, 0, 0)
    team.role("coder", "You write the code.", 1, 1, 0)
    team.role("lead", "You review the code and decide.", 1, 0, 0)
    team.tell(USER, analyst)
    team.tell(analyst, USER)
    team.tell(USER, coder)
    team.tell(analyst, coder)
    team.tell(coder, lead)
    team.tell(lead, coder)
    team.call(analyst, ASK)
    team.call(coder, WRITE)
    team.call(lead, REVIEW)
    team.call(lead, DECIDE)
    team.rounds(3, 2, 1)
    team.context(0, 1, 3000)
    team.verification(lead, 0, 0, 0)
    return team.plain()


# EVOLVE-BLOCK-END
