/** A run that measured only people without grants is a run like any other: it is asked, judged and verified. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { FACT_TABLES } from '../../src/model/tables/facts.js';
import { deriveTrends } from '../../src/query/derived/trends.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { verify } from '../../src/verify/verify.js';
import { runCommand } from '../cli/run-command.js';
import { type FakeAccount, fakeSource } from './fake-source.js';
import { inFolder, optionsFor } from './lake.js';

const nobody: FakeAccount = {
  id: '111111111111',
  principals: [{ id: 'AROA1', name: 'idle', actions: 0, grants: false }],
};

test('its manifest names a file of every table of facts, and nothing refuses it as older than they are', () =>
  inFolder(async (folder, store) => {
    const { run, files } = await exportSnapshot(optionsFor(store), systemEffects, async () => fakeSource([nobody]));
    expect(run).toMatchObject({ principals_exported: 1, service_rows: 0 });
    const named = (name: string) => files.filter(({ path }) => path.startsWith(`${name}/`)).length;
    expect(FACT_TABLES.map(({ name }) => named(name))).toEqual(FACT_TABLES.map(() => 1));

    for (const question of ['removable', 'worklist', 'principals']) {
      const { exit } = await runCommand(['query', question, '--destination', folder]);
      expect({ question, exit }).toEqual({ question, exit: 'ok' });
    }
    const signal = new AbortController().signal;
    const engine = await duckdbEngine(store);
    const derived: string[] = [];
    for await (const { state } of deriveTrends(store, engine, { wants: () => true, ownerTags: [], signal })) {
      derived.push(state);
    }
    await engine.close();
    expect(derived).toEqual(['made']);
    expect((await verify(store, { signal, onRun: () => {} })).damages).toEqual([]);
  }));
