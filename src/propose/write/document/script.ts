/** The scripts of a document: programs that are the same for all, with the data of the document as JSON within them. */

import { readFileSync } from 'node:fs';
import { canonicalSha256 } from '../../../policy/json.js';
import { type Assessment, namespacesOf } from '../../assess/assessment.js';
import type { Accepted } from '../accept-file.js';
import { afterFiles, copyNames } from '../names.js';
import { MOST_ACTIONS } from './cloudtrail.js';

export type Mode = 'apply' | 'rollback';

/** The scripts by what they do; `accepted`: what a person took upon themselves for blockers of the document. */
export function scripts(
  assessment: Assessment,
  expiresOn: string,
  accepted: readonly Accepted[],
): readonly (readonly [Mode, string])[] {
  const data = asciiJson(proposalData(assessment, expiresOn, accepted));
  const proposal = `PROPOSAL = json.loads(${JSON.stringify(data)})`;
  const of = (mode: Mode, does: string) =>
    [mode, bashOf(mode, does, [`MODE = "${mode}"`, proposal], 'program.py')] as const;
  return [of('apply', 'Puts the smaller document in force'), of('rollback', 'Puts back what apply.sh changed')];
}

/** Asks CloudTrail, by lookup-events, for denials of what goes: a change may break what no lake shows. */
export function denialsScript({ subject, removed }: Assessment): string {
  const named = removed.length <= MOST_ACTIONS ? removed : [];
  const data = asciiJson({
    holders: subject.holders.map(({ arn }) => arn),
    services: namespacesOf(removed).sort(),
    actions: named.map(({ action }) => action),
  });
  const does = 'Shows denials of the holders in the services of what apply.sh took away, by CloudTrail';
  return bashOf('look', does, [`WATCHED = json.loads(${JSON.stringify(data)})`], 'denials.py');
}

/**
 * `verb`: what cannot be done where a tool is missing. Python is isolated (-I): a module that lies beside the script, or
 * that the environment names, is never run with the credentials of whoever applies.
 */
function bashOf(verb: string, does: string, data: readonly string[], program: Program): string {
  return `#!/usr/bin/env bash
# ${does}; README.md tells what it is. Needs aws (the AWS CLI) and python3.
set -euo pipefail
cd -- "$(dirname -- "\${BASH_SOURCE[0]}")"
for tool in aws python3; do
  command -v "$tool" >/dev/null || { echo "Cannot ${verb}: $tool is not installed." >&2; exit 1; }
done
exec python3 -I - "$@" <<'ACCESS_LAKE_PROGRAM'
import json
${data.join('\n')}
${textOf(program)}
ACCESS_LAKE_PROGRAM
`;
}

type Program = 'program.py' | 'denials.py';

/** Read once: they are the same for every document. */
const programs = new Map<Program, string>();

function textOf(program: Program): string {
  const text =
    programs.get(program) ?? readFileSync(new URL(`./scripts/${program}`, import.meta.url), 'utf8').trimEnd();
  programs.set(program, text);
  return text;
}

/** JSON in ASCII alone, so that as a string it means the same in JSON and in Python. */
function asciiJson(data: object): string {
  return JSON.stringify(data).replaceAll(/[\u007f-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function proposalData(assessment: Assessment, expiresOn: string, accepted: readonly Accepted[]): object {
  const { subject, after, blockers, parts, sha256Before, sha256After } = assessment;
  const ids = new Set(blockers.map(({ id }) => id));
  const files = afterFiles(after);
  return {
    kind: subject.kind,
    account_id: subject.accountId,
    arn: subject.arn,
    name: subject.name,
    owner: subject.ownerArn === null ? null : entityOf(subject.ownerArn),
    default_version_id: subject.defaultVersionId,
    expires_on: expiresOn,
    sha256_before: sha256Before,
    sha256_after: sha256After,
    detach: after.length === 0,
    files: Object.fromEntries(
      after.map((text, at) => [files[at], after.length === 1 ? sha256After : canonicalSha256(text)]),
    ),
    copies: subject.kind === 'aws_managed_policy' ? copyNames(assessment).map((name, at) => [name, files[at]]) : [],
    holders: subject.attachedTo.map(entityOf),
    replaced: parts
      .filter(({ part, proposal }) => part.arn !== null && proposal !== null)
      .map(({ part }) => ({ arn: part.arn, sha256: canonicalSha256(part.text) })),
    blockers: blockers.map(({ id, code, subject: of }) => ({ id, code, subject: of })),
    accepted: accepted.filter(({ id }) => ids.has(id)),
  };
}

/** `arn:…:role/path/name` as what the aws command asks for. */
function entityOf(arn: string): { type: string; name: string } {
  const [type = '', ...path] = arn.split(':').slice(5).join(':').split('/');
  return { type, name: path.at(-1) ?? '' };
}
