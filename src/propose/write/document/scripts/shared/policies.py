

# ---- managed policies


def policy_of(arn):
    answer = found("iam", "get-policy", "--policy-arn=" + arn)
    return answer["Policy"] if answer else None


def version_document(arn, version, asking=read):
    return asking("iam", "get-policy-version", "--policy-arn=" + arn, "--version-id=" + version)["PolicyVersion"]["Document"]
