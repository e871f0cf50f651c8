/** The power of actions: each that could give rights is judged once, and the others follow from name and level. */
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { readReference } from '../../src/model/reference.js';
import { actionPowersView, countPowers, POWERS, powerSql, powersOf, readPowers } from '../../src/policy/power.js';

const reference = readReference();
const powerOf = powersOf(reference);
const READ = /^(Get|List|Describe|BatchGet|Search|Validate|Test)/;
const JUDGED = ['iam', 'organizations', 'sso', 'sts', 'ram', 'kms'];
const known = reference.actions.filter(({ is_withdrawn }) => !is_withdrawn);

it('has judged each action that could give rights, once, and no other', () => {
  const needed = known
    .filter(({ action_name }) => !READ.test(action_name))
    .filter((row) => JUDGED.includes(row.service_namespace) || /Policy$|Permission/.test(row.action_name))
    .map((row) => `${row.service_namespace}:${row.action_name}`);
  const text = readFileSync(new URL('../../src/policy/power.tsv', import.meta.url), 'utf8');
  const judged = text.trimEnd().split('\n').slice(1);
  expect(judged.map((line) => line.split('\t')[0])).toEqual(needed.sort());
  expect([...readPowers().values()].filter((power) => !POWERS.includes(power))).toEqual([]);
});

it.each([
  ['iam:attachrolepolicy', 'administrator'],
  ['sso:createaccountassignment', 'administrator'],
  ['iam:passrole', 'escalates'],
  ['sts:assumerole', 'escalates'],
  ['organizations:detachpolicy', 'escalates'],
  ['s3:putbucketpolicy', 'changes_policies'],
  ['kms:creategrant', 'changes_policies'],
  ['s3:putbucketacl', 'changes_policies'],
  ['autoscaling:putscalingpolicy', 'writes'],
  ['s3:putbuckettagging', 'writes'],
  ['nosuch:doanything', 'writes'],
  ['iam:simulatecustompolicy', 'reads'],
  ['nosuch:getanything', 'reads'],
  ['athena:getqueryresults', 'reads'],
])('%s: %s', (action, power) => expect(powerOf(action)).toBe(power));

it('lets no read manage anything, under whatever level AWS files it', () => {
  const reads = known.filter(({ action_name }) => READ.test(action_name));
  expect(reads.some(({ access_level }) => access_level === 'Permissions management')).toBe(true);
  const powers = countPowers(reads.map((row) => powerOf(`${row.service_namespace}:${row.action_name}`.toLowerCase())));
  expect(powers).toEqual({ administrator: 0, escalates: 0, changes_policies: 0, writes: 0, reads: reads.length });
});

it('says the same in SQL, of each known action and of such as nobody knows', async () => {
  const rows = [
    ...known.map((row) => [row.service_namespace, row.action_name.toLowerCase(), row.access_level] as const),
    ...['getanything', 'doanything'].map((name) => ['nosuch', name, null] as const),
  ];
  const cell = (text: string | null): string => (text === null ? 'NULL' : `'${text}'`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(actionPowersView(readPowers()));
    const answer = await connection.runAndReadAll(`
      SELECT a.service || ':' || a.action, ${powerSql('a.action', 'a.access_level', 'd.power')}
      FROM (VALUES ${rows.map((row) => `(${row.map(cell).join(', ')})`).join(', ')}) AS a(service, action, access_level)
      LEFT JOIN action_powers d ON d.service_namespace = a.service AND d.action_key = a.action`);
    const told = new Map(answer.getRows() as [string, string][]);
    expect(told.size).toBe(rows.length);
    expect([...told].filter(([action, power]) => power !== powerOf(action))).toEqual([]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
