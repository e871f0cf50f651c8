import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadable, type PolicyDocument, readPolicy } from '../../src/policy/document.js';
import { canonicalJson, compactLength, indentedJson } from '../../src/policy/json.js';
import { neverRemovedView, readNeverList } from '../../src/policy/never-list.js';
import { isWithin, matchesAction } from '../../src/policy/pattern.js';
import { statementFacts } from '../../src/policy/statement-facts.js';
import { documents } from './documents.js';

const action = fc.constantFrom('s3:GetObject', 's3:Get*', '*', 'iam:PassRole', 'ec2:?un\u00e9*', 'sqs:"x"');

function read(text: string): PolicyDocument {
  const policy = readPolicy(text);
  if (!isReadable(policy)) throw new Error(policy.problem);
  return policy;
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

describe('a document', () => {
  it('is read as JSON says it, in every form and case of the grammar', () => {
    fc.assert(
      fc.property(documents({ action }), (text) => {
        const { Statement } = JSON.parse(text);
        const { statements } = read(text);
        expect(statements.length).toBe(asList(Statement).length);
        for (const [at, raw] of (asList(Statement) as Record<string, unknown>[]).entries()) {
          const own = new Map(Object.entries(raw).map(([key, value]) => [key.toLowerCase(), value]));
          const statement = statements[at] as (typeof statements)[number];
          const valuesOf = (key: string) => (own.has(key) ? asList(own.get(key)) : null);
          expect(statement.effect).toBe(own.get('effect'));
          expect(statement.actions?.values ?? null).toEqual(valuesOf('action'));
          expect(statement.notActions?.values ?? null).toEqual(valuesOf('notaction'));
          expect(statement.resources?.values ?? null).toEqual(valuesOf('resource'));
          expect(statement.notResources?.values ?? null).toEqual(valuesOf('notresource'));
          expect(statement.sid).toBe(own.get('sid') ?? null);
          expect(text.slice(statement.node.start, statement.node.end)).toMatch(/^\{.*\}$/s);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says the same however it is written', () => {
    fc.assert(
      fc.property(documents({ action }), (text) => {
        const value = JSON.parse(text);
        expect(JSON.parse(canonicalJson(text))).toEqual(value);
        expect(JSON.parse(indentedJson(text))).toEqual(value);
        expect(canonicalJson(indentedJson(text))).toBe(canonicalJson(text));
        expect(canonicalJson(canonicalJson(text))).toBe(canonicalJson(text));
        expect(compactLength(text)).toBe(JSON.stringify(value).length);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [null, 'there is no document'],
    ['', 'Unexpected end'],
    ['[]', 'not a JSON object'],
    ['{}', 'no Statement'],
    ['{"Statement":[1]}', 'statement 1 is not a JSON object'],
    ['{"Statement":{"Effect":"allow","Action":"*"}}', 'no Effect'],
    ['{"Statement":{"Effect":"Allow"}}', 'one of Action and NotAction'],
    ['{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}', 'one of Action and NotAction'],
    ['{"Statement":{"Effect":"Allow","Action":["*",1]}}', 'not text'],
    ['{"Statement":{"Effect":"Allow","Action":"s3:*","action":"iam:*"}}', 'action twice'],
    ['{"Statement":{"Effect":"Allow","Action":"s3:*","Action":"iam:*"}}', 'Action twice'],
    [`{"Statement":${'['.repeat(100)}${']'.repeat(100)}}`, 'nested deeper'],
    [`{"Statement":[${'{},'.repeat(10_000)}{}]}`, 'more than 1000 statements'],
    [`{"Statement":"${'x'.repeat(10_000_000)}"}`, 'longer than'],
  ])('that cannot be used says why: %.60s', (text, problem) => {
    const policy = readPolicy(text);
    expect('problem' in policy && policy.problem).toContain(problem);
    expect(statementFacts(text)).toEqual(policy);
  });
});

describe('a pattern', () => {
  const letters = fc.stringMatching(/^[ab:]{0,5}$/);
  const pattern = fc.stringMatching(/^[abA*?:]{0,6}$/);
  const asExpression = (text: string) => new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'is');

  it('names what a regular expression names', () => {
    fc.assert(
      fc.property(pattern, letters, (own, text) => {
        expect(matchesAction(own, text)).toBe(asExpression(own).test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('is within another only where the other names all that it names', () => {
    fc.assert(
      fc.property(pattern, pattern, fc.array(letters, { maxLength: 30 }), (inner, outer, texts) => {
        if (!isWithin(inner, outer)) return;
        for (const text of texts) if (matchesAction(inner, text)) expect(matchesAction(outer, text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['s3:Get*', 's3:*', true],
    ['s3:*', '*', true],
    ['s3:*', 's3:?*', false],
    ['s3:Get*Acl', 's3:*Acl', true],
    ['s3:G?t*', 's3:Get*', false],
    ['*', '*:*', false],
  ])('%s within %s: %s', (inner, outer, expected) => expect(isWithin(inner, outer)).toBe(expected));
});

describe('the facts of a statement', () => {
  it('tell trust without the external id itself', () => {
    const trust = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'], Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
        },
        {
          Effect: 'Allow',
          Principal: '*',
          Action: ['sts:AssumeRoleWithWebIdentity'],
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': ['repo:a/*', 'repo:b/*'] } },
        },
      ],
    };
    const facts = statementFacts(JSON.stringify(trust));
    expect(facts).toMatchObject([
      {
        principals: ['AWS:arn:aws:iam::111122223333:root', 'AWS:*', 'Service:ec2.amazonaws.com'],
        has_external_id: true,
        oidc_subject: null,
        resources: null,
      },
      { statement_index: 1, principals: ['*'], has_external_id: false, oidc_subject: ['repo:a/*', 'repo:b/*'] },
    ]);
    expect(JSON.stringify(facts)).not.toContain('secret');
  });
});

describe('the never-list', () => {
  const list = readNeverList();
  it('has a reason for each of its patterns, once', () => {
    expect(new Set(list.entries.map(({ pattern }) => pattern)).size).toBe(list.entries.length);
    for (const { pattern, reason } of list.entries) {
      expect(pattern).toMatch(/^[a-z0-9-]+:[A-Za-z*]+$/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  it('has a page of AWS for each', () => {
    const text = readFileSync(new URL('../../src/policy/never-list.tsv', import.meta.url), 'utf8');
    const [, ...lines] = text.trimEnd().split('\n');
    for (const line of lines)
      expect(line.split('\t')[2]).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html(#[a-z-]+)?$/);
  });

  it.each([
    ['iam:PassRole', true],
    ['glue:passconnection', false],
    ['lakeformation:getdataaccess', true],
    ['iam:ChangePassword', true],
    ['kms:GenerateDataKeyWithoutPlaintext', true],
    ['ec2:DescribeNetworkInterfaces', true],
    ['rds-db:connect', true],
    ['iam:GetRole', false],
    ['kms:CreateKey', false],
  ])('holds %s: %s', (name, held) => expect(list.holds(name)).toBe(held));

  it('says the same in SQL', async () => {
    const names = ['iam:PassRole', 'iam:GetRole', 'kms:Decrypt', 'kms:ListKeys', 'es:ESHttpGet', 'rds-db:connect'];
    const held = await duckdbOver(neverRemovedView(list), names);
    expect(held).toEqual(names.filter((name) => list.holds(name)));
  });
});

/** Which of the actions the view `never_removed` holds, in order. */
async function duckdbOver(view: string, actions: readonly string[]): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(view);
    const held: string[] = [];
    for (const action of actions) {
      const [service = '', name = ''] = action.toLowerCase().split(':');
      const sql = `SELECT count(*) FROM never_removed
        WHERE ? LIKE service_pattern ESCAPE '!' AND ? LIKE action_pattern ESCAPE '!'`;
      const rows = await connection.runAndReadAll(sql, [service, name]);
      if (Number(rows.getRows()[0]?.[0]) > 0) held.push(action);
    }
    return held;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
