/** A service reference that a person gives: a file in the form of the shipped one, or a folder of AWS's JSON files. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readNamedText } from '../files/named-text.js';
import { dayOf } from '../model/days.js';
import { usageError } from '../model/errors.js';
import { parseReference, readReference, type ServiceReference, trackedSince } from '../model/reference.js';

type ReferenceRow = ServiceReference['actions'][number];

/** The shipped list has 1 MB, and AWS's largest file of a service 3 MB. */
const MOST_BYTES = 16 * 2 ** 20;
/** AWS has some 450 services. */
const MOST_FILES = 5_000;

/** What of AWS's JSON is used: https://servicereference.us-east-1.amazonaws.com/v1/s3/s3.json */
interface ServiceFile {
  readonly Name: string;
  readonly Actions: readonly {
    readonly Name: string;
    readonly Annotations?: { readonly Properties?: Readonly<Record<string, boolean>> };
    readonly SupportedBy?: Readonly<Record<string, boolean>>;
  }[];
}

/** A usageError where it is neither, or is older than the list that ships. Of a folder the date is that of its newest file. */
export async function readReferenceAt(path: string): Promise<ServiceReference> {
  try {
    const place = await stat(path);
    const reference = place.isDirectory() ? await fromFolder(path) : parseReference(await textOf(path));
    if (reference.actions.length === 0) throw new Error('it does not hold a list of actions');
    const { date } = readReference();
    if (reference.date >= date) return reference;
    throw new Error(`its list of ${reference.date} is older than the shipped one of ${date}`);
  } catch (error) {
    throw usageError(
      `Cannot use --reference "${path}": ${(error as Error).message}.`,
      'Give a folder of the JSON files of servicereference.us-east-1.amazonaws.com, or a file like service-reference.tsv.',
    );
  }
}

/** Fails with the end of a sentence about `name`, which is empty for the file that the person named. */
async function textOf(path: string, name = ''): Promise<string> {
  const subject = (state: string): string => (name === '' ? state : state.replace(/^it\b/, name));
  const text = await readNamedText(path, { mostBytes: MOST_BYTES, refused: (state) => new Error(subject(state)) });
  if (text === undefined) throw new Error(subject('it is not there any more'));
  return text;
}

async function fromFolder(folder: string): Promise<ServiceReference> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
  if (names.length > MOST_FILES) throw new Error(`it holds ${names.length} JSON files, and ${MOST_FILES} are the most`);
  const actions: ReferenceRow[] = [];
  let newest = 0;
  for (const name of names) {
    const file = JSON.parse(await textOf(join(folder, name), name)) as Partial<ServiceFile> | null;
    if (typeof file?.Name !== 'string' || !Array.isArray(file.Actions)) continue; // such as the index
    if (file.Actions.some((action) => typeof action?.Name !== 'string'))
      throw new Error(`${name} has actions without names`);
    actions.push(...rowsOf(file as ServiceFile));
    newest = Math.max(newest, (await stat(join(folder, name))).mtimeMs);
  }
  const date = dayOf(newest);
  return { date, trackedAsOf: date, actions };
}

function rowsOf({ Name: service_namespace, Actions }: ServiceFile): ReferenceRow[] {
  return Actions.map(({ Name: action_name, Annotations, SupportedBy }) => {
    const is_tracked = SupportedBy?.['IAM Action Last Accessed'] ?? null;
    const access_level = levelOf(Annotations?.Properties ?? {});
    return {
      service_namespace,
      action_name,
      access_level,
      is_tracked,
      tracked_since: is_tracked ? trackedSince(service_namespace) : null,
      is_withdrawn: false,
    };
  });
}

function levelOf(properties: Readonly<Record<string, boolean>>): string {
  if (properties.IsPermissionManagement) return 'Permissions management';
  if (properties.IsTaggingOnly) return 'Tagging';
  if (properties.IsWrite) return 'Write';
  return properties.IsList ? 'List' : 'Read';
}
