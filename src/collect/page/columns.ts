import type { ServiceLastAccessed, TrackedActionLastAccessed } from '@aws-sdk/client-iam';
import { AnswerError } from '../../aws/failure.js';
import { CodesBuilder, type Columns, NumbersBuilder } from '../../model/columns.js';

/** What a report, or one page of it, holds. */
export interface ReportColumns {
  readonly services: Columns;
  readonly actions: Columns;
  readonly servicesAccessed: number;
  readonly actionsAccessed: number;
}

/** When, where and by whom. */
class LastAccess {
  readonly last_accessed_at = new NumbersBuilder();
  readonly last_accessed_region = new CodesBuilder();
  readonly last_accessed_entity_arn = new CodesBuilder();

  /** Fails with AnswerError where somebody used it at no time: null would say that nobody did. */
  append(at: number | null, region: string | undefined, entity: string | undefined): void {
    if (at === null && (region || entity)) throw new AnswerError('the report names a use without its time');
    this.last_accessed_at.append(at);
    this.last_accessed_region.append(region);
    this.last_accessed_entity_arn.append(entity);
  }

  done() {
    return {
      last_accessed_at: this.last_accessed_at.done(),
      last_accessed_region: this.last_accessed_region.done(),
      last_accessed_entity_arn: this.last_accessed_entity_arn.done(),
    };
  }
}

/** The columns of one page. Fails with AnswerError where a service comes twice or lacks what every one has. */
export function reportColumns(services: readonly ServiceLastAccessed[]): ReportColumns {
  const page = new ReportBuilder();
  for (const service of services) page.add(service);
  return page.done();
}

class ReportBuilder {
  private readonly namespaces = new CodesBuilder();
  private readonly names = new CodesBuilder();
  private readonly serviceAccess = new LastAccess();
  private readonly entities = new NumbersBuilder();
  private readonly tracked = new NumbersBuilder();
  private readonly accessed = new NumbersBuilder();
  private readonly actionNamespaces = new CodesBuilder();
  private readonly actionNames = new CodesBuilder();
  private readonly actionAccess = new LastAccess();
  private readonly seen = new Set<string>();
  private actionRows = 0;
  private servicesAccessed = 0;
  private actionsAccessed = 0;

  add(service: ServiceLastAccessed): void {
    const { ServiceNamespace: namespace, TrackedActionsLastAccessed: actions = [] } = service;
    if (!namespace) throw new AnswerError('a service of the report has no namespace');
    if (this.seen.has(namespace)) throw new AnswerError(`the report names ${namespace} twice`);
    this.seen.add(namespace);
    const at = timeOf(service.LastAuthenticated);
    this.namespaces.append(namespace);
    this.names.append(service.ServiceName);
    this.serviceAccess.append(at, service.LastAuthenticatedRegion, service.LastAuthenticatedEntity);
    this.entities.append(service.TotalAuthenticatedEntities);
    this.tracked.append(actions.length);
    this.accessed.append(this.addActions(namespace, actions));
    if (at !== null) this.servicesAccessed += 1;
  }

  done(): ReportColumns {
    return {
      services: {
        rows: this.seen.size,
        columns: {
          service_namespace: this.namespaces.done(),
          service_name: this.names.done(),
          ...this.serviceAccess.done(),
          total_authenticated_entities: this.entities.done(),
          actions_tracked: this.tracked.done(),
          actions_accessed: this.accessed.done(),
        },
      },
      actions: {
        rows: this.actionRows,
        columns: {
          service_namespace: this.actionNamespaces.done(),
          action_name: this.actionNames.done(),
          ...this.actionAccess.done(),
        },
      },
      servicesAccessed: this.servicesAccessed,
      actionsAccessed: this.actionsAccessed,
    };
  }

  private addActions(namespace: string, actions: readonly TrackedActionLastAccessed[]): number {
    const seen = new Set<string>();
    let accessed = 0;
    for (const { ActionName, LastAccessedTime, LastAccessedRegion, LastAccessedEntity } of actions) {
      if (!ActionName || seen.has(ActionName))
        throw new AnswerError(`the report names an action of ${namespace} twice or not`);
      seen.add(ActionName);
      const at = timeOf(LastAccessedTime);
      this.actionNamespaces.append(namespace);
      this.actionNames.append(ActionName);
      this.actionAccess.append(at, LastAccessedRegion, LastAccessedEntity);
      if (at !== null) accessed += 1;
    }
    this.actionRows += actions.length;
    this.actionsAccessed += accessed;
    return accessed;
  }
}

/** A time that cannot be read must not become null, which says "no attempt". */
function timeOf(date: Date | undefined): number | null {
  if (date === undefined) return null;
  const time = date.getTime();
  if (Number.isNaN(time)) throw new AnswerError('a time of the report cannot be read');
  return time;
}
