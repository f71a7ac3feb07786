# mypy: ignore-errors
"""Control: AgentCoder's writer alone, handed over after one round. What looks flawless is not."""

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

    role("programmer", "You write the code, step by step." + TASK + LIMITS + CHECKLIST, "write")
    tell("user", "programmer")
    call("programmer", "write")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 1,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 4000,
        "verify": None,
        "stop": {"on": ("rounds", "verified", "decider")[0]},
        "on_reject": ("ignore", "fix")[1],
    }


# EVOLVE-BLOCK-END
