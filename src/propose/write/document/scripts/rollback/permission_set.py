

# ---- the change: the set first, then its roles in all accounts

def planned():
    flags = instance_and_set()
    own = managed_of_set(flags) if PROPOSAL["replaced"] else []
    steps = [
        Step("sso-admin", "attach-managed-policy-to-permission-set", "--managed-policy-arn=" + policy["arn"], *flags, settled=("ConflictException",), of=policy["arn"])
        for policy in PROPOSAL["replaced"]
        if policy["arn"] not in own
    ]
    steps += inline_steps(flags)
    return steps + provisioning(flags, None if steps else behind(flags))


def inline_steps(flags):
    live = live_set(flags)
    own = None if live is None else digest(live)
    if own == PROPOSAL["sha256_before"]:
        return []
    keeping = []
    if own != (None if PROPOSAL["detach"] else PROPOSAL["sha256_after"]):
        changed_since("the inline policy of the permission set is neither what was there before nor what apply.sh wrote; its text is saved to a file")
        keeping = [] if live is None else [Keeping(parsed(live), "the text in force", "inline")]
    if PROPOSAL["sha256_before"] is None:
        return keeping + [delete_set_inline(flags)]
    check_before()
    return keeping + [put_set(flags, "before.json")]
