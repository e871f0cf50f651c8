/** What a GitHub release has: templates that name the image of the release, and notes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-files-'));
const IMAGE = `ghcr.io/example/access-lake@sha256:${'0a'.repeat(32)}`;
const textOf = (...path: string[]) => readFileSync(join(...path), 'utf8');
/** The intrinsic functions stay as they are written: no tag is known here. */
const parameters = (text: string) => parse(text, { logLevel: 'silent' }).Parameters;

afterAll(() => rmSync(folder, { recursive: true }));

function write(...words: string[]) {
  const script = join(root, 'scripts/release/files.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, ...words], { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

test('the template differs in one thing: the image need not be named', () => {
  const place = join(folder, 'release');
  expect(write('0.1.0', IMAGE, place)).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(place).sort()).toEqual(['hub.yaml', 'member-role.yaml', 'notes.md']);
  const [filled, ours] = [textOf(place, 'hub.yaml'), textOf(root, 'deploy/hub.yaml')];
  expect(filled.replace(`Default: "${IMAGE}", `, '')).toBe(ours);
  expect(parameters(filled)).toEqual({
    ...parameters(ours),
    Image: { ...parameters(ours).Image, Default: IMAGE },
  });
  expect(textOf(place, 'member-role.yaml')).toBe(textOf(root, 'deploy/member-role.yaml'));
});

test('the longest name that the template admits leaves it small enough for CloudFormation', () => {
  const place = join(folder, 'long');
  expect(write('0.1.0', `${'a'.repeat(200)}@sha256:${'0'.repeat(64)}`, place).status).toBe(0);
  expect(Buffer.byteLength(textOf(place, 'hub.yaml'))).toBeLessThanOrEqual(51_200);
});

test('the notes are the section of the version, with the image', () => {
  const place = join(folder, 'notes');
  write('0.1.0', IMAGE, place);
  const notes = textOf(place, 'notes.md');
  expect(notes).toContain(IMAGE);
  expect(notes).toContain('\n- `query`: ');
  expect(notes).not.toMatch(/^## /m);
});

test.each([
  ['an image by its tag', ['0.1.0', 'ghcr.io/example/access-lake:0.1.0'], 'it is not a name with a digest'],
  ['more than an image', ['0.1.0', `x"}\n  y@sha256:${'0'.repeat(64)}`], 'it is not a name with a digest'],
  ['a version that has no section', ['9.9.9', IMAGE], 'no heading "## 9.9.9, <date>"'],
])('refuses %s, and writes nothing', (_what, words, sentence) => {
  const place = join(folder, 'refused');
  const { status, stderr } = write(...words, place);
  expect(status).toBe(1);
  expect(stderr).toContain(sentence);
  expect(() => readdirSync(place)).toThrow('ENOENT');
});

test('asks for all three words', () => expect(write('0.1.0', IMAGE).status).toBe(2));
