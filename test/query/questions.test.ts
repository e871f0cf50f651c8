/** Each question against rows worked out by hand: questions/<name>/<case>.txt, over questions/base.txt or the lake that the case names. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { Cell, QueryEngine } from '../../src/query/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { readTable } from './lake/text-tables.js';
import { writeLake } from './lake/write-lake.js';

const root = fileURLToPath(new URL('./questions/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'questions-'));
const engines = new Map<string, Promise<QueryEngine>>();
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
  rmSync(folder, { recursive: true });
});

function engineOver(input: string): Promise<QueryEngine> {
  const place = join(folder, String(engines.size));
  const engine = engines.get(input) ?? writeLake(place, readFileSync(input, 'utf8')).then(duckdbEngine);
  engines.set(input, engine);
  return engine;
}

for (const { name } of readQuestions()) {
  describe(name, () => {
    const files = readdirSync(join(root, name)).filter((file) => file.endsWith('.txt'));
    it('has a case', () => expect(files.length).toBeGreaterThan(0));
    for (const file of files) {
      it(file.slice(0, -'.txt'.length).replaceAll('_', ' '), async () => {
        const text = readFileSync(join(root, name, file), 'utf8');
        const engine = await engineOver(join(root, /^# lake: (.*)$/m.exec(text)?.[1] ?? 'base.txt'));
        const { names, rows } = readTable(text);
        const answer = await ask(engine, name, parametersOf(text));
        expect(answer.columns.map((column) => column.name)).toEqual(names);
        const found: string[][] = [];
        for await (const page of answer.pages) found.push(...page.map((row) => row.map(shown)));
        expect(found).toEqual(rows.map((row) => names.map((column) => row[column])));
      });
    }
  });
}

function parametersOf(text: string) {
  const json = /^# parameters: (.*)$/m.exec(text)?.[1] as string;
  return JSON.parse(json.replaceAll(/(?<=[",])(\d{12}:(?:role|user)\/)/g, 'arn:aws:iam::$1'));
}

/** A cell as the expected rows write it: null as `-`, times without seconds of zero. */
function shown(cell: Cell): string {
  return cell === null ? '-' : String(cell).replace(/(\d\d:\d\d)(?::00)?(:\d\d)?\.000$/, '$1$2');
}
