

# ---- the roles of a set lie in accounts that these credentials do not reach: a recheck stands for asking IAM again

RECHECKED = "rechecked.json"
MOST_HOURS = 24


def rechecked_at():
    """When `propose --recheck` last found that the proposal stands; None: never, or of another text."""
    try:
        found = load(RECHECKED) if os.path.isfile(RECHECKED) and not os.path.islink(RECHECKED) else {}
        if found.get("sha256_before") != PROPOSAL["sha256_before"] or found.get("sha256_after") != PROPOSAL["sha256_after"]:
            return None
        return datetime.datetime.strptime(found["rechecked_at"][:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def check_fresh():
    if NO_FRESH:
        return say("--no-fresh: no recheck is required, so any use since the snapshot of {0} goes unnoticed.".format(PROPOSAL["snapshot_date"]))
    at, now = rechecked_at(), datetime.datetime.now(datetime.timezone.utc)
    if at is None or not datetime.timedelta(0) <= now - at <= datetime.timedelta(hours=MOST_HOURS):
        last = "never rechecked" if at is None else "last rechecked at " + at.isoformat()
        refuse("the proposal was {0}, and must be rechecked within the last {1} hours".format(last, MOST_HOURS), "Export, then run `access-lake propose --recheck` on the folder of the proposals. --no-fresh skips this check.")
