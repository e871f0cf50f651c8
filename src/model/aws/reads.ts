/** The calls that Access Lake makes in an account. */
import { SOURCES } from '../sources.js';

/** Those of the reports of last use. */
const REPORT_READS: readonly string[] = [
  'iam:GenerateServiceLastAccessedDetails',
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  'iam:GetServiceLastAccessedDetails',
  'iam:ListUsers',
];

/** What a session may do that asks for the reports and for these sources: the names of others bear on no account. Sorted. */
export function memberReads(sources: readonly string[]): readonly string[] {
  const asked = SOURCES.filter(({ name, askedIn }) => askedIn === 'account' && sources.includes(name));
  return [...new Set([...REPORT_READS, ...asked.flatMap(({ actions }) => actions)])].sort();
}

/** What the member role allows. */
export const MEMBER_READS = memberReads(SOURCES.map(({ name }) => name));
