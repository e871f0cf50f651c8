/** All files of one document, by name. */
import { escapeForTerminal, harmlessJson } from '../../../model/escape.js';
import type { Assessment } from '../../assess/assessment.js';
import type { WriteContext } from '../context.js';
import { partFiles } from '../index/entry.js';
import { README } from '../layout.js';
import { afterFiles } from '../names.js';
import { cloudtrailSql } from './cloudtrail.js';
import { denialsScript } from './denials.js';
import { permissionsOf } from './permissions.js';
import { changeOf } from './proposal.js';
import { documentReadme } from './readme.js';
import { retireReadme } from './retire.js';
import { changeScript } from './script.js';

export interface WrittenFile {
  readonly name: string;
  /** In pieces where it is long. */
  readonly text: string | Iterable<string>;
  readonly isExecutable?: true;
}

export function documentFiles(assessment: Assessment, context: WriteContext): WrittenFile[] {
  if (assessment.status === 'retire') return [{ name: README, text: retireReadme(assessment, context) }];
  const { before, after, parts } = assessment;
  const names = afterFiles(after);
  return [
    { name: 'before.json', text: before ?? 'null' },
    ...(after.length === 0 ? [{ name: names[0] as string, text: 'null' }] : []),
    ...after.map((text, at) => ({ name: names[at] as string, text })),
    ...parts.flatMap(({ part, proposal, after: own }, at): WrittenFile[] => {
      if (assessment.subject.kind !== 'permission_set' || proposal === null) return [];
      const [old, now] = partFiles(at);
      return [
        { name: old, text: part.text ?? 'null' },
        { name: now, text: own[0] ?? 'null' },
      ];
    }),
    { name: 'change.diff', text: changeOf(before, after) },
    { name: 'reasons.csv', text: reasonsCsv(assessment) },
    { name: 'proof.json', text: harmlessJson(proofOf(assessment)) },
    { name: 'cloudtrail.sql', text: cloudtrailSql(assessment) },
    { name: README, text: documentReadme(assessment, context) },
    ...(context.isExpired ? [] : programs(assessment, context)),
  ];
}

/** Each with the least policy of its caller. */
function programs(assessment: Assessment, context: WriteContext): WrittenFile[] {
  const texts = {
    apply: changeScript('apply', assessment, context),
    rollback: changeScript('rollback', assessment, context),
    denials: denialsScript(assessment, context),
  };
  const names = ['apply', 'rollback', 'denials'] as const;
  return names.flatMap((name): WrittenFile[] => [
    { name: `${name}.sh`, text: texts[name], isExecutable: true },
    { name: `${name}.permissions.json`, text: harmlessJson(permissionsOf(name, assessment)) },
  ]);
}

function reasonsCsv({ removed, subject }: Assessment): string {
  const header = 'action,grade,evidence_days,grant_age,last_known_use,holders';
  const rows = removed.map(
    ({ action, grade, evidenceDays, grantAge, lastKnownUse }) =>
      `${cell(action)},${grade},${evidenceDays ?? ''},${grantAge},${lastKnownUse ?? ''},${subject.holders.length}`,
  );
  return `${[header, ...rows].join('\n')}\n`;
}

/** As AWS names actions. */
const PLAIN = /^[a-z][\w:-]*$/i;

/** Text that a spreadsheet would take for a formula is told from one by an apostrophe. */
function cell(value: string): string {
  if (PLAIN.test(value)) return value;
  const text = escapeForTerminal(value);
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const PROPERTIES = {
  P1: 'only Action lists and dropped statements differ',
  P2: 'an old entry of its statement covers every new pattern',
  P3: 'of all known actions, the kept ones match as before and the removed ones no longer match',
  P4: 'what a holder used, what was not measured for every holder, what is on the never-list, and what a kept action of a service in use needs is allowed as before',
  P5: "every text is within IAM's size limit",
  P6: 'proposing again from the result changes nothing',
} as const;

/** The verifier passed, else nothing would be written. */
function proofOf({ parts, removed, subject, sha256Before, sha256After }: Assessment): object {
  const proposals = parts.flatMap(({ proposal }) => proposal ?? []);
  return {
    format: 1,
    properties: Object.entries(PROPERTIES).map(([id, says]) => ({ id, says, holds: true })),
    sha256_before: sha256Before,
    sha256_after: sha256After,
    actions_removed: removed.map(({ action }) => action),
    actions_known: Math.max(0, ...proposals.map(({ actionsKnown }) => actionsKnown)),
    holders_measured: subject.holders.filter(({ isMeasured }) => isMeasured).map(({ arn }) => arn),
    compression: proposals.map(({ compression }) => compression),
    services_kept_whole: proposals.flatMap(({ keptWhole }) => keptWhole),
    wildcards_narrowed: proposals.reduce((total, { wildcardsNarrowed }) => total + wildcardsNarrowed, 0),
  };
}
