/** deploy/reader-policy.json allows who only asks a lake to read it, and nothing that the exporter does. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const deploy = resolve(import.meta.dirname, '../../deploy');

function statementsOf(file: string): Map<string, Statement> {
  const { Statement } = JSON.parse(readFileSync(join(deploy, file), 'utf8')) as { Statement: Statement[] };
  return new Map(Statement.map((statement) => [statement.Sid, statement]));
}

const reader = statementsOf('reader-policy.json');
const hub = statementsOf('hub-policy.json');
const actionsOf = ({ Action }: Statement) => [Action].flat();
const allowed = [...reader.values()].flatMap(actionsOf);

/** Statements of the exporter whose lesser form the reader has under another name. */
const lesser: Readonly<Record<string, string>> = { ReadLake: 'WriteLake', ReadGlueTables: 'KeepGlueTables' };

/** What the console of Athena lists and shows, which the program never asks for. */
const CONSOLE = ['BrowseAthena', 'ListAthena', 'ReadDataCatalog'];

test('what the console asks for beside the program lists and reads alone, of this workgroup and catalog', () => {
  const actions = CONSOLE.flatMap((sid) => actionsOf(reader.get(sid) as Statement));
  expect(actions.filter((action) => !/^athena:(BatchGet|Get|List)\w+$/.test(action))).toEqual([]);
  const places = CONSOLE.map((sid) => [reader.get(sid)?.Resource].flat().map((arn) => arn?.split(':').at(-1)));
  expect(places).toEqual([['workgroup/MY-WORKGROUP'], ['*'], ['datacatalog/AwsDataCatalog']]);
});

test.each([...reader.keys()].filter((sid) => !CONSOLE.includes(sid)))(
  '%s allows what the exporter may, on the same resources',
  (sid) => {
    const [own, exporters] = [reader.get(sid) as Statement, hub.get(lesser[sid] ?? sid) as Statement];
    expect(own.Effect).toBe('Allow');
    expect(own.Resource).toEqual(exporters.Resource);
    expect(actionsOf(exporters)).toEqual(expect.arrayContaining(actionsOf(own)));
  },
);

test('nothing of the lake can be changed, nothing of the catalog but scratch tables, and no account can be read', () => {
  const changes = allowed.filter(
    (action) => !/:(BatchGet|Get|List|Decrypt|GenerateDataKey|StartQueryExecution$|StopQueryExecution$)/.test(action),
  );
  const [scratch, results] = ['KeepScratchTables', 'KeepAthenaResults'].map((sid) => reader.get(sid) as Statement);
  expect(changes).toEqual(['glue:CreateTable', 'glue:DeleteTable', 's3:AbortMultipartUpload', 's3:PutObject']);
  expect(actionsOf(scratch as Statement)).toEqual(['glue:CreateTable', 'glue:DeleteTable', 'glue:GetTable']);
  const places = [scratch?.Resource].flat().map((resource) => resource?.split(':').at(-1));
  expect(places).toEqual(['catalog', 'database/access_lake_scratch', 'table/access_lake_scratch/*']);
  expect(actionsOf(results as Statement)).toEqual(['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject']);
  expect(allowed.filter((action) => /^(iam|sts|organizations):|\*/.test(action))).toEqual([]);
});
