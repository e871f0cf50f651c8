/** What holders really lose once every proposal is applied: what another document of a holder still grants is no gain. */
import { type ByPower, type NamedByPower, namedByPower, POWERS, type Power, type PowerOf } from '../../policy/power.js';
import type { Assessment } from '../assess/assessment.js';
import type { KnownActions } from '../evidence/known-actions.js';
import { grouped } from '../subjects/grouped.js';
import { isOfAws } from '../subjects/sets.js';
import type { Principal } from '../subjects/snapshot.js';
import type { Kind, Part, Subject } from '../subjects/subject.js';
import { ActionBits, add, type Bits, both, countOf, without } from './action-bits.js';

/** As index.json names it: actions that at least one holder loses, by their power, and how many holders lose at least one. */
export interface Gain extends NamedByPower<'actions_lost'> {
  readonly holders: number;
  readonly actions_lost: number;
}

/** A document when every proposal is applied. */
interface Effect {
  readonly granted: Bits;
  /** Null: nothing of it goes. */
  readonly removed: Bits | null;
}

/** What goes of a document for at least one of the holders that were counted. */
interface Lost {
  readonly holders: number;
  readonly bits: Bits;
}

/** Documents of a snapshot, and those of them that will be assessed. */
interface Documents {
  readonly all: readonly Subject[];
  readonly asked: readonly Subject[];
}

/**
 * An account is counted once all of it is assessed, and its effects are let go, so that they need not be held of all.
 * Who holds a document that is not of their account, as roles of permission sets do, is counted at the end.
 */
export class Gains {
  private readonly bits: ActionBits;
  private readonly powers: readonly (readonly [Power, Bits])[];
  /** How many documents of an account are still to come. */
  private readonly awaited = new Map<string | null, number>();
  private readonly ofAccount: ReadonlyMap<string, readonly Subject[]>;
  /** ARNs of those counted at the end, and what they hold. */
  private readonly late: ReadonlySet<string>;
  private readonly heldByLate: readonly Subject[];
  /** By the subject's key; so are the others. */
  private readonly effects = new Map<string, Effect>();
  private readonly lost = new Map<string, Lost>();
  private readonly gains = new Map<string, Gain>();

  /** What is asked and not added stays as it is. */
  constructor(known: KnownActions, powerOf: PowerOf, { all, asked }: Documents) {
    this.bits = new ActionBits(known);
    this.powers = POWERS.map((power) => [power, this.bits.where((action) => powerOf(action) === power)]);
    for (const { accountId } of asked) this.awaited.set(accountId, (this.awaited.get(accountId) ?? 0) + 1);
    this.ofAccount = grouped(all.map((subject) => [subject.accountId ?? '', subject] as const));
    this.late = new Set(all.flatMap(heldElsewhere));
    this.heldByLate = all.filter((subject) => this.isOfLate(subject));
  }

  /** Each of those asked, once. */
  add({ subject, status, removed, parts, after }: Assessment): void {
    if (status === 'proposed' || status === 'conditional') {
      const whole = parts.flatMap(({ part, proposal }) => (proposal === null && part.arn !== null ? part : []));
      const granted = this.granted(subject.kind, whole);
      for (const text of after) add(granted, this.bits.granted(text));
      this.effects.set(subject.key, { granted, removed: this.bits.of(removed.map(({ action }) => action)) });
    }
    const { accountId } = subject;
    const awaited = (this.awaited.get(accountId) as number) - 1;
    this.awaited.set(accountId, awaited);
    if (awaited === 0 && accountId !== null) this.settle(accountId);
  }

  /** By the subject's key, once all are added. */
  all(): Map<string, Gain> {
    this.count(this.heldByLate, ({ arn }) => this.late.has(arn));
    for (const key of [...this.effects.keys()]) this.end(key);
    return this.gains;
  }

  /** How many documents are held until others have come. */
  get pending(): number {
    return this.effects.size;
  }

  private settle(accountId: string): void {
    const own = this.ofAccount.get(accountId) ?? [];
    this.count(own, ({ arn }) => !this.late.has(arn));
    for (const subject of own) if (!this.isOfLate(subject)) this.end(subject.key);
  }

  private isOfLate({ holders }: Subject): boolean {
    return holders.some(({ arn }) => this.late.has(arn));
  }

  /** `documents`: all that the holders counted have. */
  private count(documents: readonly Subject[], isCounted: (holder: Principal) => boolean): void {
    for (const held of this.byHolder(documents, isCounted).values()) {
      const still = this.bits.none();
      for (const { granted } of held.values()) add(still, granted);
      for (const [key, { removed }] of held) {
        if (removed === null) continue;
        const bits = without(removed, still);
        const own = this.lost.get(key) ?? { holders: 0, bits: this.bits.none() };
        add(own.bits, bits);
        this.lost.set(key, { holders: own.holders + (bits.some((word) => word !== 0) ? 1 : 0), bits: own.bits });
      }
    }
  }

  /** No further holder of the document will be counted. */
  private end(key: string): void {
    const lost = this.lost.get(key);
    if (lost !== undefined) this.gains.set(key, this.gainOf(lost));
    this.lost.delete(key);
    this.effects.delete(key);
  }

  private gainOf({ holders, bits }: Lost): Gain {
    const counts = this.powers.map(([power, own]) => [power, countOf(both(bits, own))]);
    const powers = Object.fromEntries(counts) as ByPower;
    return { holders, actions_lost: countOf(bits), ...namedByPower('actions_lost', powers) };
  }

  /** The documents of everybody counted who holds one of which something goes. */
  private byHolder(
    documents: readonly Subject[],
    isCounted: (holder: Principal) => boolean,
  ): Map<string, Map<string, Effect>> {
    const held = new Map<string, Map<string, Effect>>();
    for (const { key, holders } of documents) {
      if (!this.effects.has(key)) continue;
      for (const holder of holders.filter(isCounted)) held.set(holder.arn, new Map());
    }
    for (const subject of documents) {
      const holders = subject.holders.flatMap(({ arn }) => held.get(arn) ?? []);
      if (holders.length === 0) continue;
      const effect = this.effects.get(subject.key) ?? { granted: this.asItIs(subject), removed: null };
      for (const own of holders) own.set(subject.key, effect);
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

/** ARNs of holders of another account. */
function heldElsewhere({ accountId, holders }: Subject): string[] {
  return holders.filter((holder) => holder.accountId !== accountId).map(({ arn }) => arn);
}
