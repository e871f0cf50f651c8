/** Views that are made when a statement first names them: to make all takes longer than most answers. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { namesRead } from '../sql/read-names.js';
import type { View } from '../sql/views.js';

/** What asks for names asks for all: a table of names, which a text may hide, or a word that is none within a text. */
const CATALOG = /\b(?:information_schema|pg_catalog|pg_\w+|duckdb_\w+|pragma_\w+)\b/i;
const ASKS = /\b(?:describe|show|summarize)\b/i;
const TEXT = /'(?:[^']|'')*'/g;

const COMMENT = /--[^\n]*/g;
/** Nothing of a text, so that no statement that asks for names is taken for one that does not. */
const LINE_OF_COMMENT = /^ *--[^\n]*/gm;

export class AskedViews {
  readonly #views: readonly View[];
  readonly #waiting: Map<string, View>;
  #making: Promise<void> = Promise.resolve();

  /** `views`: each after those that it reads. */
  constructor(views: readonly View[]) {
    this.#views = views;
    this.#waiting = new Map(views.map((view) => [view.name, view]));
  }

  /** Makes what the statement reads, itself or through other views; a name counts where a table may stand. */
  async make(sql: string, connect: () => Promise<DuckDBConnection>): Promise<void> {
    const uncommented = sql.replaceAll(LINE_OF_COMMENT, '');
    const asksForNames = CATALOG.test(uncommented) || ASKS.test(uncommented.replaceAll(TEXT, "''"));
    await (asksForNames ? this.makeAll(connect) : this.#inTurn(() => this.#namedIn(sql), connect));
  }

  async makeAll(connect: () => Promise<DuckDBConnection>): Promise<void> {
    await this.#inTurn(() => new Set(this.#waiting.keys()), connect);
  }

  async #inTurn(names: () => ReadonlySet<string>, connect: () => Promise<DuckDBConnection>): Promise<void> {
    this.#making = this.#making.catch(() => undefined).then(() => this.#makeNow(names(), connect));
    await this.#making;
  }

  async #makeNow(named: ReadonlySet<string>, connect: () => Promise<DuckDBConnection>): Promise<void> {
    if (named.size === 0) return;
    const connection = await connect();
    try {
      for (const view of this.#views.filter(({ name }) => named.has(name))) {
        await connection.run(view.sql);
        this.#waiting.delete(view.name);
      }
    } finally {
      connection.closeSync();
    }
  }

  /** Every word of the statement, its comments included, and of the views that it reads: among them the tables that it reads. */
  wordsIn(sql: string): ReadonlySet<string> {
    return wordsThrough(new Map(this.#views.map((view) => [view.name, view])), sql, allWordsOf);
  }

  #namedIn(sql: string): Set<string> {
    const words = wordsThrough(this.#waiting, sql, namesRead);
    return new Set([...words].filter((word) => this.#waiting.has(word)));
  }
}

function allWordsOf(sql: string): string[] {
  return sql.toLowerCase().match(/\w+/g) ?? [];
}

/** The words that `split` finds in lower case, and those in the views that they name, outside of the comments of these. */
function wordsThrough(
  views: ReadonlyMap<string, View>,
  sql: string,
  split: (sql: string) => string[],
  words: Set<string> = new Set(),
): Set<string> {
  for (const word of split(sql)) {
    if (words.has(word)) continue;
    words.add(word);
    const view = views.get(word);
    if (view !== undefined) wordsThrough(views, view.sql.replaceAll(COMMENT, ''), split, words);
  }
  return words;
}
