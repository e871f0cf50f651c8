/** A random lake made otherwise: without a run, with a run in two, under other IDs. */

import { DAY_MS, daysBefore } from '../../../src/model/days.js';
import { type Lake, type LakeRow, randomLake } from '../world/lake.js';
import { seeded } from '../world/random.js';
import { BULK } from '../world/things.js';
import { randomWorld, type World } from '../world/world.js';

export interface LawLake {
  readonly world: World;
  readonly lake: Lake;
}

export function lawLake(seed: number): LawLake {
  const random = seeded(seed);
  const world = randomWorld(random);
  return { world, lake: randomLake(random, world) };
}

/** Each row as it is changed; undefined: it goes. */
function changed(lake: Lake, change: (row: LakeRow, table: string) => LakeRow | undefined): Lake {
  const rowsOf = (table: string, rows: readonly LakeRow[]): LakeRow[] =>
    rows.map((row) => change(row, table)).filter((row) => row !== undefined);
  return new Map([...lake].map(([table, rows]) => [table, rowsOf(table, rows)]));
}

/** The newest date that a whole run began; where there is none, the newest. */
export function defaultDateOf(lake: Lake): string {
  const isWhole = ({ scope }: LakeRow): boolean => {
    const { accounts, ous, thisAccount } = JSON.parse(String(scope));
    return accounts.length === 0 && ous.length === 0 && thisAccount === false;
  };
  return datesIn(lake, isWhole).at(-1) ?? (datesIn(lake).at(-1) as string);
}

/** Ascending. */
export function datesIn(lake: Lake, isMeant: (run: LakeRow) => boolean = () => true): string[] {
  const runs = (lake.get('runs') ?? []).filter(isMeant);
  return [...new Set(runs.map(({ snapshot_date }) => String(snapshot_date)))].sort();
}

/** The first of the thousands stand for all: a law over many variants of a lake asks of each of its items. */
export function withoutBulk(lake: Lake): Lake {
  const isMore = (row: LakeRow): boolean => row.service_namespace === BULK && String(row.action_name ?? '') > 'Do00001';
  return changed(lake, (row) => (isMore(row) ? undefined : row));
}

export function withoutRuns(lake: Lake, ids: ReadonlySet<string>): Lake {
  return changed(lake, (row) => (ids.has(String(row.run_id)) ? undefined : row));
}

/** Runs of all but the `most` newest dates are so many days older, with every moment that they tell. */
export function withOlderRuns(lake: Lake, days: number, most: number): Lake {
  const stays = new Set(datesIn(lake).slice(-most));
  const older = (cell: LakeRow[string]): LakeRow[string] =>
    cell instanceof Date ? new Date(cell.getTime() - days * DAY_MS) : cell;
  return changed(lake, (row) => {
    const date = String(row.snapshot_date);
    if (stays.has(date)) return row;
    const cells = Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, older(cell)]));
    return { ...cells, snapshot_date: daysBefore(date, days) };
  });
}

/** Of the run two with its scope, each with half of the accounts; `later` is the half that is committed after the other. */
export function splitRun(lake: Lake, id: string, later: 0 | 1): Lake {
  const idOf = ({ account_id }: LakeRow): string => (Number(String(account_id)[0]) % 2 === later ? `${id}b` : id);
  const halves = (row: LakeRow, table: string): LakeRow[] => {
    if ('account_id' in row) return [{ ...row, run_id: idOf(row) }];
    const ids = table.startsWith('seen_') ? new Set(whoShow(lake, row).map(idOf)) : [id, `${id}b`];
    return [...ids].map((run_id) => ({ ...row, run_id }));
  };
  return new Map(
    [...lake].map(([table, rows]) => [table, rows.flatMap((row) => (row.run_id === id ? halves(row, table) : [row]))]),
  );
}

/** Rows of the run behind a fact of what it has seen. */
function whoShow(lake: Lake, { run_id, service_namespace, action_name }: LakeRow): LakeRow[] {
  const table = action_name === undefined ? 'service_last_accessed' : 'action_last_accessed';
  const isSame = (row: LakeRow): boolean =>
    row.run_id === run_id && row.service_namespace === service_namespace && row.action_name === action_name;
  return (lake.get(table) ?? []).filter(isSame);
}

/** The IDs of two accounts exchanged everywhere, and those of their principals. */
export function exchangedIds(lake: Lake): Lake {
  return changed(lake, (row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, exchanged(cell)])),
  );
}

function exchanged(cell: LakeRow[string]): LakeRow[string] {
  if (typeof cell === 'string') return exchangedText(cell);
  return Array.isArray(cell) ? (cell as readonly string[]).map(exchangedText) : cell;
}

/** Its own inverse. */
export function exchangedText(text: string): string {
  return text.replace(/2{12}|4{12}|AROA22|AROA44|AIDA22|AIDA44/gi, (id) =>
    id.replace(/2|4/g, (digit) => (digit === '2' ? '4' : '2')),
  );
}
