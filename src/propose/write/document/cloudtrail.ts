/** Breakage shows in CloudTrail alone: the question to ask of it for the days after. */
import { escapeForTerminal } from '../../../model/escape.js';
import type { Assessment } from '../../assess/assessment.js';
import { eventsOf, type Watched, type WatchedService } from './events.js';

/** Longest list of events in one statement; beyond it the services alone are named. */
const MOST_EVENTS = 500;

const PRINCIPAL = 'coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn)';
/** A few services put a version behind the name of an event, such as CreateFunction20150331. */
const EVENT = "regexp_replace(eventname, '([0-9]{8}(v[0-9])?|[0-9]{4}_[0-9]{2}_[0-9]{2})$', '')";

/** SQL for Athena over the table that the console of CloudTrail makes. */
export function cloudtrailSql({ subject, removed }: Assessment): string {
  const holders = subject.holders.map(({ arn }) => quoted(arn)).join(', ');
  const watched = eventsOf(removed);
  return `-- Denials of removed actions, by holder, since the day of the change. Fill in your table and the day, or the query fails.
-- Add bounds for the table's partitions, or it reads every log.
${unseenLines(watched)}SELECT eventtime, awsregion, eventsource, eventname, errorcode, errormessage,
  ${PRINCIPAL} AS principal_arn
FROM cloudtrail_logs
WHERE eventtime >= CAST(DATE 'yyyy-MM-dd' AS varchar)
  AND (
    regexp_like(errorcode, '(?i)access_?denied|unauthorized|not_?authorized|forbidden|authorizationerror|authorizationfail')
    OR regexp_like(errormessage, '(?i)not authorized to perform|access ?denied|explicit deny')
  )
  AND ${PRINCIPAL} IN (${holders || 'NULL'})
  AND (${conditionOf(watched.services)})
ORDER BY eventtime
`;
}

function unseenLines({ unseen, unsure }: Watched): string {
  const lines = (told: string, all: Watched['unseen']) =>
    all.map(([what, why]) => `-- ${told}: ${escapeForTerminal(what)} (${why}).\n`);
  return [
    ...lines('Not visible without a trail that logs it', unseen),
    ...lines('May be missed, because AWS may name its events differently', unsure),
  ].join('');
}

function conditionOf(services: readonly WatchedService[]): string {
  const total = services.reduce((sum, { actions }) => sum + (actions?.length ?? 0), 0);
  const whole = services.filter(({ actions }) => actions === null || total > MOST_EVENTS);
  const named = services.filter((service) => !whole.includes(service));
  const conditions = [
    ...(whole.length > 0 ? [`eventsource IN (${whole.map(({ source }) => quoted(source)).join(', ')})`] : []),
    ...named.map(
      ({ source, actions }) =>
        `(eventsource = ${quoted(source)} AND ${EVENT} IN (${(actions ?? []).map(quoted).join(', ')}))`,
    ),
  ];
  return conditions.join('\n    OR ') || 'false';
}

function quoted(text: string): string {
  return `'${escapeForTerminal(text).replaceAll("'", "''")}'`;
}
