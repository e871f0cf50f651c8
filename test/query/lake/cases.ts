/** What was worked out by hand: questions/<name>/<case>.txt, over questions/base.txt or the lake that the case names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell, QueryEngine } from '../../../src/query/engine/engine.js';
import { ask } from '../../../src/query/question/ask.js';
import { readTable } from './text-tables.js';

const root = fileURLToPath(new URL('../questions/', import.meta.url));

export interface Case {
  readonly question: string;
  readonly name: string;
  /** Path of the text of its lake. */
  readonly lake: string;
  readonly text: string;
}

export interface CaseAnswer {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function casesOf(question: string): Case[] {
  return readdirSync(join(root, question))
    .filter((file) => file.endsWith('.txt'))
    .map((file) => {
      const text = readFileSync(join(root, question, file), 'utf8');
      const lake = join(root, /^# lake: (.*)$/m.exec(text)?.[1] ?? 'base.txt');
      return { question, name: file.slice(0, -'.txt'.length).replaceAll('_', ' '), lake, text };
    });
}

export function expectedOf({ text }: Case): CaseAnswer {
  const { names, rows } = readTable(text);
  return { names, rows: rows.map((row) => names.map((column) => row[column] as string)) };
}

export async function foundBy(engine: QueryEngine, { question, text }: Case): Promise<CaseAnswer> {
  const { columns, pages } = await ask(engine, question, parametersOf(text));
  const rows: string[][] = [];
  for await (const page of pages) rows.push(...page.map((row) => row.map(shown)));
  return { names: columns.map(({ name }) => name), rows };
}

export function parametersOf(text: string) {
  const json = /^# parameters: (.*)$/m.exec(text)?.[1] as string;
  return JSON.parse(json.replaceAll(/(?<=[",])(\d{12}:(?:role|user)\/)/g, 'arn:aws:iam::$1'));
}

/** A cell as the expected rows write it: null as `-`, times without seconds of zero. */
function shown(cell: Cell): string {
  return cell === null ? '-' : String(cell).replace(/(\d\d:\d\d)(?::00)?(:\d\d)?\.000$/, '$1$2');
}
