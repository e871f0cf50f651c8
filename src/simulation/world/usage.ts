/**
 * When a principal last used what it is granted. Each action has its own rhythm (a period, a phase, spans
 * of years in which it is used and in which it is not), so that from one date to the next uses move on,
 * age, and fade out of the tracking period.
 */

import { DAY_MS } from '../../model/days.js';
import { hash, mix, share } from '../random.js';
import type { Catalog, Service } from './catalog.js';
import type { Principal, Use } from './entities.js';
import type { Grant, GrantedService } from './policies/grants.js';
import type { ActionPatterns } from './policies/patterns.js';

/** The trailing period for which IAM reports use (User Guide: at least 400 days). */
const TRACKING_PERIOD_MS = 400 * DAY_MS;

export interface ReportedService {
  readonly service: Service;
  /** Last attempt of any action, ms since 1970; NaN: none in the tracking period. */
  readonly lastAccessedAt: number;
  /** Granted and tracked actions, numbers of the catalog. */
  readonly actions: Int32Array;
  /** Last attempt of each of `actions`, NaN where there was none; null: no attempt of any. */
  readonly actionTimes: Float64Array | null;
}

const PERIODS_DAYS = [1, 1, 1, 2, 7, 7, 30, 30, 91, 182];
const SPAN_DAYS = 1100;
const ACTIVE_DAYS = 600;

/** Whose report is made, as of which midnight. */
interface Subject {
  readonly principal: Principal;
  readonly catalog: Catalog;
  readonly asOf: number;
}

/** The services of a report on the principal, as of midnight `asOf`. */
export function reportOf(
  principal: Principal,
  grant: Grant,
  { catalog, patterns }: { readonly catalog: Catalog; readonly patterns: ActionPatterns },
  asOf: number,
): ReportedService[] {
  const seed = hash(principal.id);
  const { uses } = principal.habit;
  const subject = { principal, catalog, asOf };
  if (uses === null) return grant.services.map((granted) => drawnService(subject, granted, seed));
  const times = timesOf(uses, patterns, seed, asOf);
  return grant.services.map((granted) => toldService(subject, granted, times));
}

/** When each action was done last, by its number. */
function timesOf(uses: readonly Use[], patterns: ActionPatterns, seed: number, asOf: number): Map<number, number> {
  const times = new Map<number, number>();
  for (const use of uses) {
    for (const id of use.actions.flatMap((pattern) => patterns.matches(pattern))) {
      const at = lastOf(use, mix(seed, id), asOf);
      if (at > (times.get(id) ?? 0)) times.set(id, at);
    }
  }
  return times;
}

/** The last time before midnight `asOf`, at a full minute; NaN: never. */
function lastOf({ everyDays, from = 0, until }: Use, seed: number, asOf: number): number {
  const last = Math.floor((Math.min(until ?? asOf, asOf) - 1) / DAY_MS);
  const day = last - ((last + mix(seed, 4)) % everyDays);
  const at = day * DAY_MS + (mix(seed, day) % 1440) * 60_000;
  return at >= from ? at : Number.NaN;
}

function toldService(
  { principal, catalog, asOf }: Subject,
  { service: index, tracked }: GrantedService,
  times: ReadonlyMap<number, number>,
): ReportedService {
  const service = catalog.services[index] as Service;
  const isSeen = TRACKED_REGIONS.has(principal.habit.region);
  const since = Math.max(principal.createdAt, asOf - TRACKING_PERIOD_MS);
  const trackedFrom = Math.max(since, service.trackedSince ?? since);
  const timeOf = (id: number, from: number): number => {
    const at = times.get(id) ?? Number.NaN;
    return isSeen && at > from ? at : Number.NaN;
  };
  const actionTimes = Float64Array.from(tracked, (id) => timeOf(id, trackedFrom));
  const all = Array.from({ length: service.end - service.first }, (_, n) => timeOf(service.first + n, since));
  const isAnyUsed = actionTimes.some((at) => !Number.isNaN(at));
  return { service, lastAccessedAt: latest(all), actions: tracked, actionTimes: isAnyUsed ? actionTimes : null };
}

function drawnService(
  { principal, catalog, asOf }: Subject,
  { service: index, tracked }: GrantedService,
  seed: number,
): ReportedService {
  const service = catalog.services[index] as Service;
  const { habit } = principal;
  const serviceSeed = mix(seed, index + 1_000_003);
  if (habit.elsewhere || share(serviceSeed) >= habit.services) {
    return { service, lastAccessedAt: Number.NaN, actions: tracked, actionTimes: null };
  }
  const since = Math.max(principal.createdAt, asOf - TRACKING_PERIOD_MS);
  const trackedFrom = Math.max(since, service.trackedSince ?? since);
  const actionTimes = new Float64Array(tracked.length).fill(Number.NaN);
  // Actions that IAM does not track count for the service alone.
  let lastAccessedAt = lastUse(mix(serviceSeed, 2), asOf, since);
  let isAnyUsed = false;
  for (let place = 0; place < tracked.length; place++) {
    const actionSeed = mix(seed, tracked[place] as number);
    if (share(actionSeed) >= habit.actions) continue;
    const at = lastUse(mix(actionSeed, 1), asOf, trackedFrom);
    if (Number.isNaN(at)) continue;
    actionTimes[place] = at;
    isAnyUsed = true;
    lastAccessedAt = Number.isNaN(lastAccessedAt) ? at : Math.max(lastAccessedAt, at);
  }
  return { service, lastAccessedAt, actions: tracked, actionTimes: isAnyUsed ? actionTimes : null };
}

/** RoleLastUsed: any use, also one that no identity policy grants; null: none in the tracking period. */
export function roleLastUsedAt(principal: Principal, report: readonly ReportedService[], asOf: number): number | null {
  const since = Math.max(principal.createdAt, asOf - TRACKING_PERIOD_MS);
  const elsewhere = principal.habit.elsewhere ? lastUse(hash(principal.id, 'elsewhere'), asOf, since) : Number.NaN;
  const at = latest([...report.map((service) => service.lastAccessedAt), elsewhere]);
  return Number.isNaN(at) ? null : at;
}

/** The last use before midnight `asOf` and after `since`, at a full minute; NaN: none. */
export function lastUse(seed: number, asOf: number, since: number): number {
  const yesterday = asOf / DAY_MS - 1;
  const inSpan = (yesterday + (seed % SPAN_DAYS)) % SPAN_DAYS;
  const active = yesterday - Math.max(0, inSpan - ACTIVE_DAYS);
  const period = PERIODS_DAYS[mix(seed, 3) % PERIODS_DAYS.length] as number;
  const day = active - ((active + mix(seed, 4)) % period);
  const at = day * DAY_MS + (mix(seed, day) % 1440) * 60_000;
  // Before its span began it was not used for longer than the tracking period.
  return at > since && day >= yesterday - inSpan ? at : Number.NaN;
}

function latest(times: readonly number[]): number {
  return times.reduce((last, at) => (Number.isNaN(last) || at > last ? at : last), Number.NaN);
}

/**
 * The Regions in which IAM tracks what is used; what is done in others, the newest ones, stands in no report.
 * Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
 */
const TRACKED_REGIONS: ReadonlySet<string> = new Set(
  (
    'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-central-2 eu-west-1 eu-west-2 eu-west-3 ' +
    'eu-north-1 eu-south-1 eu-south-2 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ' +
    'ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 af-south-1 il-central-1 me-central-1 me-south-1'
  ).split(' '),
);
