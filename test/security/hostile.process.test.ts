/** Text from AWS goes through everything unharmed, and reaches whoever reads it harmless. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProgress } from '../../src/cli/progress/open.js';
import { summaryObject, summaryText } from '../../src/cli/text/summary.js';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { jsonForTerminal } from '../../src/model/escape.js';
import type { ExportSummary } from '../../src/model/summary.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { checkValues, prepareKnown } from '../../src/query/question/ask.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { findQuestion } from '../../src/query/question/find.js';
import type { Given } from '../../src/query/question/values.js';
import type { Sheet } from '../../src/report/payload.js';
import { folderStore } from '../../src/store/folder.js';
import { succeeded } from '../cli/run-command.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { optionsFor, sql } from '../export/lake.js';
import { blocksOf, column, withoutBlocks } from '../report/blocks.js';
import { sampled } from '../sampled.js';
import { hostileSource, idOf, TEXTS } from './hostile-source.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-hostile-'));
const lake = join(folder, 'lake');
const said: string[] = [];
/** Of what is said what stands on stdout. */
const printed: string[] = [];
let summary: ExportSummary;

/** The store writes UTF-8, which has no half characters: each becomes U+FFFD. */
const WRITTEN = TEXTS.map((text) => Buffer.from(text).toString());

const terminal = {
  print: async (text: string) => said.push(text) + printed.push(text) > 0,
  note: (text: string) => void said.push(text),
  stderr: process.stderr,
  interactive: false,
  columns: 100,
};

async function run(...argv: readonly string[]): Promise<string> {
  const { out, text } = await succeeded(argv);
  printed.push(out);
  said.push(text);
  return text;
}

const ask = (question: string, ...argv: readonly string[]) => run('query', question, '--destination', lake, ...argv);

beforeAll(async () => {
  const shown = await Promise.all(
    (['plain', 'json'] as const).map((mode) => openProgress(mode, terminal, systemEffects)),
  );
  const options = optionsFor(folderStore(lake), {
    progress: (event) => {
      for (const { progress } of shown) progress(event);
    },
  });
  summary = await exportSnapshot(options, systemEffects, async () => hostileSource());
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Whatever moves a cursor, forges a line or turns the order of letters; ends of lines are the writer's own. */
const HARMFUL = /(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

function expectEscaped(text: string): void {
  expect(text.length).toBeGreaterThan(100);
  expect(HARMFUL.exec(text)?.[0]).toBeUndefined();
}

describe('what an export says', () => {
  test('progress, plain and as JSON, one line an event', () => {
    const progress = said.join('');
    expectEscaped(progress);
    const lines = progress.trimEnd().split('\n');
    const events = lines.filter((line) => line.startsWith('{"')).map((line) => JSON.parse(line));
    const names = events.filter(({ type }) => type === 'accountStarted').map(({ accountName }) => accountName);
    expect(new Set(names)).toEqual(new Set(TEXTS));
  });

  test('the summary, for people and for machines', () => {
    expectEscaped(summaryText(summary));
    const json = jsonForTerminal(summaryObject(summary));
    expectEscaped(json);
    expect(json).not.toContain('\n');
    expect(JSON.parse(json).gaps).toEqual(summary.gaps);
  });
});

describe('what a lake holds and says', () => {
  test('every column that holds a text holds that text', async () => {
    const rows = await sql(
      `SELECT a.account_id AS id, account_name, ou_path_names, email, a.tags['k'] AS account_tag,
         list_contains(map_keys(a.tags), account_name) AS has_account_key, a.error_message AS account_error, p.path, permission_set_name,
         p.tags['k'] AS tag, list_contains(map_keys(p.tags), account_name) AS has_key, inline_policy_names[1] AS policy
       FROM read_parquet('${lake}/accounts/*/*') a JOIN read_parquet('${lake}/principals/*/*') p USING (account_id)
       WHERE principal_name = 'measured' ORDER BY id`,
    );
    expect(rows).toEqual(
      WRITTEN.map((text, at) => ({
        id: idOf(at),
        account_name: text,
        ou_path_names: `Root/${text}`,
        email: text,
        account_tag: text,
        has_account_key: true,
        account_error: at % 2 === 1 ? text : null,
        path: `/${text}/`,
        permission_set_name: text,
        tag: text,
        has_key: true,
        policy: text,
      })),
    );
  });

  test('JSON reads back, and holds nothing harmful', async () => {
    for (const format of ['json', 'ndjson']) {
      printed.length = 0;
      await ask('principals', '--format', format);
      const text = printed.join('');
      expectEscaped(text);
      const rows =
        format === 'json'
          ? JSON.parse(text)
          : text
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line));
      const measured = rows.filter(({ status }: { status: string }) => status === 'exported');
      expect(measured.map(({ account_name }: { account_name: string }) => account_name)).toEqual(WRITTEN);
      expect(measured.map(({ tags }: { tags: string }) => JSON.parse(tags))).toEqual(
        WRITTEN.map((text) => ({ k: text, [text]: 'v' })),
      );
    }
  });

  test('CSV reads back, formulas apart, which are none any more', async () => {
    const rows = readCsv(await ask('usage', '--format', 'csv'));
    const at = rows[0]?.indexOf('account_name') as number;
    const names = rows.slice(1).map((row) => row[at] as string);
    expect(names.filter((name) => /^[\s\ufeff]*[=+\-@\uff1d]|^[\t\r\n]/.test(name))).toEqual([]);
    expect(names.map((name, row) => (name === WRITTEN[row] ? name : name.slice(1)))).toEqual(WRITTEN);
    expect(names.filter((name) => name.startsWith("'"))).toHaveLength(6);
  });

  test('Parquet holds them as they are', async () => {
    const file = join(folder, 'answer.parquet');
    await ask('usage', '--format', 'parquet', '--out', file);
    const rows = await sql(`SELECT account_name FROM read_parquet('${file}') ORDER BY account_id`);
    expect(rows.map(({ account_name }) => account_name)).toEqual(WRITTEN);
  });

  test('a table and Markdown are one line a row, without markup', async () => {
    expectEscaped(await ask('coverage_gaps', '--format', 'table'));
    const markdown = await ask('coverage_gaps', '--format', 'markdown');
    expectEscaped(markdown);
    const columns = markdown.split('\n')[0]?.split('|').length;
    for (const line of markdown.trimEnd().split('\n')) expect(line.split(/(?<!\\)\|/)).toHaveLength(columns as number);
    expect(markdown).not.toMatch(/(?<!\\)<(script|b)/);
  });

  test('snapshots say nothing harmful', async () => {
    expectEscaped(await run('snapshots', '--destination', lake));
    expectEscaped(await run('snapshots', '--destination', lake, '--json'));
  });

  test('the report holds every text as it is in its packed data, and none anywhere else', async () => {
    expectEscaped(await run('report', '--destination', lake, '--out', join(folder, 'report.html')));
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    const blocks = blocksOf(html) as Map<string, Sheet>;
    const cells = (sheet: string, name: string) => column(blocks.get(sheet) as Sheet, name);
    expect(cells('accounts', 'account_name')).toEqual(WRITTEN);
    const measured = cells('principals', 'status').flatMap((status, row) => (status === 'exported' ? [row] : []));
    const tags = cells('principals', 'tags').filter((_, row) => measured.includes(row));
    expect(tags.map((tag) => JSON.parse(String(tag)))).toEqual(WRITTEN.map((text) => ({ k: text, [text]: 'v' })));
    expect(new Set(cells('coverage_gaps', 'error_message'))).toEqual(new Set(WRITTEN));
    const page = withoutBlocks(html);
    expect(page).toMatch(/<\/html>\n$/);
    expect(page).not.toContain('data:principals');
    expect(WRITTEN.filter((text) => page.includes(text))).toEqual([]);
  });
});

describe('as a parameter of a question', () => {
  let engine: QueryEngine;
  beforeAll(async () => {
    engine = await duckdbEngine(folderStore(lake));
  });
  afterAll(() => engine.close());

  const rowsOf = async (name: string, given: Given) => {
    const question = findQuestion(name);
    checkValues(question, given);
    const { statement } = await prepareKnown(engine, question, given, { dates: await snapshotDates(engine) });
    const { columns, pages } = await engine.query(statement.sql, statement.parameters);
    const rows: Record<string, Cell>[] = [];
    for await (const page of pages) {
      for (const row of page)
        rows.push(Object.fromEntries(columns.map((column, at) => [column.name, row[at] as Cell])));
    }
    return rows;
  };

  test.each(WRITTEN.map((text, at) => [JSON.stringify(text), text, at] as const))('%s', async (_name, text, at) => {
    const given = { tag: `k=${text}` };
    if (/\p{Cc}/u.test(text)) {
      const refused = rowsOf('principals.by-service', given);
      await expect(refused).rejects.toMatchObject({ name: 'UserError', exit: 'usage' });
      return;
    }
    const measured = (await rowsOf('principals.by-service', given)).filter(
      ({ principal_arn }) => principal_arn !== null,
    );
    expect(new Set(measured.map(({ account_id }) => account_id))).toEqual(new Set([idOf(at)]));
    const named = await rowsOf('usage', { account: text });
    expect(named.map(({ account_id, account_name }) => [account_id, account_name])).toEqual([[idOf(at), text]]);
    expect(await rowsOf('usage', {})).toHaveLength(TEXTS.length);
  });
});

describe('as the name of a place', () => {
  const names = [
    '\u001b[31mred',
    `=cmd|it's "quoted"; DROP TABLE accounts; --`,
    'two\nlines \u202Eevil',
    '-rf 🚀 <script>',
    '$(id) `id` %s %00 #&',
    '[a-z]*?{x}',
  ];

  test.each(sampled(2, names))('%j', async (name) => {
    const place = join(folder, name);
    cpSync(lake, place, { recursive: true });
    const verdict = await run('verify', '--destination', place, '--json');
    expectEscaped(verdict.replaceAll('\n', ''));
    expect(verdict).toContain('"damages":[]');
    expectEscaped(await run('verify', '--destination', place));
    const output = join(folder, `${name}.csv`);
    await run('query', 'usage', '--destination', place, '--format', 'csv', '--out', output);
    expect(readCsv(readFileSync(output, 'utf8'))).toHaveLength(TEXTS.length + 1);
    rmSync(place, { recursive: true });
  });

  test('an account id that leads out of the lake writes nothing there', async () => {
    const inner = join(folder, 'inner', 'lake');
    const [plain] = plainAccounts(1, 1, 1);
    const source = fakeSource([{ ...plain, id: '../../../escaped', principals: plain?.principals ?? [] }]);
    const work = exportSnapshot(optionsFor(folderStore(inner)), systemEffects, async () => source);
    expect(
      await work.then(
        () => 'done',
        (error) => error.message,
      ),
    ).toContain('as a key of the destination');
    expect(existsSync(join(folder, 'escaped'))).toBe(false);
    expect(readdirSync(join(folder, 'inner'))).toEqual(['lake']);
  });
});

/** RFC 4180, by its grammar. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push(row.splice(0));
  }
  return rows;
}
