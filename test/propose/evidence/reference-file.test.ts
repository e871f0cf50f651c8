/** References that a person gives: each of another shape, or of no use, is refused with what is the matter. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readReference } from '../../../src/model/reference.js';
import { readReferenceAt } from '../../../src/propose/reference-file.js';

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
const columns = 'service_namespace\taction_name\taccess_level\tis_tracked\tis_withdrawn';

afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['dates', `# 2999-01-01\n${columns}\ns3\tGetObject\tRead\ttrue\n`, 'its first line lacks its two dates'],
  ['columns', `# 2999-01-01 2999-01-01\nservice\taction\ns3\tGetObject\n`, 'its columns are not service_namespace'],
  ['cells', `# 2999-01-01 2999-01-01\n${columns}\ns3\tGetObject\tRead\tmaybe\n`, 'its line 3 is not an action'],
  ['actions', `# 2999-01-01 2999-01-01\n${columns}\n`, 'it does not hold a list of actions'],
  [
    'days that are new enough',
    `# 2020-01-01 2020-01-01\n${columns}\ns3\tGetObject\tRead\ttrue\n`,
    `its list of 2020-01-01 is older than the shipped one of ${readReference().date}`,
  ],
])('refuses a file without %s', async (what, text, told) => {
  const path = join(folder, `${what}.tsv`);
  writeFileSync(path, text);
  await expect(readReferenceAt(path)).rejects.toThrow(told);
});

const ofAws = (name: string, files: Readonly<Record<string, unknown>>, time?: Date): string => {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(path, file), JSON.stringify(content));
    if (time !== undefined) utimesSync(join(path, file), time, time);
  }
  return path;
};
const s3 = {
  Name: 's3',
  Actions: [
    { Name: 'GetObject', SupportedBy: { 'IAM Action Last Accessed': false } },
    {
      Name: 'PutBucketPolicy',
      Annotations: { Properties: { IsPermissionManagement: true, IsWrite: true } },
      SupportedBy: { 'IAM Action Last Accessed': true },
    },
  ],
};

it('reads a folder of AWS, dated by its newest file, which tells what IAM tracks as of the same day', async () => {
  const day = '2099-03-01';
  const path = ofAws('folder', { 'index.json': [{ service: 's3' }], 's3.json': s3 }, new Date(`${day}T12:00:00Z`));
  const { date, trackedAsOf, actions } = await readReferenceAt(path);
  expect([date, trackedAsOf]).toEqual([day, day]);
  expect(actions).toMatchObject([
    { action_name: 'GetObject', access_level: 'Read', is_tracked: false, tracked_since: null },
    { action_name: 'PutBucketPolicy', access_level: 'Permissions management', is_tracked: true },
  ]);
});

it.each([
  ['is empty', {}, undefined, 'it does not hold a list of actions'],
  [
    'names no actions',
    { 's3.json': { Name: 's3', Actions: ['GetObject'] } },
    undefined,
    's3.json has actions without names',
  ],
  ['has lost its times', { 's3.json': s3 }, new Date(0), 'its list of 1970-01-01 is older than the shipped one'],
])('refuses a folder that %s', async (what, files, time, told) => {
  await expect(readReferenceAt(ofAws(what, files, time))).rejects.toThrow(told);
});

it.each([
  ['is a device', '/dev/zero', 'it is not a regular file'],
  ['is a pipe that nobody writes to', pipe(), 'it is not a regular file'],
  ['has more than 16 MiB', sized(2 ** 24 + 1), 'it is larger than 16 MiB'],
  ['is not UTF-8', binary('latin.tsv'), 'it is not UTF-8'],
  ['holds a file that is not UTF-8', folderWith('s3.json'), 's3.json is not UTF-8'],
])('refuses what %s', async (_, path, told) => {
  await expect(readReferenceAt(path)).rejects.toThrow(`Cannot use --reference "${path}": ${told}.`);
});

function pipe(): string {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

function sized(bytes: number): string {
  const path = join(folder, 'large.tsv');
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

function binary(...names: readonly string[]): string {
  const path = join(folder, ...names);
  writeFileSync(path, Buffer.from([0x23, 0xff, 0xfe]));
  return path;
}

function folderWith(name: string): string {
  const path = join(folder, 'of-bytes');
  mkdirSync(path);
  binary('of-bytes', name);
  return path;
}
