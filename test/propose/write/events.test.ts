import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import { cloudtrailSql } from '../../../src/propose/write/document/cloudtrail.js';
import { eventsOf } from '../../../src/propose/write/document/events.js';

const SOURCES = join(import.meta.dirname, '../../../src');

const removedOf = (...actions: string[]) =>
  actions.map((action) => ({ action, grade: 'action' })) as unknown as Assessment['removed'];

it('asks under the names of AWS where they differ from those of IAM', () => {
  const { services, unseen, unsure } = eventsOf(
    removedOf(
      'cloudwatch:PutMetricAlarm',
      'tag:GetResources',
      's3:PutLifecycleConfiguration',
      's3:ListAllMyBuckets',
      'lambda:CreateFunction',
      'cloudfront:CreateDistribution',
      'kms:ReEncryptTo',
      'ecr:BatchGetImage',
    ),
  );
  const told = services.map(({ name, source, events, actions }) => [name, source, events, actions]);
  expect(told).toEqual([
    ['cloudfront', 'cloudfront.amazonaws.com', null, ['CreateDistribution']],
    ['cloudwatch', 'monitoring.amazonaws.com', ['PutMetricAlarm'], ['PutMetricAlarm']],
    ['ecr', 'ecr.amazonaws.com', ['BatchGetImage'], ['BatchGetImage']],
    ['kms', 'kms.amazonaws.com', ['ReEncrypt'], ['ReEncrypt']],
    ['lambda', 'lambda.amazonaws.com', null, ['CreateFunction']],
    ...[['DeleteBucketLifecycle', 'ListBuckets', 'PutBucketLifecycle']].map((all) => [
      's3',
      's3.amazonaws.com',
      all,
      all,
    ]),
    ['tag', 'tagging.amazonaws.com', ['GetResources'], ['GetResources']],
  ]);
  expect([unseen, unsure]).toEqual([[], []]);
});

it('asks what it is not sure of, and counts it as not seen', () => {
  const removed = removedOf(
    'glue:CreateJob',
    'xray:PutTraceSegments',
    'lex:CreateBot',
    's3:GetStorageLensDashboard',
    'iot:ListThings',
    'iam:PassRole',
    's3:GetObject',
    'ec2:RunInstances',
    'sso:CreateProfile',
  );
  const { services, unseen, unsure } = eventsOf(removed);
  expect(services.map(({ name }) => name)).toEqual(['ec2', 'glue', 'lex', 's3', 'sso', 'xray']);
  expect(unseen.map(([what]) => what)).toEqual(['iam PassRole', 'iot ListThings', 's3 GetObject']);
  expect(unsure.map(([what]) => what)).toEqual(['lex', 's3 GetStorageLensDashboard', 'sso', 'glue, xray']);
  const sql = cloudtrailSql({ subject: { holders: [] }, removed } as unknown as Assessment);
  for (const [what] of unsure)
    expect(sql).toContain(`-- May be missed, because AWS may name its events differently: ${what} (`);
  for (const [what] of unseen) expect(sql).toContain(`-- Not visible without a trail that logs it: ${what} (`);
});

it('names a page of AWS for each service, and actions that IAM knows', () => {
  const rowsOf = (path: string) =>
    readFileSync(join(SOURCES, path), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t'));
  const known = new Set(rowsOf('model/service-reference.tsv').map(([service, action]) => `${service}:${action}`));
  const lower = [...known].map((one) => one.toLowerCase());
  for (const [service, , , events = '', unlogged = '', page] of rowsOf('propose/events.tsv')) {
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    const actions = events.split(' ').filter((one) => one !== '-' && one !== '*');
    expect(actions.filter((one) => !known.has(`${service}:${one.split('=')[0]}`))).toEqual([]);
    for (const one of unlogged.split(' ').filter((own) => own !== '-')) {
      const beginning = `${service}:${one.replace(/\*$/, '')}`;
      expect(
        lower.some((own) => (one.endsWith('*') ? own.startsWith(beginning) : own === beginning)),
        one,
      ).toBe(true);
    }
  }
});
