

# ---- the change: copies are made, then attached to every holder, then AWS's policy is detached

def planned():
    arn = PROPOSAL["arn"]
    policy = policy_of(arn)
    if policy is None:
        refuse("AWS no longer has the policy {0}".format(arn), "Export and propose again.")
    check_same(version_document(arn, policy["DefaultVersionId"]), PROPOSAL["sha256_before"], "the AWS managed policy")
    missing = [copy for copy in copies() if not is_made(copy)]
    made = [copy for _, copy, _ in copies() if copy not in [arn for _, arn, _ in missing]]
    check_attached(policy, made)
    holders = [(holder, attached(holder)) for holder in PROPOSAL["attached"]]
    check_slots(holders)
    steps = [creation(copy) for copy in missing]
    for holder, now in holders:
        if is_moving(now):
            steps += [attach(holder, copy) for _, copy, _ in copies() if copy not in now]
    return steps + [detach(holder, arn) for holder, now in holders if arn in (now or [])]


def is_moving(now):
    """Whether a holder has AWS's policy, or some of the copies: who has neither gets none."""
    return now is not None and (PROPOSAL["arn"] in now or any(copy in now for _, copy, _ in copies()))


def is_made(copy):
    """A copy that an earlier run made has our text; one with another text is somebody else's."""
    name, arn, file = copy
    policy = policy_of(arn)
    if policy is None:
        return False
    check_copy(arn, policy, file)
    return True


def check_copy(arn, policy, file):
    if digest(version_document(arn, policy["DefaultVersionId"])) != PROPOSAL["files"][file]:
        refuse("a policy {0} already exists, with a different text".format(arn), "Find out whose it is, and rename or delete it.")


def creation(copy):
    name, arn, file = copy

    def checked(answer):
        policy = answer.get("Policy") or policy_of(arn)
        if policy is None:
            refuse("the copy {0} has been deleted in the meantime".format(arn))
        check_copy(arn, policy, file)

    # Of two runs at once one makes the copy: the other looks whether the text is the same.
    return Step("iam", "create-policy", "--policy-name=" + name, "--policy-document=file://" + file, settled=("EntityAlreadyExists",), then=checked)


def check_slots(holders):
    summary = read("iam", "get-account-summary")["SummaryMap"]
    for holder, now in holders:
        if not is_moving(now):
            continue
        needed = len([copy for _, copy, _ in copies() if copy not in now])
        quota = summary.get("AttachedPoliciesPer{0}Quota".format(holder["type"].capitalize()), 10)
        if len(now) + needed > quota:
            refuse("{0} has no room for {1} more attached policies; its quota is {2}".format(called(holder), needed, quota), "Detach one that it does not need, or ask AWS for a higher quota.")
