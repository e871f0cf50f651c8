import { expect, test } from 'vitest';
import { isSimulatedOrganization } from '../../src/model/aws/simulated.js';
import { DAY_MS, dayOf } from '../../src/model/days.js';
import { type SimulationOptions, settingsOf } from '../../src/simulation/options.js';
import {
  type Truth,
  type TruthActionRow,
  type TruthPrincipal,
  type TruthServiceRow,
  truthOf,
} from '../../src/simulation/truth.js';
import { HOSTILE_TEXTS } from '../../src/simulation/world/hostile.js';
import { World } from '../../src/simulation/world/world.js';
import { TODAY } from './clients.js';

function truthAt(at: number, options: SimulationOptions = {}): Truth {
  return truthOf(new World(settingsOf({ clock: () => at, ...options })));
}

/** All rows as one text. */
function everything(truth: Truth): string {
  return JSON.stringify(
    truth.accounts.map(({ row, principals: all, groups, policies, policyVersions, inlinePolicies }) => {
      const rows = all.map((principal) => [principal.row, principal.services(), principal.actions()]);
      return [row, rows, groups, policies, policyVersions, inlinePolicies];
    }),
  );
}

function principals(truth: Truth): TruthPrincipal[] {
  return truth.accounts.flatMap((account) => account.principals);
}

const today = truthAt(TODAY);

function named(name: string, truth = today): TruthPrincipal {
  return principals(truth).find(({ row }) => row.principal_name === name) as TruthPrincipal;
}

test('the same seed and day give the same organization, at any time of the day', () => {
  const [morning, night] = [Date.UTC(2026, 10, 25), Date.UTC(2026, 10, 25, 23, 59)];
  const texts = [morning, night].map((at) => everything(truthAt(at, { accounts: 3, principalsPerAccount: 5 })));
  expect(texts[0] === texts[1]).toBe(true);
  expect(texts[0]?.length).toBeGreaterThan(1_000_000);
});

test('another seed gives another organization', () => {
  const other = truthAt(TODAY, { seed: 2 });
  const ids = (truth: Truth) => new Set(principals(truth).map(({ row }) => row.principal_id));
  expect([...ids(other)].filter((id) => ids(today).has(id))).toEqual([]);
  expect(other.organizationId).not.toBe(today.organizationId);
});

test.each(['random', 'example'] as const)('the ID of a %s organization says that it is simulated', (organization) => {
  const { organizationId } = truthAt(TODAY, { organization, accounts: 2, principalsPerAccount: 1 });
  expect(organizationId).toMatch(/^o-[a-z0-9]{11,32}$/);
  expect(isSimulatedOrganization(organizationId)).toBe(true);
  expect(isSimulatedOrganization('o-ab12cd34ef')).toBe(false);
});

test('identities are unique, account ids have 12 digits and some begin with zero', () => {
  const arns = principals(today).map(({ row }) => row.principal_arn);
  const ids = principals(today).map(({ row }) => row.principal_id);
  expect([new Set(arns).size, new Set(ids).size]).toEqual([arns.length, arns.length]);
  expect(ids.every((id) => /^(AIDA|AROA)[A-Z2-7]{17}$/.test(id))).toBe(true);
  const accountIds = today.accounts.map(({ row }) => row.account_id);
  expect(accountIds.every((id) => /^\d{12}$/.test(id)) && accountIds.some((id) => id.startsWith('00'))).toBe(true);
});

test('names are those that IAM takes', () => {
  for (const { row } of principals(today)) {
    expect(row.principal_name).toMatch(/^[\w+=,.@-]{1,64}$/);
    expect(row.path).toMatch(/^\/([\u0021-\u007e]+\/)?$/);
    expect(row.path.length).toBeLessThanOrEqual(512);
  }
});

test('a use lies after the creation, in the tracking period, before today, and comes with Region and entity', () => {
  const used: number[] = [];
  const wrong = principals(today).flatMap((principal) =>
    [...principal.services(), ...principal.actions()].filter((row) => {
      const { last_accessed_at: at, last_accessed_region: region, last_accessed_entity_arn: entity } = row;
      if (at === null) return region !== null || entity !== null;
      used.push(at);
      const since = Math.max(principal.row.created_at as number, today.asOf - 400 * DAY_MS);
      return at <= since || at >= today.asOf || at % 60_000 !== 0 || region === null || entity === null;
    }),
  );
  expect(wrong).toEqual([]);
  expect(used.length).toBeGreaterThan(5000);
});

test('a service was used no earlier than its last used action, and the counts are those of the rows', () => {
  const wrong = principals(today).filter((principal) => {
    const actions = principal.actions();
    const services = principal.services();
    const { services_granted, actions_tracked } = principal.row;
    return services_granted !== services.length || actions_tracked !== actions.length || !agree(services, actions);
  });
  expect(wrong).toEqual([]);
});

function agree(services: readonly TruthServiceRow[], actions: readonly TruthActionRow[]): boolean {
  return services.every((service) => {
    const rows = actions.filter(({ service_namespace }) => service_namespace === service.service_namespace);
    const times = rows.flatMap(({ last_accessed_at }) => last_accessed_at ?? []);
    const isLatest = times.every((at) => at <= (service.last_accessed_at ?? 0));
    return service.actions_tracked === rows.length && service.actions_accessed === times.length && isLatest;
  });
}

test('from one day to the next uses move on and none moves back', () => {
  const tomorrow = new Map(principals(truthAt(TODAY + DAY_MS)).map((one) => [one.row.principal_id, one]));
  const name = (action: TruthActionRow) => `${action.service_namespace}:${action.action_name}`;
  const moves = principals(today).flatMap((principal) => {
    const rows = tomorrow.get(principal.row.principal_id)?.actions() ?? [];
    const later = new Map(rows.map((action) => [name(action), action.last_accessed_at]));
    return principal.actions().flatMap((action) => {
      const at = later.get(name(action)) ?? null;
      return at === null || at === action.last_accessed_at ? [] : [at];
    });
  });
  expect(moves.filter((at) => at < today.asOf)).toEqual([]);
  expect(moves.length).toBeGreaterThan(500);
});

test('from one quarter to the next people and roles come and go, and policies change', () => {
  const quarter = truthAt(TODAY + 91 * DAY_MS);
  const ids = (truth: Truth) => new Set(principals(truth).map(({ row }) => row.principal_id));
  const [before, after] = [ids(today), ids(quarter)];
  const gone = [...before].filter((id) => !after.has(id)).length;
  const came = [...after].filter((id) => !before.has(id)).length;
  expect(Math.min(gone, came)).toBeGreaterThan(5);
  expect(Math.max(gone, came)).toBeLessThan(before.size / 2);
  const documents = (truth: Truth) =>
    new Set(truth.accounts.flatMap(({ policies }) => policies.map(({ document }) => document)));
  expect([...documents(quarter)].filter((document) => !documents(today).has(document)).length).toBeGreaterThan(5);
});

test('about a twentieth are administrators, or the share that is asked for', () => {
  const plain = truthAt(TODAY, {
    specialCases: false,
    accounts: 2,
    principalsPerAccount: 200,
    administratorShare: 0.2,
  });
  const administrators = principals(plain).filter(({ row }) =>
    row.attached_policy_arns?.includes('arn:aws:iam::aws:policy/AdministratorAccess'),
  );
  expect(administrators).toHaveLength(80);
  expect(administrators.map(({ row }) => [row.services_granted, row.actions_tracked])).toEqual(
    Array(80).fill([457, 9807]),
  );
});

test('of the tracked actions a few per cent are used', () => {
  const [tracked, accessed] = principals(truthAt(TODAY, { specialCases: false, principalsPerAccount: 40 })).reduce(
    ([all, used], { row }) => [all + (row.actions_tracked ?? 0), used + (row.actions_accessed ?? 0)],
    [0, 0],
  );
  expect(accessed / tracked).toBeGreaterThan(0.02);
  expect(accessed / tracked).toBeLessThan(0.12);
});

test('an administrator by group has no policy of its own', () => {
  const { row } = named('admin.by.group');
  expect([row.attached_policy_arns, row.inline_policy_names, row.group_names]).toEqual([[], [], ['Administrators']]);
  expect(row.services_granted).toBe(458);
});

test('a role that a resource policy opens is used, and its granted services are not', () => {
  const role = named('used-by-resource-policy-only');
  expect(role.row.role_last_used_at).toBeGreaterThan(today.asOf - 400 * DAY_MS);
  expect([role.row.services_granted, role.row.services_accessed, role.row.actions_accessed]).toEqual([2, 0, 0]);
});

test('a service can be used though none of its granted actions is tracked', () => {
  const services = named('untracked-actions-only').services();
  expect(services.map(({ service_namespace, actions_tracked }) => [service_namespace, actions_tracked])).toEqual([
    ['s3', 0],
    ['sns', 0],
    ['sqs', 0],
  ]);
  expect(services.every(({ last_accessed_at }) => last_accessed_at !== null)).toBe(true);
});

test('IAM knows an action and a service that the reference lacks', () => {
  const actions = named('newer-than-reference').actions();
  expect(actions.map(({ service_namespace, action_name }) => `${service_namespace}:${action_name}`)).toEqual([
    'ec2:DescribeSimulatedCapacity',
    'simulated-preview:ListPreviews',
  ]);
});

test('a Deny takes away only what it denies everywhere, and a boundary nothing', () => {
  const role = named('denied');
  expect(role.services().map(({ service_namespace }) => service_namespace)).toEqual(['kms', 'sqs']);
  expect(role.row.permissions_boundary_arn).toBe('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess');
  expect(
    named('unknown-action')
      .services()
      .map(({ service_namespace }) => service_namespace),
  ).toEqual(['kms']);
});

test('principals without policies are granted nothing', () => {
  for (const name of ['no-policies', 'no-policies-user']) expect([name, named(name).services()]).toEqual([name, []]);
});

test('one ARN is given to another role every month, one user changes its name', () => {
  const later = truthAt(TODAY + 30 * DAY_MS);
  const [before, after] = [named('recreated'), named('recreated', later)];
  expect(after.row.principal_arn).toBe(before.row.principal_arn);
  expect(after.row.principal_id).not.toBe(before.row.principal_id);
  expect(after.row.created_at).toBeGreaterThan(today.asOf);
  const maria = principals(today).find(
    ({ row }) => row.principal_name.startsWith('maria.') && row.principal_id === renamedId(later),
  );
  expect(maria?.row.principal_name).not.toBe(
    principals(later).find(({ row }) => row.principal_id === renamedId(later))?.row.principal_name,
  );
});

function renamedId(truth: Truth): string | undefined {
  return principals(truth).find(({ row }) => /^maria\.(novak|svoboda|dvorak)\.[01]$/.test(row.principal_name))?.row
    .principal_id;
}

test('there is a grant and a principal of yesterday, on every day', () => {
  for (const day of [0, 1, 2]) {
    const [before, after] = [truthAt(TODAY + (day - 1) * DAY_MS), truthAt(TODAY + day * DAY_MS)];
    const services = (truth: Truth) =>
      named('granted-yesterday', truth)
        .services()
        .map(({ service_namespace }) => service_namespace);
    expect(services(after).filter((service) => !services(before).includes(service))).toHaveLength(1);
    const date = dayOf(after.asOf - DAY_MS);
    expect(named(`created-${date}`, after).row.created_at).toBeGreaterThanOrEqual(after.asOf - DAY_MS);
    expect(named(`created-${date}`, before)).toBeUndefined();
  }
});

test('permission-set and service-linked roles are there', () => {
  const rows = principals(today).map(({ row }) => row);
  const sets = rows.filter(({ path }) => path.startsWith('/aws-reserved/sso.amazonaws.com/'));
  expect(sets.length).toBeGreaterThan(10);
  for (const { permission_set_name, principal_name } of sets) {
    expect(principal_name).toMatch(new RegExp(`^AWSReservedSSO_${permission_set_name}_[0-9a-f]{16}$`));
  }
  const linked = rows.filter(({ is_service_linked }) => is_service_linked);
  expect(linked.length).toBe(36);
  expect(linked.every(({ path }) => /^\/aws-service-role\/.*\.amazonaws\.com\/$/.test(path))).toBe(true);
});

test('hostile texts stand in the names of accounts and in tags', () => {
  const names = today.accounts.map(({ row }) => row.account_name);
  const values = principals(today).flatMap(({ row }) => Object.values(row.tags ?? {}));
  for (const text of HOSTILE_TEXTS.slice(1))
    expect([names.includes(text), values.includes(text)]).toEqual([true, true]);
});
