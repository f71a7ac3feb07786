# mypy: ignore-errors
"""Control: a writer alone, whose work is handed over after one round. What looks flawless is not."""

# EVOLVE-BLOCK-START
USER = 0  # members are numbered as they are taken on
WRITE, TEST, REVIEW, ASK, DECIDE, VERIFY = 0, 1, 2, 3, 4, 5
ACTIONS = ("write", "test", "review", "ask", "decide", "verify")
CONTEXTS, STOPS = ("all", "last_k", "summary"), ("rounds", "verified", "decider")


def within(number, least, most):
    return int(min(max(number, least), most))


def design():
    members, roles, edges, opening, order = ["user"], [], [], [], []

    def member(number):
        return members[int(number) % len(members)]

    def role(name, says, may, task=1, limits=0, checklist=0):
        parts = [
            says,
            "{task}" if task else "",
            "{limits}" if limits else "",
            "{checklist}" if checklist else "",
        ]
        prompt = "\n".join(part for part in parts if part)
        roles.append({"name": name, "may": [ACTIONS[int(a) % 6] for a in may], "prompt": prompt})
        members.append(name)

    def tell(sender, receiver):
        edges.append([member(sender), member(receiver)])

    def step(who, action):
        return [member(1 + (int(who) - 1) % len(roles)), ACTIONS[int(action) % 5]]

    programmer = 1
    role("programmer", "You write the code, step by step.", [WRITE], task=1, limits=1, checklist=1)
    tell(USER, programmer)
    order.append(step(programmer, WRITE))
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": within(1, 1, 10),
        "context": CONTEXTS[within(0, 0, 2)],
        "last_k": within(1, 1, 100),
        "context_chars": within(4000, 200, 40000),
        "verify": None,
        "stop": {"on": STOPS[within(0, 0, 2)]},
        "on_reject": "fix" if 1 else "ignore",
    }


# EVOLVE-BLOCK-END
