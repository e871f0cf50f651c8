/**
 * Statements whose common table expressions say MATERIALIZED: what is marked is written to a table once. Trino works a
 * common table expression out anew for each place that reads it, and refuses plans of more than 150 stages. DuckDB
 * guesses how many rows such an expression has, and of a table it knows; statements of one command share the tables.
 */

import type { Bound } from '../question/bind.js';
import { namesRead, TOKEN } from '../sql/read-names.js';
import { withHeads } from '../sql/with-heads.js';
import type { Cell } from './engine.js';

/** A common table expression that is to be written to a table: `part` is its SELECT, with what it reads before it. */
export interface Kept {
  readonly name: string;
  /** Names of earlier ones that it reads. */
  readonly reads: readonly string[];
  readonly part: Bound;
}

export interface Plan {
  /** In an order in which each reads earlier ones alone. */
  readonly kept: readonly Kept[];
  readonly reads: readonly string[];
  /** The statement itself. */
  readonly part: Bound;
}

interface Expression {
  readonly name: string;
  readonly isMaterialized: boolean;
  /** The text between the parentheses, and its values. */
  readonly body: Bound;
}

/** A statement begins with its WITH, or asks a whole one for its rows. */
const HEAD = /^((?:\s|--[^\n]*\n)*(?:SELECT \* FROM \((?:\s|--[^\n]*\n)*)?)WITH\b/i;

/** A statement without a MATERIALIZED expression is one part that keeps nothing. */
export function planOf(sql: string, parameters: readonly Cell[]): Plan {
  const { expressions, main } = split(sql, parameters);
  if (!expressions.some(({ isMaterialized }) => isMaterialized))
    return { kept: [], reads: [], part: { sql, parameters } };
  const kept = expressions.flatMap(({ name, isMaterialized, body }, at) =>
    isMaterialized ? [{ name, ...withWhatItReads(body, expressions.slice(0, at)) }] : [],
  );
  const statement = withWhatItReads(main, expressions);
  return { kept: neededOf(kept, statement.reads), ...statement };
}

/** Those that a statement reads, directly or not. */
function neededOf(kept: readonly Kept[], reads: readonly string[]): Kept[] {
  const needed = new Set(reads);
  for (const { name, reads: own } of kept.toReversed()) {
    if (needed.has(name)) for (const other of own) needed.add(other);
  }
  return kept.filter(({ name }) => needed.has(name));
}

/** Of the expressions before it those that a text reads, as its WITH; the kept ones it reads by name alone. */
function withWhatItReads({ sql, parameters }: Bound, before: readonly Expression[]): { reads: string[]; part: Bound } {
  const needed = new Set(namesRead(sql));
  const inlined: Expression[] = [];
  const reads: string[] = [];
  for (const expression of before.toReversed()) {
    if (!needed.has(expression.name)) continue;
    if (expression.isMaterialized) {
      reads.unshift(expression.name);
      continue;
    }
    inlined.unshift(expression);
    for (const read of namesRead(expression.body.sql)) needed.add(read);
  }
  const heads = inlined.map(({ name, body }) => `${name} AS (${body.sql})`);
  return {
    reads,
    part: {
      sql: withHeads(heads, sql.trim()),
      parameters: [...inlined.flatMap(({ body }) => body.parameters), ...parameters],
    },
  };
}

/** The expressions of the WITH that a statement begins with, and what follows them. */
function split(sql: string, parameters: readonly Cell[]): { expressions: Expression[]; main: Bound } {
  const [head, opening = ''] = HEAD.exec(sql) ?? [];
  const expressions: Expression[] = [];
  if (head === undefined) return { expressions, main: { sql, parameters } };
  let [depth, from, taken, values] = [0, 0, 0, 0];
  let words: string[] = [];
  for (const { 0: token, index } of sql.slice(head.length).matchAll(TOKEN)) {
    const at = head.length + index;
    if (token === '?') values++;
    else if (token === '(' && depth++ === 0) from = at + 1;
    else if (token === ')' && --depth === 0) {
      const [name = '', , ...hints] = words;
      const body = { sql: sql.slice(from, at), parameters: parameters.slice(taken, values) };
      expressions.push({ name: name.toLowerCase(), isMaterialized: hints.includes('MATERIALIZED'), body });
      [words, taken] = [[], values];
    } else if (depth === 0 && /^[A-Za-z_]/.test(token)) {
      words.push(token.toUpperCase());
      if (words[0] === 'SELECT') {
        return { expressions, main: { sql: opening + sql.slice(at), parameters: parameters.slice(taken) } };
      }
    }
  }
  return { expressions: [], main: { sql, parameters } };
}
