/** What the workflows may do, and what they run. zizmor looks at the rest (test/clients/zizmor.test.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Job, readWorkflow } from './workflow.js';

const folder = resolve(import.meta.dirname, '../../.github/workflows');
const names = readdirSync(folder);
const jobs: Readonly<Record<string, Job>> = readWorkflow('release.yml').jobs;

test('there are two', () => expect(names.sort()).toEqual(['ci.yml', 'release.yml']));

test.each(names)('%s grants nothing at its top, and names what each job may do', (name) => {
  const { permissions, jobs } = readWorkflow(name);
  expect(permissions).toEqual({});
  expect(Object.values(jobs).filter((job) => job.permissions === undefined)).toEqual([]);
});

test.each(names)('%s takes actions of others by commit, with the version beside it', (name) => {
  const uses = readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line));
  expect(uses.length).toBeGreaterThan(1);
  expect(uses.filter((line) => !/ [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test('one action has one commit in all workflows', () => {
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const pins = new Set([...texts.matchAll(/uses: (\S+@[0-9a-f]{40})/g)].map(([, pin]) => pin));
  expect([...new Set([...pins].map((pin) => pin?.split('@')[0]))]).toHaveLength(pins.size);
});

test('only what publishes may write, and nothing that runs code of a dependency is trusted by npm', () => {
  const writers = Object.entries(jobs).filter(([, { permissions = {} }]) =>
    Object.values(permissions).includes('write'),
  );
  expect(Object.fromEntries(writers.map(([name, { permissions }]) => [name, permissions]))).toEqual({
    image: { contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' },
    npm: { 'id-token': 'write' },
  });
  const { steps = [] } = jobs.npm as Job;
  expect(steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout'))).toEqual([]);
  expect(steps.flatMap(({ run = [] }) => run)).toEqual([
    'npm publish ./access-lake-*.tgz --access public --provenance',
  ]);
});

test('nothing is published before CI, the checks and the image on both architectures have passed', () => {
  expect(jobs.image?.needs).toEqual(['ci', 'package']);
  expect(jobs.try?.needs).toBe('image');
  expect(jobs.npm?.needs).toBe('try');
  const run = jobs.package?.steps?.flatMap(({ run = [] }) => run).join('\n');
  expect(run).toContain('node scripts/release/check.mjs "$GITHUB_REF_NAME"');
  expect(run).toContain('node scripts/release/fixture.mjs');
});
