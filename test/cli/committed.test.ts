/** What is left to do after a commit is a command that a shell takes as it stands. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { historyLeft, lakeFileLeft, tellingCommit, trendsLeft, viewsLeft } from '../../src/cli/committed.js';
import { expireTrends, renewDerived } from '../../src/cli/deriving.js';
import { renewLakeFile } from '../../src/cli/lake-file.js';
import { renewViews } from '../../src/cli/renewal.js';
import { systemEffects } from '../../src/model/effects.js';
import { Interrupted } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { folderStore } from '../../src/store/folder.js';

const PLACE = "my lake's $HOME";
const ATHENA = { database: 'security', workgroup: 'audit', outputLocation: undefined, region: 'eu-west-1' };

/** The words of the command in a sentence, by a shell. */
function wordsOf(left: string): string[] {
  const [, command] = /: npx --no-install access-lake (.*)\n$/.exec(left) as string[];
  return execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

const OWNERS = ['derive', '--owner-tag', 'Cost Center', '--owner-tag', 'team', '--owners-file', 'my owners.yaml'];

test.each([
  [trendsLeft(PLACE, { ownerTag: ['Cost Center', 'team'], ownersFile: 'my owners.yaml' }), OWNERS],
  [historyLeft(PLACE), ['derive']],
  [lakeFileLeft(PLACE), ['catalog']],
  [viewsLeft(PLACE, ATHENA), ['catalog', '--database', 'security', '--workgroup', 'audit', '--region', 'eu-west-1']],
])('%s', (left, [name, ...options]) => {
  expect(wordsOf(left)).toEqual([name, '--destination', PLACE, ...options]);
});

test('it is told with the commit, and not before', () => {
  const heard: unknown[] = [];
  const onCommit = (left: string) => heard.push(left);
  const progress = tellingCommit((event) => heard.push(event.type), 'left', { onCommit });
  progress({ type: 'notice', message: 'x' });
  progress({ type: 'committed', runId: 'r1' } satisfies ProgressEvent);
  expect(heard).toEqual(['notice', 'left', 'committed']);
});

const folder = mkdtempSync(join(tmpdir(), 'committed-'));
const store = folderStore(folder);
writeFileSync(join(folder, 'lake.duckdb'), '');
afterAll(() => rmSync(folder, { recursive: true }));

/** A command that was stopped just after its commit, and what it says. */
function stopped() {
  const said = { text: '' };
  const note = (text: string) => {
    said.text += text;
  };
  const terminal = { note, print: async () => true, stderr: process.stderr, interactive: false, columns: 80 };
  const signal = AbortSignal.abort(new Interrupted('stopped by a signal'));
  return { said, context: { terminal, signal, effects: systemEffects, operands: [], environment: {} } };
}

type Stopped = ReturnType<typeof stopped>['context'];
const options = { noTrends: false, ownerTag: [], ownersFile: undefined, memory: undefined, progress: 'none' } as const;

test.each<[string, string, (context: Stopped) => Promise<string>]>([
  ['trends', trendsLeft(folder, options), (context) => renewDerived(store, 'ok', options, context)],
  ['rows of trends', historyLeft(folder), (context) => expireTrends(store, 'ok', context)],
  ['lake.duckdb', lakeFileLeft(folder), (context) => renewLakeFile(store, 'ok', context)],
  ['views', viewsLeft('s3://bucket/lake', ATHENA), (context) => renewViews(ATHENA, 's3://bucket/lake', 'ok', context)],
])('a stop before the %s fails the command, and is never an interruption', async (_what, left, work) => {
  const { said, context } = stopped();
  expect({ exit: await work(context), text: said.text }).toEqual({ exit: 'nothing', text: left });
});
