

# ---- what must be so before the first call

OPTIONS = {"--dry-run": "check everything, show each call, change nothing"}
OPTIONS.update(MODE_OPTIONS)
USAGE = "Usage: {0}.sh [{1}]\n{2}\n{3}".format(
    MODE,
    "] [".join(OPTIONS),
    "\n".join("  {0:<12}{1}".format(name, does) for name, does in OPTIONS.items()),
    EXIT_CODES,
)
DRY_RUN, FORCE, NO_FRESH = ("--dry-run" in sys.argv, "--force" in sys.argv, "--no-fresh" in sys.argv)
NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
ARN = re.compile(r"arn:" + PARTITION + r":iam::(?:aws|\d{12}):[\x21-\x7e]{1,600}", re.ASCII)
ACCOUNT = re.compile(r"\d{12}", re.ASCII)
ENTITIES = ("user", "role", "group")


def check_arguments():
    if "--help" in sys.argv:
        print(USAGE)
        sys.exit(0)
    if any(argument not in OPTIONS for argument in sys.argv[1:]):
        print(USAGE, file=sys.stderr)
        sys.exit(2)


def check_shape(pattern, value, what):
    if not isinstance(value, str) or not pattern.fullmatch(value):
        refuse("{0} is not valid in IAM: {1}".format(what, json.dumps(value)), "Somebody wrote it into the lake: find out where it came from.")


def called(entity):
    return "{0} {1}".format(entity["type"], entity["name"])


def check_shapes():
    """Values of a lake are whatever somebody wrote into it: what no API of IAM can have answered is asked of none."""
    entities = PROPOSAL["attached"] + PROPOSAL["holders"] + ([PROPOSAL["owner"]] if PROPOSAL["owner"] else [])
    for entity in entities:
        check_shape(NAME, entity["name"], "a name")
        if entity["type"] not in ENTITIES:
            refuse("{0} is not a user, a role or a group".format(called(entity)))
    for name in [PROPOSAL["name"]] + [name for name, _ in PROPOSAL["copies"]]:
        check_shape(NAME, name, "a name")
    arns = [policy["arn"] for policy in PROPOSAL["replaced"]] + [holder["arn"] for holder in PROPOSAL["holders"]]
    for arn in arns + ([PROPOSAL["arn"]] if PROPOSAL["arn"] else []):
        check_shape(ARN, arn, "an ARN")
    for account in PROPOSAL["accounts"]:
        check_shape(ACCOUNT, account, "an account")


def check_account():
    identity = read("sts", "get-caller-identity")
    own, wanted = identity["Account"], PROPOSAL["account_id"]
    if wanted is not None and own != wanted:
        refuse("the credentials are for account {0}, the document belongs to {1}".format(own, wanted), "Use credentials for account {0}.".format(wanted))
    partition = identity["Arn"].split(":")[1]
    if partition != PARTITION:
        refuse("the credentials are for partition {0}, the document belongs to {1}".format(partition, PARTITION))
