# mypy: ignore-errors
"""Goes before every shipped design: builds the dict from numbers, all of which a search may move.

It is part of the program, outside of the block that may be changed; a program may as well return the dict.
"""

USER = 0  # members are numbered as they are taken on, from 1
WRITE, TEST, REVIEW, ASK, DECIDE = 0, 1, 2, 3, 4
ACTIONS = ("write", "test", "review", "ask", "decide")


class Team:
    """Builds a design from numbers; a number past the end counts round, or is limited."""

    def __init__(self):
        self.roles, self.edges, self.opening, self.order = [], [], [], []
        self.rest = {"max_rounds": 1, "context_chars": 4000, "verify": None, "stop": {"on": "rounds"}}

    def member(self, number):
        return self.roles[(int(number) - 1) % len(self.roles)]

    def name(self, number):
        number = int(number) % (len(self.roles) + 1)
        return self.member(number)["name"] if number else "user"

    def role(self, name, says, task, limits, checklist):
        told = [says, "{task}" * bool(task), "{limits}" * bool(limits), "{checklist}" * bool(checklist)]
        self.roles.append({"name": name, "may": [], "prompt": "\n".join(told).strip()})

    def tell(self, sender, receiver):
        self.edges.append([self.name(sender), self.name(receiver)])

    def _step(self, who, action):
        member, what = self.member(who), ACTIONS[int(action) % 5]
        member["may"] = sorted({*member["may"], what})
        return [member["name"], what]

    def begin(self, who, action):
        self.opening.append(self._step(who, action))

    def call(self, who, action):
        self.order.append(self._step(who, action))

    def rounds(self, most, stop, fixes):
        """``stop``: 0 after all rounds, 1 when verified, 2 when somebody decides."""
        self.rest["max_rounds"] = limited(most, 1, 10)
        self.rest["stop"] = {"on": ("rounds", "verified", "decider")[limited(stop, 0, 2)]}
        self.rest["on_reject"] = "fix" if fixes else "ignore"

    def context(self, kind, last, chars):
        """``kind``: 0 all messages, 1 the last ones, 2 a summary."""
        self.rest["context"] = ("all", "last_k", "summary")[limited(kind, 0, 2)]
        self.rest["last_k"] = limited(last, 1, 100)
        self.rest["context_chars"] = limited(chars, 200, 40000)

    def verification(self, by, when, sample, executes):
        """``when``: 0 never, 1 in each round, 2 at the end."""
        when = limited(when, 0, 2)
        if when:
            member = self.member(by)
            member["may"] = sorted({*member["may"], "verify"})
            self.rest["verify"] = {
                "by": member["name"],
                "when": ("each_round", "final")[when - 1],
                "coverage": "sample" if sample else "all",
                "executes": bool(executes),
            }

    def plain(self):
        parts = {"roles": self.roles, "edges": self.edges, "opening": self.opening, "order": self.order}
        return {**parts, **self.rest}


def limited(number, least, most):
    return int(min(max(number, least), most))
