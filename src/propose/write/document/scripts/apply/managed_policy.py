

# ---- the change

def planned():
    arn = PROPOSAL["arn"]
    policy = policy_of(arn)
    if policy is None:
        refuse("the policy {0} no longer exists".format(arn), "There is nothing left to change.")
    check_attached(policy)
    versions = versions_of(arn)
    live = default_of(versions)
    if PROPOSAL["detach"]:
        check_digest(live, PROPOSAL["sha256_before"])
        return [detach(holder, arn) for holder in PROPOSAL["attached"] if arn in (attached(holder) or [])]
    if live["Digest"] == PROPOSAL["sha256_after"]:
        return []
    check_digest(live, PROPOSAL["sha256_before"])
    if len(versions) >= MOST_VERSIONS:
        oldest = next(version for version in versions if not version["IsDefaultVersion"])["VersionId"]
        refuse("the policy has {0} versions, the most that IAM keeps".format(len(versions)), "Delete one that nobody needs, such as the oldest: aws iam delete-policy-version --policy-arn {0} --version-id {1}".format(arn, oldest))
    return [Step("iam", "create-policy-version", "--policy-arn=" + arn, "--policy-document=file://after.json", "--set-as-default")]


def check_digest(version, expected):
    if version["Digest"] != expected:
        refuse("the policy has changed since the proposal was made: its version {0} has a different text".format(version["VersionId"]), "Export and propose again.")
