/** Texts in the commits of a lake: no command is misled by them or misleads a terminal. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommittedRun, committedRuns } from '../../src/lake/runs.js';
import { folderStore } from '../../src/store/folder.js';
import { runCommand } from '../cli/run-command.js';
import { filesIn } from '../export/lake.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';
import { recommit } from './rewritten-lake.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'hostile-columns-'));
const plain = join(folder, 'plain');
let places = 0;
beforeAll(async () => {
  await writeLake(plain, base);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Moves a cursor, forges a line, turns letters, runs in a spreadsheet or a shell, ends a literal. */
const HOSTILE = "=1\u001b[2J\r\nError: forged\u202e\u0000`id`$(id)';DROP TABLE runs;--</script>|";
const HARMFUL = /(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const copyOfLake = (): string => {
  const lake = join(folder, String(++places));
  cpSync(plain, lake, { recursive: true });
  return lake;
};

describe('hostile values in a commit', () => {
  const values = [HOSTILE, '', '../../../etc/passwd', '[]', 'null', '{}', '[{}]', '[{"path":"../../etc/passwd"}]'];

  test.each(['snapshot_date', 'caller_arn', 'scope', 'manifest'] as const)('%s', async (name) => {
    for (const value of sampled(2, name === 'manifest' || name === 'scope' ? values : values.slice(0, 3))) {
      const lake = copyOfLake();
      const [run] = await committedRuns(folderStore(lake));
      await recommit(lake, run as CommittedRun, { [name]: value });
      const before = filesIn(lake);
      for (const argv of [
        ['query', 'coverage_gaps'],
        ['query', 'snapshots', '--format', 'csv'],
        ['snapshots'],
        ['verify'],
      ]) {
        const { exit, text } = await runCommand([...argv, '--destination', lake]);
        const said = `${name} = ${JSON.stringify(value)}: ${argv.join(' ')}: ${text.slice(0, 300)}`;
        expect(exit, said).not.toBe('bug');
        if (exit === 'ok') expect(text.trim(), said).not.toBe('');
        if (!argv.includes('csv')) expect(HARMFUL.exec(text)?.[0], said).toBeUndefined();
      }
      expect(filesIn(lake)).toEqual(before);
    }
  });
});
