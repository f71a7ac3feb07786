# mypy: ignore-errors
"""Reference beyond the papers: AgentCoder's loop, whose executor hears the user and asks what is open."""

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
    executor = 2
    role("programmer", "You write the code.", [WRITE], task=1, limits=1, checklist=1)
    role("executor", "You ask what is open, and run the tests.", [ASK, VERIFY], task=1, limits=1)
    tell(USER, programmer)
    tell(USER, executor)
    tell(executor, USER)
    tell(programmer, executor)
    tell(executor, programmer)
    order.append(step(executor, ASK))
    order.append(step(programmer, WRITE))
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": within(5, 1, 10),
        "context": CONTEXTS[within(0, 0, 2)],
        "last_k": within(1, 1, 100),
        "context_chars": within(2500, 200, 40000),
        "verify": {
            "by": member(executor),
            "when": ("each_round", "final")[within(0, 0, 1)],
            "coverage": ("all", "sample")[within(0, 0, 1)],
            "executes": bool(1),
        },
        "stop": {"on": STOPS[within(1, 0, 2)]},
        "on_reject": "fix" if 1 else "ignore",
    }


# EVOLVE-BLOCK-END
