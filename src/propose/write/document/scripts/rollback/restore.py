

# ---- what a rollback does off the happy path: it restores whom it can, keeps what others wrote, and tells the rest

CHANGED_SINCE, NOT_RESTORED, FAILED = [], [], []
FORCE_HINT = "Look at it first. --force restores what was there before and keeps the other text, as a version or in a file."


def changed_since(sentence):
    """Somebody else's change: only --force goes on."""
    CHANGED_SINCE.append(sentence)


def not_restored(sentence):
    NOT_RESTORED.append(sentence)


def check_changed_since():
    for sentence in CHANGED_SINCE:
        if not FORCE:
            refuse(sentence, FORCE_HINT)
        say("--force overrides: " + sentence)


class Keeping:
    """Writes a text of somebody else to a file beside the script before it is replaced, once by its content."""

    def __init__(self, document, what, of):
        self.text, self.what, self.of = json.dumps(document, indent=2), what, of
        self.name = "kept-{0}.json".format(digest(document)[:8])

    def line(self):
        return "save {0} to {1}".format(self.what, self.name)

    def run(self):
        say("run: " + self.line())
        unfinished = "{0}.{1}".format(self.name, os.getpid())
        with open(unfinished, "x", encoding="utf-8") as file:
            file.write(self.text + "\n")
        os.replace(unfinished, self.name)
        CHANGES["done"] += 1


def perform(steps):
    """What fails for one holder stops nothing but the other steps of the same holder."""
    broken = set()
    for step in steps:
        if step.of is not None and step.of in broken:
            continue
        try:
            step.run()
        except (CallFailed, OSError) as failure:
            broken.add(step.of)
            is_gone = getattr(failure, "code", None) in ("NoSuchEntity", "ResourceNotFoundException")
            (NOT_RESTORED if is_gone else FAILED).append(str(failure))


def ended():
    """The exit code, once everything is told that could not be put back."""
    for sentence in NOT_RESTORED:
        print(shown("Not restored: {0}.".format(sentence.rstrip("."))), file=sys.stderr)
    for sentence in FAILED:
        print(shown("Failed: {0}.".format(sentence.rstrip("."))), file=sys.stderr)
    if FAILED:
        print("Everything else is restored. Run it again once the cause is fixed.", file=sys.stderr)
    return 4 if FAILED else 3 if NOT_RESTORED else 0


def check_before():
    try:
        own = digest(load("before.json")) if os.path.isfile("before.json") and not os.path.islink("before.json") else None
    except ValueError:
        own = None
    if own != PROPOSAL["sha256_before"]:
        refuse("the file before.json is missing or has changed since the proposal was made", "Restore it from where you keep the proposals, such as a repository.")
