/** The patch that CONTRIBUTING.md keeps for the day after the first release fits the README of today. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-day-after-'));
const textOf = (name: string) => readFileSync(join(root, name), 'utf8');

afterAll(() => rmSync(folder, { recursive: true }));

test('the README begins with the package, and keeps the commands of a clone', () => {
  const contributing = textOf('CONTRIBUTING.md');
  const [, script = ''] = /`sed -i '([^']+)' README\.md`/.exec(contributing) ?? [];
  const [, , patch = ''] = /^(`{3,})diff\n(.*?)^\1$/ms.exec(contributing) ?? [];
  writeFileSync(join(folder, 'README.md'), textOf('README.md'));
  execFileSync('sed', ['-i', script, 'README.md'], { cwd: folder });
  execFileSync('git', ['apply', '-'], { cwd: folder, input: patch, stdio: ['pipe', 'pipe', 'pipe'] });
  const patched = readFileSync(join(folder, 'README.md'), 'utf8');
  const [first] = /(?<=^```\n).+$/m.exec(patched) ?? [];
  expect(first).toBe('npx access-lake demo');
  expect(patched).toContain('\nnpm ci && npm run demo\nnpm ci && npm test\n');
  expect(patched).not.toMatch(/--no-install|not on npm/);
});
