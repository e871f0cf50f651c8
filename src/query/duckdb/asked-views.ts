/** Views that are made when a statement first names them: to make all takes longer than most answers. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { View } from '../views.js';

/** What asks for names asks for all. A text that begins with such a word, as a pattern of actions may, asks for none. */
const CATALOG = /(?<!')\b(information_schema|pg_catalog|pg_\w+|duckdb_\w+|pragma_\w+|describe|show|summarize)\b/i;

/** Comments speak of views that nothing reads. What looks like one in a text hides a name at most, which is then made with all. */
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

  /** Makes what the statement reads, itself or through other views; a name counts wherever it is outside of comments. */
  async make(sql: string, connect: () => Promise<DuckDBConnection>): Promise<void> {
    const asksForNames = CATALOG.test(sql.replaceAll(LINE_OF_COMMENT, ''));
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
    return wordsThrough(new Map(this.#views.map((view) => [view.name, view])), sql);
  }

  #namedIn(sql: string): Set<string> {
    const words = wordsThrough(this.#waiting, sql.replaceAll(COMMENT, ''));
    return new Set([...words].filter((word) => this.#waiting.has(word)));
  }
}

/** Words in lower case, and those of the views that they name, outside of the comments of these. */
function wordsThrough(views: ReadonlyMap<string, View>, sql: string, words: Set<string> = new Set()): Set<string> {
  for (const [word] of sql.toLowerCase().matchAll(/\w+/g)) {
    if (words.has(word)) continue;
    words.add(word);
    const view = views.get(word);
    if (view !== undefined) wordsThrough(views, view.sql.replaceAll(COMMENT, ''), words);
  }
  return words;
}
