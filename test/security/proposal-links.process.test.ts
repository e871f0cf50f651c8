/** A folder of proposals that somebody else hands over, with links where `propose` reads and writes. */
import { cpSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_EXCEPTIONS } from '../../src/decisions/except-file.js';
import { type Rechecked, readProposals, recheckProposals } from '../../src/propose/recheck.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../src/query/duckdb/open-tables.js';
import { inFolder } from '../export/lake.js';
import { ONE, placed, treeOf } from '../propose/placing.js';
import { indexOf, proposed, request } from '../propose/proposing.js';
import { writeLake } from '../query/lake/write-lake.js';
import { keepsOutside, makeOutside, plant, TARGETS, type Target } from './planted.js';

const folder = mkdtempSync(join(tmpdir(), 'proposal-links-'));
const seed = readFileSync(new URL('../propose/seed.lake', import.meta.url), 'utf8');
const outside = join(folder, 'outside');
const targets = Object.keys(TARGETS) as Target[];
let engine: DuckdbEngine;
/** Of the proposal that the recheck withdraws. */
let withdrawn: string;

beforeAll(async () => {
  makeOutside(outside);
  const first = await duckdbEngine(await writeLake(join(folder, 'lake'), seed));
  const entries = await proposed(first, join(folder, 'made'));
  await first.close();
  withdrawn = entries.get('payments')?.id as string;
  const row = 'PaymentAppTestRole | s3                | CreateBucket       | ';
  engine = await duckdbEngine(await writeLake(join(folder, 'used'), seed.replace(`${row}-`, `${row}2026-06-30`)));
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const REFUSED = {
  name: 'UserError',
  exit: 'usage',
  message: expect.stringMatching(/: it is a symbolic link, and links are not followed/),
};

/** Does the work on a copy of proposals with such a link; it must refuse, and change nothing at all. */
async function refusesLink(made: string, place: string, target: Target, work: (out: string) => Promise<unknown>) {
  const out = mkdtempSync(join(folder, 'out-'));
  cpSync(made, out, { recursive: true, verbatimSymlinks: true });
  plant(join(out, place), target, outside);
  const before = treeOf(out);
  await keepsOutside(outside, out, async () => {
    await expect(work(out), `${place} -> ${target}`).rejects.toMatchObject(REFUSED);
  });
  expect(treeOf(out)).toEqual(before);
  rmSync(out, { recursive: true });
}

async function rechecked(out: string): Promise<Rechecked> {
  const question = { date: '2026-07-01', dates: request.dates, reference: undefined, today: '2026-07-02' };
  return recheckProposals(engine, await readProposals(out), { ...question, exceptions: NO_EXCEPTIONS }, {});
}

/** A link of one kind at every place, and of each other kind at some of them. */
const linked = (places: readonly string[]): (readonly [string, Target])[] => [
  ...places.map((place) => [place, 'a file outside'] as const),
  ...targets
    .slice(1)
    .flatMap((target, at) => [0, 1, 2].map((n) => [places[(3 * at + n) % places.length] as string, target] as const)),
];

it('no link is followed by --out, wherever it lies', () =>
  inFolder(async (made) => {
    await placed(made, [ONE], 'old');
    const places = [...treeOf(made).keys(), 'index.json.replaced', 'sets', `${ONE}/apply.sh.withdrawn`];
    expect(places.length).toBeGreaterThan(25);
    for (const [place, target] of linked(places))
      await refusesLink(made, place, target, (out) => placed(out, [ONE], 'new'));
  }));

it('no link is followed by --recheck, wherever it lies', async () => {
  const own = [...treeOf(join(folder, 'made', withdrawn)).keys()].map((name) => `${withdrawn}/${name}`);
  const above = withdrawn.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
  const places = ['index.json', 'README.md', ...above, ...own, `${withdrawn}/apply.sh.withdrawn`, 'scp', 'families'];
  expect(places.length).toBeGreaterThan(15);
  for (const [place, target] of linked(places)) await refusesLink(join(folder, 'made'), place, target, rechecked);
});

it('a link that is put in after the first look is not followed either', async () => {
  for (const place of [`${withdrawn}/README.md`, withdrawn, 'index.json']) {
    const out = mkdtempSync(join(folder, 'late-'));
    cpSync(join(folder, 'made'), out, { recursive: true });
    const proposals = await readProposals(out);
    plant(join(out, place), place === withdrawn ? 'a folder outside' : 'a file outside', outside);
    const question = { date: '2026-07-01', dates: request.dates, reference: undefined, today: '2026-07-02' };
    await keepsOutside(outside, out, async () => {
      const work = recheckProposals(engine, proposals, { ...question, exceptions: NO_EXCEPTIONS }, {});
      await expect(work, place).rejects.toMatchObject(REFUSED);
    });
  }
});

it('links beside the files of proposals stay, and are not followed', async () => {
  const out = join(folder, 'beside');
  cpSync(join(folder, 'made'), out, { recursive: true });
  const links = [join(out, 'notes'), join(out, withdrawn, 'notes'), join(out, withdrawn, 'README.md.new')];
  for (const link of links) symlinkSync(join(outside, 'file'), link);
  await keepsOutside(outside, out, async () => {
    expect((await rechecked(out)).withdrawn.map(({ id }) => id)).toEqual([withdrawn]);
  });
  for (const link of links) expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(indexOf(out).documents.find(({ id }) => id === withdrawn)?.status).toBe('withdrawn');
});

it('the folder itself may be a link', async () => {
  cpSync(join(folder, 'made'), join(folder, 'reached'), { recursive: true });
  symlinkSync('reached', join(folder, 'way'));
  expect((await rechecked(join(folder, 'way'))).withdrawn).toHaveLength(1);
  await placed(join(folder, 'way'), [ONE], 'new');
  expect(lstatSync(join(folder, 'way')).isSymbolicLink()).toBe(true);
});
