/** The accept file as commands write it: sorted, an object a line, so that a change of it reads as one. */

import type { Signed } from '../decisions/signed-list.js';
import { type EditEffects, editNamedFile } from '../files/edited-file.js';
import { type FolderEffects, OwnFolder } from '../files/own-folder.js';
import { daysAfter, isDate } from '../model/days.js';
import { UserError, usageError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { nearest } from '../tools/nearest.js';
import { type Accepted, acceptedIn, acceptTextAt, MOST_DAYS, TAKEN_UPON_ONESELF } from './write/accept-file.js';
import { readIndex } from './write/index/read.js';
import { INDEX } from './write/layout.js';

interface Place {
  /** The folder of the proposals. */
  readonly out: string;
  readonly file: string;
}

interface Given {
  readonly ids: readonly string[];
  readonly signature: Signed;
  readonly today: string;
}

interface Written {
  readonly entries: readonly Accepted[];
  readonly taken: readonly { readonly id: string; readonly says: string }[];
}

/** Fails with a UserError where no document has a blocker, and for a day that is past or too far, before anything is written. */
export async function acceptBlockers(place: Place, given: Given, effects: EditEffects): Promise<Written> {
  const { ids, signature, today } = given;
  const codes = await codesOf(place.out, effects);
  for (const id of ids) if (!codes.has(id)) throw unknown(id, codes.keys());
  const taken = ids.flatMap((id) => {
    const says = TAKEN_UPON_ONESELF[codes.get(id) as string];
    return says === undefined ? [] : [{ id, says }];
  });
  checkDay(given, taken.length > 0 ? daysAfter(today, MOST_DAYS) : undefined);
  if (taken.length > 0 && ids.length > 1) {
    throw usageError(
      `Cannot accept "${taken[0]?.id}" together with others: it must be accepted by itself.`,
      'Give one --accept at a time.',
    );
  }
  const change = (before: readonly Accepted[]): Accepted[] => [
    ...before.filter(({ id }) => !ids.includes(id)),
    ...ids.map((id) => ({ id, ...signature })),
  ];
  return { entries: await changed(place.file, change, effects), taken };
}

/** Fails with a UserError for an id that the file does not hold. */
export async function unacceptBlockers(
  { file }: Place,
  ids: readonly string[],
  effects: EditEffects,
): Promise<Written> {
  const change = (before: readonly Accepted[]): Accepted[] => {
    const known = new Set(before.map(({ id }) => id));
    for (const id of ids) {
      if (!known.has(id))
        throw usageError(`Cannot remove "${id}": ${jsonForTerminal(file)} does not contain it.`, nearTo(id, known));
    }
    return before.filter(({ id }) => !ids.includes(id));
  };
  return { entries: await changed(file, change, effects), taken: [] };
}

/** Codes of all blockers of the proposals, by id. */
async function codesOf(out: string, effects: FolderEffects): Promise<Map<string, string>> {
  const index = await readIndex(new OwnFolder(out, { hint: 'Give another --out.' }, effects), INDEX);
  if (index === undefined) {
    throw usageError(
      `Cannot accept blockers of "${out}": it holds no proposals.`,
      'Give the folder that `access-lake propose --out` wrote.',
    );
  }
  return new Map(index.documents.flatMap(({ blockers }) => blockers.map(({ id, code }) => [id, code] as const)));
}

function checkDay({ signature: { expires }, today }: Given, latest: string | undefined): void {
  if (!isDate(expires)) throw usageError(`Cannot accept until "${expires}": it is not a date.`, 'Give yyyy-MM-dd.');
  if (expires < today)
    throw usageError(`Cannot accept until "${expires}": it is in the past.`, 'Give today or a later day.');
  if (latest === undefined || expires <= latest) return;
  throw usageError(
    `Cannot accept until "${expires}": such a blocker can be accepted for at most ${MOST_DAYS} days.`,
    `Give ${latest} or an earlier day.`,
  );
}

function unknown(id: string, known: Iterable<string>): UserError {
  return usageError(
    `Cannot accept "${id}": no document of the proposals has this blocker.`,
    nearTo(id, new Set(known)),
  );
}

function nearTo(id: string, known: ReadonlySet<string>): string {
  const [near] = nearest(id, known);
  return near === undefined
    ? 'index.json lists them, and so does the README of each document.'
    : `Did you mean ${near}?`;
}

/** Of an empty text: none. One that a person wrote in YAML would lose its comments. */
async function entriesIn(file: string, text: string): Promise<Accepted[]> {
  if (text === '') return [];
  const entries = await acceptedIn(file, text);
  try {
    JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`Cannot write ${jsonForTerminal(file)}: it is YAML, and would become JSON.`, {
      hint: 'Edit it by hand, or give another file to --accept-file.',
      exit: 'usage',
    });
  }
  return entries;
}

/** The entries after the change, as the file then holds them. */
async function changed(
  path: string,
  change: (before: readonly Accepted[]) => Accepted[],
  effects: EditEffects,
): Promise<readonly Accepted[]> {
  let entries: readonly Accepted[] = [];
  const file = { path, hint: 'Give another file to --accept-file.', ...acceptTextAt(path) };
  const edit = async (text: string): Promise<string> => {
    entries = change(await entriesIn(path, text)).sort((a, b) => (a.id < b.id ? -1 : 1));
    return entries.length === 0 ? '[]\n' : `[\n${entries.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`;
  };
  await editNamedFile(file, edit, effects);
  return entries;
}
