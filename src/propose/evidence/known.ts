/** What is known of actions: by the reference of the lake, by a newer one, by rows. */

import { readReference, type ServiceReference } from '../../model/reference.js';
import type { NeverList } from '../../policy/never-list.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { allRows, text } from '../subjects/statements.js';
import { KnownActions } from './known-actions.js';
import { type Lists, ReferenceAge } from './reference-age.js';

export interface Knowledge {
  readonly known: KnownActions;
  readonly reference: ReferenceAge;
  /** Whether the lake can show a use of the service at all. */
  readonly isProven: (service: string) => boolean;
}

/** What is known of actions besides the lake. */
interface Brought {
  readonly never: NeverList;
  /** A reference that a person gave. */
  readonly newer: ServiceReference | undefined;
}

export async function readKnowledge(
  engine: QueryEngine,
  date: string,
  { never, newer }: Brought,
  options: QueryOptions,
): Promise<Knowledge> {
  const values = { snapshot_date: date };
  const rows = await allRows(engine, 'known_actions', values, options);
  const used = await allRows(engine, 'used_services', values, options);
  const [run] = await allRows(engine, 'reference_date', values, options);
  const given = new Set(newer?.actions.map(keyOf));
  const names = rows.map((row) => `${text(row, 'service_namespace')}:${text(row, 'action_name')}`);
  const listed = names.filter((_, at) => rows[at]?.is_documented === true).map((name) => name.toLowerCase());
  const lacking = rows.filter(
    (row, at) => row.is_documented !== true && !given.has((names[at] as string).toLowerCase()),
  );
  const proven = new Set([
    ...rows.filter((row) => row.is_tracked === true).map((row) => text(row, 'service_namespace').toLowerCase()),
    ...(newer?.actions ?? []).filter(({ is_tracked }) => is_tracked).map(({ service_namespace }) => service_namespace),
    ...used.map((row) => text(row, 'service_namespace').toLowerCase()),
  ]);
  const dates = [run === undefined ? date : text(run, 'reference_date'), newer?.date ?? ''];
  const referenceDate = dates.sort().at(-1) as string;
  return {
    known: new KnownActions([
      ...(newer?.actions ?? []).map((row) => `${row.service_namespace}:${row.action_name}`),
      ...names,
      ...never.entries.map(({ pattern }) => pattern).filter((pattern) => !/[*?]/.test(pattern)),
    ]),
    reference: new ReferenceAge(date, {
      date: referenceDate,
      incomplete: new Set(lacking.map((row) => text(row, 'service_namespace').toLowerCase())),
      newest: newestBeside(new Set([...listed, ...given])),
    }),
    isProven: (service) => proven.has(service),
  };
}

/** The list that ships, beside the names of the list of the proposals. */
function newestBeside(known: ReadonlySet<string>): Lists['newest'] {
  const { date, actions } = readReference();
  const others = actions.filter((row) => !row.is_withdrawn && !known.has(keyOf(row)));
  return { date, grown: new Set(others.map(({ service_namespace }) => service_namespace.toLowerCase())) };
}

function keyOf({ service_namespace, action_name }: ServiceReference['actions'][number]): string {
  return `${service_namespace}:${action_name}`.toLowerCase();
}
