

# ---- the change: the set first, then its roles in all accounts

FLAGS = []


def planned():
    FLAGS[:] = instance_and_set()
    check_accounts()
    steps = inline_steps() + replaced_steps()
    if steps:
        return steps + provisioning(FLAGS, None)
    return provisioning(FLAGS, behind(FLAGS))


def inline_steps():
    live = live_set(FLAGS)
    own = None if live is None else digest(live)
    after = None if PROPOSAL["detach"] else PROPOSAL["sha256_after"]
    if own == after:
        return []
    if own != PROPOSAL["sha256_before"]:
        refuse("the inline policy of the permission set has changed since the proposal was made", "Export and propose again.")
    return [delete_set_inline(FLAGS) if after is None else put_set(FLAGS, "after.json")]


def replaced_steps():
    """Policies of AWS that the inline policy takes the place of: with the texts that the proposal was made for."""
    own = managed_of_set(FLAGS) if PROPOSAL["replaced"] else []
    steps = []
    for policy in PROPOSAL["replaced"]:
        arn = policy["arn"]
        live = policy_of(arn)
        if live is None:
            refuse("AWS no longer has the policy {0}".format(arn), "Export and propose again.")
        check_same(version_document(arn, live["DefaultVersionId"]), policy["sha256"], arn)
        if arn in own:
            steps.append(Step("sso-admin", "detach-managed-policy-from-permission-set", "--managed-policy-arn=" + arn, *FLAGS, settled=("ResourceNotFoundException",)))
        elif not is_changed():
            refuse("the permission set no longer has {0}".format(arn), "Export and propose again.")
    return steps


def is_changed():
    """Whether the inline policy is the new one: then an earlier run may have detached what is not there."""
    live = live_set(FLAGS)
    return (None if live is None else digest(live)) == (None if PROPOSAL["detach"] else PROPOSAL["sha256_after"])


def check_accounts():
    """Accounts that got the set since, and how many assignments each has: people come and go by groups, unseen."""
    accounts, known = provisioned(FLAGS), set(PROPOSAL["accounts"])
    for account in sorted(set(accounts) - known):
        object_to("account {0} now has the permission set, and is not among the accounts that the proposal was made for".format(account))
    for account in sorted(known - set(accounts)):
        say("Note: account {0} no longer has the permission set.".format(account))
    counts = side_by_side(lambda account: len(assignments(account)), accounts)
    for account, number in sorted(zip(accounts, counts)):
        say("Account {0}: {1} assignment{2} to Identity Center users or groups.".format(account, number, "" if number == 1 else "s"))


def assignments(account):
    return read("sso-admin", "list-account-assignments", "--account-id=" + account, *FLAGS).get("AccountAssignments", [])
