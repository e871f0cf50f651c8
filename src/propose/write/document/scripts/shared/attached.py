

# ---- what users, roles and groups have attached

def attached(holder):
    """ARNs of the policies that a user, role or group has attached; None: it is gone."""
    kind, name = holder["type"], holder["name"]
    listed = found("iam", "list-attached-{0}-policies".format(kind), "--{0}-name={1}".format(kind, name))
    return None if listed is None else [policy["PolicyArn"] for policy in listed["AttachedPolicies"]]


def attach(holder, arn):
    return moving("attach", holder, arn)


def detach(holder, arn):
    return moving("detach", holder, arn)


def moving(verb, holder, arn):
    kind, name = holder["type"], holder["name"]
    settled = ("NoSuchEntity",) if verb == "detach" else ()
    return Step("iam", "{0}-{1}-policy".format(verb, kind), "--{0}-name={1}".format(kind, name), "--policy-arn=" + arn, settled=settled, of=called(holder))
