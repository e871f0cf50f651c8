

# ---- the change

def planned():
    arn = PROPOSAL["arn"]
    if policy_of(arn) is None:
        not_restored("the policy {0} no longer exists; before.json holds its text".format(arn))
        return []
    versions = versions_of(arn)
    live = default_of(versions)
    if PROPOSAL["detach"]:
        return attaching(live)
    if live["Digest"] not in (PROPOSAL["sha256_before"], PROPOSAL["sha256_after"]):
        changed_since("version {0} of the policy is neither what was there before nor what apply.sh wrote; it is kept as a version".format(live["VersionId"]))
    idle = [version for version in versions if is_ours(version) and not version["IsDefaultVersion"]]
    rest = [version for version in versions if version not in idle]
    last = [deleting(live)] if is_ours(live) else []
    return [deleting(version) for version in idle] + restoring(rest, live) + last


def is_ours(version):
    """Whether apply.sh made it, and not somebody before the proposal."""
    return version["Digest"] == PROPOSAL["sha256_after"] and version["CreateDate"][:10] >= PROPOSAL["snapshot_date"]


def restoring(versions, live):
    arn, old = PROPOSAL["arn"], PROPOSAL["default_version_id"]
    if live["Digest"] == PROPOSAL["sha256_before"]:
        return []
    same = [version["VersionId"] for version in versions if version["Digest"] == PROPOSAL["sha256_before"]]
    if same:
        target = old if old in same else same[-1]
        return [Step("iam", "set-default-policy-version", "--policy-arn=" + arn, "--version-id=" + target, of=arn)]
    check_before()
    create = Step("iam", "create-policy-version", "--policy-arn=" + arn, "--policy-document=file://before.json", "--set-as-default", of=arn)
    return (making_room(versions) if len(versions) >= MOST_VERSIONS else []) + [create]


def making_room(versions):
    """Of five versions the oldest that is not in force goes, once it is written to a file."""
    oldest = next(version for version in versions if not version["IsDefaultVersion"])
    name = oldest["VersionId"]
    changed_since("the original version no longer exists and the policy has {0} others, so version {1}, the oldest, must be deleted".format(len(versions), name))
    return [Keeping(version_document(PROPOSAL["arn"], name), "version " + name, PROPOSAL["arn"]), deleting(oldest)]


def deleting(version):
    arn = PROPOSAL["arn"]
    return Step("iam", "delete-policy-version", "--policy-arn=" + arn, "--version-id=" + version["VersionId"], settled=("NoSuchEntity",), of=arn)


def attaching(live):
    """Where nothing was left of the policy, apply.sh detached it."""
    if live["Digest"] != PROPOSAL["sha256_before"]:
        changed_since("version {0} of the policy is not what was there before".format(live["VersionId"]))
    steps = []
    for holder in PROPOSAL["attached"]:
        now = attached(holder)
        if now is None:
            not_restored("{0} no longer exists".format(called(holder)))
        elif PROPOSAL["arn"] not in now:
            steps.append(attach(holder, PROPOSAL["arn"]))
    return steps
