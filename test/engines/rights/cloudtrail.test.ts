/** cloudtrail.sql on Trino, over records with the types of the table that AWS documents for Athena. */
import { beforeAll, expect, it } from 'vitest';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import { cloudtrailSql } from '../../../src/propose/write/document/cloudtrail.js';
import { type Engines, startEngines } from '../programs/engines.js';

const ROLE = "arn:aws:iam::111122223333:role/o'clock";
const USER = 'arn:aws:iam::111122223333:user/ann';

/** As docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html has them; of the others no column is asked. */
const COLUMNS = `
  useridentity ROW(
    type varchar, principalid varchar, arn varchar, accountid varchar, invokedby varchar, accesskeyid varchar, username varchar,
    onbehalfof ROW(userid varchar, identitystorearn varchar),
    sessioncontext ROW(
      attributes ROW(mfaauthenticated varchar, creationdate varchar),
      sessionissuer ROW(type varchar, principalid varchar, arn varchar, accountid varchar, username varchar),
      ec2roledelivery varchar,
      webidfederationdata ROW(federatedprovider varchar, attributes map(varchar, varchar)))),
  eventtime varchar, eventsource varchar, eventname varchar, awsregion varchar,
  errorcode varchar, errormessage varchar`;

const removed = [
  ...['s3:ListAllMyBuckets', 'lambda:CreateFunction', 'lex:CreateBot'].map((action) => ({ action, grade: 'action' })),
  { action: 'sqs:CreateQueue', grade: 'service' },
];

const record = (eventname: string, more: object = {}) => ({
  ...{ eventtime: '2026-11-28T10:00:00Z', eventname, eventsource: 's3.amazonaws.com', awsregion: 'eu-west-1' },
  ...{ errorcode: 'AccessDenied', errormessage: 'no' },
  useridentity: {
    arn: 'arn:aws:sts::111122223333:assumed-role/clock/me',
    sessioncontext: { sessionissuer: { arn: ROLE } },
  },
  ...more,
});

const DENIALS = [
  record('ListBuckets', { eventtime: '2026-11-28T00:00:00Z' }),
  record('ListBuckets', { useridentity: { arn: USER }, errorcode: 'Client.UnauthorizedOperation' }),
  record('CreateFunction20150331', {
    ...{ eventsource: 'lambda.amazonaws.com', errorcode: 'Failed' },
    errormessage: 'User is not authorized to perform: lambda:CreateFunction',
  }),
  record('CreateQueue', { eventsource: 'sqs.amazonaws.com', errorcode: null, errormessage: 'with an explicit deny' }),
];

const OTHERS = [
  record('ListBuckets', { eventtime: '2026-11-27T23:59:59Z' }),
  record('ListBuckets', { errorcode: 'NoSuchBucket' }),
  record('ListBuckets', { errorcode: null, errormessage: null }),
  record('ListBuckets', { eventsource: 'other.amazonaws.com' }),
  record('ListBuckets', { useridentity: { arn: `${USER}a` } }),
  record('GetBucketPolicy'),
];

let engines: Engines;

beforeAll(async () => {
  engines = await startEngines();
});

const sql = cloudtrailSql({
  subject: { holders: [{ arn: ROLE }, { arn: USER }] },
  removed,
} as unknown as Assessment);

function over(records: readonly object[], statement: string): string {
  const json = JSON.stringify(records).replaceAll("'", "''");
  return `WITH cloudtrail_logs AS (
  SELECT record.* FROM UNNEST(CAST(JSON '${json}' AS array(ROW(${COLUMNS})))) AS record
)
${statement}`;
}

it('finds the denials of the holders since the day, and nothing else', async () => {
  const { columns, rows } = await engines.trino.query(
    over([...OTHERS, ...DENIALS], sql.replace('yyyy-MM-dd', '2026-11-28')),
  );
  expect(columns.map(({ name }) => name).slice(-2)).toEqual(['errormessage', 'principal_arn']);
  const told = rows.map((row) => [row[3], row[6]].join(' ')).sort();
  expect(told).toEqual([
    `CreateFunction20150331 ${ROLE}`,
    `CreateQueue ${ROLE}`,
    `ListBuckets ${ROLE}`,
    `ListBuckets ${USER}`,
  ]);
});

it('fails until a day is put in', async () => {
  await expect(engines.trino.query(over(DENIALS, sql))).rejects.toThrow(/yyyy-MM-dd/);
});
