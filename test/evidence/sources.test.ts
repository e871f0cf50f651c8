/** Each source that is declared as asked in accounts has its code, and what its sessions may do follows from the declarations. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ACCOUNT_SOURCES } from '../../src/evidence/sources.js';
import { MEMBER_READS, memberReads } from '../../src/model/aws/reads.js';
import { SOURCES } from '../../src/model/sources.js';

const declared = SOURCES.filter(({ askedIn }) => askedIn === 'account');
const ofReports = memberReads([]);

test('a source that is asked in accounts has a folder and its place in the registry', () => {
  expect(ACCOUNT_SOURCES.map(({ name }) => name)).toEqual(declared.map(({ name }) => name));
  expect(ACCOUNT_SOURCES.map(({ reads }) => reads)).toEqual(declared.map(({ reads }) => reads));
  const folder = resolve(import.meta.dirname, '../../src/evidence');
  expect(declared.filter(({ name }) => !existsSync(`${folder}/${name}/ask.ts`))).toEqual([]);
});

test.each(declared)(
  'a session for $name may make its calls, those of the reports, and no other',
  ({ name, actions }) => {
    expect(memberReads([name])).toEqual([...new Set([...ofReports, ...actions])].sort());
  },
);

test('the role may make the calls of all sources; what the caller asks while it plans is none of them', () => {
  expect(MEMBER_READS).toEqual([...new Set([...ofReports, ...declared.flatMap(({ actions }) => actions)])].sort());
  expect(memberReads(SOURCES.filter(({ askedIn }) => askedIn === 'plan').map(({ name }) => name))).toEqual(ofReports);
});

test('a session without sources may make the five calls of the reports', () => {
  expect(ofReports).toEqual([
    'iam:GenerateServiceLastAccessedDetails',
    'iam:GetAccountAuthorizationDetails',
    'iam:GetAccountSummary',
    'iam:GetServiceLastAccessedDetails',
    'iam:ListUsers',
  ]);
});
