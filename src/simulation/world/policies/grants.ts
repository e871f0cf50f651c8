/**
 * What identity policies grant, as the last-accessed report of IAM lists it: conditions of an Allow are
 * not looked at, an unconditional Deny on every resource takes away, a permissions boundary does not.
 */
import type { Catalog } from '../catalog.js';
import type { ActionPatterns } from './patterns.js';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export interface GrantedService {
  /** Index in the catalog. */
  readonly service: number;
  /** Granted and tracked actions, ascending. */
  readonly tracked: Int32Array;
}

/** Granted services by ascending namespace; the same object for the same documents. */
export interface Grant {
  readonly services: readonly GrantedService[];
}

/** Evaluates policy documents; remembers what it has seen. */
export class Grants {
  private readonly catalog: Catalog;
  private readonly grants = new Map<string, Grant>();
  private readonly patterns: ActionPatterns;

  constructor(catalog: Catalog, patterns: ActionPatterns) {
    this.catalog = catalog;
    this.patterns = patterns;
  }

  /** The grant of all documents (JSON) together. */
  of(documents: readonly string[]): Grant {
    const key = [...new Set(documents)].sort().join('\n');
    const known = this.grants.get(key);
    if (known) return known;
    const grant = this.evaluate(documents.flatMap((document) => JSON.parse(document).Statement as Statement[]));
    this.grants.set(key, grant);
    return grant;
  }

  private evaluate(statements: readonly Statement[]): Grant {
    const granted = new Uint8Array(this.catalog.actionNames.length);
    for (const allow of statements.filter(({ Effect }) => Effect === 'Allow')) this.mark(granted, allow, 1);
    for (const deny of statements.filter(takesAway)) this.mark(granted, deny, 0);
    const services: GrantedService[] = [];
    for (const { index, first, end } of this.catalog.services) {
      if (granted.subarray(first, end).includes(1)) {
        services.push({ service: index, tracked: this.trackedOf(granted, first, end) });
      }
    }
    return { services };
  }

  private trackedOf(granted: Uint8Array, first: number, end: number): Int32Array {
    const ids: number[] = [];
    for (let id = first; id < end; id++) if (granted[id] && this.catalog.tracked[id]) ids.push(id);
    return Int32Array.from(ids);
  }

  private mark(granted: Uint8Array, statement: Statement, value: 0 | 1): void {
    if (statement.NotAction === undefined) {
      for (const pattern of listOf(statement.Action))
        for (const id of this.patterns.matches(pattern)) granted[id] = value;
      return;
    }
    const except = new Uint8Array(granted.length);
    for (const pattern of listOf(statement.NotAction)) for (const id of this.patterns.matches(pattern)) except[id] = 1;
    for (let id = 0; id < granted.length; id++) if (!except[id]) granted[id] = value;
  }
}

function takesAway({ Effect, Resource, Condition }: Statement): boolean {
  return Effect === 'Deny' && Condition === undefined && listOf(Resource).includes('*');
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
