/** What AWS calls with the caller's rights: the table that ships, and one that names what no action is. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { forwardedCalls, readDependents } from '../../src/policy/dependent-actions.js';

const dependents = readDependents();

it.each([
  ['athena:startqueryexecution', 'glue:getpartitions'],
  ['athena:startqueryexecution', 'lakeformation:getdataaccess'],
  ['athena:getqueryresults', 's3:getobject'],
  ['redshift-data:executestatement', 'glue:gettable'],
  ['elasticmapreduce:runjobflow', 'iam:passrole'],
  ['elasticmapreduce:runjobflow', 'glue:getdatabase'],
  ['servicecatalog:provisionproduct', 'cloudformation:createstack'],
  ['ecs:createservice', 'cloudformation:createstack'],
  ['codeartifact:getauthorizationtoken', 'sts:getservicebearertoken'],
])('%s needs %s', (caller, callee) => expect(dependents.get(caller)).toContain(callee));

it('has a page of AWS for each line of forwarded calls', () => {
  const text = readFileSync(new URL('../../src/policy/forwarded-calls.tsv', import.meta.url), 'utf8');
  const [, ...lines] = text.trimEnd().split('\n');
  for (const line of lines) expect(line.split('\t')[2]).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/);
});

it.each(['athena:StartQuery', 'gleu:Get*'])('refuses a table that names %s, which no action is', (unknown) => {
  const names = ['athena:StartQueryExecution', 'glue:GetTable'];
  const table = `callers\tcallees\tpage\nathena:StartQueryExecution\tglue:Get* ${unknown}\t-\n`;
  expect(() => forwardedCalls(table, names)).toThrow(`forwarded-calls.tsv names "${unknown}", which no action is`);
  expect(forwardedCalls(table.replace(` ${unknown}`, ''), names)).toEqual([
    ['athena:startqueryexecution', ['glue:gettable']],
  ]);
});
