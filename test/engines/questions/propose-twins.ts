/** Proposals made of one lake by both engines. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ProposeRequest } from '../../../src/propose/propose-lake.js';
import { indexOf, proposed } from '../../propose/proposing.js';
import { startEngines } from '../programs/engines.js';
import { type ComparedTwins, openComparedTwins } from './compared-twins.js';
import { type TwinLake, twinLake } from './lake.js';

/** What fails unless Trino, reached as Athena, and DuckDB propose the same; for the file that calls it. */
export function proposesTheSame(): (changes: Partial<ProposeRequest>) => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'propose-twins-'));
  const seed = readFileSync(new URL('../../propose/seed.lake', import.meta.url), 'utf8');
  let lake: TwinLake;
  let twins: ComparedTwins;
  beforeAll(async () => {
    const engines = await startEngines();
    lake = await twinLake(engines, 'propose', seed);
    twins = await openComparedTwins(engines, lake, 'propose');
  });
  afterAll(async () => {
    await twins?.close();
    await lake?.remove();
    rmSync(folder, { recursive: true });
  });
  return async (changes) => {
    const asked = [twins.duckdb, twins.athena] as const;
    const outs = asked.map((engine) => join(folder, engine.name));
    for (const [at, engine] of asked.entries()) await proposed(engine, outs[at] as string, changes);
    const [duckdb, athena] = outs.map(indexOf);
    expect(athena).toEqual(duckdb);
    expect(duckdb?.documents.some(({ status }) => status === 'proposed' || status === 'conditional')).toBe(true);
  };
}
