/** What IAM is known to track: without that a row that is missing, or has no time, says nothing. */
import { folded, type History, type Sighting, thingOf } from './history.js';
import type { Snapshot } from './snapshot.js';
import type { Named } from './uses.js';
import { tellsOf, type Witness } from './witnesses.js';

export interface Tracking {
  /** Things that IAM shows as granted to somebody in the snapshot. */
  readonly shown: ReadonlySet<string>;
  /** Actions that every reference of the date calls tracked. */
  readonly said: ReadonlySet<string>;
  /** Of the snapshot. */
  readonly witnesses: readonly Witness[];
}

export function trackingOf(history: History, snapshot: Snapshot, witnesses: readonly Witness[]): Tracking {
  const said = new Set<string>();
  const denied = new Set<string>();
  for (const row of history.rowsWith('actions', { snapshot_date: snapshot.date })) {
    const action = thingOf(String(row.service_namespace), String(row.action_name));
    (row.is_tracked === true ? said : denied).add(action);
  }
  return {
    shown: thingsIn(snapshot.principals),
    said: new Set([...said].filter((action) => !denied.has(action))),
    witnesses,
  };
}

function thingsIn(sightings: readonly Sighting[]): ReadonlySet<string> {
  return new Set(sightings.flatMap(({ things }) => [...things]));
}

/**
 * Of an action: a row of the snapshot proves that IAM tracks it, whatever the reference says. Without a row every
 * reference of the date must say so, and no witness of the snapshot may lack it.
 */
export function isTracked({ shown, said, witnesses }: Tracking, { service, action }: Named): boolean {
  const thing = thingOf(String(service), action);
  return shown.has(thing) || (said.has(thing) && !witnesses.some((witness) => tellsOf(witness, String(service))));
}

/** Services of which any run up to the date knows a tracked action, or one of `seen` a use. */
export function provenServices(history: History, date: string, seen: readonly Sighting[]): ReadonlySet<string> {
  const said = history
    .rows('actions')
    .filter((row) => row.is_tracked === true && String(row.snapshot_date) <= date)
    .map((row) => String(row.service_namespace));
  const shown = [...thingsIn(history.sightings.filter((sighting) => sighting.date <= date))]
    .filter((thing) => thing.includes(':'))
    .map((thing) => thing.split(':')[0] as string);
  const used = seen.flatMap(({ uses }) => uses.flatMap(({ service }) => service ?? []));
  return new Set([...said, ...shown, ...used].map(folded));
}
