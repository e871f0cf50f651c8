/** The text of a lake that shows a random organization: a snapshot, and one from before the days. */
import { ALL, arnOf, type Document, namedBy, OUS, type Role, TRACKED, type World } from './world.js';

export const [EARLIER, DATE] = ['2026-03-01', '2026-07-01'];
export const BLIND_REGION = 'mx-central-1';
const INLINE = 'AwsSSOInlinePolicy';

const textOf = (Action: readonly string[], Resource: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

export const policyArn = ({ kind, account, name }: Document): string =>
  `arn:aws:iam::${kind === 'aws_managed_policy' ? 'aws' : account}:policy/${name}`;

const CHANGED: Readonly<Record<Document['edit'], string>> = {
  old: '2023-01-01 | 2023-01-01',
  shown: '2023-01-01 | 2026-06-20',
  edited: '2023-01-01 | 2026-06-20',
  created: '2026-06-20 | 2026-06-20',
};

export function lakeOf({ documents, roles }: World): string {
  const measured = roles.filter(({ isMeasured }) => isMeasured);
  const policies = documents.filter(({ kind }) => kind === 'managed_policy' || kind === 'aws_managed_policy');
  const heldBy = (one: Document): number => roles.filter((role) => role.documents.includes(one)).length;
  return `[runs]
run_id | snapshot_date | reference_date
r1 | ${EARLIER} | ${DATE}
r2 | ${DATE} | ${DATE}
[accounts]
run_id | account_id | ou_path | status
${OUS.slice(1)
  .map(([ou, [account]]) => `r1 r2 | ${account} | r-root/${ou} | exported`)
  .join('\n')}
[principals]
run_id | principal_arn | status | error_code | generated_at | permission_set_name | created_at | attached_policy_arns | inline_policy_names | role_last_used_at | role_last_used_region
${roles.map(principalRow).join('\n')}
[policy_statements]
run_id | account_id | owner_arn | owner_type | policy_type | statement_index | effect | principals
${roles.map((role) => `r2 | ${role.account} | ${arnOf(role)} | role | trust | 0 | Allow | Service:${role.trusts}.amazonaws.com`).join('\n')}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${measured.flatMap(serviceRows).join('\n')}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${measured.flatMap(actionRows).join('\n')}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
${ALL.map((action) => `r1 r2 | ${action.replace(':', ' | ')} | Write | ${isTracked(action)}`).join('\n')}
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | created_at | updated_at | attachment_count | permissions_boundary_usage_count | document
${policies.map((one) => policyRow('r2', one, one.entries, CHANGED[one.edit], heldBy(one))).join('\n')}
${policies.flatMap((one) => (one.earlier === null ? [] : policyRow('r1', one, one.earlier, CHANGED.old, 1))).join('\n')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${roles.flatMap(inlineRows).join('\n')}
`;
}

function isTracked(action: string): boolean {
  const [service = '', name = ''] = action.split(':');
  return TRACKED[service]?.includes(name) === true;
}

function principalRow(role: Role): string {
  const { isMeasured, isYoung, isUnlisted, set, documents } = role;
  const attached = documents.filter(({ kind }) => kind.endsWith('managed_policy')).map(policyArn);
  const inline = set !== null ? INLINE : documents.some(({ kind }) => kind === 'inline_policy') ? 'own' : '-';
  const state = isMeasured ? 'exported | - | ' : 'failed | Throttling | -';
  const used = isUnlisted ? '2026-06-30 | eu-west-1' : '- | -';
  const created = isYoung ? '2026-06-10' : '2024-01-01';
  return `r2 | ${arnOf(role)} | ${state} | ${set ?? '-'} | ${created} | ${attached.join(', ') || '-'} | ${inline} | ${used}`;
}

const grantedTo = ({ documents }: Role): string[] => [...new Set(documents.flatMap((one) => namedBy(one.entries)))];

function serviceRows(role: Role): string[] {
  const services = new Set(grantedTo(role).map((action) => action.split(':')[0] as string));
  const region = role.isBlind ? BLIND_REGION : 'eu-west-1';
  return [...services].map((service) => {
    const use = role.used.has(service) ? `2026-06-20 | ${region}` : '- | -';
    return `r2 | ${arnOf(role)} | ${service} | ${use}`;
  });
}

function actionRows(role: Role): string[] {
  return grantedTo(role)
    .filter(isTracked)
    .map((action) => {
      const use = role.used.has(action) ? '2026-06-20' : '-';
      return `r2 | ${arnOf(role)} | ${action.replace(':', ' | ')} | ${use}`;
    });
}

function policyRow(run: string, one: Document, entries: readonly string[], dates: string, attachments: number): string {
  const isOfAws = one.kind === 'aws_managed_policy';
  const which = `${policyArn(one)} | ${one.name} | / | ${isOfAws}`;
  return `${run} | ${one.account} | ${which} | v1 | ${dates} | ${attachments} | 0 | ${textOf(entries, one.resource)}`;
}

function inlineRows(role: Role): string[] {
  const own = role.documents.filter(({ kind }) => kind === 'inline_policy' || kind === 'permission_set');
  const name = role.set === null ? 'own' : INLINE;
  return own.map(
    (one) => `r2 | ${role.account} | ${arnOf(role)} | role | ${name} | ${textOf(one.entries, one.resource)}`,
  );
}
