

# ---- what must be so before anything changes

def check_expiry():
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    if today > PROPOSAL["expires_on"]:
        refuse("the evidence expired on {0}".format(PROPOSAL["expires_on"]), "Export and propose again.")
    accepted = {entry["id"]: entry for entry in PROPOSAL["accepted"]}
    for blocker in PROPOSAL["blockers"]:
        entry = accepted.get(blocker["id"])
        about = "{0} ({1}: {2})".format(blocker["id"], blocker["code"], blocker["subject"])
        if entry is None:
            refuse("the blocker {0} is not accepted".format(about), open_hint(accepted))
        if today > entry["expires"]:
            refuse("the acceptance of {1} by {0} expired on {2}".format(entry["owner"], about, entry["expires"]))
        if blocker["code"] == "owned_elsewhere":
            object_to("{0} seems to manage the document, and would undo the change".format(blocker["subject"]), "Change it there, or use --force.")


def open_hint(accepted):
    ids = [blocker["id"] for blocker in PROPOSAL["blockers"] if blocker["id"] not in accepted]
    flags = " ".join("--accept " + one for one in ids)
    return "Review each open blocker; then run access-lake propose --out <proposals> {0} --reason … --owner … --until …, and propose again with --accept-file.".format(flags)


OBJECTIONS = []
OBJECTION_HINT = "Export and propose again. --force continues anyway."


def object_to(sentence, hint=OBJECTION_HINT):
    """Something that only --force overrides, which says each."""
    OBJECTIONS.append((sentence, hint))


NOTED = []


def note(sentence):
    """Said once, though it is looked at twice."""
    if sentence not in NOTED:
        NOTED.append(sentence)
        say(sentence)


def check_objections():
    if FORCE:
        for sentence, _ in OBJECTIONS:
            note("--force overrides: " + sentence)
        OBJECTIONS.clear()
        return
    for sentence, _ in OBJECTIONS[1:]:
        print(shown("Also: {0}.".format(sentence)), file=sys.stderr)
    if OBJECTIONS:
        refuse(*OBJECTIONS[0])


def check_same(document, expected, what):
    if digest(document) != expected:
        refuse("{0} has changed since the proposal was made".format(what), "Export and propose again.")


def perform(steps):
    """The first failure stops: nothing is half done that a second run would not go on with."""
    for step in steps:
        try:
            step.run()
        except CallFailed as failure:
            refuse(str(failure))
