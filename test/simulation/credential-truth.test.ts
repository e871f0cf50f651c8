/** What the simulated organization holds of credentials agrees with what else it says of their users. */
import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/model/days.js';
import { settingsOf } from '../../src/simulation/options.js';
import { type TruthPrincipal, truthOf } from '../../src/simulation/truth.js';
import type { TruthAccessKey } from '../../src/simulation/truth-credentials.js';
import { World } from '../../src/simulation/world/world.js';
import { TODAY } from './clients.js';

const truth = truthOf(new World(settingsOf({ clock: () => TODAY, accounts: 30, principalsPerAccount: 30 })));
const { asOf } = truth;
const users = truth.accounts.flatMap(({ principals, credentials: { credentials, accessKeys } }) =>
  principals
    .filter(({ row }) => row.principal_type === 'user')
    .map((principal) => {
      const id = principal.row.principal_id;
      const [credential] = credentials.filter(({ principal_id }) => principal_id === id);
      if (credential === undefined) throw new Error(`${principal.row.principal_arn} has no row`);
      return { principal, credential, keys: accessKeys.filter(({ principal_id }) => principal_id === id) };
    }),
);
const keys = users.flatMap((user) => user.keys);

/** The last use that the report on a user shows; 0: none. */
function lastTold({ services }: TruthPrincipal): number {
  return Math.max(0, ...services().map(({ last_accessed_at }) => last_accessed_at ?? 0));
}

/** The last use of one's keys; 0: none. */
function lastOf(own: readonly TruthAccessKey[]): number {
  return Math.max(0, ...own.map(({ last_used_at }) => last_used_at ?? 0));
}

test('each user has one row, at its creation, and the password that a listing of users knows', () => {
  const rows = truth.accounts.flatMap(({ credentials }) => credentials.credentials);
  expect(rows.filter(({ is_root }) => !is_root)).toHaveLength(users.length);
  expect(rows.filter(({ is_root }) => is_root)).toHaveLength(truth.accounts.length);
  for (const { principal, credential } of users) {
    const { row } = principal;
    expect([credential.principal_arn, credential.created_at]).toEqual([row.principal_arn, row.created_at]);
    const told = credential.password_state === 'enabled' ? row.password_last_used_at : null;
    expect(credential.password_last_used_at).toBe(told);
  }
});

test('no time lies before the creation of its user or after yesterday; all are full seconds', () => {
  const times = users.flatMap(({ credential, keys: own }) =>
    [
      credential.password_last_used_at,
      credential.password_last_changed_at,
      ...own.flatMap((key) => [key.last_rotated_at, key.last_used_at]),
    ].map((at) => ({ at, since: credential.created_at })),
  );
  const known = times.filter(({ at }) => at !== null) as { at: number; since: number }[];
  expect(known.filter(({ at, since }) => at < since || at >= asOf || at % 1000 !== 0)).toEqual([]);
  expect(known.length).toBeGreaterThan(100);
  expect(keys.filter((key) => (key.last_used_at ?? asOf) <= key.last_rotated_at)).toEqual([]);
});

test('a use that a report shows is one of a key, where its user works by keys', () => {
  const live = users.filter(({ keys: own }) => own.some(({ is_active }) => is_active));
  const asTold = live.filter(
    ({ principal, keys: own }) => lastTold(principal) > 0 && lastOf(own) === lastTold(principal),
  );
  const hidden = live.filter(({ principal, keys: own }) => lastOf(own) > lastTold(principal));
  expect(asTold.length).toBeGreaterThan(20);
  expect(hidden.length, 'no report shows what a resource policy allows').toBeGreaterThan(5);
});

test('there is one of each kind that decisions tell apart', () => {
  const unused =
    (days: number) =>
    ({ is_active, last_used_at }: TruthAccessKey) =>
      is_active && last_used_at !== null && last_used_at < asOf - days * DAY_MS;
  expect(keys.filter(unused(90)), 'live and long unused').not.toEqual([]);
  expect(keys.filter(unused(400)), 'older than what IAM tracks').not.toEqual([]);
  expect(keys.filter(({ is_active, last_used_at }) => is_active && last_used_at === null)).not.toEqual([]);
  expect(keys.filter(({ is_active, last_used_at }) => !is_active && last_used_at !== null)).not.toEqual([]);
  expect(users.filter(({ keys: own }) => own.filter(({ is_active }) => is_active).length === 2)).not.toEqual([]);
  const credentials = users.map(({ credential }) => credential);
  const signsIn = credentials.filter(({ password_state }) => password_state === 'enabled');
  expect(signsIn.filter(({ has_mfa }) => !has_mfa)).not.toEqual([]);
  expect(signsIn.filter(({ password_last_used_at }) => password_last_used_at === null)).not.toEqual([]);
  expect(signsIn.filter(({ password_next_rotation_at }) => password_next_rotation_at !== null)).not.toEqual([]);
  expect(credentials.filter(({ certificates_active }) => certificates_active > 0)).not.toEqual([]);
  expect(credentials.filter(({ has_more_credentials }) => has_more_credentials === null)).not.toEqual([]);
});

test('roots: with and without keys, unused and used', () => {
  const rows = truth.accounts.flatMap(({ credentials }) => credentials.accessKeys);
  const ofRoot = rows.filter(({ principal_id }) => principal_id === null);
  expect(ofRoot.length).toBeGreaterThan(0);
  expect(ofRoot.every(({ last_used_at, last_rotated_at }) => (last_used_at ?? asOf) > last_rotated_at)).toBe(true);
  for (const { root, credentials } of truth.accounts) {
    const own = credentials.accessKeys.filter(({ principal_id }) => principal_id === null);
    expect(own.length > 0).toBe(root.root_has_access_keys);
  }
});

test('service-specific credentials of each status', () => {
  const all = truth.accounts.flatMap(({ credentials }) => credentials.serviceCredentials);
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['Active', 'Inactive', 'Expired']));
  expect(new Set(all.map(({ credential_id }) => credential_id)).size).toBe(all.length);
  expect(
    all.filter(({ status, expires_at }) => (status === 'Expired') !== (expires_at !== null && expires_at <= asOf)),
  ).toEqual([]);
});
