/** The open part of one account: whole principals, until it closes by rows, age or the budget. */
import type { Columns } from '../../model/columns.js';
import type { Effects } from '../../model/effects.js';
import type { PrincipalReport } from '../../model/report.js';
import { actionLastAccessed, type PrincipalRow, principals, serviceLastAccessed } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { withConstants } from '../../tables/columns/complete.js';
import { concat } from '../../tables/columns/merge.js';
import { columnsOf } from '../../tables/columns/rows.js';
import { encodePart } from '../../tables/part.js';
import { sha256Of } from '../../tools/sha256.js';
import type { StagedPart } from '../account-record.js';
import type { MemoryBudget, RowBuffer } from './memory-budget.js';

/** A crash costs at most this much of an account. */
const ROWS_PER_PART = 262_144;
const PART_AGE_MS = 5 * 60_000;

/** Rows that come with the part that closes the account, by table. */
export type FinalTables = Readonly<Record<string, Columns>>;

interface OpenPart {
  readonly principals: PrincipalRow[];
  readonly services: Columns[];
  readonly actions: Columns[];
  readonly timer: AbortController;
}

const openPart = (): OpenPart => ({ principals: [], services: [], actions: [], timer: new AbortController() });

export interface PartWriterOptions {
  /** Folder of the account, `/` at its end. */
  readonly folder: string;
  /** Random name of the writer: two writers never write the same key. */
  readonly writer: string;
  readonly budget: MemoryBudget;
}

export class PartWriter implements RowBuffer {
  rows = 0;
  private readonly store: Store;
  private readonly options: PartWriterOptions;
  private readonly effects: Effects;
  private readonly writes: Promise<StagedPart>[] = [];
  private open = openPart();
  private failure: unknown;

  constructor(store: Store, options: PartWriterOptions, effects: Effects) {
    this.store = store;
    this.options = options;
    this.effects = effects;
    options.budget.enter(this);
  }

  /** Takes a principal; resolves when there is room for the next. */
  async add({ principal, services, actions }: PrincipalReport): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    if (this.rows === 0) void this.closeWhenOld(this.open.timer.signal);
    const { account_id, principal_arn } = principal;
    this.open.principals.push(principal);
    this.open.services.push(withConstants(services, { account_id, principal_arn }));
    this.open.actions.push(withConstants(actions, { account_id, principal_arn }));
    this.count(1 + services.rows + actions.rows);
    if (this.rows >= ROWS_PER_PART) await this.flush();
    await this.options.budget.relieve();
  }

  async flush(): Promise<void> {
    if (this.rows > 0) await this.stage({});
  }

  /** Closes the last part, together with `final`, and waits for all: the parts by their number. */
  async finish(final: FinalTables = {}): Promise<StagedPart[]> {
    try {
      const isEmpty = this.rows === 0 && Object.values(final).every((table) => table.rows === 0);
      if (!isEmpty) await this.stage(final);
      return await Promise.all(this.writes);
    } finally {
      this.open.timer.abort();
      this.options.budget.leave(this);
    }
  }

  private count(rows: number): void {
    this.rows += rows;
    this.options.budget.count(rows);
  }

  /** Rows count against the budget until they are staged. */
  private stage(final: FinalTables): Promise<StagedPart> {
    const { open, rows } = this;
    this.open = openPart();
    this.rows = 0;
    open.timer.abort();
    const number = String(this.writes.length + 1).padStart(6, '0');
    const key = `${this.options.folder}${this.options.writer}-${number}.arrow.br`;
    const write = this.write(key, open, final).finally(() => this.options.budget.count(-rows));
    write.catch((error) => {
      this.failure ??= error;
    });
    this.writes.push(write);
    return write;
  }

  private async write(key: string, open: OpenPart, final: FinalTables): Promise<StagedPart> {
    const { bytes, rows } = await this.options.budget.encode(async () => {
      const tables = tablesOf(open, final);
      return { bytes: await encodePart(tables), rows: rowsOf(tables) };
    });
    await this.store.put(key, bytes);
    return { key, bytes: bytes.length, sha256: sha256Of(bytes), rows };
  }

  private async closeWhenOld(timer: AbortSignal): Promise<void> {
    try {
      await this.effects.sleep(PART_AGE_MS, timer);
    } catch {
      return; // closed before its time
    }
    await this.flush().catch(() => undefined); // add() and finish() report it
  }
}

function rowsOf(tables: FinalTables): Record<string, number> {
  return Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows]));
}

function tablesOf({ principals: measured, services, actions }: OpenPart, final: FinalTables): FinalTables {
  const { [principals.name]: unmeasured, ...others } = final;
  const rows = [...(measured.length > 0 ? [columnsOf(principals, measured)] : []), ...(unmeasured ? [unmeasured] : [])];
  const tables = {
    [principals.name]: concat(rows),
    [serviceLastAccessed.name]: concat(services),
    [actionLastAccessed.name]: concat(actions),
    ...others,
  };
  return Object.fromEntries(Object.entries(tables).filter(([, table]) => table.rows > 0));
}
