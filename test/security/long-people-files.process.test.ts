/** 10,000 entries in the files of people: the answer is that of the few that count, for about two seconds of CPU more. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, runCommand } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';

const WORK = readFileSync(new URL('../query/questions/worklist/work.lake', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'long-'));
const lake = join(folder, 'lake');
const ENTRIES = 10_000;
/** Two seconds, twice: other programs on the machine lengthen CPU time, too. */
const MOST_MORE_MS = 4000;

afterAll(() => rmSync(folder, { recursive: true }));

type Entry = Readonly<Record<string, string>>;

interface Timed extends Ran {
  readonly cpuMs: number;
}

let last = 0;

/** The worklist with a file of these entries. */
async function worklist(flag: string, entries: readonly Entry[]): Promise<Timed> {
  const path = join(folder, `${last++}.json`);
  writeFileSync(path, JSON.stringify(entries));
  const begun = process.cpuUsage();
  const ran = await runCommand(['query', 'worklist', '--destination', lake, '--format', 'json', flag, path]);
  const { user, system } = process.cpuUsage(begun);
  return { ...ran, cpuMs: (user + system) / 1000 };
}

const many = <T>(entry: (at: number) => T): T[] => Array.from({ length: ENTRIES }, (_, at) => entry(at));
const SIGNED = { reason: 'r', owner: 'o', expires: '2099-01-01' };

/** The name with a `*` before its letters by the bits of the number: each matches it. */
function starred(name: string, bits: number): string {
  return [...name].map((letter, at) => (bits & (1 << at) ? `*${letter}` : letter)).join('');
}

/** Each kind: the option, entries of which few count, and those alone. */
const ANSWERED: readonly (readonly [what: string, flag: string, long: readonly Entry[], short: readonly Entry[]])[] = [
  [
    'owners by patterns that begin with a name',
    '--owners-file',
    [...many((at) => ({ principal: `role/team-${at}-*`, owner: `o${at}` })), { principal: 'role/t*', owner: 't' }],
    [{ principal: 'role/t*', owner: 't' }],
  ],
  [
    'owners by patterns that begin with a wildcard',
    '--owners-file',
    [...many((at) => ({ principal: `*o*-${at}*`, owner: `o${at}` })), { principal: '*o*', owner: 't' }],
    [{ principal: '*o*', owner: 't' }],
  ],
  [
    'owners by names and OUs',
    '--owners-file',
    [
      ...many((at) => ({ principal: `role/name-${at}`, owner: `o${at}` })),
      { principal: 'THREE', owner: 'three' },
      { ou: 'ou-b', owner: 'b' },
      { account: 'A', owner: 'a' },
    ],
    [
      { principal: 'role/three', owner: 'three' },
      { ou: 'Root/B', owner: 'b' },
      { account: '222222222222', owner: 'a' },
    ],
  ],
  [
    'owners by the name of an account',
    '--owners-file',
    many((at) => ({ account: at % 2 ? 'a' : 'B', owner: at < 2 ? `o${at}` : `late${at}` })),
    [
      { account: 'B', owner: 'o0' },
      { account: 'A', owner: 'o1' },
    ],
  ],
  [
    'tasks',
    '--tasks-file',
    many((at) => ({ task: at.toString(16).padStart(64, '0'), ...SIGNED })),
    [{ task: '0'.repeat(64), ...SIGNED }],
  ],
  [
    'exceptions by patterns of a name',
    '--except-file',
    many((at) => ({ principal: starred('AWSReservedSSO_Admin_a', at), ...SIGNED })),
    [{ principal: 'AWSReservedSSO_Admin_a', ...SIGNED }],
  ],
  [
    'exceptions by patterns of an action',
    '--except-file',
    many((at) => ({ action: `iam:${starred('AttachRolePolicy', at)}`, ...SIGNED })),
    [{ action: 'iam:AttachRolePolicy', ...SIGNED }],
  ],
];

const REFUSED: readonly (readonly [what: string, flag: string, entry: (at: number) => Entry, message: string])[] = [
  [
    'names of users and roles',
    '--except-file',
    (at) => ({ principal: `nobody-${at}`, ...SIGNED }),
    'Cannot use --except "nobody-0" for worklist: the lake knows no such user or role.',
  ],
  [
    'patterns of users and roles',
    '--except-file',
    (at) => ({ principal: `nobody-${at}-*`, ...SIGNED }),
    'Cannot use --except "nobody-0-*" for worklist: the lake knows no such user or role.',
  ],
  [
    'patterns of actions',
    '--except-file',
    (at) => ({ action: `iam:*Nothing${at}*`, ...SIGNED }),
    'Cannot use --except-action "iam:*Nothing0*" for worklist: the lake knows no such action.',
  ],
  [
    'accounts',
    '--owners-file',
    (at) => ({ account: `nowhere ${at}`, owner: 'o' }),
    'Cannot use the entry "nowhere 0" of --owners-file: the lake knows no such account.',
  ],
];

beforeAll(async () => {
  await writeLake(lake, WORK);
  await worklist('--owners-file', [{ principal: 'role/one', owner: 'o' }]); // loads what all of them need
});

describe(`${ENTRIES} entries`, () => {
  test.each(sampled(2, ANSWERED))('%s answer as those that count', async (_, flag, long, short) => {
    const few = await worklist(flag, short);
    const all = await worklist(flag, long);
    expect(few.error).toBeUndefined();
    expect(JSON.parse(all.out)).toEqual(JSON.parse(few.out));
    expect(all.cpuMs).toBeLessThan(few.cpuMs + MOST_MORE_MS);
  });

  test.each(REFUSED)('%s that nobody knows are refused, by the first', async (_, flag, entry, message) => {
    const one = await worklist(flag, [entry(0)]);
    const all = await worklist(flag, many(entry));
    expect([one.error?.message, all.error?.message]).toEqual([message, message]);
    expect(all.error?.hint).toBe(one.error?.hint);
    expect(all.cpuMs).toBeLessThan(one.cpuMs + MOST_MORE_MS);
  });
});
