# mypy: ignore-errors
"""ChatDev: officers talk the task over, then review and test feed back to the programmer.

Qian et al., ChatDev: Communicative Agents for Software Development, ACL 2024, arXiv:2307.07924: a chain of
phases between two roles each; the work is handed over when the phases are through.
"""

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

    ceo = 1
    cto = 2
    programmer = 3
    reviewer = 4
    tester = 5
    role("ceo", "You decide what the product is.", [REVIEW], task=1, limits=1)
    role("cto", "You choose how it is built.", [REVIEW], task=1, limits=1)
    role("programmer", "You write the code.", [WRITE], task=1, limits=1)
    role("reviewer", "You review the code.", [REVIEW], task=1, limits=1)
    role("tester", "You test the code.", [TEST], task=0, limits=1)
    tell(USER, ceo)
    tell(ceo, cto)
    tell(cto, programmer)
    tell(programmer, reviewer)
    tell(reviewer, programmer)
    tell(programmer, tester)
    tell(tester, programmer)
    opening.append(step(ceo, REVIEW))
    opening.append(step(cto, REVIEW))
    order.append(step(programmer, WRITE))
    order.append(step(reviewer, REVIEW))
    order.append(step(programmer, WRITE))
    order.append(step(tester, TEST))
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": within(3, 1, 10),
        "context": CONTEXTS[within(0, 0, 2)],
        "last_k": within(1, 1, 100),
        "context_chars": within(4000, 200, 40000),
        "verify": None,
        "stop": {"on": STOPS[within(0, 0, 2)]},
        "on_reject": "fix" if 1 else "ignore",
    }


# EVOLVE-BLOCK-END
