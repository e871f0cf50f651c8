/** What the workflows may do, and what they run. zizmor looks at the rest (test/clients/zizmor.test.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commandOf, type Job, readWorkflow } from './workflow.js';

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
    page: { contents: 'write' },
  });
  for (const { run } of jobs.page?.steps ?? []) expect(run ?? '').not.toMatch(/\bnpm\b|\bnpx\b/);
  const { steps = [] } = jobs.npm as Job;
  expect(steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout'))).toEqual([]);
  expect(steps.flatMap(({ run = [] }) => run)).toEqual([
    'npm publish ./access-lake-*.tgz --access public --provenance',
  ]);
});

test('nothing is published before CI, the checks, the package and the image have passed', () => {
  expect(jobs.image?.needs).toEqual(['ci', 'package']);
  expect([jobs.try?.needs, jobs.scan?.needs, jobs.installed?.needs]).toEqual(['image', 'image', 'package']);
  expect(jobs.npm?.needs).toEqual(['installed', 'try', 'scan']);
  expect(jobs.page?.needs).toEqual(['image', 'npm']);
  const run = jobs.package?.steps?.flatMap(({ run = [] }) => run).join('\n');
  expect(run).toContain('node scripts/release/check.mjs "$GITHUB_REF_NAME"');
  expect(run).toContain('node scripts/release/fixture.mjs');
});

test('the scan fails the release, and meets no token that may write', () => {
  const { steps = [], permissions } = jobs.scan as Job;
  expect(permissions).toEqual({ packages: 'read' });
  expect(steps.find(({ uses = '' }) => uses.startsWith('aquasecurity/trivy-action@'))?.with).toEqual({
    'image-ref': expect.stringMatching(/needs\.image\.outputs\.name \}\}@.*needs\.image\.outputs\.digest/),
    severity: 'HIGH,CRITICAL',
    'ignore-unfixed': true,
    'exit-code': '1',
  });
});

test('the packed command makes the demo and answers on macOS and Windows, with the least Node and a recommended one', () => {
  const { steps = [], strategy } = jobs.installed as Job;
  expect(strategy?.matrix).toEqual({ runner: ['macos-15', 'windows-2025'], node: [20, 24] });
  expect(steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout'))).toEqual([]);
  const run = commandOf(jobs.installed, 'Make the demo and ask it');
  expect(run).toContain('access-lake demo');
  expect(run).toContain('access-lake query worklist');
});

test('the release has the templates, the list of what an installation brings, and the notes', () => {
  const run = commandOf(jobs.page, 'Make the release');
  for (const name of ['hub.yaml', 'member-role.yaml', 'notes.md']) expect(run).toContain(`release/${name}`);
  expect(run).toContain('access-lake-*.cdx.json');
  expect(commandOf(jobs.page, 'Write templates and notes')).toContain('scripts/release/files.mjs');
  expect(commandOf(jobs.package, 'List what an installation brings with it')).toContain('npm run --silent sbom');
});
