

# ---- IAM is asked again, a holder each, before the first change

import concurrent.futures

SIDE_BY_SIDE = 10
MOST_SECONDS = 900
FIRST_POLL_SECONDS = 0.7
MOST_POLL_SECONDS = 10
SERVICES, ACTIONS = PROPOSAL["services"], PROPOSAL["actions"]


def generated(arn):
    """A job on a holder; None: the holder is gone."""
    answer = found("iam", "generate-service-last-accessed-details", "--arn=" + arn, "--granularity=ACTION_LEVEL")
    return answer["JobId"] if answer else None


def page_of(job, marker):
    flags = ["--marker=" + marker] if marker else []
    return read("iam", "get-service-last-accessed-details", "--job-id=" + job, "--max-items=1000", *flags)


def report_of(arn, deadline):
    """Services of a finished job, of all pages; None: the holder is gone."""
    job, pause = generated(arn), FIRST_POLL_SECONDS
    if job is None:
        return None
    page = page_of(job, None)
    while page.get("JobStatus") == "IN_PROGRESS":
        if time.monotonic() > deadline:
            refuse_fresh(arn, "its report did not finish within {0} minutes".format(MOST_SECONDS // 60))
        time.sleep(pause)
        pause = min(pause * 1.5, MOST_POLL_SECONDS)
        page = page_of(job, None)
    if page.get("JobStatus") != "COMPLETED":
        refuse_fresh(arn, "its report ended with status {0}: {1}".format(page.get("JobStatus"), page.get("Error", {}).get("Message", "no reason was given")))
    services = list(page["ServicesLastAccessed"])
    while page.get("IsTruncated"):
        page = page_of(job, page["Marker"])
        services += page["ServicesLastAccessed"]
    return services


def refuse_fresh(arn, sentence):
    refuse("IAM does not say what {0} has used since the snapshot: {1}".format(arn, sentence), "Run it again. --no-fresh skips this check.")


def uses_of(arn, deadline):
    """Uses of what goes, as sentences. What goes had none when the proposal was made."""
    uses = []
    for service in report_of(arn, deadline) or []:
        name = service["ServiceNamespace"].lower()
        if name in SERVICES and service.get("LastAuthenticated"):
            uses.append("{0} used {1} on {2}".format(arn, name, service["LastAuthenticated"]))
        for action in service.get("TrackedActionsLastAccessed", []):
            if action.get("LastAccessedTime") and action["ActionName"].lower() in ACTIONS.get(name, []):
                uses.append("{0} used {1}:{2} on {3}".format(arn, name, action["ActionName"], action["LastAccessedTime"]))
    return uses


def check_fresh():
    """Whether IAM was asked, which takes time."""
    if NO_FRESH:
        return say("--no-fresh: IAM is not asked again, so any use since the snapshot of {0} goes unnoticed.".format(PROPOSAL["snapshot_date"]))
    arns = [holder["arn"] for holder in PROPOSAL["holders"]]
    say("Asking IAM what {0} holder{1} used since the snapshot of {2}; the last four hours may not show yet.".format(len(arns), "" if len(arns) == 1 else "s", PROPOSAL["snapshot_date"]))
    deadline = time.monotonic() + MOST_SECONDS
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        uses = [use for own in pool.map(lambda arn: uses_of(arn, deadline), arns) for use in own]
    for use in uses[1:]:
        print(shown("Also: {0}.".format(use)), file=sys.stderr)
    if uses:
        refuse("{0}, and the proposal removes it".format(uses[0]), "Export and propose again: what is used is kept.")
    return True
