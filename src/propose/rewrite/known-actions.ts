/** Every action that is known by name: of the service reference, of rows, of documents and of the never-list. */
import { matchesAction } from '../../policy/pattern.js';

/** So many patterns are remembered: the same ones stand in many documents. */
const MOST_REMEMBERED = 20_000;
const MOST_LOWER_NAMES = 100_000;

/** An action that is known by name. */
export interface Action {
  /** As written, such as `s3:GetObject`. */
  readonly name: string;
  /** The name in lower case: actions are the same in any case. */
  readonly key: string;
  /** The service in lower case. */
  readonly service: string;
  /** Whether the reference or a row knows it, and not the text of a document alone. */
  readonly isListed: boolean;
}

export class KnownActions {
  private readonly base: KnownActions | undefined;
  /** By service in lower case. */
  private readonly own = new Map<string, Action[]>();
  /** By the name in lower case. */
  private readonly byKey = new Map<string, Action>();
  private keys: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly remembered = new Map<string, readonly Action[]>();

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
    return this.find(lowerOf(action)) !== undefined;
  }

  /** Names in lower case of all of them by service. */
  keysByService(): ReadonlyMap<string, readonly string[]> {
    this.keys ??= new Map([
      ...(this.base?.keysByService() ?? []),
      ...[...this.own].map(([service, actions]): [string, readonly string[]] => {
        const base = this.base?.keysByService().get(service) ?? [];
        return [service, [...base, ...actions.map(({ key }) => key)]];
      }),
    ]);
    return this.keys;
  }

  services(): string[] {
    return [...new Set([...(this.base?.services() ?? []), ...this.own.keys()])];
  }

  /** As written. */
  ofService(service: string): readonly string[] {
    const own = this.own.get(service)?.map(({ name }) => name) ?? [];
    return [...(this.base?.ofService(service) ?? []), ...own];
  }

  /** The known actions that a pattern names. */
  named(pattern: string): readonly Action[] {
    if (!hasWildcard(pattern)) {
      const action = this.find(pattern.toLowerCase());
      return action === undefined ? [] : [action];
    }
    const found = this.remembered.get(pattern) ?? this.search(pattern);
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(pattern, found);
    return found;
  }

  /** By the name in lower case. */
  private find(key: string): Action | undefined {
    return this.byKey.get(key) ?? this.base?.find(key);
  }

  private add(action: string): void {
    const key = lowerOf(action);
    if (this.find(key) !== undefined) return;
    const own = { name: action, key, service: serviceOf(key), isListed: this.base === undefined };
    this.byKey.set(key, own);
    const list = this.own.get(own.service);
    if (list) list.push(own);
    else this.own.set(own.service, [own]);
  }

  private search(pattern: string): readonly Action[] {
    const service = serviceOf(pattern.toLowerCase());
    const candidates = hasWildcard(service) ? [...this.own.values()].flat() : (this.own.get(service) ?? []);
    const found = candidates.filter(({ key }) => matchesAction(pattern, key));
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
  if (lowerNames.size >= MOST_LOWER_NAMES) lowerNames.clear();
  lowerNames.set(action, lower);
  return lower;
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}
