

# ---- copies that take the place of a policy of AWS

def copies():
    """Name, ARN and file of each."""
    prefix = "arn:{0}:iam::{1}:policy/".format(PARTITION, PROPOSAL["account_id"])
    return [(name, prefix + name, file) for name, file in PROPOSAL["copies"]]
