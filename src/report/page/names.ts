/** What users, roles and policies are called on the page. */

const OF_SET = /:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** The last part of an ARN; the role of a permission set goes by the name of the set. */
export function nameOf(arn: string): string {
  const set = OF_SET.exec(arn)?.[1];
  return set === undefined ? arn.slice(arn.lastIndexOf('/') + 1) : `${set} · SSO`;
}
