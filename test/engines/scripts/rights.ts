/** permissions.json against the calls of all tests before: the front denied what it does not name, and each name was needed. */
import { beforeAll, expect, it } from 'vitest';
import { DOCUMENTS, type Mode, ROLES, sharedWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await sharedWorld();
});

/** Documents that differ only in what happened to them in the tests. */
const ALIKE = [['shared', 'team'], ['unused'], [ROLES.odd], ['AdministratorAccess'], ['Dev']];

it('looks at every document', () => expect(ALIKE.flat()).toEqual(DOCUMENTS));

it.each(ALIKE.map((names) => ({ names })))(
  'permissions.json names the calls that were made, and no other: $names',
  ({ names }) => {
    for (const mode of ['apply', 'rollback'] as const) {
      const named = names.flatMap((name) => actionsOf(name, mode));
      const called = new Set(names.flatMap((name) => [...world.calledBy(name, mode)]));
      called.delete('sts:GetCallerIdentity'); // needs no right
      expect([...called].sort(), mode).toEqual([...new Set(named)].sort());
    }
  },
);

it('denials.sh calls what its permissions.json names, and no other', () => {
  expect([...world.calledBy('shared', 'denials')].sort()).toEqual([
    ...actionsOf('shared', 'denials'),
    'sts:GetCallerIdentity',
  ]);
});

function actionsOf(name: string, mode: Mode): string[] {
  return world.policyOf(name, mode).Statement.flatMap(({ Action }) => Action);
}
