/** What a release refuses: a tag, a changelog or a tree that does not agree with the others. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/release/check.mjs');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-check-'));
const RELEASED = '# Changelog\n\n## 1.2.3, 2026-12-01\n\n- First.\n';

afterAll(() => rmSync(folder, { recursive: true }));

interface Tree {
  readonly version?: string;
  readonly locked?: string;
  readonly changelog?: string;
}

/** A repository of one commit. */
function repository({ version = '1.2.3', locked = version, changelog = RELEASED }: Tree): string {
  const place = mkdtempSync(join(folder, 'tree-'));
  writeFileSync(join(place, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(place, 'package-lock.json'), JSON.stringify({ version: locked }));
  writeFileSync(join(place, 'CHANGELOG.md'), changelog);
  const git = (...words: string[]) => execFileSync('git', words, { cwd: place });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=tests', '-c', 'user.email=tests@example.com', 'commit', '--quiet', '-m', 'test: Begin');
  return place;
}

function check(place: string, ...words: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [script, ...words], { cwd: place, encoding: 'utf8' });
  return { status, problems: stderr.split('\n').filter(Boolean) };
}

test('takes a tag that all agree with', () => {
  expect(check(repository({}), '1.2.3')).toEqual({ status: 0, problems: [] });
});

test.each<[string, Tree, string, string]>([
  [
    'a tag that is not the version',
    { changelog: RELEASED.replace('1.2.3', '1.2.4') },
    '1.2.4',
    'package.json has version 1.2.3',
  ],
  ['a lock file of another version', { locked: '1.2.2' }, '1.2.3', 'package-lock.json has version 1.2.2'],
  [
    'a changelog without it',
    { changelog: RELEASED.replace('1.2.3', '1.2.30') },
    '1.2.3',
    'no heading "## 1.2.3, <date>"',
  ],
  ['a heading without a date', { changelog: '## 1.2.3\n' }, '1.2.3', '"## 1.2.3". Put the date in'],
  ['not released yet', { changelog: '## 1.2.3, not released yet\n' }, '1.2.3', 'not released yet". Put the date in'],
  ['a v before it', {}, 'v1.2.3', 'Cannot release the tag "v1.2.3": package.json has version 1.2.3.'],
])('refuses %s', (_what, tree, tag, sentence) => {
  const { status, problems } = check(repository(tree), tag);
  expect(status).toBe(1);
  expect(problems.join('\n')).toContain(sentence);
});

test.each(['package.json', 'new.txt'])('refuses a dirty tree: %s', (file) => {
  const place = repository({});
  writeFileSync(join(place, file), JSON.stringify({ version: '1.2.3', private: true }));
  const problems = [`Cannot release a tree with changes that are not committed, 1 in all: ${file}`];
  expect(check(place, '1.2.3')).toEqual({ status: 1, problems });
});

test('names every problem at once', () => {
  const place = repository({ changelog: '# Changelog\n' });
  writeFileSync(join(place, 'new.txt'), '');
  expect(check(place, '2.0.0').problems).toHaveLength(4);
});

test('asks for a tag', () => expect(check(repository({})).status).toBe(2));
