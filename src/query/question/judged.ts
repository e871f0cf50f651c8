/** What follows from the table of reasons (src/model/judgement/reasons.ts) for the SQL of questions. */
import { REASONS } from '../../model/judgement/reasons.js';
import { powerSql } from '../../policy/power.js';

/** Arguments of powerSql. */
const POWER = /\/\* power of (\S+), (\S+), (\S+) \*\//g;

/** In the place of `power of`, what an action lets do. */
export function withPower(sql: string): string {
  return sql.replaceAll(POWER, (_, action: string, level: string, judged: string) => powerSql(action, level, judged));
}

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
