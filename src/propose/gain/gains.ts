/** What holders really lose once every proposal is applied: what another document of a holder still grants is no gain. */
import type { Assessment } from '../assess/assessment.js';
import type { KnownActions } from '../rewrite/known-actions.js';
import { isOfAws } from '../subjects/sets.js';
import type { Kind, Part, Subject } from '../subjects/subject.js';
import { ActionBits, add, type Bits, both, countOf, without } from './action-bits.js';

/** Actions by the power that they give. */
export interface ByLevel {
  readonly permissions_management: number;
  readonly write: number;
}

/** As index.json names it: actions that at least one holder loses, and how many holders lose at least one. */
export interface Gain extends ByLevel {
  readonly holders: number;
  readonly actions: number;
}

/** AWS's access level of an action in lower case; null: not known. */
export type LevelOf = (action: string) => string | null;

export function isPermissionsManagement(level: string | null): boolean {
  return level === 'Permissions management';
}

/** Tags open and close doors where policies look at them: to write them is to write. */
export function isWrite(level: string | null): boolean {
  return level === 'Write' || level === 'Tagging';
}

/** A document when every proposal is applied. */
interface Effect {
  readonly granted: Bits;
  /** Null: nothing of it goes. */
  readonly removed: Bits | null;
}

export class Gains {
  private readonly bits: ActionBits;
  private readonly management: Bits;
  private readonly writes: Bits;
  /** By the subject's key. */
  private readonly effects = new Map<string, Effect>();

  constructor(known: KnownActions, levelOf: LevelOf) {
    this.bits = new ActionBits(known);
    this.management = this.bits.where((action) => isPermissionsManagement(levelOf(action)));
    this.writes = this.bits.where((action) => isWrite(levelOf(action)));
  }

  add({ subject, status, removed, parts, after }: Assessment): void {
    if (status !== 'proposed' && status !== 'conditional') return;
    const whole = parts.flatMap(({ part, proposal }) => (proposal === null && part.arn !== null ? part : []));
    const granted = this.granted(subject.kind, whole);
    for (const text of after) add(granted, this.bits.granted(text));
    this.effects.set(subject.key, { granted, removed: this.bits.of(removed.map(({ action }) => action)) });
  }

  /** By the subject's key. `all`: every document of the snapshot; what was not added stays as it is. */
  of(all: readonly Subject[]): Map<string, Gain> {
    const lost = new Map<string, { holders: number; bits: Bits }>();
    for (const documents of this.byHolder(all).values()) {
      const still = this.bits.none();
      for (const { granted } of documents.values()) add(still, granted);
      for (const [key, { removed }] of documents) {
        if (removed === null) continue;
        const bits = without(removed, still);
        const own = lost.get(key) ?? { holders: 0, bits: this.bits.none() };
        add(own.bits, bits);
        lost.set(key, { holders: own.holders + (bits.some((word) => word !== 0) ? 1 : 0), bits: own.bits });
      }
    }
    return new Map([...lost].map(([key, { holders, bits }]) => [key, this.gainOf(holders, bits)] as const));
  }

  private gainOf(holders: number, bits: Bits): Gain {
    return {
      holders,
      actions: countOf(bits),
      permissions_management: countOf(both(bits, this.management)),
      write: countOf(both(bits, this.writes)),
    };
  }

  /** The documents of everybody who holds one of which something goes. */
  private byHolder(all: readonly Subject[]): Map<string, Map<string, Effect>> {
    const changed = all.filter(({ key }) => this.effects.has(key));
    const held = new Map(changed.flatMap(({ holders }) => holders.map(({ arn }) => [arn, new Map<string, Effect>()])));
    for (const subject of all) {
      const holders = subject.holders.flatMap(({ arn }) => held.get(arn) ?? []);
      if (holders.length === 0) continue;
      const effect = this.effects.get(subject.key) ?? { granted: this.asItIs(subject), removed: null };
      for (const documents of holders) documents.set(subject.key, effect);
    }
    return held;
  }

  /** A permission set whose accounts differ, or with a text that is not known, may grant anything. */
  private asItIs({ kind, parts }: Subject): Bits {
    return parts.length === 0 ? this.bits.all() : this.granted(kind, parts);
  }

  /** Customer managed policies of a permission set are documents of their own. */
  private granted(kind: Kind, parts: readonly Part[]): Bits {
    const bits = this.bits.none();
    for (const { arn, text } of parts) {
      const isElsewhere = kind === 'permission_set' && text === null && arn !== null && !isOfAws(arn);
      if (!isElsewhere) add(bits, this.bits.granted(text));
    }
    return bits;
  }
}
