/** What random lakes must hold for the laws to be worth something, as told by their rows. */
import { folded, listOf, textOf, timeOf } from '../reasons/oracle/history.js';
import { DENIED, type Denial } from './entities.js';
import type { Lake, LakeRow } from './lake.js';
import { momentsBetween } from './runs.js';
import type { World } from './world.js';

export interface Made {
  readonly world: World;
  readonly lake: Lake;
}

export const FEATURES: Readonly<Record<string, (made: Made) => boolean>> = {
  'a repair under an older date': ({ lake }) =>
    rowsIn(lake, 'runs').some((run) => dayOf(run, 'finished_at') > String(run.snapshot_date)),
  'two runs of a day on both sides of a launch, with a witness before it': ({ world, lake }) =>
    momentsBetween(world.runs).some((moment) => isLaunch(world, moment) && isWitnessed(world, lake, moment)),
  'a partial date': ({ world }) => partialDates(world).length > 0,
  'a partial date that is the newest': ({ world }) => partialDates(world).includes(world.runs.at(-1)?.date ?? ''),
  'more than four dates': ({ world }) => world.snapshots.length > 4,
  'an account that moves': ({ lake }) => [...pathsOf(lake).values()].some((paths) => new Set(paths).size > 1),
  'an account that leaves': ({ lake }) => whereabouts(lake).some((there) => /10/.test(there)),
  'an account that returns': ({ lake }) => whereabouts(lake).some((there) => /10+1/.test(there)),
  'a boundary': ({ lake }) =>
    rowsIn(lake, 'principals').some((row) => textOf(row, 'permissions_boundary_arn') !== null),
  'an inline document of a principal': ({ lake }) => hasInline(lake, 'principals'),
  'an inline document of a group': ({ lake }) => hasInline(lake, 'groups'),
  'a policy that a user holds twice': ({ lake }) => rowsIn(lake, 'principals').some((row) => isHeldTwice(lake, row)),
  'a permission set that comes': ({ lake }) => setsOver(lake).some((there) => /01/.test(there)),
  'a permission set that goes': ({ lake }) => setsOver(lake).some((there) => /10/.test(there)),
  'permission sets whose names differ in case': ({ lake }) => spellings(lake).some((names) => names.size > 1),
  'an untracked Region that is not the newest use': ({ lake }) => hasOlderBlindUse(lake),
  'an action that becomes tracked': ({ lake }) => changesOf(lake).some((shown) => /01/.test(shown)),
  'an action that is tracked no more': ({ world }) =>
    world.things.all.some(({ tracked }) => tracked.until >= 0 && world.runs.some(({ at }) => at <= tracked.until)),
  'a list of no action': ({ lake }) => rowsIn(lake, 'principal_grants').some(({ list_hash }) => list_hash === null),
  'a list of 20,000 actions': ({ lake }) =>
    rowsIn(lake, 'principal_grants').some(({ actions_tracked }) => Number(actions_tracked) >= 20_000),
  'a principal without a report': ({ lake }) => rowsIn(lake, 'principals').some(({ status }) => status === 'failed'),
  'a report that does not say when it was made': ({ lake }) =>
    rowsIn(lake, 'principals').some((row) => row.status === 'exported' && row.generated_at === null),
  ...Object.fromEntries(
    (Object.keys(DENIED) as Denial[]).map((denial) => [
      `somebody who is allowed everything, and denied by ${denial}`,
      ({ lake, world }: Made) => isDeniedSomewhere(world, lake, denial),
    ]),
  ),
};

function rowsIn(lake: Lake, table: string): readonly LakeRow[] {
  return lake.get(table) ?? [];
}

function dayOf(row: LakeRow, column: string): string {
  return new Date(timeOf(row, column) ?? 0).toISOString().slice(0, 10);
}

function isLaunch({ things }: World, moment: number): boolean {
  return things.all.some(({ tracked }) => tracked.from === moment);
}

function isWitnessed({ runs }: World, lake: Lake, moment: number): boolean {
  const before = runs.filter(({ at }) => at > moment).at(-1)?.id;
  return rowsIn(lake, 'witnesses').some(({ run_id }) => run_id === before);
}

function partialDates({ runs }: World): string[] {
  const isWhole = ({ scope }: World['runs'][number]): boolean =>
    !scope.thisAccount && scope.accounts.length === 0 && scope.ous.length === 0;
  const whole = new Set(runs.filter(isWhole).map(({ date }) => date));
  return runs.map(({ date }) => date).filter((date) => !whole.has(date));
}

function pathsOf(lake: Lake): Map<string, (string | null)[]> {
  const paths = new Map<string, (string | null)[]>();
  for (const row of rowsIn(lake, 'accounts')) {
    const id = String(row.account_id);
    paths.set(id, [...(paths.get(id) ?? []), textOf(row, 'ou_path')]);
  }
  return paths;
}

/** Of each something a text with a 1 for every run that has it, and a 0 for every other, by time. */
function over(lake: Lake, table: string, nameOf: (row: LakeRow) => string | null): string[] {
  const runs = rowsIn(lake, 'runs').filter((run) => JSON.parse(String(run.scope)).thisAccount === false);
  const byRun = runs.map(
    (run) =>
      new Set(
        rowsIn(lake, table)
          .filter((row) => row.run_id === run.run_id)
          .map(nameOf),
      ),
  );
  const names = new Set(byRun.flatMap((each) => [...each]));
  return [...names].flatMap((name) => (name === null ? [] : byRun.map((each) => (each.has(name) ? 1 : 0)).join('')));
}

function whereabouts(lake: Lake): string[] {
  return over(lake, 'accounts', (row) => String(row.account_id));
}

function setsOver(lake: Lake): string[] {
  return over(lake, 'principals', (row) => textOf(row, 'permission_set_name'));
}

/** By what references call tracked. */
function changesOf(lake: Lake): string[] {
  return over(lake, 'actions', (row) =>
    row.is_tracked === true ? `${row.service_namespace}:${row.action_name}` : null,
  );
}

function hasInline(lake: Lake, table: string): boolean {
  return rowsIn(lake, table).some((row) => listOf(row, 'inline_policy_names').length > 0);
}

function isHeldTwice(lake: Lake, row: LakeRow): boolean {
  const group = rowsIn(lake, 'groups').find((one) => one.run_id === row.run_id && one.account_id === row.account_id);
  const isMember = group !== undefined && listOf(row, 'group_names').includes(String(group.group_name));
  const own = listOf(row, 'attached_policy_arns');
  return isMember && listOf(group, 'attached_policy_arns').some((arn) => own.includes(arn));
}

function spellings(lake: Lake): Set<string>[] {
  const sets = new Map<string, Set<string>>();
  for (const row of rowsIn(lake, 'principals')) {
    const name = textOf(row, 'permission_set_name');
    if (name !== null) sets.set(folded(name), (sets.get(folded(name)) ?? new Set()).add(name));
  }
  return [...sets.values()];
}

function hasOlderBlindUse(lake: Lake): boolean {
  const uses = rowsIn(lake, 'service_uses');
  return uses.some((blind) => {
    const isNewer = (use: LakeRow): boolean =>
      use.principal_id === blind.principal_id &&
      use.account_id === blind.account_id &&
      use.last_accessed_region !== 'cn-north-1' &&
      (timeOf(use, 'last_accessed_at') ?? 0) > (timeOf(blind, 'last_accessed_at') ?? 0);
    return blind.last_accessed_region === 'cn-north-1' && uses.some(isNewer);
  });
}

function isDeniedSomewhere({ entities }: World, lake: Lake, denial: Denial): boolean {
  const ids = entities.filter((entity) => entity.denial === denial).map(({ id }) => id);
  return rowsIn(lake, 'principals').some((row) => row.status === 'exported' && ids.includes(String(row.principal_id)));
}
