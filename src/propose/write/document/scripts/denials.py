# The program of denials.sh: Python's standard library and the aws command line, which it only asks. WATCHED stands above.
import datetime
import json
import os
import subprocess
import sys

USAGE = "Usage: denials.sh <yyyy-MM-dd> [region ...]\n  the day of the change, and the Regions to look at (by default that of the aws command)"
ENVIRONMENT = dict(os.environ, AWS_PAGER="", AWS_CLI_AUTO_PROMPT="off")


def shown(text):
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def events(day, region, service):
    command = ["aws", "cloudtrail", "lookup-events", "--output=json", "--start-time=" + day]
    command += ["--lookup-attributes=AttributeKey=EventSource,AttributeValue={0}.amazonaws.com".format(service)]
    done = subprocess.run(command + region, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    if done.returncode != 0:
        print(shown("Cannot look up events of {0}: {1}".format(service, done.stderr.decode("utf-8", "replace").strip())), file=sys.stderr)
        sys.exit(1)
    return [json.loads(event["CloudTrailEvent"]) for event in json.loads(done.stdout or "{}").get("Events", [])]


def principal(event):
    identity = event.get("userIdentity") or {}
    issuer = (identity.get("sessionContext") or {}).get("sessionIssuer") or {}
    return issuer.get("arn") or identity.get("arn")


def is_denial(event):
    code = event.get("errorCode") or ""
    return "AccessDenied" in code or "UnauthorizedOperation" in code


def main(arguments):
    try:
        day = datetime.date.fromisoformat(arguments[0]).isoformat()
    except (IndexError, ValueError):
        print(USAGE, file=sys.stderr)
        sys.exit(2)
    holders, actions = set(WATCHED["holders"]), set(action.lower() for action in WATCHED["actions"])
    found = 0
    for region in [["--region=" + name] for name in arguments[1:]] or [[]]:
        for service in WATCHED["services"]:
            for event in events(day, region, service):
                if is_denial(event) and principal(event) in holders:
                    action = "{0}:{1}".format(service, event.get("eventName"))
                    mark = "removed" if action.lower() in actions else "same service"
                    print(shown("{0}  {1}  {2}  {3}".format(event.get("eventTime"), principal(event), action, mark)))
                    found += 1
    print("{0} denials of holders in the services of removed actions since {1}.".format(found, day))


main(sys.argv[1:])
