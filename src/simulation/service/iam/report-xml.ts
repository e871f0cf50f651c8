/** The services of a report as XML. What no one has used is the same for everyone: it is made once. */
import type { Catalog } from '../../world/catalog.js';
import type { ReportedUse } from '../../world/shared-use.js';
import type { ReportedService } from '../../world/usage.js';
import { element, isoSeconds } from '../xml.js';
import type { Job } from './jobs.js';

export class ReportXml {
  private readonly unused = {
    SERVICE_LEVEL: new WeakMap<Int32Array, Buffer>(),
    ACTION_LEVEL: new WeakMap<Int32Array, Buffer>(),
  };
  private readonly names: readonly string[];
  /** Members of the actions without a use. */
  readonly unusedActions: readonly string[];

  constructor({ services, actionNames }: Catalog) {
    this.names = services.map(
      ({ name, namespace }) => element('ServiceName', name) + element('ServiceNamespace', namespace),
    );
    this.unusedActions = actionNames.map((name) => `<member>${element('ActionName', name)}</member>`);
  }

  serviceNames({ service }: ReportedService): string {
    return this.names[service.index] as string;
  }

  /** The member of a service without a use; the same bytes for the same grant. */
  unusedService(reported: ReportedService, granularity: Job['granularity']): Buffer {
    const known = this.unused[granularity].get(reported.actions);
    if (known) return known;
    const total = '<TotalAuthenticatedEntities>0</TotalAuthenticatedEntities>';
    const actions = granularity === 'ACTION_LEVEL' ? Array.from(reported.actions, (id) => this.unusedActions[id]) : [];
    const member = Buffer.from(`<member>${this.serviceNames(reported)}${total}${tracked(actions.join(''))}</member>`);
    this.unused[granularity].set(reported.actions, member);
    return member;
  }
}

export function serviceMember(xml: ReportXml, { granularity }: Job, reported: ReportedUse): Buffer {
  const [last] = reported.users;
  if (!last || Number.isNaN(last.at)) return xml.unusedService(reported, granularity);
  const { arn, habit } = last.principal;
  const used = `${element('LastAuthenticated', isoSeconds(last.at))}${element('LastAuthenticatedEntity', arn)}${element('LastAuthenticatedRegion', habit.region)}`;
  const actions = granularity === 'ACTION_LEVEL' ? actionMembers(xml, reported) : '';
  const count = reported.users.filter(({ at }) => !Number.isNaN(at)).length;
  const total = element('TotalAuthenticatedEntities', count);
  return Buffer.from(`<member>${used}${xml.serviceNames(reported)}${total}${tracked(actions)}</member>`);
}

function actionMembers({ unusedActions }: ReportXml, { actions, actionTimes, actionUsers }: ReportedUse): string {
  let members = '';
  let where = '';
  let whose: ReportedUse['actionUsers'][number] | undefined;
  for (let place = 0; place < actions.length; place++) {
    const unused = unusedActions[actions[place] as number] as string;
    const at = actionTimes?.[place] ?? Number.NaN;
    const by = actionUsers.length === 1 ? actionUsers[0] : actionUsers[place];
    if (by && by !== whose) {
      whose = by;
      where = `${element('LastAccessedEntity', by.arn)}${element('LastAccessedRegion', by.habit.region)}`;
    }
    members +=
      at > 0 ? unused.replace('</member>', `${where}${element('LastAccessedTime', isoSeconds(at))}</member>`) : unused;
  }
  return members;
}

/** A service without a granted and tracked action has no such element. */
function tracked(actions: string): string {
  return actions && `<TrackedActionsLastAccessed>${actions}</TrackedActionsLastAccessed>`;
}
