/** Entries of Action lists, narrowed to what may stay. */
import type { Pattern } from '../../policy/pattern.js';
import { type Action, hasWildcard, type KnownActions, serviceOf } from '../evidence/known-actions.js';
import { type Compression, compress } from './compress.js';

/** Of a pattern that is written, measured and read again. */
const STEPS_TO_WRITE = 20;

/** Names in lower case of the actions that go. */
export type Removed = ReadonlySet<string>;

/** What an entry names of one service. */
interface Share {
  readonly service: string;
  readonly kept: Action[];
  readonly gone: Action[];
}

/** What is in the place of a share without what goes, and where nothing of it goes; made once. */
interface Written {
  narrowed?: readonly string[];
  whole?: readonly string[];
}

/** What entries name, whatever the strength. The same entry may stand in every statement, and is looked at once. */
export class Shares {
  readonly known: KnownActions;
  readonly removed: Removed;
  private readonly shares = new Map<string, readonly Share[]>();
  private readonly patterns = new Map<string, Pattern>();

  constructor(known: KnownActions, removed: Removed) {
    this.known = known;
    this.removed = removed;
  }

  /** Actions of one service mostly follow each other. */
  of(entry: string): readonly Share[] {
    const made = this.shares.get(entry);
    if (made !== undefined) return made;
    const shares = new Map<string, Share>();
    let share: Share | undefined;
    for (const action of this.known.named(entry)) {
      const { key, service } = action;
      if (service !== share?.service) {
        share = shares.get(service) ?? { service, kept: [], gone: [] };
        shares.set(service, share);
      }
      (this.removed.has(key) ? share.gone : share.kept).push(action);
    }
    const all = [...shares.values()];
    this.shares.set(entry, all);
    return all;
  }

  patternOf(entry: string): Pattern {
    const pattern = this.patterns.get(entry) ?? this.known.patternOf(entry);
    this.patterns.set(entry, pattern);
    return pattern;
  }
}

/** Narrows entries at one strength. */
export class Narrower {
  private readonly shares: Shares;
  private readonly compression: Compression;
  private readonly written = new Map<Share, Written>();

  constructor(shares: Shares, compression: Compression) {
    this.shares = shares;
    this.compression = compression;
  }

  /**
   * What is in the place of the entry: itself where nothing of it goes, nothing where all of it goes. Of the services
   * that stay whole nothing goes.
   */
  narrow(entry: string, staying: ReadonlySet<string>): readonly string[] {
    if (!hasWildcard(entry)) {
      const key = entry.toLowerCase();
      return this.shares.removed.has(key) && !staying.has(serviceOf(key)) ? [] : [entry];
    }
    const shares = this.shares.of(entry);
    const isNarrower = ({ service, gone }: Share): boolean => gone.length > 0 && !staying.has(service);
    if (!shares.some(isNarrower)) return [entry];
    const patterns = shares.flatMap((share) => {
      const written = this.writtenOf(share);
      if (isNarrower(share)) written.narrowed ??= this.covering(entry, share.kept, share.gone);
      else written.whole ??= this.wholeOf(entry, share);
      return (isNarrower(share) ? written.narrowed : written.whole) ?? [];
    });
    this.shares.known.spend(STEPS_TO_WRITE * patterns.length);
    return patterns;
  }

  /** By service how many of the actions that an entry names go. */
  goneOf(entry: string): readonly (readonly [service: string, count: number])[] {
    return this.shares.of(entry).map(({ service, gone }) => [service, gone.length]);
  }

  private writtenOf(share: Share): Written {
    const written = this.written.get(share) ?? {};
    this.written.set(share, written);
    return written;
  }

  private covering(entry: string, kept: readonly Action[], removed: readonly Action[]): string[] {
    if (kept.length === 0) return [];
    return compress({ kept, removed, entry: this.shares.patternOf(entry) }, this.compression);
  }

  /**
   * What the entry says of a service of which nothing goes: `s3:*` of `*`, `s3:Get*` of `*:Get*`. Where one pattern does
   * not say it, as of `*a*r*`, whose letters may stand on both sides of the colon, names do.
   */
  private wholeOf(entry: string, { service, kept, gone }: Share): string[] {
    const named = gone.length === 0 ? kept : [...kept, ...gone];
    const ownPart = entry.slice(entry.indexOf(':') + 1);
    const isWhole = (text: string): boolean => {
      const pattern = this.shares.known.patternOf(text);
      return this.shares.patternOf(entry).holds(text) && named.every(({ key }) => pattern.names(key));
    };
    const pattern = [`${service}:*`, `${service}:${ownPart}`].find(isWhole);
    return pattern === undefined ? this.covering(entry, named, []) : [pattern];
  }
}
