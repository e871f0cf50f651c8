import { NumbersBuilder } from '../../model/columns.js';
import type { ReportColumns } from '../report-columns.js';
import { Dictionary } from './dictionary.js';
import { NotUnderstood } from './scanner.js';

/** When, where and by whom; the time in ms since 1970. */
export interface Access {
  time: number | undefined;
  region: string | undefined;
  entity: string | undefined;
}

class AccessColumns {
  private readonly times = new NumbersBuilder();
  private readonly regions = new Dictionary();
  private readonly entities = new Dictionary();

  append({ time, region, entity }: Access): void {
    if (time === undefined && (region || entity)) throw new NotUnderstood(); // an error in the SDK's way too
    this.times.append(time);
    this.regions.append(region);
    this.entities.append(entity);
  }

  done() {
    return {
      last_accessed_at: this.times.done(),
      last_accessed_region: this.regions.done(),
      last_accessed_entity_arn: this.entities.done(),
    };
  }
}

/** Columns of one page: those that ReportBuilder makes of what the SDK's parser gives. */
export class PageColumns {
  private readonly namespaces = new Dictionary();
  private readonly names = new Dictionary();
  private readonly serviceAccess = new AccessColumns();
  private readonly entities = new NumbersBuilder();
  private readonly tracked = new NumbersBuilder();
  private readonly accessed = new NumbersBuilder();
  private readonly actionNamespaces = new Dictionary();
  private readonly actionNames = new Dictionary();
  private readonly actionAccess = new AccessColumns();
  /** By the code of an action's name: the service, counted from 1, that held it last. */
  private readonly holders: number[] = [];
  private services = 0;
  private actions = 0;
  private servicesAccessed = 0;
  private actionsAccessed = 0;
  /** Of the service whose actions are being added. */
  private open = { tracked: 0, accessed: 0 };

  /** Adds an action of the service that the next call of `service` names. */
  action(name: string, access: Access): void {
    const code = this.actionNames.append(name);
    if (this.holders[code] === this.services + 1) throw new NotUnderstood(); // twice: an error in the SDK's way too
    this.holders[code] = this.services + 1;
    this.actionAccess.append(access);
    this.open.tracked += 1;
    if (access.time !== undefined) this.open.accessed += 1;
  }

  service(namespace: string, name: string | undefined, entities: number | undefined, access: Access): void {
    if (this.namespaces.append(namespace) !== this.services) throw new NotUnderstood(); // twice
    this.services += 1;
    this.names.append(name);
    this.serviceAccess.append(access);
    this.entities.append(entities);
    if (access.time !== undefined) this.servicesAccessed += 1;
    this.closeActions(namespace);
  }

  done(): ReportColumns {
    return {
      services: {
        rows: this.services,
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
        rows: this.actions,
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

  private closeActions(namespace: string): void {
    const { tracked, accessed } = this.open;
    this.tracked.append(tracked);
    this.accessed.append(accessed);
    if (tracked > 0) this.actionNamespaces.append(namespace, tracked);
    this.actions += tracked;
    this.actionsAccessed += accessed;
    this.open = { tracked: 0, accessed: 0 };
  }
}
