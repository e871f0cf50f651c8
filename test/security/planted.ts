/** Links as somebody plants them who hands over a folder: what they lead to, and everywhere in the folder. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { treeOf } from '../propose/placing.js';

/** Stands in every file outside the folder. */
const PRECIOUS = 'precious';

/** Where a link leads, from the folder `outside`; the last two lead nowhere. */
export const TARGETS = {
  'a file outside': (outside: string) => join(outside, 'file'),
  'a folder outside': (outside: string) => join(outside, 'deep'),
  'a folder outside, by a relative path': () => '../../../../../../../../../../../../../../../../etc',
  'a device': () => '/dev/zero',
  nowhere: (outside: string) => join(outside, 'nowhere'),
  'a loop': (_outside: string, place: string) => place,
} as const;

export type Target = keyof typeof TARGETS;

/** Puts a link at the place, in the stead of what lies there. */
export function plant(place: string, target: Target, outside: string): void {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(TARGETS[target](outside, place), place);
}

/** A folder whose files a program may neither read nor change. */
export function makeOutside(outside: string): void {
  mkdirSync(join(outside, 'deep'), { recursive: true });
  for (const name of ['file', 'deep/file', 'deep/README.md', 'deep/proof.json', 'deep/apply.sh', 'deep/index.json']) {
    writeFileSync(join(outside, name), PRECIOUS);
  }
}

/** Holds that nothing outside has changed, and that nothing of it came into the folder. */
export async function keepsOutside(outside: string, folder: string, work: () => Promise<unknown>): Promise<void> {
  const before = treeOf(outside);
  await work();
  expect(treeOf(outside)).toEqual(before);
  for (const [path, text] of treeOf(folder)) expect(text.includes(PRECIOUS), path).toBe(false);
}
