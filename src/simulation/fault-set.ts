/** The faults that are on, and how often each has struck. */
import { type Fault, type FaultName, kindOf } from './faults.js';
import { hash, share } from './random.js';

/** What a call is about, for a fault to know whether it is meant. */
export interface CallSubject {
  /** Such as `iam:ListUsers`. */
  readonly action: string;
  readonly accountId: string;
  readonly principal?: { readonly arn: string; readonly id: string; readonly name: string } | undefined;
}

interface Active {
  readonly fault: Fault;
  readonly number: number;
  readonly seen: Map<string, number>;
  readonly struck: Map<string, number>;
}

export class FaultSet {
  private readonly seed: number;
  private readonly active = new Map<Fault, Active>();
  private added = 0;

  constructor(seed: number, faults: readonly Fault[]) {
    this.seed = seed;
    for (const fault of faults) this.add(fault);
  }

  /** Switches a fault on; its counts start again. */
  add(fault: Fault): void {
    this.active.set(fault, { fault, number: this.added++, seen: new Map(), struck: new Map() });
  }

  /** Switches off the very object that was added. */
  remove(fault: Fault): void {
    this.active.delete(fault);
  }

  clear(): void {
    this.active.clear();
  }

  /** How many calls a fault has struck. */
  struck(fault: Fault): number {
    return [...(this.active.get(fault)?.struck.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  /** The first fault of these names that strikes the call; the others that match see it pass. */
  strike(names: readonly FaultName[], subject: CallSubject): Fault | undefined {
    if (this.active.size === 0) return undefined;
    let first: Fault | undefined;
    for (const active of this.active.values()) {
      if (!names.includes(active.fault.name) || !isMeant(active.fault, subject)) continue;
      if (this.strikes(active, subject, first === undefined)) first = active.fault;
    }
    return first;
  }

  private strikes({ fault, number, seen, struck }: Active, subject: CallSubject, isFree: boolean): boolean {
    const key = countedBy(fault, subject);
    const place = (seen.get(key) ?? 0) + 1;
    seen.set(key, place);
    const before = struck.get(key) ?? 0;
    if (!isFree || place < (fault.nth ?? 1) || before >= (fault.count ?? kindOf(fault).count)) return false;
    if (share(hash(this.seed, 'fault', number, key, place)) >= (fault.probability ?? 1)) return false;
    struck.set(key, before + 1);
    return true;
  }
}

function countedBy({ per }: Fault, { accountId, principal }: CallSubject): string {
  if (per === 'account') return accountId;
  return per === 'principal' ? (principal?.id ?? '') : '';
}

function isMeant(fault: Fault, { action, accountId, principal }: CallSubject): boolean {
  if (fault.account !== undefined && fault.account !== accountId) return false;
  if (fault.principal !== undefined) {
    if (!principal || ![principal.arn, principal.id, principal.name].includes(fault.principal)) return false;
  }
  if (fault.action !== undefined) return names(fault.action, action);
  return kindOf(fault).actions?.some((pattern) => names(pattern, action)) ?? true;
}

/** Whether a pattern such as `iam:Get*` or `ListUsers` names the action. */
function names(pattern: string, action: string): boolean {
  const word = pattern.includes(':') ? action : action.slice(action.indexOf(':') + 1);
  return pattern.endsWith('*') ? word.startsWith(pattern.slice(0, -1)) : word === pattern;
}
