

# ---- the whole

def main():
    check_arguments()
    check_shapes()
    check_account()
    steps = planned()
    check_changed_since()
    if not steps:
        say("What was there is in force: nothing to put back.")
        return ended()
    told(steps, "This puts back what {0} was".format(PROPOSAL["name"]))
    if DRY_RUN:
        code = ended()
        say("Nothing was changed.")
        return code
    perform(steps)
    code = ended()
    if code == 0:
        say("Done.")
    return code


try:
    sys.exit(main())
except KeyboardInterrupt:
    print("\nStopped after {0} of {1} changes. Run it again to go on.".format(CHANGES["done"], CHANGES["of"]), file=sys.stderr)
    sys.exit(130)
