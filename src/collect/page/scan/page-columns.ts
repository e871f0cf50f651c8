import type { Codes, Numbers } from '../../../model/columns.js';
import type { ReportColumns } from '../columns.js';
import { NotUnderstood } from './scanner.js';
import { UseColumns } from './use.js';
import type { Vocabulary } from './vocabulary.js';

/** Columns of one page: those that ReportBuilder makes of what the SDK's parser gives; their dictionary is the vocabulary. */
export class PageColumns {
  readonly serviceUses = new UseColumns();
  readonly actionUses = new UseColumns();
  private readonly vocabulary: Vocabulary;
  private readonly namespaces: number[] = [];
  private readonly names: number[] = [];
  private readonly entities: number[] = [];
  private readonly tracked: number[] = [];
  private readonly accessed: number[] = [];
  private readonly actionNames: number[] = [];
  private servicesAccessed = 0;
  private actionsAccessed = 0;
  /** Of the service whose actions are being added. */
  private open = { tracked: 0, accessed: 0 };

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    vocabulary.beginList();
  }

  /** Adds an action of the service that the next call of `addService` names. */
  addAction(name: number): void {
    if (!this.vocabulary.joinsList(name)) throw new NotUnderstood(); // twice: an error in the SDK's way too
    if (this.actionUses.close(this.actionNames.length)) this.open.accessed += 1;
    this.actionNames.push(name);
    this.open.tracked += 1;
  }

  addService(namespace: number, name: number | undefined, entities: number | undefined): void {
    if (this.namespaces.includes(namespace)) throw new NotUnderstood(); // twice
    if (this.serviceUses.close(this.namespaces.length)) this.servicesAccessed += 1;
    this.namespaces.push(namespace);
    this.names.push(name ?? -1);
    this.entities.push(entities ?? Number.NaN);
    this.tracked.push(this.open.tracked);
    this.accessed.push(this.open.accessed);
    this.actionsAccessed += this.open.accessed;
    this.open = { tracked: 0, accessed: 0 };
    this.vocabulary.beginList();
  }

  done(): ReportColumns {
    const { words } = this.vocabulary;
    const [services, actions] = [this.namespaces.length, this.actionNames.length];
    const coded = (codes: Int32Array): Codes => ({ kind: 'codes', dictionary: words, codes });
    return {
      services: {
        rows: services,
        columns: {
          service_namespace: coded(Int32Array.from(this.namespaces)),
          service_name: coded(Int32Array.from(this.names)),
          ...this.serviceUses.done(services, words),
          total_authenticated_entities: numbered(this.entities),
          actions_tracked: numbered(this.tracked),
          actions_accessed: numbered(this.accessed),
        },
      },
      actions: {
        rows: actions,
        columns: {
          service_namespace: coded(this.actionNamespaces()),
          action_name: coded(new Int32Array(this.actionNames)),
          ...this.actionUses.done(actions, words),
        },
      },
      servicesAccessed: this.servicesAccessed,
      actionsAccessed: this.actionsAccessed,
    };
  }

  private actionNamespaces(): Int32Array {
    const codes = new Int32Array(this.actionNames.length);
    let end = 0;
    for (const [service, tracked] of this.tracked.entries()) {
      codes.fill(this.namespaces[service] as number, end, end + tracked);
      end += tracked;
    }
    return codes;
  }
}

function numbered(numbers: readonly number[]): Numbers {
  return { kind: 'numbers', numbers: new Float64Array(numbers) };
}
