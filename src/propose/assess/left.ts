/** What the statements of some texts allow, so that an action which goes of one list and stays in another is not told as gone. */
import { isReadable, readPolicy, type Statement } from '../../policy/document.js';
import { type Action, hasWildcard, type KnownActions, serviceOf } from '../evidence/known-actions.js';

/** By Allow statements; conditions, resources and Denies are not looked at. Names are in lower case. */
export class Left {
  private readonly names = new Set<string>();
  private readonly services = new Set<string>();
  private readonly known: KnownActions;
  /** All but what these entries name. */
  private readonly allBut: (readonly string[])[] = [];
  private readonly patterns = new Map<string, ReadonlySet<string>>();

  constructor(texts: readonly string[], known: KnownActions) {
    this.known = known;
    for (const document of texts.map(readPolicy)) {
      const statements = isReadable(document) ? document.statements : [];
      for (const statement of statements) if (statement.effect === 'Allow') this.add(statement);
    }
  }

  allows(action: string): boolean {
    if (this.names.has(action)) return true;
    return this.allBut.some((entries) => !entries.some((entry) => this.keysOf(entry).has(action)));
  }

  /** Whether any action of the service is left. */
  hasService(service: string): boolean {
    if (this.services.has(service)) return true;
    return this.allBut.length > 0 && this.known.ofService(service).some((name) => this.allows(name.toLowerCase()));
  }

  private add({ actions, notActions }: Statement): void {
    if (notActions !== null) this.allBut.push(notActions.values);
    for (const entry of actions?.values ?? []) {
      for (const { key, service } of this.named(entry)) {
        this.names.add(key);
        this.services.add(service);
      }
    }
  }

  private keysOf(entry: string): ReadonlySet<string> {
    const known = this.patterns.get(entry) ?? new Set(this.named(entry).map(({ key }) => key));
    this.patterns.set(entry, known);
    return known;
  }

  private named(entry: string): readonly Pick<Action, 'key' | 'service'>[] {
    if (hasWildcard(entry)) return this.known.named(entry);
    const key = entry.toLowerCase();
    return [{ key, service: serviceOf(key) }];
  }
}
