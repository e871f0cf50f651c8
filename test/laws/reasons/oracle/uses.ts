/** What is known to be used, and where IAM cannot see. */
import { TRACKED_REGIONS } from '../../../../src/model/aws/tracked-regions.js';
import { isWithin, type Sighting, thingOf, type Use } from './history.js';

/** What is asked about; both null: the principal, by whatever service; no action: the service, by whatever action. */
export interface Named {
  readonly service: string | null;
  readonly action: string | null;
}

/** A use of an action is one of its service, and of the principal. */
export function isUseOf({ service, action }: Named, use: Use): boolean {
  if (service === null) return true;
  if (use.service === null || thingOf(use.service, null) !== thingOf(service, null)) return false;
  return action === null || (use.action !== null && thingOf(service, action) === thingOf(use.service, use.action));
}

/** Whether one of the sightings saw a use of it less than the days before the moment, or after it. */
export function isUsedWithin(days: number, moment: number, named: Named, sightings: readonly Sighting[]): boolean {
  return sightings.some(({ uses }) => uses.some((use) => isUseOf(named, use) && isWithin(days, use.at, moment)));
}

const LOOKS_LIKE_A_REGION = /^[a-z]{2,5}(-[a-z]+)+-[0-9]+$/;

/**
 * Until when IAM may not have seen whoever made the use: of a Region that it does not track the use itself, of one that
 * it began to track the day on which it did. Null: it always saw. Text that names no Region, such as `global`, says nothing.
 */
export function blindUntil({ at, region }: Use): number | null {
  if (region === null) return null;
  const since = Object.hasOwn(TRACKED_REGIONS, region) ? TRACKED_REGIONS[region] : undefined;
  if (since !== undefined) return Date.parse(`${since}T00:00:00Z`);
  return LOOKS_LIKE_A_REGION.test(region) ? at : null;
}

/** Whether a tag whose key speaks of a Region names one that IAM does not track, alone or in a list, in any case. */
export function namesBlindRegion({ row }: Sighting): boolean {
  const tags = Object.entries((row.tags ?? {}) as Readonly<Record<string, string>>);
  const named = tags
    .filter(([key]) => /region/i.test(key))
    .flatMap(([, value]) => value.toLowerCase().split(/[^\w.-]+/));
  return named.some((word) => LOOKS_LIKE_A_REGION.test(word) && !Object.hasOwn(TRACKED_REGIONS, word));
}

export function isBlindWithin(days: number, moment: number, sightings: readonly Sighting[]): boolean {
  return sightings.some(({ uses }) =>
    uses.some((use) => isWithin(days, blindUntil(use) ?? Number.NEGATIVE_INFINITY, moment)),
  );
}
