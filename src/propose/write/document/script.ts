/** The scripts of a document: parts of a program that are the same for all, with the data of the document as JSON before them. */

import { readFileSync } from 'node:fs';
import { canonicalSha256 } from '../../../policy/json.js';
import type { Assessment } from '../../assess/assessment.js';
import type { Kind } from '../../subjects/subject.js';
import type { WriteContext } from '../context.js';
import { afterFiles, copyNames } from '../names.js';
import { goingOf, holdersOf, homeRegionOf, membersOf, partitionOf } from './script-data.js';

export type Mode = 'apply' | 'rollback';

/** What a script may do besides `--dry-run`. */
const OPTIONS: Readonly<Record<Mode, Readonly<Record<string, string>>>> = {
  apply: {
    '--force': 'continue even if the document has new holders or something else manages it; lists each case',
    '--no-fresh': 'do not check what was used since the snapshot',
  },
  rollback: { '--force': 'restore what was there even if somebody changed it since; their text is kept' },
};

const EXIT_CODES: Readonly<Record<Mode, string>> = {
  apply:
    'Exits with 0: done; 1: refused, nothing was changed; 2: wrong arguments; 4: stopped partway, run it again to continue.',
  rollback:
    'Exits with 0: done; 1: refused, nothing was changed; 2: wrong arguments; 3: done except for what it lists, such as a role that no longer exists; 4: a call failed, run it again.',
};

const PARTS: Readonly<Record<Kind, Readonly<Record<'shared' | 'live', readonly string[]>>>> = {
  managed_policy: {
    shared: ['shared/policies', 'shared/versions', 'shared/attached'],
    live: ['shared/entities', 'apply/holders', 'apply/entities', 'apply/fresh'],
  },
  inline_policy: { shared: ['shared/inline'], live: ['apply/holders', 'apply/fresh'] },
  aws_managed_policy: {
    shared: ['shared/policies', 'shared/attached', 'shared/copies', 'shared/entities'],
    live: ['apply/holders', 'apply/entities', 'apply/fresh'],
  },
  permission_set: { shared: ['shared/sets'], live: ['shared/policies', 'apply/recheck'] },
};

/** Only what a kind needs: whoever applies it reads it first. */
function partsOf(kind: Kind, mode: Mode): string[] {
  const { shared, live } = PARTS[kind];
  const common = ['shared/aws', 'shared/texts', 'shared/checks', 'shared/steps', ...shared];
  const versions = kind === 'aws_managed_policy' ? ['shared/versions'] : [];
  return mode === 'apply'
    ? [...common, 'apply/checks', ...live, `apply/${kind}`, 'apply/main']
    : [...common, ...versions, 'rollback/restore', `rollback/${kind}`, 'rollback/main'];
}

const DOES: Readonly<Record<Mode, string>> = {
  apply: 'Puts the smaller document into force',
  rollback: 'Undoes what apply.sh changed',
};

export function changeScript(mode: Mode, assessment: Assessment, context: WriteContext): string {
  const data = [
    `MODE = "${mode}"`,
    `MODE_OPTIONS = json.loads(${jsonLiteral(OPTIONS[mode])})`,
    `EXIT_CODES = "${EXIT_CODES[mode]}"`,
    `PROPOSAL = json.loads(${jsonLiteral(proposalData(assessment, context))})`,
    `PARTITION = "${partitionOf(assessment.subject)}"`,
    `HOME_REGION = "${homeRegionOf(assessment.subject)}"`,
  ];
  return bashOf(mode === 'rollback' ? 'roll back' : mode, DOES[mode], data, partsOf(assessment.subject.kind, mode));
}

/**
 * `verb`: what cannot be done where a tool is missing. Python is isolated (-I): a module that lies beside the script, or
 * that the environment names, is never run with the credentials of whoever applies.
 */
export function bashOf(verb: string, does: string, data: readonly string[], parts: readonly string[]): string {
  return `#!/usr/bin/env bash
# ${does}; see README.md. Needs aws (the AWS CLI, 1 or 2) and python3 (3.7 or later).
set -euo pipefail
unset CDPATH
cd -- "$(dirname -- "\${BASH_SOURCE[0]}")"
for tool in aws python3; do
  command -v "$tool" >/dev/null || { echo "Cannot ${verb}: $tool is not installed." >&2; exit 1; }
done
exec python3 -I - "$@" <<'ACCESS_LAKE_PROGRAM'
import json
${data.join('\n')}
${parts.map(textOf).join('\n')}
ACCESS_LAKE_PROGRAM
`;
}

/** Read once: they are the same for every document. */
const programs = new Map<string, string>();

function textOf(part: string): string {
  const text = programs.get(part) ?? readFileSync(new URL(`./scripts/${part}.py`, import.meta.url), 'utf8').trimEnd();
  programs.set(part, text);
  return text;
}

/** JSON in ASCII alone, as a string that means the same in JSON and in Python. */
export function jsonLiteral(data: object): string {
  const json = JSON.stringify(data).replaceAll(/[\u007f-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return JSON.stringify(json);
}

function proposalData(assessment: Assessment, { date, expiresOn, accepted }: WriteContext): object {
  const { subject, after, blockers, parts, sha256Before, sha256After } = assessment;
  const ids = new Set(blockers.map(({ id }) => id));
  const files = afterFiles(after);
  return {
    kind: subject.kind,
    account_id: subject.accountId,
    arn: subject.arn,
    name: subject.name,
    default_version_id: subject.defaultVersionId,
    snapshot_date: date,
    expires_on: expiresOn,
    sha256_before: sha256Before,
    sha256_after: sha256After,
    detach: after.length === 0,
    files: Object.fromEntries(
      after.map((text, at) => [files[at], after.length === 1 ? sha256After : canonicalSha256(text)]),
    ),
    copies: subject.kind === 'aws_managed_policy' ? copyNames(assessment).map((name, at) => [name, files[at]]) : [],
    ...holdersOf(subject),
    members: membersOf(subject),
    ...goingOf(assessment),
    replaced: parts
      .filter(({ part, proposal }) => part.arn !== null && proposal !== null)
      .map(({ part }) => ({ arn: part.arn, sha256: canonicalSha256(part.text) })),
    blockers: blockers.map(({ id, code, subject: of }) => ({ id, code, subject: of })),
    accepted: accepted.filter(({ id }) => ids.has(id)),
  };
}
