/** Which folders and files proposals have: by these names alone an earlier one is replaced. */
import type { Layout } from '../../files/foreign.js';
import type { Kind } from '../subjects/subject.js';

export const INDEX = 'index.json';
/** The index while the proposals that it tells are replaced: what a killed run leaves is known by it. */
export const REPLACED_INDEX = 'index.json.replaced';
export const README = 'README.md';
/** Beside apply.sh of a permission set: when it was last found to stand. */
export const RECHECKED = 'rechecked.json';

/** Of an account whose id is none, as a lake that somebody changed may have it. */
export const NO_ACCOUNT = 'other';

const KINDS: Readonly<Record<Kind, true>> = {
  managed_policy: true,
  inline_policy: true,
  permission_set: true,
  aws_managed_policy: true,
};

const PLACE = `(?:\\d{12}|sets|${NO_ACCOUNT})`;
const KIND = `(?:${Object.keys(KINDS).join('|')})`;
const NAME = '[a-z0-9-]{1,40}-[0-9a-f]{8}';
const TEXTS = '(?:before|after|after-\\d{1,4}|part-\\d{1,4}-before|part-\\d{1,4}-after)\\.json';

const DOCUMENT = new RegExp(`^${PLACE}/${KIND}/${NAME}$`);
const FOLDER = new RegExp(`^(?:${PLACE}(?:/${KIND}(?:/${NAME})?)?|families(?:/${NAME})?|scp(?:/draft)?)$`);
const FILES = [
  new RegExp(`^(?:${INDEX}|${REPLACED_INDEX}|${README})$`.replaceAll('.', '\\.')),
  new RegExp(
    `^${PLACE}/${KIND}/${NAME}/(?:${TEXTS}|change\\.diff|reasons\\.csv|proof\\.json|cloudtrail\\.sql|README\\.md|(?:apply|rollback|denials)\\.(?:sh|permissions\\.json)|apply\\.sh\\.withdrawn|rechecked\\.json)$`,
  ),
  new RegExp(`^families/${NAME}/(?:${TEXTS}|change\\.diff)$`),
  /^scp\/draft\/(?:[\w-]{1,200}\.json|README\.md)$/,
];

/** Whether a text is the folder of a document, as the index names it. */
export function isDocumentFolder(id: string): boolean {
  return DOCUMENT.test(id);
}

export const PROPOSALS: Layout = {
  isFolder: (path) => FOLDER.test(path),
  isFile: (path) => FILES.some((pattern) => pattern.test(path)),
};
