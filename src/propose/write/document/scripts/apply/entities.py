

def with_ids(entities):
    ids = {called(holder): holder["id"] for holder in PROPOSAL["holders"]}
    return [dict(entity, id=ids.get(called(entity))) for entity in entities]


def check_attached(policy, others=()):
    """Who has the policy, or one of its copies, attached; counts, members of groups and boundaries."""
    known = with_ids(PROPOSAL["attached"] + PROPOSAL["left_out"])
    live = entities_of(policy["Arn"], "PermissionsPolicy")
    counted = policy.get("AttachmentCount", 0)
    if counted > len(live):
        # Another run may have detached one between the count and the list.
        counted = (policy_of(policy["Arn"]) or {}).get("AttachmentCount", 0)
    if counted > len(live):
        object_to("IAM counts {0} attachments of the policy, but lists {1}".format(counted, len(live)))
    for arn in others:
        live += entities_of(arn, "PermissionsPolicy")
    for entity in live:
        check_entity(entity, known, "the policy")
    now = set(called(entity) for entity in live)
    for entity in PROPOSAL["attached"]:
        if called(entity) not in now:
            note("Note: {0} no longer has the policy.".format(called(entity)))
    for group in sorted(set(entity["name"] for entity in PROPOSAL["attached"] if entity["type"] == "group" and called(entity) in now)):
        check_members(group)
    if policy.get("PermissionsBoundaryUsageCount", 0) > 0:
        bounded = ", ".join(called(entity) for entity in entities_of(policy["Arn"], "PermissionsBoundary"))
        object_to("the policy is now the permissions boundary of {0}".format(bounded or "somebody"))
