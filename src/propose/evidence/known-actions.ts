/** Every action that is known by name: of the service reference, of rows, of documents and of the never-list. */
import { Pattern, Work } from '../../policy/pattern.js';

/** Steps that the patterns of one document, or one pattern, may take: those of AWS's own documents take 346,655 at most. */
const MOST_STEPS = 1_500_000;
/** Patterns are remembered, for the same ones stand in many documents: with so many actions altogether. */
const MOST_REMEMBERED = 2_000_000;
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

/** What a pattern names, and the steps that it took to find it, now or earlier. */
interface Found {
  readonly actions: readonly Action[];
  readonly steps: number;
}

export class KnownActions {
  private readonly base: KnownActions | undefined;
  /** By service in lower case. */
  private readonly own = new Map<string, Action[]>();
  /** By the name in lower case. */
  private readonly byKey = new Map<string, Action>();
  private keys: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly remembered = new Map<string, Found>();
  private held = 0;
  /** What the patterns that are asked for may cost; undefined: whatever they do. */
  private readonly work: Work | undefined;

  /** In order of names, whatever order they come in. Names in other cases are the same action; the first is kept. */
  constructor(actions: Iterable<string>, base?: KnownActions, work?: Work) {
    this.base = base;
    this.work = work;
    for (const action of [...actions].sort()) this.add(action);
  }

  /**
   * These and what a document names besides; of that nobody knows more than the name. Throws TooMuchWork where the
   * patterns of the document that are asked for take too many steps; what other documents asked for makes no difference.
   */
  ofDocument(actions: Iterable<string>): KnownActions {
    const others = [...actions].filter((action) => !this.has(action));
    return new KnownActions(others, this, new Work(MOST_STEPS));
  }

  /** Counts to the work of the document. */
  spend(steps: number): void {
    this.work?.spend(steps);
  }

  /** Of a document, whose work it counts to. */
  patternOf(text: string): Pattern {
    return new Pattern(text, this.work);
  }

  has(action: string): boolean {
    return this.find(lowerOf(action)) !== undefined;
  }

  /** Names in lower case of all of them by service. */
  keysByService(): ReadonlyMap<string, readonly string[]> {
    if (this.base !== undefined && this.own.size === 0) return this.base.keysByService();
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
    const isAskedAgain = this.remembered.has(pattern);
    const { actions, steps } = this.look(pattern);
    this.work?.spend(isAskedAgain ? actions.length : steps);
    return actions;
  }

  private look(pattern: string): Found {
    const known = this.remembered.get(pattern);
    if (known !== undefined) return known;
    const found = this.search(pattern);
    this.held += 1 + found.actions.length;
    if (this.held > MOST_REMEMBERED) {
      this.remembered.clear();
      this.held = found.actions.length;
    }
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

  private search(text: string): Found {
    const work = new Work(MOST_STEPS);
    const pattern = new Pattern(text, work);
    const service = serviceOf(text.toLowerCase());
    const candidates = hasWildcard(service) ? [...this.own.values()].flat() : (this.own.get(service) ?? []);
    const found = candidates.filter(({ key }) => pattern.names(key));
    const { actions, steps } = this.base?.look(text) ?? { actions: [], steps: 0 };
    return {
      actions: found.length === 0 ? actions : [...actions, ...found],
      steps: steps + work.steps + found.length,
    };
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
  const own = ` ${action}`.slice(1); // a part of a long text would keep all of it
  const lower = own.toLowerCase();
  if (lowerNames.size >= MOST_LOWER_NAMES) lowerNames.clear();
  lowerNames.set(own, lower);
  return lower;
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}
