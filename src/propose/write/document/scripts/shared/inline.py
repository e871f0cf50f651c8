

# ---- inline policies

def inline_flags():
    owner = PROPOSAL["owner"]
    return owner["type"], ["--{0}-name={1}".format(owner["type"], owner["name"]), "--policy-name=" + PROPOSAL["name"]]


def live_inline():
    """The text in force; None: there is none."""
    kind, flags = inline_flags()
    answer = found("iam", "get-{0}-policy".format(kind), *flags)
    return answer["PolicyDocument"] if answer else None


def put_inline(name):
    kind, flags = inline_flags()
    return Step("iam", "put-{0}-policy".format(kind), "--policy-document=file://" + name, *flags, of="inline")


def owner_found():
    """The user, role or group as IAM has it; None: it is gone."""
    owner = PROPOSAL["owner"]
    answer = found("iam", "get-" + owner["type"], "--{0}-name={1}".format(owner["type"], owner["name"]))
    return answer[owner["type"].capitalize()] if answer else None
