/** Which actions a pattern of a policy names; remembers what it has seen. */
import type { Catalog } from './catalog.js';

export class ActionPatterns {
  private readonly catalog: Catalog;
  private readonly known = new Map<string, readonly number[]>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  /** Actions that a pattern such as `s3:Get*` or `*:List*` names; an unknown action names none. */
  matches(pattern: string): readonly number[] {
    const known = this.known.get(pattern);
    if (known) return known;
    const [namespace = '', glob = '*'] = pattern.split(':');
    const services = namespace === '*' ? this.catalog.services : [this.catalog.byNamespace.get(namespace)];
    const expression = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
    const ids: number[] = [];
    for (const service of services) {
      for (let id = service?.first ?? 0; id < (service?.end ?? 0); id++) {
        if (expression.test(this.catalog.actionNames[id] as string)) ids.push(id);
      }
    }
    this.known.set(pattern, ids);
    return ids;
  }
}
