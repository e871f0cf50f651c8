

# ---- permission sets

import concurrent.futures

SIDE_BY_SIDE = 10
FIRST_PROVISIONING_POLL_SECONDS = 0.5
MOST_PROVISIONING_POLL_SECONDS = 10
MOST_PROVISIONING_SECONDS = 900


def side_by_side(work, items):
    """Results in the order of the items; the first failure ends the script."""
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(work, items))


def instance_and_set():
    for instance in read("sso-admin", "list-instances").get("Instances", []):
        flag = "--instance-arn=" + instance["InstanceArn"]
        arns = read("sso-admin", "list-permission-sets", flag).get("PermissionSets", [])
        flags = [[flag, "--permission-set-arn=" + arn] for arn in arns]
        names = side_by_side(lambda own: read("sso-admin", "describe-permission-set", *own)["PermissionSet"]["Name"], flags)
        if PROPOSAL["name"] in names:
            return flags[names.index(PROPOSAL["name"])]
    refuse("no permission set is named {0}".format(PROPOSAL["name"]), "Use credentials for the account that administers IAM Identity Center, and its Region.")


def live_set(flags):
    """The inline policy; None: there is none."""
    return read("sso-admin", "get-inline-policy-for-permission-set", *flags).get("InlinePolicy") or None


def managed_of_set(flags):
    listed = read("sso-admin", "list-managed-policies-in-permission-set", *flags)
    return [policy["Arn"] for policy in listed["AttachedManagedPolicies"]]


def put_set(flags, name):
    return Step("sso-admin", "put-inline-policy-to-permission-set", "--inline-policy=file://" + name, *flags, of="inline")


def delete_set_inline(flags):
    return Step("sso-admin", "delete-inline-policy-from-permission-set", *flags, settled=("ResourceNotFoundException",))


def provisioned(flags, *status):
    return read("sso-admin", "list-accounts-for-provisioned-permission-set", *flags, *status).get("AccountIds", [])


def behind(flags):
    """Accounts whose roles do not have the permission set as it is now."""
    return provisioned(flags, "--provisioning-status=LATEST_PERMISSION_SET_NOT_PROVISIONED")


def provisioning(flags, waiting):
    """All accounts where the set itself changes; else those that an earlier run left behind."""
    if waiting is None:
        return [provisioning_of(flags, "--target-type=ALL_PROVISIONED_ACCOUNTS", is_last=True)]
    targets = ["--target-id=" + account for account in sorted(waiting)]
    return [provisioning_of(flags, "--target-type=AWS_ACCOUNT", target, is_last=target == targets[-1]) for target in targets]


def provisioning_of(flags, *target, is_last):
    def followed(answer):
        wait_for(flags, answer.get("PermissionSetProvisioningStatus", {}))
        if is_last:
            check_provisioned(flags)

    return Step("sso-admin", "provision-permission-set", *target, *flags, then=followed)


def wait_for(flags, request):
    deadline, pause = time.monotonic() + MOST_PROVISIONING_SECONDS, FIRST_PROVISIONING_POLL_SECONDS
    while request.get("Status") == "IN_PROGRESS" and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 1.5, MOST_PROVISIONING_POLL_SECONDS)
        flag = "--provision-permission-set-request-id=" + request["RequestId"]
        request = read("sso-admin", "describe-permission-set-provisioning-status", flags[0], flag)["PermissionSetProvisioningStatus"]
    if request.get("Status") != "SUCCEEDED":
        say("Provisioning ended with status {0}: {1}".format(request.get("Status"), request.get("FailureReason", "no reason was given")))


def check_provisioned(flags):
    """Provisioning may end for some accounts alone: the others keep the earlier rights until it is done again."""
    waiting = behind(flags)
    if waiting:
        refuse("provisioning is incomplete in {0} of the accounts: {1}".format(len(waiting), ", ".join(sorted(waiting))), "The permission set itself has changed. Run {0}.sh again: it provisions the rest.".format(MODE))
