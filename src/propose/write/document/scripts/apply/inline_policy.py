

# ---- the change

def planned():
    check_owner()
    live = live_inline()
    own = None if live is None else digest(live)
    if own == (None if PROPOSAL["detach"] else PROPOSAL["sha256_after"]):
        return []
    if own != PROPOSAL["sha256_before"]:
        refuse("the policy has changed since the proposal was made", "Export and propose again.")
    if not PROPOSAL["detach"]:
        return [put_inline("after.json")]
    kind, flags = inline_flags()
    return [Step("iam", "delete-{0}-policy".format(kind), *flags, settled=("NoSuchEntity",))]
