

MOST_VERSIONS = 5


def versions_of(arn, asking=read):
    """Versions with the digests of their texts, the oldest first."""
    listed = asking("iam", "list-policy-versions", "--policy-arn=" + arn)["Versions"]
    ordered = sorted(listed, key=lambda version: int(version["VersionId"].lstrip("v")))
    return [dict(version, Digest=digest(version_document(arn, version["VersionId"], asking))) for version in ordered]


def default_of(versions):
    return next(version for version in versions if version["IsDefaultVersion"])
