/** What follows from the table of reasons (src/model/judgement/reasons.ts) for the SQL of questions. */
import { REASONS, type Reason } from '../../model/judgement/reasons.js';
import { powerSql } from '../../policy/power.js';

const PRINCIPALS = ['asked_principals', 'known_principal_use', 'judged_principals'];
const OF_DATES = 'principals_of_dates';
const GRANTS = ['bounded_principals', 'judged_grants', 'judged_lists'];

/** What a question may judge (`judges` in its header), with the fragments that it takes. */
const PRINCIPAL_LEVEL: Readonly<Record<string, readonly string[]>> = {
  principals: PRINCIPALS,
  [OF_DATES]: ['asked_principals', 'known_principal_use_of_dates', 'judged_principals'],
  services: [...PRINCIPALS, ...GRANTS, 'seen_uses', 'used_services', 'judged_services'],
};

/** The fragments of `judges: <what>`. */
export function fragmentsOf(judges: readonly string[]): string[] {
  const fragments = judges.map((kind) => PRINCIPAL_LEVEL[kind]);
  if (fragments.includes(undefined)) throw new Error(`Nothing judges ${judges.join(', ')}`);
  return fragments.flatMap((names) => [...(names ?? [])]);
}

/** What is judged at each date from `from_date` to `to_date`: fragments that speak of one date speak of all of these. */
export function ofDates(judges: readonly string[], fragment: string): string {
  if (!judges.includes(OF_DATES)) return fragment;
  return fragment.replaceAll('snapshot_date = :snapshot_date', 'snapshot_date BETWEEN :from_date AND :to_date');
}

const WITHHELD = /\/\* withheld of (.+?) \*\//g;

/** Arguments of powerSql. */
const POWER = /\/\* power of (\S+), (\S+), (\S+) \*\//g;

/**
 * In the place of `withheld of <bits>`, the code of the first reason that no option releases; null: it may go. In that of
 * `power of`, what an action lets do.
 */
export function withWithheld(sql: string, parameters: ReadonlySet<string>): string {
  return sql
    .replaceAll(POWER, (_, action: string, level: string, judged: string) => powerSql(action, level, judged))
    .replaceAll(WITHHELD, (_, bits: string) => withheldOf(bits, parameters));
}

function withheldOf(column: string, parameters: ReadonlySet<string>): string {
  const codes = REASONS.map((reason) => `WHEN ${speaks(reason, column, parameters)} THEN '${reason.code}'`);
  return `CAST(CASE ${codes.join(' ')} END AS varchar)`;
}

/** Whether the reason is among the bits, and no option releases it. */
function speaks({ bit, releasedBy }: Reason, column: string, parameters: ReadonlySet<string>): string {
  const isReleased = releasedBy !== null && RELEASED_HERE.includes(releasedBy) && parameters.has(releasedBy);
  return `bitwise_and(${column}, ${bit}) > 0${isReleased ? ` AND :${releasedBy} <> 'yes'` : ''}`;
}

/** Options that say yes or no; those that name whom they release are read where the reason is made. */
const RELEASED_HERE: readonly string[] = ['unproven'];

/** Exceptions by the option that names them, and the reason of what is not of the age that is asked for. */
const TOLD_BY = {
  except: 'by --except',
  except_tag: 'by --except-tag',
  except_action: 'by --except-action',
  except_policy: 'by --except-policy',
  GRANT_AGE: 'whose grant has another age than --grant-age',
} as const;

/** Of a list that shows what is withheld too: an exception, or a use within the days. */
const LEFT_OUT_OF_ALL =
  "coalesce(excepted_by, CASE WHEN date_diff('millisecond', last_known_access_at, judged_at) < CAST(:unused_days AS bigint) * 86400000 THEN 'USED' END)";

/** Counts the rows of a judged fragment that are not listed, by the code of their reason; see {@link TOLD_BY}. */
export function leftOutOfJudged(fragment: string): string {
  return `SELECT reason, CAST(count(*) AS bigint) AS left_out
FROM (
  SELECT
    CAST(
      CASE
        WHEN :all = 'yes' THEN ${LEFT_OUT_OF_ALL} -- if given
        WHEN excepted_by IS NOT NULL AND coalesce(withheld, 'EXCEPTED') = 'EXCEPTED' THEN excepted_by
        WHEN withheld IS NULL AND grant_age NOT IN (:grant_age) THEN 'GRANT_AGE' -- if given
        ELSE withheld
      END AS varchar
    ) AS reason
  FROM ${fragment}
  WHERE true
    /* filters */
) AS judged
WHERE reason IS NOT NULL
GROUP BY reason`;
}

/** Counts the rows of a judged table that an exception names, by its option. */
export function leftOutByExceptions(fragment: string): string {
  return `SELECT CAST(excepted_by AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM ${fragment}
WHERE excepted_by IS NOT NULL
  /* filters */
GROUP BY excepted_by`;
}

/** Counts the principals of a view that the condition of an exception (`AND …`) drops at one of the dates. */
export function leftOutByFilter(exception: string, view: string, condition: string, dates: string): string {
  return `SELECT
  CAST('${exception}' AS varchar) AS reason, CAST(count(DISTINCT account_id || ' ' || principal_id) AS bigint) AS left_out
FROM ${view}
WHERE snapshot_date IN (${dates})
  AND NOT (${condition.replace(/^AND /, '')}) -- if given
  /* filters */`;
}

const ORDER: readonly string[] = [...REASONS.map(({ code }) => code), ...Object.keys(TOLD_BY)];

/** The end of a sentence that begins with how many. */
export function reasonInWords(reason: string): string {
  const declared = REASONS.find(({ code }) => code === reason);
  return declared?.many ?? (TOLD_BY as Readonly<Record<string, string>>)[reason] ?? reason;
}

/** In the order of the table. */
export function byReason(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}
