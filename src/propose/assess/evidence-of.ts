/** The evidence of a subject as the decision takes it: rows of the snapshot and uses of the window together. */

import { DAY_MS, startOf } from '../../model/days.js';
import { serviceOf } from '../evidence/known-actions.js';
import { type DocumentEvidence, type KnownUse, twoOf } from '../evidence/read-evidence.js';
import { type ActionEvidence, type Evidence, onceEach, type UseEvidence } from '../evidence/use-evidence.js';
import type { Subject } from '../subjects/subject.js';

const NO_ROW: UseEvidence = {
  rows: 0,
  enough: 0,
  isUsed: false,
  lastKnownUse: null,
  leastEvidenceDays: null,
  usedBy: [],
};
export function evidenceOf(
  subject: Subject,
  read: DocumentEvidence | undefined,
  { date, days }: { date: string; days: number },
): Evidence {
  const holders = subject.holders.filter(({ isMeasured }) => isMeasured);
  const services = new Map(read?.services);
  const isBounded = holders.every(({ isYoung }) => !isYoung) && isOld(subject.changedAt, date, days);
  const isSame = !isBounded && (read?.knownUses.size ?? 0) === 0;
  const actions = isSame ? (read?.actions ?? new Map<string, ActionEvidence>()) : new Map(read?.actions);
  for (const [key, use] of read?.knownUses ?? []) {
    if (key.includes(':')) actions.set(key, used({ ...NO_ROW, grantAge: 'UNKNOWN', ...actions.get(key) }, use));
    const service = serviceOf(key);
    services.set(service, used(services.get(service) ?? NO_ROW, use));
  }
  const bounded = onceEach((row: ActionEvidence): ActionEvidence => ({ ...row, grantAge: 'BOUNDED' }));
  for (const [key, row] of actions) {
    if (row.isUsed) services.set(serviceOf(key), isUsedBy(row.usedBy, services.get(serviceOf(key))));
    if (isBounded && row.grantAge === 'UNKNOWN') actions.set(key, bounded(row));
  }
  return { holders: holders.length, services, actions };
}

function used<T extends UseEvidence>(row: T, { at, usedBy }: KnownUse): T {
  const lastKnownUse = row.lastKnownUse !== null && row.lastKnownUse >= at ? row.lastKnownUse : at;
  return { ...row, lastKnownUse, usedBy: twoOf([...row.usedBy, ...usedBy]) };
}

function isUsedBy(arns: readonly string[], row: UseEvidence = NO_ROW): UseEvidence {
  return { ...row, isUsed: true, usedBy: twoOf([...row.usedBy, ...arns]) };
}

/** Whether the document has been as it is for the days; IAM writes `yyyy-MM-dd HH:mm:ss`. */
function isOld(changedAt: string | null, date: string, days: number): boolean {
  if (changedAt === null) return false;
  return Date.parse(`${changedAt.replace(' ', 'T')}Z`) <= startOf(date) - days * DAY_MS;
}
