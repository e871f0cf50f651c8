/** Every action that is known by name: of the service reference, of rows, of documents and of the never-list. */
import { matchesAction } from '../../policy/pattern.js';

/** So many patterns are remembered: the same ones stand in many documents. */
const mostRemembered = 20_000;
const mostLowerNames = 100_000;

export class KnownActions {
  private readonly base: KnownActions | undefined;
  /** Full names such as `s3:GetObject` by service in lower case. */
  private readonly own = new Map<string, string[]>();
  /** As written, by the name in lower case. */
  private readonly names = new Map<string, string>();
  private all: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly remembered = new Map<string, readonly string[]>();

  /** In order of names, whatever order they come in. Names in other cases are the same action; the first is kept. */
  constructor(actions: Iterable<string>, base?: KnownActions) {
    this.base = base;
    for (const action of [...actions].sort()) this.add(action);
  }

  /** These and what a document names besides; of that nobody knows more than the name. */
  with(actions: Iterable<string>): KnownActions {
    const others = [...actions].filter((action) => !this.has(action));
    return others.length === 0 ? this : new KnownActions(others, this);
  }

  has(action: string): boolean {
    return this.names.has(lowerOf(action)) || (this.base?.has(action) ?? false);
  }

  /** As the reference writes a name that is in lower case; itself where it is not known. */
  written(lower: string): string {
    return this.names.get(lower) ?? this.base?.written(lower) ?? lower;
  }

  /** All of them by service in lower case. */
  byService(): ReadonlyMap<string, readonly string[]> {
    this.all ??= new Map(this.services().map((service) => [service, this.ofService(service)]));
    return this.all;
  }

  services(): string[] {
    return [...new Set([...(this.base?.services() ?? []), ...this.own.keys()])];
  }

  ofService(service: string): readonly string[] {
    const own = this.own.get(service) ?? [];
    const base = this.base?.ofService(service) ?? [];
    return own.length === 0 ? base : [...base, ...own];
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
    this.names.set(lowerOf(action), action);
    const service = serviceOf(lowerOf(action));
    const list = this.own.get(service);
    if (list) list.push(action);
    else this.own.set(service, [action]);
  }

  private search(pattern: string): readonly string[] {
    const service = serviceOf(pattern.toLowerCase());
    const candidates = hasWildcard(service) ? [...this.own.values()].flat() : (this.own.get(service) ?? []);
    const found = candidates.filter((action) => matchesAction(pattern, action));
    const base = this.base?.named(pattern) ?? [];
    return found.length === 0 ? base : [...base, ...found];
  }
}

/** What stands before the colon; all of it where there is none. */
export function serviceOf(action: string): string {
  const end = action.indexOf(':');
  return end < 0 ? action : action.slice(0, end);
}

const lowerNames = new Map<string, string>();

/** The name in lower case, made once: an entry for all services names some 20,000 actions, in document after document. */
export function lowerOf(action: string): string {
  const known = lowerNames.get(action);
  if (known !== undefined) return known;
  const lower = action.toLowerCase();
  if (lowerNames.size >= mostLowerNames) lowerNames.clear();
  lowerNames.set(action, lower);
  return lower;
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}
