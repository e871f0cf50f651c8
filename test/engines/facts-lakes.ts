/** A lake of 20 dates, and one of those alone that lie in the window of 415 days: what a question of 90 days reads of both. */
import { afterAll, beforeAll, expect } from 'vitest';
import { DAY_MS, dayOf, daysBefore } from '../../src/model/days.js';
import { bind } from '../../src/query/question/bind.js';
import { withDates } from '../../src/query/question/dates.js';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { answerOf } from '../recorded/engine.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { openTwins, type Twins } from './twins.js';

/** All twenty dates have passed: the catalog knows no partition of a later one. */
const FIRST = Date.parse('2022-01-01T00:00:00Z');
/** Twenty dates, forty days apart: 415 days before the newest hold eleven of them. */
export const dates = Array.from({ length: 20 }, (_, at) => dayOf(FIRST + at * 40 * DAY_MS));
export const newest = dates.at(-1) as string;
export const from = daysBefore(newest, 415);
const inWindow = dates.filter((date) => date >= from);
const principals = Array.from({ length: 50 }, (_, n) => `111111111111:role/role-${n}`);

/** Asks one snapshot, and what was used within the days. */
function asksDays({ parameters }: Question): boolean {
  const snapshots = parameters.filter(({ type }) => type === 'snapshot');
  return snapshots.length === 1 && parameters.some(({ type }) => type === 'days');
}

/** Questions of one date that ask what was used within the days. */
export const OF_DAYS: readonly Question[] = readQuestions().filter(asksDays);

/** Opens both lakes with the views that `asked` reads, for the file that calls it. */
export function factsLakes(asked: readonly string[]) {
  let engines: Engines;
  const lakes: TwinLake[] = [];
  const twins: Twins[] = [];
  beforeAll(async () => {
    engines = await startEngines();
    for (const [database, of] of Object.entries({ twenty: dates, window: inWindow })) {
      const lake = await twinLake(engines, `facts-${database}`, lakeText(of));
      lakes.push(lake);
      twins.push(await openTwins(engines, lake, database, asked));
    }
  });
  afterAll(async () => {
    for (const twin of twins) await twin.close();
    for (const lake of lakes) await lake.remove();
  });
  return {
    bytesOf: async (sql: string, schema: 'twenty' | 'window'): Promise<number> =>
      (await engines.trino.query(sql, { schema })).physicalInputBytes,
    /**
     * Fails unless the question reads as much of twenty dates as of those in its window. Trino sometimes ends a scan before
     * its end, where the other side of a join is empty: the most that three asks read is what the statement reads.
     */
    readsItsWindow: async (question: Question): Promise<void> => {
      const { sql, parameters } = bind(question, givenOf(question));
      const bytes: number[] = [];
      for (const { athena, endpoint } of twins) {
        const reads: number[] = [];
        for (let ask = 0; ask < 3; ask++) {
          const before = endpoint.executions.scannedBytes();
          await answerOf(athena, sql, parameters);
          reads.push(endpoint.executions.scannedBytes() - before);
        }
        bytes.push(Math.max(...reads));
      }
      const [twenty, window] = bytes as [number, number];
      expect(window).toBeGreaterThan(0);
      expect(twenty).toBeLessThan(window * 1.02);
    },
  };
}

function givenOf(question: Question): Given {
  const values: Record<string, string | number> = {
    snapshot_date: newest,
    days: 90,
    unused_days: 90,
    service: 's3',
    action: 's3:Action1',
    principal: `arn:aws:iam::${principals[0]}`,
  };
  const needed = question.parameters.filter(
    ({ name, required }) => required || ['days', 'unused_days'].includes(name) || /_date$/.test(name),
  );
  const given = Object.fromEntries(needed.map(({ name }) => [name, values[name] as string | number]));
  return withDates(
    question,
    given,
    dates.map((date) => ({ date, schemaVersion: 1, isWhole: true })),
  );
}

/**
 * 50 principals of 100 actions, of which 3 are used; facts as publish writes them. The other dates have one principal, so
 * that their commits name as many files, and everything that was seen, for since when IAM knows an action all dates tell.
 */
function lakeText(of: readonly string[]): string {
  const runs = dates.map((date) => `run-${date} | ${date}`);
  const each = (make: (date: string, principal: string, nth: number) => string[]) =>
    dates
      .flatMap((date) =>
        principals.slice(0, of.includes(date) ? undefined : 1).flatMap((arn, nth) => make(date, arn, nth)),
      )
      .join('\n');
  return `[runs]\nrun_id | snapshot_date\n${runs.join('\n')}
[accounts]\nrun_id | account_id\n${dates.map((date) => `run-${date} | 111111111111`).join('\n')}
[principals]\nrun_id | principal_arn | created_at\n${each((date, arn) => [`run-${date} | ${arn} | 2020-01-01`])}
[action_last_accessed]\nrun_id | principal_arn | service_namespace | action_name | last_accessed_at
${each((date, arn, nth) => Array.from({ length: 100 }, (_, n) => `run-${date} | ${arn} | s3 | Action${n} | ${n < 3 ? `${date} 01:${10 + nth}` : '-'}`))}
[seen_actions]\nrun_id | service_namespace | action_name | first_generated_at
${dates.flatMap((date) => Array.from({ length: 100 }, (_, n) => `run-${date} | s3 | Action${n} | ${date} 06:00`)).join('\n')}
[account_counts]\nrun_id
[account_service_counts]\nrun_id
`;
}
