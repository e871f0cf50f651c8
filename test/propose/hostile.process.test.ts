/** Names that would mislead a terminal, a shell, a spreadsheet, SQL or a page: in every file of every kind of document. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/propose/assess/assessment.js';
import { folderOf } from '../../src/propose/write/names.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { indexOf, proposed } from './proposing.js';

const HOSTILE =
  '=1\u001b[2J\r\n# Error\u202e\u009b`id`$(id)\';DROP TABLE x;--"</script><img src=x>|../../x\0\nACCESS_LAKE_PROGRAM\n';
const HARMFUL = /(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const one = '222222222222';
const two = '333333333333';
const document = (...actions: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'HOSTILE', Effect: 'Allow', Action: actions, Resource: 'arn:HOSTILE' }],
  });
const shared = (account: string) => `arn:aws:iam::${account}:policy/HOSTILE`;
const aws = 'arn:aws:iam::aws:policy/HOSTILE';
const roles = [one, two].map((account) => `${account}:role/HOSTILE`);
const sso = `${one}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_HOSTILE_1`;
const holders = [...roles, `${one}:user/HOSTILE`, sso];
const rows = (of: (arn: string) => string) => holders.map(of).join('\n');

/** HOSTILE stands wherever AWS or a person names something; the engine puts the name in its place. */
const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | account_name | ou_path | status | error_code
r1 | ${one} | HOSTILE | r-root/young | exported | -
r1 | ${two} | HOSTILE | r-root/ou-two | exported | -
r1 | 444444444444 | HOSTILE | r-root/other | failed | HOSTILE
[principals]
run_id | principal_arn | principal_id | permission_set_name | created_at | attached_policy_arns | inline_policy_names | group_names | tags
r1 | ${roles[0]} | A | - | 2026-06-20 | ${shared(one)}, ${aws} | HOSTILE | - | HOSTILE=HOSTILE
r1 | ${roles[1]} | B | - | 2024-01-01 | ${shared(two)} | - | - |
r1 | ${one}:user/HOSTILE | C | - | 2024-01-01 | - | - | HOSTILE |
r1 | ${sso} | D | HOSTILE | 2024-01-01 | ${aws} | AwsSSOInlinePolicy | - |
[groups]
run_id | account_id | group_id | group_arn | group_name | path | created_at | attached_policy_arns | inline_policy_names
r1 | ${one} | G | arn:aws:iam::${one}:group/HOSTILE | HOSTILE | / | 2024-01-01 | - | HOSTILE
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
${rows((arn) => `r1 | ${arn} | s3 | 2026-06-20`)}
${rows((arn) => `r1 | ${arn} | sqs | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((arn) => `r1 | ${arn} | s3 | ListBuckets | 2026-06-20`)}
${rows((arn) => `r1 | ${arn} | s3 | HOSTILE | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | ListBuckets | List | true
r1 | sqs | CreateQueue | Write | true
r1 | sqs | HOSTILE | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
r1 | ${one} | ${shared(one)} | HOSTILE | / | false | HOSTILE | 2 | 0 | ${document('s3:*', 'sqs:*')}
r1 | ${two} | ${shared(two)} | HOSTILE | / | false | v1 | 1 | 0 | ${document('s3:*', 'sqs:*')}
r1 | ${one} | ${aws} | HOSTILE | / | true | v1 | 2 | 0 | ${document('s3:*', 'sqs:*', 'HOSTILE')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 | ${one} | ${roles[0]} | role | HOSTILE | ${document('s3:HOSTILE', 's3:List*', 'sqs:*')}
r1 | ${one} | arn:aws:iam::${one}:group/HOSTILE | group | HOSTILE | ${document('sqs:HOSTILE')}
r1 | ${one} | ${sso} | role | AwsSSOInlinePolicy | ${document('s3:ListBuckets', 's3:HOSTILE')}
`;

function hostile(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell;
  return cell.replaceAll('HOSTILE', /^[[{]/.test(cell) ? JSON.stringify(HOSTILE).slice(1, -1) : HOSTILE);
}

/** As the lake has it: names of documents go back to the engine as values. */
function plain(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.replaceAll(HOSTILE, 'HOSTILE') : cell;
}

function withHostileNames(engine: QueryEngine): QueryEngine {
  return {
    ...engine,
    name: engine.name,
    close: () => engine.close(),
    query: async (sql, parameters, options) => {
      const { columns, pages } = await engine.query(sql, parameters.map(plain), options);
      async function* changed() {
        for await (const page of pages) yield page.map((row) => row.map(hostile));
      }
      return { columns, pages: changed() };
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'hostile-proposals-'));
const out = join(folder, 'out');
const files = (ending: string): [name: string, text: string][] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && statSync(join(out, name)).isFile())
    .map((name) => [name, readFileSync(join(out, name), 'utf8')]);

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  await proposed(withHostileNames(engine), out, { dates: ['2026-07-01'] });
  await engine.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

it('writes documents of every kind, a family and a draft, in folders of plain names', () => {
  const { documents, families } = indexOf(out);
  const written = documents.filter(({ id }) => id !== null);
  expect(new Set(written.map(({ kind }) => kind)).size).toBe(4);
  expect(written.every(({ name }) => name === HOSTILE)).toBe(true);
  expect(families).toHaveLength(1);
  expect(files('.json').some(([name]) => name.startsWith('scp/draft/'))).toBe(true);
  for (const [name] of files('')) expect(name).toMatch(/^[A-Za-z0-9_./-]+$/);
  const subject = { accountId: '../../x', kind: 'inline_policy', name: '..' };
  expect(folderOf({ subject, id: '00000000' } as Assessment)).toBe('other/inline_policy/document-00000000');
});

describe.each(['.md', '.csv', '.sql', '.diff', 'index.json', 'proof.json', '.sh'])(
  'files that end with %s',
  (ending) => {
    it('hold nothing that a terminal would obey', () => {
      expect(files(ending).length).toBeGreaterThan(0);
      for (const [name, text] of files(ending)) {
        expect(HARMFUL.exec(text), name).toBeNull();
        if (ending.endsWith('.json')) JSON.parse(text);
      }
    });
  },
);

it('shows names in Markdown as code alone', () => {
  for (const [name, text] of files('.md')) {
    const prose = text.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    expect(prose, name).not.toMatch(/<script|DROP TABLE|\$\(/);
    expect(text.match(/^# /gm), name).toHaveLength(1);
  }
});

it('keeps them in one cell of CSV, one literal of SQL, one string of a script', () => {
  for (const [name, text] of files('.csv')) {
    const lines = text.trimEnd().split('\n');
    expect(lines.length, name).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^(?:(?:[^",=+@-][^",]*|"(?:[^"]|"")*"|)(?:,|$)){6}/);
  }
  for (const [name, text] of files('.sql')) {
    const code = text.replaceAll(/'(?:[^']|'')*'/g, '').replaceAll(/^--.*$/gm, '');
    expect(code, name).not.toContain('DROP');
  }
  for (const [name, text] of files('.sh')) {
    expect(
      text.split('\n').filter((line) => line === 'ACCESS_LAKE_PROGRAM'),
      name,
    ).toHaveLength(1);
    execFileSync('bash', ['-n'], { input: text });
  }
});
