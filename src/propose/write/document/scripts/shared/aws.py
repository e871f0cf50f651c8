# Python's standard library and the aws command line. What stands above is the proposal as data. Every name of AWS reaches
# aws as one argument of its own: none is ever read by a shell.
import datetime
import os
import re
import shlex
import subprocess
import sys
import time

MOST_TRIES = 5
FIRST_PAUSE_SECONDS = 0.5
# What a later try may find otherwise. A change is tried again only where AWS says that it was not carried out.
THROTTLED = ("Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown")
BUSY = ("ConcurrentModification", "EntityTemporarilyUnmodifiable", "ConflictException")
PASSING = ("ServiceFailure", "ServiceUnavailable", "InternalFailure", "InternalServerException", "RequestTimeout")
SIGNED_OUT = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch")
# Tries are counted here alone, so that the command line makes one of each.
ENVIRONMENT = dict(os.environ, AWS_PAGER="", AWS_DEFAULT_OUTPUT="json", AWS_CLI_AUTO_PROMPT="off", AWS_MAX_ATTEMPTS="1")


def shown(text):
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def say(sentence):
    print(shown(sentence), flush=True)


CHANGES = {"done": 0, "of": 0}


def refuse(sentence, hint=None):
    """Ends the script: with 1 where nothing was changed, else with 4."""
    print(shown("Cannot {0}: {1}.".format({"rollback": "roll back", "look": "look for denials"}.get(MODE, MODE), sentence.rstrip("."))), file=sys.stderr)
    if CHANGES["done"]:
        print("Stopped after {0} of {1} changes. Run the same command again to continue: what is done stays done.".format(CHANGES["done"], CHANGES["of"]), file=sys.stderr)
    if hint:
        print(shown(hint), file=sys.stderr)
    sys.exit(4 if CHANGES["done"] else 1)


class CallFailed(Exception):
    """What aws answered to a call that did not succeed; `code` is AWS's own, or empty."""

    def __init__(self, arguments, error):
        # The AWS CLI 2 gives names to failures of its own too, such as NoCredentials: those are no answers.
        found = re.search(r"An error occurred \((\w+)\) when calling", error)
        self.code = found.group(1) if found else ""
        self.error = error or "aws exited without a message"
        self.call = "aws {0} {1}".format(arguments[0], arguments[1])
        super().__init__("`{0}` failed: {1}".format(self.call, self.error))


def is_signed_out(failure):
    words = ("Unable to locate credentials", "Token has expired", "has expired", "could not be found", "Error loading SSO")
    return failure.code in SIGNED_OUT or (failure.code == "" and any(word in failure.error for word in words))


def once(arguments):
    command = ["aws"] + list(arguments)
    if arguments[0] in ("iam", "sts"):
        command.append("--region=" + HOME_REGION)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    if done.returncode != 0:
        raise CallFailed(arguments, done.stderr.decode("utf-8", "replace").strip())
    return done.stdout.decode("utf-8", "replace")


def tried(arguments, passing):
    """One call, up to five times while its failure is one of those that pass; raises CallFailed."""
    for attempt in range(1, MOST_TRIES + 1):
        try:
            return once(arguments)
        except CallFailed as failure:
            if is_signed_out(failure):
                refuse("the credentials are missing, wrong or expired: {0}".format(failure.error), "Sign in again, and run the same command again.")
            if attempt == MOST_TRIES or failure.code not in passing:
                raise
            time.sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))


def ask(*arguments):
    """The answer of a call that changes nothing; raises CallFailed."""
    output = tried(arguments, THROTTLED + PASSING)
    return parsed(output) if output.strip() else {}


def read(*arguments):
    """As ask; a failure ends the script."""
    try:
        return ask(*arguments)
    except CallFailed as failure:
        refuse(str(failure))


def found(*arguments):
    """As read; None where AWS does not know what it is asked about."""
    try:
        return ask(*arguments)
    except CallFailed as failure:
        if failure.code not in ("NoSuchEntity", "ResourceNotFoundException"):
            refuse(str(failure))


def written(arguments):
    return "aws " + " ".join(shlex.quote(argument) for argument in arguments)
