/** `granted_lists`: what each distinct list of actions holds. */
import { CodesBuilder, type Columns } from '../../../model/columns.js';
import type { GrantedList, ListsOfPart } from './lists-of-part.js';

/** Lists that are known to be written, 100 bytes each: of more than these some are written again. */
const MOST_KNOWN = 200_000;

/** Rows of a chunk, so that few rows wait, and no chunk is large whatever the lists are. */
export const CHUNK_ROWS = 65_536;

export class GrantedLists {
  private readonly written = new Set<string>();
  private readonly mostKnown: number;
  private waiting = new ListRows();

  constructor(mostKnown = MOST_KNOWN) {
    this.mostKnown = mostKnown;
  }

  /** Chunks of what was not written before. */
  *add(lists: ListsOfPart): Generator<Columns, void, void> {
    for (const ofPrincipal of lists.values()) {
      for (const list of ofPrincipal.values()) if (this.isNew(list)) yield* this.write(list);
    }
  }

  /** The last chunk, once all lists were added. */
  done(): Columns {
    const { columns } = this.waiting;
    this.waiting = new ListRows();
    return columns;
  }

  private isNew({ service, hash }: GrantedList): boolean {
    const name = `${hash} ${service}`;
    if (this.written.has(name)) return false;
    if (this.written.size >= this.mostKnown) this.written.clear();
    this.written.add(name);
    return true;
  }

  private *write(list: GrantedList): Generator<Columns, void, void> {
    for (const name of list.actionNames) {
      this.waiting.append(list, name);
      if (this.waiting.rows === CHUNK_ROWS) yield this.done();
    }
  }
}

class ListRows {
  rows = 0;
  private readonly services = new CodesBuilder();
  private readonly hashes = new CodesBuilder();
  private readonly names = new CodesBuilder();

  append({ service, hash }: GrantedList, name: string): void {
    this.services.append(service);
    this.hashes.append(hash);
    this.names.append(name);
    this.rows++;
  }

  get columns(): Columns {
    const columns = {
      service_namespace: this.services.done(),
      list_hash: this.hashes.done(),
      action_name: this.names.done(),
    };
    return { rows: this.rows, columns };
  }
}
