/** The calls that Access Lake makes in an account: what the member role allows, and each of its sessions. */
export const MEMBER_READS = [
  'iam:GenerateServiceLastAccessedDetails',
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  'iam:GetServiceLastAccessedDetails',
  'iam:ListUsers',
] as const;
