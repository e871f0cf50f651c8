/** A lake on both engines for tests that compare them: Trino is asked what its recorded answers do not settle. */
import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { Cell, QueryEngine } from '../../../src/query/engine/engine.js';
import { planOf } from '../../../src/query/engine/materialized.js';
import { type Answer, askingOf, commitId, isSampled, readAnswers } from '../../recorded/answers.js';
import {
  type Asked,
  answered,
  answerOf,
  type Noted,
  type Recording,
  recordedEngine,
  remembering,
} from '../../recorded/engine.js';
import { betweenHash, definitionsOf, filesOf, keyOf } from '../../recorded/keys.js';
import type { Engines } from '../programs/engines.js';
import type { TwinLake } from './lake.js';
import { makeCatalog, openEngines, type Twins } from './twins.js';

export interface ComparedTwins extends Pick<Twins, 'athena' | 'duckdb' | 'close'> {
  /** The rows that Trino answers to a statement in its own words; `right`: those that it should answer. */
  onTrino(sql: string, right: Answer['rows']): Promise<Answer['rows']>;
  /** Of each statement, the most stages first; as recorded of one that Trino was not asked. */
  stages(): readonly Noted[];
}

/** The first statement that Trino is asked makes the catalog in `database`. */
export async function openComparedTwins(engines: Engines, lake: TwinLake, database: string): Promise<ComparedTwins> {
  const twins = await openEngines(engines, lake, database);
  const duckdb = remembering(twins.duckdb);
  const own = asAthena(duckdb);
  const definitions = await definitionsOf(own, database, lake.location);
  const read = { between: betweenHash(), definitions, files: filesOf(lake.folder.location) };
  const noted: Noted[] = [];
  const recording = recordingIn(noted);
  let catalog: Promise<void> | undefined;
  const askTrino = async (ask: () => Promise<Asked>): Promise<Asked> => {
    catalog ??= makeCatalog(twins.athena, lake, database);
    await catalog;
    return await ask();
  };
  return {
    athena: recordedEngine({
      recording,
      keyOf: (sql, parameters) => keyOf(read, sql, parameters),
      own: (sql, parameters) => answerOf(own, sql, parameters),
      ask: (sql, parameters) => askTrino(() => askedOf(twins, sql, parameters)),
    }),
    duckdb,
    close: twins.close,
    onTrino: async (sql, right) => {
      const ask = async (): Promise<Asked> => {
        const { rows, stages } = await engines.trino.query(sql, { schema: database });
        return { answer: { columns: [], rows: rows as Answer['rows'] }, stages };
      };
      const sides = { own: async () => ({ columns: [], rows: right }), ask: () => askTrino(ask) };
      return (await answered(recording, { key: keyOf(read, sql, []), sql, ...sides })).rows;
    },
    stages: () => noted.toSorted((a, b) => b.stages - a.stages),
  };
}

/** Takes the names that tables have in Glue. */
function asAthena(duckdb: QueryEngine): QueryEngine {
  const inDuckdb = (sql: string) => sql.replaceAll(/\b(FROM|JOIN) raw_/g, '$1 raw.');
  return { ...duckdb, name: 'athena', query: (sql, parameters) => duckdb.query(inDuckdb(sql), parameters) };
}

function recordingIn(noted: Noted[]): Recording {
  const asking = askingOf(process.env);
  const commit = commitId();
  return {
    answers: readAnswers(),
    isChosen: (key) => asking !== 'changed' || isSampled(commit, key),
    note: (one) => {
      noted.push(one);
      appendFileSync(inject('trinoNotes'), `${JSON.stringify(one)}\n`);
    },
  };
}

async function askedOf({ athena, endpoint }: Twins, sql: string, parameters: readonly Cell[]): Promise<Asked> {
  const answer = await answerOf(athena, sql, parameters);
  const { kept, part } = planOf(sql, parameters);
  const texts = [part, ...kept.map((one) => one.part)].map((one) => one.sql.replace(/^WITH /, ''));
  const own = endpoint.executions.stages().filter((ran) => texts.some((text) => ran.sql.endsWith(text)));
  if (own.length === 0) throw new Error(`Trino ran nothing for: ${sql}`);
  return { answer, stages: Math.max(...own.map(({ stages }) => stages)) };
}
