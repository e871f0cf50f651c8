

# ---- the whole

def main():
    check_arguments()
    check_shapes()
    check_account()
    steps = planned()
    check_changed_since()
    if not steps:
        say("What was there before is in force: nothing to restore.")
        return ended()
    told(steps, "This restores {0} as it was before".format(PROPOSAL["name"]))
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
    print("\nStopped after {0} of {1} changes. Run it again to continue.".format(CHANGES["done"], CHANGES["of"]), file=sys.stderr)
    sys.exit(130)
