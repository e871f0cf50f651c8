

# ---- who has a managed policy

def entities_of(arn, usage, asking=read):
    """Users, roles and groups that have a policy attached, or as their boundary."""
    listed = asking("iam", "list-entities-for-policy", "--policy-arn=" + arn, "--policy-usage-filter=" + usage)
    return [
        {"type": kind, "name": entity[kind.capitalize() + "Name"], "id": entity.get(kind.capitalize() + "Id")}
        for kind in ENTITIES
        for entity in listed.get("Policy{0}s".format(kind.capitalize()), [])
    ]
