/** Reports on whose principal is not one alone: of a group its members, of a policy those who hold it. */

import type { Catalog, Service } from './catalog.js';
import type { Principal } from './entities.js';
import type { GrantedService } from './policies/grants.js';
import type { ReportedService } from './usage.js';

export interface User {
  readonly principal: Principal;
  /** Its last attempt, ms since 1970; NaN: none in the tracking period. */
  readonly at: number;
}

export interface ReportedUse extends ReportedService {
  /** By date descending, those without a use last. */
  readonly users: readonly User[];
  /** Who attempted each of `actions` last; one alone: the same for all of them. */
  readonly actionUsers: readonly (Principal | undefined)[];
}

/** The report on one user or role. */
export function ownUse(principal: Principal, report: readonly ReportedService[]): ReportedUse[] {
  return report.map((service) => ({
    ...service,
    users: [{ principal, at: service.lastAccessedAt }],
    actionUsers: [principal],
  }));
}

/** The report on what a group or a policy grants, of the reports of those who hold it. */
export function sharedUse(
  granted: readonly GrantedService[],
  catalog: Catalog,
  holders: readonly { readonly principal: Principal; readonly report: readonly ReportedService[] }[],
): ReportedUse[] {
  return granted.map(({ service: index, tracked }) => {
    const service = catalog.services[index] as Service;
    const reports = holders.map(({ principal, report }) => ({
      principal,
      own: report.find((reported) => reported.service === service),
    }));
    const users = reports
      .map(({ principal, own }): User => ({ principal, at: own?.lastAccessedAt ?? Number.NaN }))
      .sort((a, b) => (Number.isNaN(a.at) ? 0 : a.at) - (Number.isNaN(b.at) ? 0 : b.at))
      .reverse();
    const last = Array.from(tracked, (id) => lastUserOf(id, reports));
    return {
      service,
      lastAccessedAt: users[0]?.at ?? Number.NaN,
      actions: tracked,
      actionTimes: Float64Array.from(last, ({ at }) => at),
      users,
      actionUsers: tracked.length === 1 ? [last[0]?.principal] : last.map(({ principal }) => principal),
    };
  });
}

function lastUserOf(
  action: number,
  reports: readonly { readonly principal: Principal; readonly own: ReportedService | undefined }[],
): { readonly principal: Principal | undefined; readonly at: number } {
  let last: { principal: Principal | undefined; at: number } = { principal: undefined, at: Number.NaN };
  for (const { principal, own } of reports) {
    const place = own?.actions.indexOf(action) ?? -1;
    const at = place < 0 ? Number.NaN : (own?.actionTimes?.[place] ?? Number.NaN);
    if (at > 0 && !(last.at >= at)) last = { principal, at };
  }
  return last;
}
