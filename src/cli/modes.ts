/** Who may read what a command makes: a lake tells which forgotten role is powerful. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that every lake in a folder has. */
const LAKE_FOLDERS = ['runs', '_staging'] as const;

/** What of a lake tells who may read it; none of a bucket. */
export function lakePlaces({ destination }: { readonly destination?: string | undefined }): string[] {
  if (destination === undefined || destination.startsWith('s3://')) return [];
  return LAKE_FOLDERS.map((name) => join(destination, name));
}

/**
 * Does the work so that what it makes is for its owner alone (0600, and 0700 for folders), whichever library makes it.
 * The umask of the caller holds where `isShared`, and where one of `places` is open to others already.
 */
export async function withModes<T>(isShared: boolean, places: readonly string[], work: () => Promise<T>): Promise<T> {
  if (isShared || places.some(isOpenToOthers)) return work();
  if (working++ === 0) umask = process.umask(OWNER_ALONE);
  try {
    return await work();
  } finally {
    if (--working === 0) process.umask(umask);
  }
}

/** A process has one umask: the first of several works narrows it, the last restores what the first one found. */
let working = 0;
let umask = 0;

/** Nothing for group and others. */
const OWNER_ALONE = 0o077;

/** False for a place that cannot be looked at: what is wrong with it is told by what uses it. */
function isOpenToOthers(place: string): boolean {
  try {
    const found = lstatSync(place);
    return !found.isSymbolicLink() && (found.mode & OWNER_ALONE) !== 0;
  } catch {
    return false;
  }
}
