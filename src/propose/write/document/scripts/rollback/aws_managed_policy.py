

# ---- the change: every holder of a copy gets AWS's policy back, then the copies go

def planned():
    steps = []
    for holder in PROPOSAL["attached"]:
        steps += restoring(holder, attached(holder))
    for _, arn, file in copies():
        policy = policy_of(arn)
        steps += [] if policy is None else removing_unless_gone(policy, file)
    return steps


def restoring(holder, now):
    arn = PROPOSAL["arn"]
    if now is None:
        not_restored("{0} no longer exists".format(called(holder)))
        return []
    own = [copy for _, copy, _ in copies() if copy in now]
    if not own and arn not in now:
        if PROPOSAL["copies"]:
            not_restored("{0} has neither AWS's policy nor a copy: somebody removed them, so nothing is attached".format(called(holder)))
            return []
        return [attach(holder, arn)]  # nothing was left of the policy: apply.sh detached it
    return ([] if arn in now else [attach(holder, arn)]) + [detach(holder, copy) for copy in own]


def removing_unless_gone(policy, file):
    """Another rollback may delete the copy between two looks at it."""
    try:
        return removing(policy, file)
    except CallFailed as failure:
        if failure.code != "NoSuchEntity":
            refuse(str(failure))
        return []


def removing(policy, file):
    """Deletes a copy that nobody else has taken up; a text that is not ours is kept in a file."""
    arn = policy["Arn"]
    ours = set(called(holder) for holder in PROPOSAL["attached"])
    others = [entity for entity in entities_of(arn, "PermissionsPolicy", ask) if called(entity) not in ours]
    if policy.get("PermissionsBoundaryUsageCount", 0) > 0:
        others += entities_of(arn, "PermissionsBoundary", ask)
    if others:
        not_restored("the copy {0} is kept, because it is also used by {1}".format(arn, ", ".join(called(entity) for entity in others)))
        return []
    versions = versions_of(arn, ask)
    steps = []
    for version in versions:
        number = version["VersionId"]
        if version["Digest"] != PROPOSAL["files"][file]:
            changed_since("version {0} of the copy {1} is not what apply.sh wrote; its text is saved to a file".format(number, arn))
            steps.append(Keeping(version_document(arn, number, ask), "version {0} of the copy".format(number), arn))
        if not version["IsDefaultVersion"]:
            steps.append(Step("iam", "delete-policy-version", "--policy-arn=" + arn, "--version-id=" + number, settled=("NoSuchEntity",), of=arn))
    return steps + [Step("iam", "delete-policy", "--policy-arn=" + arn, settled=("NoSuchEntity",), of=arn)]
