/** README.md where no smaller text is proposed, for whoever holds the document is to go: quarantine, watch, delete. */
import { escapeForTerminal } from '../../../model/escape.js';
import type { Assessment } from '../../assess/assessment.js';
import type { Principal } from '../../subjects/snapshot.js';
import type { WriteContext } from '../context.js';
import { code, counted, some } from '../markdown.js';

export function retireReadme({ subject }: Assessment, context: WriteContext): string {
  const { name, holders } = subject;
  const roles = holders.length === 1 ? 'the role' : counted(holders.length, 'role');
  return `# Retire ${roles} that ${holders.length === 1 ? 'has' : 'have'} ${code(name)}

Nobody used ${holders.length === 1 ? 'it' : 'one of them'} in the ${context.days} days before ${context.date}, as \`access-lake query worklist\` says (DELETE). So no
smaller policy is proposed: a narrowed copy would keep alive what is to go. A role for emergencies looks the same: ask its
owner first. \`--release\` and exceptions are for those that stay.

${holders.map((role) => ofRole(role, context)).join('\n\n')}

## Before you delete

- quarantine it for longer than the longest period of what it may run, a month end or a year's close included. Export and
  propose again: a role that was used is no longer listed here
- watch CloudTrail for \`AssumeRole\` of it, and for \`AccessDenied\` with it as the issuer of the session. Last-accessed
  data does not show it: what a role is denied has no row
- take the policy AWSDenyAll away to undo the quarantine: it is then exactly as before

## What no undo of a deletion brings back

- its unique id. A role that is made again under the same name is another one: trust policies, resource policies, grants of
  KMS and S3 access points that name the old one do not name it. Resource policies are not in the lake
- its instance profiles, inline policies, tags and the time of its last use
`;
}

/** As IAM takes names. */
const NAME = /^[\w+=,.@-]{1,128}$/;

function ofRole({ arn, id, name, lastUsedAt, tags }: Principal, { trusting }: WriteContext): string {
  const trusts = trusting.get(arn) ?? [];
  const owners = Object.entries(tags).filter(([key]) => /owner|team|contact/i.test(key));
  const partition = /^arn:([a-z-]+):/.exec(arn)?.[1] ?? 'aws';
  const command = (verb: string): string =>
    `aws iam ${verb}-role-policy --role-name ${name} --policy-arn arn:${partition}:iam::aws:policy/AWSDenyAll`;
  const lines = [
    `unique id ${code(id)}; last known use: ${lastUsedAt === null ? 'none' : escapeForTerminal(lastUsedAt.slice(0, 16))}`,
    ...(owners.length > 0
      ? [
          `tags: ${some(
            owners.map(([key, value]) => `${key}=${value}`),
            5,
          )}`,
        ]
      : []),
    ...(NAME.test(name) ? [`quarantine: \`${command('attach')}\``, `undo: \`${command('detach')}\``] : []),
    trusts.length > 0
      ? `roles of the lake whose trust policy names it, and would no longer: ${some(trusts, 20)}`
      : 'no trust policy of the lake names it',
  ];
  return `## ${code(arn)}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
