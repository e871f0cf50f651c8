/** The lists of actions that the principals of a part are granted, each worked out once. */
import type { Columns } from '../../../model/columns.js';
import { listHash } from '../../../tools/list-hash.js';
import type { Action, ActionsOfRows } from './actions-of-rows.js';
import { codesIn } from './measured.js';

export interface GrantedList {
  readonly service: string;
  readonly hash: string;
  /** As IAM wrote them, at least one. */
  readonly actionNames: readonly string[];
}

/** By the ARN of the principal, by the service. */
export type ListsOfPart = ReadonlyMap<string, ReadonlyMap<string, GrantedList>>;

/** Of rows of action_last_accessed. Those of a principal and service come in a row, as IAM reports them, or scattered. */
export function listsOfPart(rows: Columns, { actions, ofRow }: ActionsOfRows): ListsOfPart {
  const owners = codesIn(rows, 'principal_arn');
  const known = new KnownLists(actions);
  const lists = new Map<string, Map<string, GrantedList>>();
  for (const [owner, services] of placesByOwner(rows, ofRow)) {
    const ofOwner = [...services.values()].map(known.listOf).map((list) => [list.service, list] as const);
    lists.set(owners.dictionary[owner] as string, new Map(ofOwner));
  }
  return lists;
}

/** By the codes of principal and service, the places of the actions. */
function placesByOwner(rows: Columns, ofRow: Int32Array): Map<number, Map<number, Int32Array>> {
  const owners = codesIn(rows, 'principal_arn').codes;
  const services = codesIn(rows, 'service_namespace').codes;
  const places = new Map<number, Map<number, Int32Array>>();
  for (let from = 0, to = 1; from < rows.rows; from = to++) {
    const [owner, service] = [owners[from] as number, services[from] as number];
    while (to < rows.rows && owners[to] === owner && services[to] === service) to++;
    const ofOwner = places.get(owner) ?? new Map<number, Int32Array>();
    places.set(owner, ofOwner);
    const before = ofOwner.get(service);
    const run = ofRow.subarray(from, to);
    ofOwner.set(service, before === undefined ? run : joined(before, run));
  }
  return places;
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Most principals hold lists that others hold too: names are sorted and hashed once for all who have them in one order. */
class KnownLists {
  private readonly byDigest = new Map<number, { readonly places: Int32Array; readonly list: GrantedList }[]>();
  private readonly actions: readonly Action[];

  constructor(actions: readonly Action[]) {
    this.actions = actions;
  }

  readonly listOf = (places: Int32Array): GrantedList => {
    const digest = digestOf(places);
    const alike = this.byDigest.get(digest) ?? [];
    this.byDigest.set(digest, alike);
    const known = alike.find((one) => areEqual(one.places, places));
    if (known !== undefined) return known.list;
    const list = this.listMade(places);
    alike.push({ places, list });
    return list;
  };

  private listMade(places: Int32Array): GrantedList {
    const actions = Array.from(places, (place) => this.actions[place] as Action);
    const actionNames = actions.map(({ action }) => action);
    return { service: (actions[0] as Action).service, hash: listHash(actionNames) as string, actionNames };
  }
}

function digestOf(places: Int32Array): number {
  let digest = places.length;
  for (let at = 0; at < places.length; at++) digest = (Math.imul(digest, 31) + (places[at] as number)) | 0;
  return digest;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
