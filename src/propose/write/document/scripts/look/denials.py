

# ---- denials of what was taken away, as CloudTrail tells them: 2 calls a second, 50 events a page, 90 days

USAGE = """Usage: denials.sh <day of the change, yyyy-mm-dd> [--regions=<region,...>] [--max-minutes=<n>] [--from=<n>]
  --regions      where to look (default: where the lake saw uses, and the home Region)
  --max-minutes  stop after this many minutes, and say how to continue (default: 30)
  --from         continue at this question, as an earlier run said
Exits with 0: everything that CloudTrail can show was checked; 1: refused; 2: wrong arguments; 3: something was not checked, or only under an uncertain name."""
PACE_SECONDS = 0.55
MOST_PAGES = 40
MOST_DAYS = 90
MOST_MINUTES = 30
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
DENIED_CODE = re.compile(r"access_?denied|unauthorized|not_?authorized|forbidden|authorizationerror|authorizationfail", re.IGNORECASE)
DENIED_MESSAGE = re.compile(r"not authorized to perform|access ?denied|explicit deny", re.IGNORECASE)
VERSION = re.compile(r"(\d{8}(v\d)?|\d{4}_\d{2}_\d{2})$")
NOT_SEEN, FOUND = [], []
STATE = {"asked_at": 0.0, "began_at": time.monotonic()}


def wrong(sentence):
    print(shown(sentence) + "\n" + USAGE, file=sys.stderr)
    sys.exit(2)


def arguments():
    if "--help" in sys.argv:
        print(USAGE)
        sys.exit(0)
    options = dict((name, []) for name in ("--regions", "--max-minutes", "--from"))
    days = []
    for argument in sys.argv[1:]:
        name, _, value = argument.partition("=")
        if name in options:
            options[name].append(value)
        elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", argument, re.ASCII):
            days.append(argument)
        else:
            wrong("Cannot look for denials: unknown argument {0}.".format(json.dumps(argument)))
    regions = [region for text in options["--regions"] for region in text.split(",")]
    if len(days) != 1 or not all(REGION.fullmatch(region) for region in regions):
        wrong("Cannot look for denials: give one day, and Regions as AWS names them.")
    return day_of(days[0]), regions, number_of(options["--max-minutes"], MOST_MINUTES), number_of(options["--from"], 1)


def number_of(texts, fallback):
    if any(not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII) for text in texts):
        wrong("Cannot look for denials: the number must be 1 or more.")
    return int(texts[-1]) if texts else fallback


def day_of(text):
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        wrong("Cannot look for denials: {0} is not a valid date.".format(text))
    age = (datetime.datetime.now(datetime.timezone.utc).date() - day).days
    if age < 0:
        wrong("Cannot look for denials: {0} is in the future.".format(text))
    if age > MOST_DAYS:
        wrong("Cannot look for denials: {0} is {1} days ago, and CloudTrail shows {2}. Query a trail instead, with cloudtrail.sql.".format(text, age, MOST_DAYS))
    return text


def questions(regions):
    """Each is one call at least: Region, service, attribute and its value. The order is always the same."""
    return [
        (region, service, attribute, value)
        for region in regions
        for service in WATCHED["services"]
        for attribute, value in asked_of(service)
    ]


def asked_of(service):
    if service["events"] is None:
        return [("EventSource", service["source"])]
    return [("EventName", name) for name in service["events"]]


def page(region, attribute, value, day, token):
    time.sleep(max(0.0, STATE["asked_at"] + PACE_SECONDS - time.monotonic()))
    STATE["asked_at"] = time.monotonic()
    flags = ["--next-token=" + token] if token else []
    lookup = "--lookup-attributes=AttributeKey={0},AttributeValue={1}".format(attribute, value)
    return ask("cloudtrail", "lookup-events", lookup, "--start-time=" + day + "T00:00:00Z", "--region=" + region, "--max-results=50", "--no-paginate", *flags)


def look(question, day):
    """All pages of one question; False: it has more pages than can be waited for."""
    region, service, attribute, value = question
    token = None
    for _ in range(MOST_PAGES if attribute == "EventSource" else 10 * MOST_PAGES):
        answer = page(region, attribute, value, day, token)
        for event in answer.get("Events", []):
            note(json.loads(event["CloudTrailEvent"]), service, region)
        token = answer.get("NextToken")
        if not token:
            return True
    return False


def principal_of(event):
    identity = event.get("userIdentity") or {}
    issuer = (identity.get("sessionContext") or {}).get("sessionIssuer") or {}
    return issuer.get("arn") or identity.get("arn")


def is_denial(event):
    return bool(DENIED_CODE.search(event.get("errorCode") or "") or DENIED_MESSAGE.search(event.get("errorMessage") or ""))


def note(event, service, region):
    if not is_denial(event) or principal_of(event) not in WATCHED["holders"]:
        return
    if event.get("eventSource") != service["source"]:
        return
    name = VERSION.sub("", event.get("eventName") or "")
    kind = "removed" if service["actions"] is None or name in service["actions"] else "same service"
    FOUND.append(kind)
    say("{0}  {1}  {2}  {3}:{4}  {5}".format(event.get("eventTime"), region, principal_of(event), service["name"], name, kind))


def own_regions(given):
    account = read("sts", "get-caller-identity")["Account"]
    if account not in WATCHED["regions"]:
        refuse("the credentials are for account {0}, which has none of the holders".format(account), "Use credentials for one of: {0}.".format(", ".join(sorted(WATCHED["regions"]))))
    return given or sorted(set(WATCHED["regions"][account]) | {HOME_REGION})


def asked(all_questions, first, day, minutes):
    """The number of the question that was not asked any more; None: all were."""
    for number, question in enumerate(all_questions[first - 1:], first):
        if time.monotonic() - STATE["began_at"] > minutes * 60:
            return number
        try:
            if not look(question, day):
                NOT_SEEN.append("further events of {0} in {1}: there are too many".format(question[3], question[0]))
        except CallFailed as failure:
            print(shown("Stopped: {0}.".format(failure)), file=sys.stderr)
            return number
    return None


def main():
    day, given, minutes, first = arguments()
    regions = own_regions(given)
    all_questions = questions(regions)
    rest = max(0, len(all_questions) - first + 1)
    long = max(1, round(rest * PACE_SECONDS / 60))
    say("Searching {0} since {1}: at least {2} {3}, {4} {5}.".format(", ".join(regions), day, rest, "call" if rest == 1 else "calls", long, "minute" if long == 1 else "minutes"))
    stopped = asked(all_questions, first, day, minutes)
    if first > 1:
        NOT_SEEN.append("anything before question {0}: earlier runs asked for it".format(first))
    if stopped is not None:
        left = len(all_questions) - stopped + 1
        NOT_SEEN.append("{0} of {1} questions; continue with: ./denials.sh {2} --regions={3} --from={4}".format(left, len(all_questions), day, ",".join(regions), stopped))
    ended(day)
    return 0 if stopped is None and not NOT_SEEN and not WATCHED["unsure"] else 3


def ended(day):
    always = ["data events and the last 15 minutes", "other Regions"]
    unsure = [("possibly some of " + name, why) for name, why in WATCHED["unsure"]]
    unseen = NOT_SEEN + always + ["{0}: {1}".format(name, why) for name, why in WATCHED["unseen"] + unsure]
    removed = FOUND.count("removed")
    say("{0} denials of removed actions and {1} of other actions in the same services since {2}. Not seen: {3}.".format(removed, len(FOUND) - removed, day, "; ".join(unseen)))


try:
    sys.exit(main())
except KeyboardInterrupt:
    print("\nStopped.", file=sys.stderr)
    sys.exit(130)
