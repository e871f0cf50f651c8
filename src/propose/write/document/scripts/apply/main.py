

# ---- the whole

def main():
    check_arguments()
    check_shapes()
    check_files()
    check_expiry()
    check_account()
    steps = planned()
    if not steps:
        say("The smaller text is in force already: nothing to do.")
        return
    check_objections()
    check_fresh()
    told(steps, "This puts the smaller text of {0} in force".format(PROPOSAL["name"]))
    if DRY_RUN:
        say("Nothing was changed.")
        return
    perform(steps)
    say("Done. Watch for denials with denials.sh, or cloudtrail.sql; rollback.sh puts back what was there.")


try:
    main()
except KeyboardInterrupt:
    print("\nStopped after {0} of {1} changes. Run it again to go on, or rollback.sh to put back what was there.".format(CHANGES["done"], CHANGES["of"]), file=sys.stderr)
    sys.exit(130)
