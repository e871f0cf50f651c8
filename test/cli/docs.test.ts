/** What the documents repeat of the code is what the code says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { EXIT_CODES } from '../../src/model/errors.js';
import { SOURCES } from '../../src/model/sources.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const commands = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');

test('the README is read in one go', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(90);
});

test('docs/commands.md has the exit codes of the code, and no others', () => {
  const rows = [...commands.matchAll(/^\| (\d+) +\| (.+?) +\|$/gm)].map(([, code, meaning]) => ({
    code: Number(code),
    meaning,
  }));
  expect(rows).toEqual(Object.values(EXIT_CODES));
});

test('docs/commands.md has the sources as they are declared, and no others', () => {
  const rows = [...commands.matchAll(/^\| `([\w-]+)` +\| (with the plan|in each account) +\| (.+?) +\| (.+?) +\|$/gm)];
  const asked = { plan: 'with the plan', account: 'in each account' };
  expect(rows.map(([, ...cells]) => cells)).toEqual(
    SOURCES.map(({ name, askedIn, actions, sentence }) => {
      return [name, asked[askedIn], actions.map((action) => `\`${action}\``).join(', '), sentence];
    }),
  );
});

test.each(COMMANDS.map(({ name }) => name))('docs/commands.md names the command %s', (name) => {
  expect(commands).toContain(`\`${name}\``);
});

const root = fileURLToPath(new URL('../..', import.meta.url));

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test.each(documents)('every file and heading that %s points to is there', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  for (const [, path = '', heading] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
    const target = path === '' ? document : join(dirname(document), path);
    expect(existsSync(join(root, target)), `${path} of ${document}`).toBe(true);
    if (heading !== undefined) expect(headingsOf(target), `${path}#${heading}`).toContain(heading);
  }
});

/** As GitHub names them in links. */
function headingsOf(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('the README points to the documents', () => {
  const lacking = documents.filter((name) => name !== 'README.md' && !readme.includes(`(${name}`));
  expect(lacking).toEqual([]);
});

/** Every text that is shipped or read on the way here: documents, the sources with their help and hints, templates. */
function textFiles(): string[] {
  const below = ['docs', 'src', 'deploy', 'queries', 'scripts', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const beside = readdirSync(root).filter((name) => /\.(md|json)$/.test(name));
  return [...below, ...beside].filter((name) => /\.(md|ts|mjs|json|ya?ml|sql|html|css)$/.test(name));
}

test('no text names a command that could run the package of a stranger, for ours is not published', () => {
  const files = textFiles();
  expect(files.length).toBeGreaterThan(300);
  const lines = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => /(npx|npm exec|npm x|npm i(nstall)?|pnpm dlx|yarn dlx|bunx)( -\S+)* access-lake/.test(line))
      .filter((line) => file !== 'CONTRIBUTING.md' || !line.startsWith('+')) // of the patch for after the release
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.filter((line) => !/npx --no-install access-lake|npm exec --no access-lake/.test(line))).toEqual([]);
});
