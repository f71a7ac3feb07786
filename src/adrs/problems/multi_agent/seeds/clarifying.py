# mypy: ignore-errors
"""An analyst asks the user before the code is written; a reviewer has the last word."""

# EVOLVE-BLOCK-START
TASK, LIMITS, CHECKLIST = "\n{task}", "\n{limits}", "\n{checklist}"


def design():
    roles, edges, opening, order = [], [], [], []

    def role(name, prompt, *may):
        roles.append({"name": name, "prompt": prompt, "may": list(may)})

    def tell(sender, receiver):
        edges.append([sender, receiver])

    def begin(name, action):
        opening.append([name, action])

    def call(name, action):
        order.append([name, action])

    role("analyst", "You clarify what is wanted." + TASK, "ask")
    role("coder", "You write the code." + TASK + LIMITS, "write")
    role("lead", "You review the code and decide." + TASK, "review", "decide")
    tell("user", "analyst")
    tell("analyst", "user")
    tell("user", "coder")
    tell("analyst", "coder")
    tell("coder", "lead")
    tell("lead", "coder")
    call("analyst", "ask")
    call("coder", "write")
    call("lead", "review")
    call("lead", "decide")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 3,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 3000,
        "verify": None,
        "stop": {"on": ("rounds", "verified", "decider")[2]},
        "on_reject": ("ignore", "fix")[1],
    }


# EVOLVE-BLOCK-END
