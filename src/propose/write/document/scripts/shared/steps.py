

# ---- changes: all are planned before the first is made, and what is done already is in no plan

class Step:
    """One call; `settled` are the codes by which AWS says that it is done already."""

    def __init__(self, *arguments, settled=(), of=None, then=None):
        self.arguments, self.settled, self.of, self.then = arguments, settled, of, then

    def line(self):
        return written(self.arguments)

    def run(self):
        """Raises CallFailed. What is settled counts as done: another run was here first."""
        say("run: " + self.line())
        try:
            output = tried(self.arguments, [code for code in THROTTLED + BUSY if code not in self.settled])
        except CallFailed as failure:
            if failure.code not in self.settled:
                raise
            output = ""
        CHANGES["done"] += 1
        if self.then:
            self.then(parsed(output) if output.strip() else {})


def told(steps, does):
    CHANGES["of"] = len(steps)
    say("{0}, with {1} change{2}.".format(does, len(steps), "" if len(steps) == 1 else "s"))
    if DRY_RUN:
        for step in steps:
            say("would run: " + step.line())
