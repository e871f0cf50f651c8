/** Every action that is known by name: of the service reference, of rows, of documents and of the never-list. */
import { matchesAction } from '../../policy/pattern.js';

/** So many patterns are remembered: the same ones stand in many documents. */
const mostRemembered = 20_000;

export class KnownActions {
  private readonly base: KnownActions | undefined;
  /** Full names such as `s3:GetObject` by service in lower case. */
  private readonly own = new Map<string, string[]>();
  private readonly names = new Set<string>();
  private readonly remembered = new Map<string, readonly string[]>();

  /** Names in other cases are the same action; the first is kept. */
  constructor(actions: Iterable<string>, base?: KnownActions) {
    this.base = base;
    for (const action of actions) this.add(action);
  }

  /** These and what a document names besides; of that nobody knows more than the name. */
  with(actions: Iterable<string>): KnownActions {
    return new KnownActions(actions, this);
  }

  has(action: string): boolean {
    return this.names.has(action.toLowerCase()) || (this.base?.has(action) ?? false);
  }

  services(): string[] {
    return [...new Set([...(this.base?.services() ?? []), ...this.own.keys()])];
  }

  ofService(service: string): readonly string[] {
    const own = this.own.get(service) ?? [];
    return this.base ? [...this.base.ofService(service), ...own] : own;
  }

  /** The known actions that a pattern names. */
  named(pattern: string): readonly string[] {
    const found = this.remembered.get(pattern) ?? this.search(pattern);
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(pattern, found);
    return found;
  }

  private add(action: string): void {
    if (this.has(action)) return;
    this.names.add(action.toLowerCase());
    const service = serviceOf(action.toLowerCase());
    const list = this.own.get(service);
    if (list) list.push(action);
    else this.own.set(service, [action]);
  }

  private search(pattern: string): readonly string[] {
    const service = serviceOf(pattern.toLowerCase());
    const candidates = hasWildcard(service) ? [...this.own.values()].flat() : (this.own.get(service) ?? []);
    const found = candidates.filter((action) => matchesAction(pattern, action));
    return this.base ? [...this.base.named(pattern), ...found] : found;
  }
}

/** What stands before the colon; all of it where there is none. */
export function serviceOf(action: string): string {
  return action.split(':', 1)[0] as string;
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}
