

# ---- the whole

def main():
    check_arguments()
    check_shapes()
    check_files()
    check_expiry()
    check_account()
    steps = planned()
    if not steps:
        say("The smaller text is already in force: nothing to do.")
        return
    check_objections()
    if check_fresh():
        # That may take minutes: a hotfix or a new holder in between is found before the first write.
        steps = planned()
        if not steps:
            say("The smaller text was put into force in the meantime: nothing to do.")
            return
        check_objections()
    told(steps, "This puts the smaller text of {0} into force".format(PROPOSAL["name"]))
    if DRY_RUN:
        say("Nothing was changed.")
        return
    perform(steps)
    say("Done. Use denials.sh or cloudtrail.sql to watch for denials; rollback.sh restores what was there before.")


try:
    main()
except KeyboardInterrupt:
    print("\nStopped after {0} of {1} changes. Run it again to continue, or rollback.sh to restore what was there before.".format(CHANGES["done"], CHANGES["of"]), file=sys.stderr)
    sys.exit(130)
