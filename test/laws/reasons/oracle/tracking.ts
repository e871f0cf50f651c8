/** What IAM is known to track: without that a row that is missing, or has no time, says nothing. */
import type { LakeRow } from '../../lake.js';
import { folded, type History, type Sighting, thingOf } from './history.js';
import type { Snapshot } from './snapshot.js';
import { isUseOf, type Named } from './uses.js';
import { tellsOf, witnessesIn } from './witnesses.js';

/**
 * Of an action: a row of the snapshot proves that IAM tracks it, whatever the reference says. Without a row every
 * reference of the date must say so, and no witness of the snapshot may lack it.
 */
export function isTracked(history: History, snapshot: Snapshot, { service, action }: Named): boolean {
  const thing = thingOf(String(service), action);
  if (snapshot.principals.some(({ things }) => things.has(thing))) return true;
  const named = history.rows('actions').filter((row) => row.snapshot_date === snapshot.date && isNamed(row, thing));
  const isSaid = named.length > 0 && named.every(({ is_tracked }) => is_tracked === true);
  return isSaid && !witnessesIn(history, snapshot.principals).some((witness) => tellsOf(witness, String(service)));
}

/** Of a service: any run up to the date knows a tracked action of it, or any run up to `usesUntil` a use. */
export function isProven(history: History, service: string, date: string, usesUntil: string): boolean {
  const isOfService = (row: LakeRow): boolean => folded(String(row.service_namespace)) === folded(service);
  const isShown = ({ things }: Sighting): boolean =>
    [...things].some((thing) => thing.startsWith(`${folded(service)}:`));
  const isUsed = ({ uses }: Sighting): boolean => uses.some((use) => isUseOf({ service, action: null }, use));
  return (
    history.rows('actions').some((row) => isOfService(row) && row.is_tracked === true && isUntil(row, date)) ||
    history.sightings.some((sighting) => sighting.date <= date && isShown(sighting)) ||
    history.sightings.some((sighting) => sighting.date <= usesUntil && isUsed(sighting))
  );
}

function isNamed(row: LakeRow, thing: string): boolean {
  return thingOf(String(row.service_namespace), String(row.action_name)) === thing;
}

function isUntil(row: LakeRow, date: string): boolean {
  return String(row.snapshot_date) <= date;
}
