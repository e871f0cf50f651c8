/** README.md where no smaller text is proposed, for whoever holds the document is to go: quarantine, watch, delete. */
import { quarantine } from '../../../model/commands/quarantine.js';
import { escapeForTerminal } from '../../../model/escape.js';
import type { Assessment } from '../../assess/assessment.js';
import type { Principal } from '../../subjects/snapshot.js';
import type { WriteContext } from '../context.js';
import { code, counted, some } from '../markdown.js';

export function retireReadme({ subject }: Assessment, context: WriteContext): string {
  const { name, holders } = subject;
  const roles = holders.length === 1 ? 'the role' : counted(holders.length, 'role');
  return `# Retire ${roles} that ${holders.length === 1 ? 'has' : 'have'} ${code(name)}

Nobody used ${holders.length === 1 ? 'it' : 'any of them'} in the ${context.days} days before ${context.date}, according to the worklist (DELETE). So no
smaller policy is proposed: a narrowed copy would keep a role alive that should be deleted. A role for emergencies looks
the same: ask its owner first. \`--release\` and exceptions are for roles that you keep.

${holders.map((role) => ofRole(role, context)).join('\n\n')}

## Before you delete

- quarantine it for longer than the longest interval between its possible jobs, including month-end and year-end closes.
  Then export and propose again: a role that was used is no longer listed here
- watch CloudTrail for \`AssumeRole\` calls on it, and for \`AccessDenied\` with it as the session issuer. Last-accessed
  data does not show these: what a role is denied has no row
- to undo the quarantine, detach the policy AWSDenyAll: the role is then exactly as before

## What cannot be restored after deletion

- its unique ID. A role recreated under the same name is a different role: trust policies, resource policies, KMS grants and
  S3 access points that name the old role do not name the new one. Resource policies are not in the lake
- its instance profiles, inline policies, tags and the time of its last use
`;
}

function ofRole({ arn, id, lastUsedAt, tags }: Principal, { trusting }: WriteContext): string {
  const trusts = trusting.get(arn) ?? [];
  const owners = Object.entries(tags).filter(([key]) => /owner|team|contact/i.test(key));
  const [attach, detach] = [quarantine(arn, 'attach'), quarantine(arn, 'detach')];
  const lines = [
    `unique ID ${code(id)}; last known use: ${lastUsedAt === null ? 'none' : escapeForTerminal(lastUsedAt.slice(0, 16))}`,
    ...(owners.length > 0
      ? [
          `tags: ${some(
            owners.map(([key, value]) => `${key}=${value}`),
            5,
          )}`,
        ]
      : []),
    ...(attach === undefined ? [] : [`quarantine: \`${attach}\``, `undo: \`${detach}\``]),
    trusts.length > 0
      ? `roles in the lake whose trust policy names it, and no longer would: ${some(trusts, 20)}`
      : 'no trust policy in the lake names it',
  ];
  return `## ${code(arn)}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
