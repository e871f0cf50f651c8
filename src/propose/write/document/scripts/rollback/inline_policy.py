

# ---- the change

def planned():
    if owner_found() is None:
        not_restored("{0} no longer exists; before.json holds the text of its policy".format(called(PROPOSAL["owner"])))
        return []
    live = live_inline()
    own = None if live is None else digest(live)
    if own == PROPOSAL["sha256_before"]:
        return []
    check_before()
    if own == (None if PROPOSAL["detach"] else PROPOSAL["sha256_after"]):
        return [put_inline("before.json")]
    if live is None:
        changed_since("somebody has deleted the policy since")
        return [put_inline("before.json")]
    changed_since("the policy is neither what was there before nor what apply.sh wrote; its text is saved to a file")
    return [Keeping(live, "the text in force", "inline"), put_inline("before.json")]
