

# ---- who would lose something now

def check_entity(entity, known, what):
    """`known`: those that the proposal was made for."""
    same = [one for one in known if called(one) == called(entity)]
    if not same:
        object_to("{0} now has {1}, and is not among the holders that the proposal was made for".format(called(entity), what))
    ids = [one["id"] for one in same if one.get("id")]
    if ids and entity["id"] and entity["id"] not in ids:
        object_to("{0} is not the one that the proposal was made for: it was recreated, as {1}".format(called(entity), entity["id"]))


def check_members(group):
    users = read("iam", "get-group", "--group-name=" + group)["Users"]
    expected = set(PROPOSAL["members"].get(group, []))
    known = [holder for holder in PROPOSAL["holders"] if holder["type"] == "user" and holder["name"] in expected]
    for user in users:
        member = {"type": "user", "name": user["UserName"], "id": user.get("UserId")}
        check_entity(member, known, "the policy through the group {0}".format(group))


def check_owner():
    """Of an inline policy."""
    owner = PROPOSAL["owner"]
    live = owner_found()
    if live is None:
        refuse("{0} no longer exists".format(called(owner)), "There is nothing left to change.")
    if owner["type"] == "group":
        return check_members(owner["name"])
    check_entity(dict(owner, id=live.get(owner["type"].capitalize() + "Id")), PROPOSAL["holders"], "the policy")
