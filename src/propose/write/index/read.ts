/** index.json read again: somebody else may have written it, so what has not the shape that `propose` writes is none. */

import type { OwnFolder } from '../../../files/own-folder.js';
import { isDate } from '../../../model/days.js';
import { type INDEX, isDocumentFolder, type REPLACED_INDEX } from '../layout.js';
import type { IndexEntry } from './entry.js';
import type { AppliedEntry, Index, LeftAloneEntry, StoredOptions } from './file.js';

/** Largest index, in bytes: some 100,000 documents. */
const LARGEST_INDEX = 2 ** 28;

/**
 * The index of earlier proposals, or what a killed run left of it under another name; undefined: the folder holds none
 * of the shape that `propose` writes. Fails with a UserError for a link or anything but a file.
 */
export async function readIndex(
  folder: OwnFolder,
  name: typeof INDEX | typeof REPLACED_INDEX,
): Promise<Index | undefined> {
  const text = await folder.read(name, LARGEST_INDEX);
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return isIndexShape(found) ? (found as Index) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // whoever asks tells what they wanted with the folder
    throw error;
  }
}

type Is = (value: unknown) => boolean;
/** A check for each field of a type. */
type Fields<T> = { readonly [K in keyof Required<T>]: Is };

const isText: Is = (value) => typeof value === 'string';
const isFlag: Is = (value) => typeof value === 'boolean';
const isCount: Is = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isDay: Is = (value) => typeof value === 'string' && isDate(value);
const orNull =
  (is: Is): Is =>
  (value) =>
    value === null || is(value);
const listOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every(is);
const oneOf =
  (...values: readonly unknown[]): Is =>
  (value) =>
    values.includes(value);
const recordOf =
  (is: Is): Is =>
  (value) =>
    isObject(value) && Object.values(value).every(is);

function objectOf<T>(fields: Fields<T>): Is {
  return (value) => isObject(value) && Object.entries<Is>(fields).every(([name, is]) => is(ownOf(value, name)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownOf(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

const isId: Is = (value) => typeof value === 'string' && isDocumentFolder(value);
const texts = listOf(isText);

const isEntryShape = objectOf<IndexEntry>({
  id: orNull(isId),
  document_id: isText,
  kind: oneOf('managed_policy', 'inline_policy', 'permission_set', 'aws_managed_policy'),
  account_id: orNull(isText),
  arn: orNull(isText),
  owner_arn: orNull(isText),
  holder_arn: orNull(isText),
  name: isText,
  default_version_id: orNull(isText),
  status: oneOf('proposed', 'conditional', 'unchanged', 'refused', 'retire', 'withdrawn', 'applied'),
  reason: orNull(isText),
  blockers: listOf(
    objectOf<IndexEntry['blockers'][number]>({
      id: isText,
      code: isText,
      subject: isText,
      removable_without: isCount,
      growth: orNull(isObject),
    }),
  ),
  attachments: isCount,
  holders: isCount,
  holders_young: isCount,
  holders_with_evidence: isCount,
  holders_unmeasured: isCount,
  holders_gone: isCount,
  holders_left_out: isCount,
  grades: recordOf(isCount),
  actions_leave_text: isCount,
  actions_leave_text_administrator: isCount,
  actions_leave_text_escalates: isCount,
  actions_leave_text_changes_policies: isCount,
  actions_leave_text_writes: isCount,
  actions_leave_text_reads: isCount,
  services_leave_text: isCount,
  services_removed: texts,
  statements_left_alone: recordOf(isCount),
  residual_admin: isFlag,
  residual_actions: texts,
  drops_unknown_namespaces: isFlag,
  detach: isFlag,
  copy_names: texts,
  size_before: isCount,
  size_after: isCount,
  entity_size_after: orNull(isCount),
  sha256_before: orNull(isText),
  sha256_after: orNull(isText),
  parts: listOf(
    objectOf<IndexEntry['parts'][number]>({
      name: isText,
      arn: orNull(isText),
      size_before: orNull(isCount),
      size_after: orNull(isCount),
      sha256_before: orNull(isText),
      sha256_after: orNull(isText),
      files: texts,
      reason: orNull(isText),
    }),
  ),
  differences: listOf(
    objectOf<IndexEntry['differences'][number]>({ part: isText, sha256: orNull(isText), account_ids: texts }),
  ),
  detail: orNull(isText),
  gain: orNull(
    objectOf<NonNullable<IndexEntry['gain']>>({
      holders: isCount,
      actions_lost: isCount,
      actions_lost_administrator: isCount,
      actions_lost_escalates: isCount,
      actions_lost_changes_policies: isCount,
      actions_lost_writes: isCount,
      actions_lost_reads: isCount,
    }),
  ),
});

/** The files of a proposal are those of its document. */
const isEntry: Is = (value) => {
  if (!isEntryShape(value)) return false;
  const { id, document_id } = value as IndexEntry;
  return id === null || id.endsWith(`-${document_id}`);
};

const options = objectOf<StoredOptions>({
  grade: oneOf('service', 'action'),
  grantAge: oneOf('any', 'known'),
  isUnprovenIncluded: isFlag,
  isPerHolder: isFlag,
  leastGain: isCount,
  isReadOnlyIncluded: isFlag,
  exceptions: objectOf<StoredOptions['exceptions']>({
    principals: texts,
    actions: texts,
    policies: texts,
    tags: texts,
    idle: texts,
    released: texts,
  }),
  selection: objectOf<StoredOptions['selection']>({
    accountIds: texts,
    ous: texts,
    principals: texts,
    policies: texts,
    permissionSets: texts,
    tags: texts,
  }),
});

const isIndexShape = objectOf<Index>({
  format: oneOf(1),
  lake: isText,
  snapshot_date: isDay,
  days: isCount,
  expires_on: isDay,
  rechecked_at: orNull(isText),
  options,
  documents: listOf(isEntry),
  left_alone: listOf(objectOf<LeftAloneEntry>({ arn: isText, why: isText })),
  families: listOf(isObject),
  applied: listOf(
    objectOf<AppliedEntry>({
      id: isId,
      name: isText,
      actions_leave_text: isCount,
      sha256_after: orNull(isText),
      snapshot_date: isDay,
    }),
  ),
});
