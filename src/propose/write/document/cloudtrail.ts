/** Breakage shows in CloudTrail alone: the question to ask of it for the days after. */
import { escapeForTerminal } from '../../../model/escape.js';
import { type Assessment, namespacesOf, type RemovedAction } from '../../assess/assessment.js';

/** Longest list of actions in one statement; beyond it the services alone are named. */
export const MOST_ACTIONS = 500;

/** SQL for Athena over the table that the console of CloudTrail makes. */
export function cloudtrailSql({ subject, removed }: Assessment): string {
  const holders = subject.holders.map(({ arn }) => quoted(arn)).join(', ');
  return `-- Denials of removed actions, by holder, from the day of the change on. Put your table and the day in.
-- Names of events and of actions are mostly the same; a few services (such as s3 and iot) call events differently.
SELECT eventtime, eventsource, eventname, errorcode, errormessage,
  coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn) AS principal_arn
FROM cloudtrail_logs
WHERE eventtime >= 'yyyy-MM-ddT00:00:00Z'
  AND (errorcode LIKE '%AccessDenied%' OR errorcode LIKE '%UnauthorizedOperation%')
  AND coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn) IN (${holders})
  AND ${eventsOf(removed)}
ORDER BY eventtime
`;
}

function eventsOf(removed: readonly RemovedAction[]): string {
  if (removed.length > MOST_ACTIONS) {
    const sources = namespacesOf(removed).sort();
    return `eventsource IN (${sources.map((service) => quoted(`${service}.amazonaws.com`)).join(', ')})`;
  }
  return `eventname IN (${removed.map(({ action }) => quoted(action.slice(action.indexOf(':') + 1))).join(', ')})`;
}

function quoted(text: string): string {
  return `'${escapeForTerminal(text).replaceAll("'", "''")}'`;
}
