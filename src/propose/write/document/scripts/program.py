# The program of apply.sh and rollback.sh: Python's standard library and the aws command line. PROPOSAL and MODE stand
# above. Every name of AWS reaches aws as one argument of its own: none is ever read by a shell.
import datetime
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.parse

USAGE = "Usage: {0}.sh [--dry-run] [--force]\n  --dry-run  check everything, change nothing\n  --force    change a document that something else seems to own".format(MODE)
ARGUMENTS = sys.argv[1:]
DRY_RUN = "--dry-run" in ARGUMENTS
FORCE = "--force" in ARGUMENTS
ENVIRONMENT = dict(os.environ, AWS_PAGER="", AWS_DEFAULT_OUTPUT="json", AWS_CLI_AUTO_PROMPT="off")


def shown(text):
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def refuse(sentence, hint=None):
    print("Cannot {0}: {1}".format(MODE, shown(sentence)), file=sys.stderr)
    if hint:
        print(shown(hint), file=sys.stderr)
    sys.exit(1)


def run(arguments):
    command = ["aws"] + arguments
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    error = done.stderr.decode("utf-8", "replace").strip()
    return done.returncode, done.stdout.decode("utf-8", "replace"), error


def read(*arguments):
    code, output, error = run(list(arguments))
    if code != 0:
        refuse("`aws {0} {1}` failed: {2}".format(arguments[0], arguments[1], error))
    return json.loads(output) if output.strip() else {}


def change(*arguments):
    print(("would run: " if DRY_RUN else "run: ") + shown("aws " + " ".join(arguments)))
    return {} if DRY_RUN else read(*arguments)


def exact(number):
    value = float(number)
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def canonical(document):
    if isinstance(document, str):
        text = document if document.lstrip().startswith("{") else urllib.parse.unquote(document)
        document = json.loads(text, parse_float=exact)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document):
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def load(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file, parse_float=exact)


# ---- what must be so before anything changes

def check_arguments():
    if any(argument not in ("--dry-run", "--force") for argument in ARGUMENTS):
        print(USAGE, file=sys.stderr)
        sys.exit(2)


def check_files():
    for name, expected in PROPOSAL["files"].items():
        if not os.path.exists(name) or digest(load(name)) != expected:
            refuse("the file {0} is not the one that was proven".format(name), "Propose again.")


def check_expiry():
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    if today > PROPOSAL["expires_on"]:
        refuse("the evidence expired on {0}".format(PROPOSAL["expires_on"]), "Export again, and propose again.")
    accepted = {entry["id"]: entry for entry in PROPOSAL["accepted"]}
    for blocker in PROPOSAL["blockers"]:
        entry = accepted.get(blocker["id"])
        about = "{0} ({1}: {2})".format(blocker["id"], blocker["code"], blocker["subject"])
        if entry is None:
            refuse("the blocker {0} is not accepted".format(about), "Write it into the accept file with reason, owner and expires, and propose again with --accept-file.")
        if today > entry["expires"]:
            refuse("what {0} accepted about {1} expired on {2}".format(entry["owner"], about, entry["expires"]))
        if blocker["code"] == "owned_elsewhere" and not FORCE:
            refuse("{0} seems to own the document and would write it back".format(blocker["subject"]), "Change it there, or give --force.")


def check_account():
    if PROPOSAL["account_id"] is None:
        return
    own = read("sts", "get-caller-identity")["Account"]
    if own != PROPOSAL["account_id"]:
        refuse("the credentials are of account {0}, the document is of {1}".format(own, PROPOSAL["account_id"]))


def check_same(document, expected, what):
    if digest(document) != expected:
        refuse("{0} is no longer what the proposal was made for".format(what), "Export again, and propose again.")


# ---- managed policies

def policy_versions(arn):
    return read("iam", "list-policy-versions", "--policy-arn=" + arn)["Versions"]


def version_document(arn, version):
    return read("iam", "get-policy-version", "--policy-arn=" + arn, "--version-id=" + version)["PolicyVersion"]["Document"]


def default_version(arn):
    return read("iam", "get-policy", "--policy-arn=" + arn)["Policy"]["DefaultVersionId"]


def apply_managed():
    arn = PROPOSAL["arn"]
    live = default_version(arn)
    if live != PROPOSAL["default_version_id"]:
        refuse("the version in force is {0}, the proposal was made for {1}".format(live, PROPOSAL["default_version_id"]), "Export again, and propose again.")
    check_same(version_document(arn, live), PROPOSAL["sha256_before"], "the policy")
    if PROPOSAL["detach"]:
        return move(PROPOSAL["holders"], [arn], [])
    versions = policy_versions(arn)
    if len(versions) >= 5:
        oldest = sorted((v for v in versions if not v["IsDefaultVersion"]), key=lambda v: v["CreateDate"])[0]["VersionId"]
        refuse("the policy has {0} versions, and IAM keeps no more".format(len(versions)), "Delete one that nobody needs, such as the oldest: aws iam delete-policy-version --policy-arn {0} --version-id {1}".format(arn, oldest))
    change("iam", "create-policy-version", "--policy-arn=" + arn, "--policy-document=file://after.json", "--set-as-default")


def rollback_managed():
    arn, old = PROPOSAL["arn"], PROPOSAL["default_version_id"]
    if PROPOSAL["detach"]:
        return move(PROPOSAL["holders"], [], [arn])
    live = default_version(arn)
    check_same(version_document(arn, live), PROPOSAL["sha256_after"], "the policy")
    if old not in [version["VersionId"] for version in policy_versions(arn)]:
        refuse("version {0} is gone".format(old), "Create a version from before.json by hand.")
    check_same(version_document(arn, old), PROPOSAL["sha256_before"], "version " + old)
    change("iam", "set-default-policy-version", "--policy-arn=" + arn, "--version-id=" + old)
    if live != old:
        change("iam", "delete-policy-version", "--policy-arn=" + arn, "--version-id=" + live)


# ---- inline policies

def owner_flags():
    owner = PROPOSAL["owner"]
    return owner["type"], ["--{0}-name={1}".format(owner["type"], owner["name"]), "--policy-name=" + PROPOSAL["name"]]


def check_inline(expected):
    kind, flags = owner_flags()
    code, output, error = run(["iam", "get-{0}-policy".format(kind)] + flags)
    if code != 0 and "NoSuchEntity" not in error:
        refuse("`aws iam get-{0}-policy` failed: {1}".format(kind, error))
    live = json.loads(output, parse_float=exact)["PolicyDocument"] if code == 0 else None
    if (live is None) != (expected is None):
        refuse("the policy is no longer what the proposal was made for", "Export again, and propose again.")
    if live is not None:
        check_same(live, expected, "the policy")


def put_inline(name, is_gone):
    kind, flags = owner_flags()
    if is_gone:
        change("iam", "delete-{0}-policy".format(kind), *flags)
    else:
        change("iam", "put-{0}-policy".format(kind), "--policy-document=file://" + name, *flags)


def apply_inline():
    check_inline(PROPOSAL["sha256_before"])
    put_inline("after.json", PROPOSAL["detach"])


def rollback_inline():
    check_inline(None if PROPOSAL["detach"] else PROPOSAL["sha256_after"])
    put_inline("before.json", False)


# ---- policies that AWS manages: copies in their place

def copies():
    prefix = PROPOSAL["arn"].replace("::aws:policy", "::{0}:policy".format(PROPOSAL["account_id"])).split(":policy/")[0]
    return [(name, "{0}:policy/{1}".format(prefix, name), file) for name, file in PROPOSAL["copies"]]


def attached(holder):
    kind, name = holder["type"], holder["name"]
    listed = read("iam", "list-attached-{0}-policies".format(kind), "--{0}-name={1}".format(kind, name))
    return [policy["PolicyArn"] for policy in listed["AttachedPolicies"]]


def check_slots(holders, needed):
    summary = read("iam", "get-account-summary")["SummaryMap"]
    for holder in holders:
        quota = summary.get("AttachedPoliciesPer{0}Quota".format(holder["type"].capitalize()), 10)
        if len(attached(holder)) + needed > quota:
            refuse("{0} {1} has no room for {2} more attached policies of {3}".format(holder["type"], holder["name"], needed, quota))


def move(holders, remove, add):
    for holder in holders:
        kind, name, now = holder["type"], holder["name"], attached(holder)
        for arn in add:
            if arn not in now:
                change("iam", "attach-{0}-policy".format(kind), "--{0}-name={1}".format(kind, name), "--policy-arn=" + arn)
    for holder in holders:
        kind, name, now = holder["type"], holder["name"], attached(holder)
        for arn in remove:
            if arn in now:
                change("iam", "detach-{0}-policy".format(kind), "--{0}-name={1}".format(kind, name), "--policy-arn=" + arn)


def apply_aws_managed():
    arn, holders = PROPOSAL["arn"], PROPOSAL["holders"]
    check_same(version_document(arn, default_version(arn)), PROPOSAL["sha256_before"], "the policy of AWS")
    for holder in holders:
        if arn not in attached(holder):
            refuse("{0} {1} does not have the policy any more".format(holder["type"], holder["name"]), "Export again, and propose again.")
    check_slots(holders, len(PROPOSAL["copies"]))
    for name, _, file in copies():
        change("iam", "create-policy", "--policy-name=" + name, "--policy-document=file://" + file)
    move(holders, [arn], [copy for _, copy, _ in copies()])


def rollback_aws_managed():
    move(PROPOSAL["holders"], [copy for _, copy, _ in copies()], [PROPOSAL["arn"]])
    for _, copy, _ in copies():
        change("iam", "delete-policy", "--policy-arn=" + copy)


# ---- permission sets

def instance_and_set():
    for instance in read("sso-admin", "list-instances")["Instances"]:
        arn = instance["InstanceArn"]
        for permission_set in read("sso-admin", "list-permission-sets", "--instance-arn=" + arn)["PermissionSets"]:
            flags = ["--instance-arn=" + arn, "--permission-set-arn=" + permission_set]
            if read("sso-admin", "describe-permission-set", *flags)["PermissionSet"]["Name"] == PROPOSAL["name"]:
                return flags
    refuse("no permission set has the name {0}".format(PROPOSAL["name"]), "Use credentials of the account that administers IAM Identity Center.")


def check_set(flags, expected):
    live = read("sso-admin", "get-inline-policy-for-permission-set", *flags).get("InlinePolicy") or None
    if live is None and expected is None:
        return
    if live is None or expected is None:
        refuse("the permission set is no longer what the proposal was made for", "Export again, and propose again.")
    check_same(live, expected, "the inline policy of the permission set")


def put_set(flags, name, is_gone):
    if PROPOSAL["sha256_before"] is None and PROPOSAL["sha256_after"] is None:
        return  # there is no inline policy, before nor after
    if is_gone:
        change("sso-admin", "delete-inline-policy-from-permission-set", *flags)
    else:
        change("sso-admin", "put-inline-policy-to-permission-set", "--inline-policy=file://" + name, *flags)


def provision(flags):
    status = change("sso-admin", "provision-permission-set", "--target-type=ALL_PROVISIONED_ACCOUNTS", *flags)
    request = status.get("PermissionSetProvisioningStatus", {})
    for _ in range(120):
        if DRY_RUN or request.get("Status") != "IN_PROGRESS":
            break
        time.sleep(5)
        flag = "--provision-permission-set-request-id=" + request["RequestId"]
        request = read("sso-admin", "describe-permission-set-provisioning-status", flags[0], flag)["PermissionSetProvisioningStatus"]
    if request.get("Status") not in (None, "SUCCEEDED"):
        refuse("the accounts were not provisioned: {0} {1}".format(request.get("Status"), request.get("FailureReason", "")))


def managed_of_set(flags):
    listed = read("sso-admin", "list-managed-policies-in-permission-set", *flags)
    return [policy["Arn"] for policy in listed["AttachedManagedPolicies"]]


def check_replaced(flags):
    """Policies of AWS that the inline policy takes the place of: the set has them still, with the same texts."""
    own = managed_of_set(flags) if PROPOSAL["replaced"] else []
    for policy in PROPOSAL["replaced"]:
        arn = policy["arn"]
        if arn not in own:
            refuse("the permission set does not have {0} any more".format(arn), "Export again, and propose again.")
        check_same(version_document(arn, default_version(arn)), policy["sha256"], arn)


def apply_permission_set():
    flags = instance_and_set()
    check_set(flags, PROPOSAL["sha256_before"])
    check_replaced(flags)
    put_set(flags, "after.json", PROPOSAL["detach"])
    for policy in PROPOSAL["replaced"]:
        change("sso-admin", "detach-managed-policy-from-permission-set", "--managed-policy-arn=" + policy["arn"], *flags)
    provision(flags)


def rollback_permission_set():
    flags = instance_and_set()
    check_set(flags, PROPOSAL["sha256_after"])
    own = managed_of_set(flags) if PROPOSAL["replaced"] else []
    for policy in PROPOSAL["replaced"]:
        if policy["arn"] not in own:
            change("sso-admin", "attach-managed-policy-to-permission-set", "--managed-policy-arn=" + policy["arn"], *flags)
    put_set(flags, "before.json", PROPOSAL["sha256_before"] is None)
    provision(flags)


STEPS = {
    "apply": {"managed_policy": apply_managed, "inline_policy": apply_inline, "aws_managed_policy": apply_aws_managed, "permission_set": apply_permission_set},
    "rollback": {"managed_policy": rollback_managed, "inline_policy": rollback_inline, "aws_managed_policy": rollback_aws_managed, "permission_set": rollback_permission_set},
}

check_arguments()
check_files()
if MODE == "apply":
    check_expiry()
check_account()
STEPS[MODE][PROPOSAL["kind"]]()
print("Done." if not DRY_RUN else "Nothing was changed.")
