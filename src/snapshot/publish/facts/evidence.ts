/** How long unused rows have been looked at, in bands of days. */

import { DAY_MS } from '../../../model/days.js';
import { readReference } from '../../../model/reference.js';
import { EVIDENCE_BANDS } from '../../../model/tables/facts.js';
import type { Action } from './actions-of-rows.js';
import type { Measured } from './measured.js';

const MOST_DAYS = 400;

/** Places of the bands: those of {@link EVIDENCE_BANDS}, and one for what is not known. */
export const BANDS = EVIDENCE_BANDS.length + 1;
const NOT_KNOWN = EVIDENCE_BANDS.length;

/** Days at which a band begins; null: not known. */
export function daysFrom(band: number): number | null {
  return EVIDENCE_BANDS[band] ?? null;
}

/** Of a principal: the lesser of 400 and its age at the report. */
export function principalBand(principal: Measured): number {
  return bandOf(daysBetween(principal.createdAt, principal.generatedAt));
}

/** Of a row: that of its principal, or less where IAM tracks the action for less long. `trackedSince`: ms; NaN: not known. */
export function actionBand(principal: Measured, trackedSince: number): number {
  return bandOf(daysBetween(Math.max(principal.createdAt, trackedSince), principal.generatedAt));
}

/** From when IAM tracks an action, ms since 1970; NaN: the reference does not say. */
export function trackingOfActions(): (action: Action) => number {
  const since = new Map<string, Map<string, number>>();
  for (const { service_namespace, action_name, tracked_since } of readReference().actions) {
    if (tracked_since === null) continue;
    const actions = since.get(service_namespace) ?? new Map<string, number>();
    since.set(service_namespace, actions.set(action_name, tracked_since));
  }
  return ({ service, action }) => since.get(service)?.get(action) ?? Number.NaN;
}

function daysBetween(from: number, to: number): number {
  return Math.min(MOST_DAYS, Math.floor((to - from) / DAY_MS));
}

/** A negative age is no evidence, and is counted as none. */
function bandOf(days: number): number {
  if (Number.isNaN(days)) return NOT_KNOWN;
  return Math.max(
    0,
    EVIDENCE_BANDS.findLastIndex((from) => from <= days),
  );
}
