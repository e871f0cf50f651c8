/** A report is taken for its principal alone: whose job it is, whom it names, when it was made. */
import { describe, expect, test } from 'vitest';
import { CannedIam } from './canned-iam.js';
import { collected } from './collected.js';
import { bytes, jobXml, roleArn, rolesXml, sample, summaryXml, usersXml } from './iam-xml.js';

const iam = new CannedIam();
const report = sample('get.completed.action-level.response.xml');
const used = roleArn('app/DataLoader');

interface Answers {
  /** Names of the listed roles; the first is measured by what is said here. */
  readonly roles?: readonly string[];
  /** By the how-manyeth Generate, from 0. */
  readonly job?: (generate: number, arn: string) => string;
  readonly report?: (jobId: string, get: number) => string;
}

const jobOf = (at: number) => `2eb6c2b8-7b4c-3xmp-3c13-03b72c8cdf${String(at).padStart(2, '0')}`;

async function measuredWith({ roles = ['app/DataLoader'], job = jobOf, report: reportOf = () => report }: Answers) {
  let [generates, gets] = [0, 0];
  const listing: Record<string, string> = {
    GetAccountSummary: summaryXml(0, roles.length),
    GetAccountAuthorizationDetails: rolesXml(roles),
    ListUsers: usersXml(),
  };
  const answer = (params: URLSearchParams) => {
    const action = params.get('Action') ?? '';
    if (action === 'GenerateServiceLastAccessedDetails') return jobXml(job(generates++, params.get('Arn') ?? ''));
    if (action === 'GetServiceLastAccessedDetails') return reportOf(params.get('JobId') ?? '', gets++);
    return listing[action] ?? '';
  };
  const { measured, outcome } = await collected(
    iam.account((params) => ({ status: 200, body: bytes(answer(params)) })),
  );
  const told = outcome.unmeasured.map(({ principal_name, error_code, error_message }) => {
    return { name: principal_name, code: error_code, message: error_message };
  });
  return { measured, told, generates: iam.calls.get('GenerateServiceLastAccessedDetails') };
}

const refused = (message: RegExp) => [{ code: 'InvalidAnswer', message: expect.stringMatching(message) }];

describe('the job', () => {
  test('of another principal is no answer, and is asked for again', async () => {
    const { measured, told } = await measuredWith({ roles: ['a', 'b'], job: (at) => jobOf(at === 1 ? 0 : at) });
    expect(told).toEqual([]);
    expect(new Set(measured.map(({ principal }) => principal.job_id)).size).toBe(2);
  });

  test('of another principal that comes again and again is told', async () => {
    const { measured, told } = await measuredWith({ roles: ['a', 'b'], job: () => jobOf(0) });
    expect(measured).toHaveLength(1);
    expect(told).toMatchObject(refused(/the job was given for another principal/));
  });
});

describe('who used it', () => {
  const naming = (arn: string) => ({ report: () => report.replaceAll(used, arn) });
  test.each([roleArn('other'), 'arn:aws:sts::123456789012:assumed-role/other/session'])(
    'is another listed principal: %s',
    async (arn) => {
      const { told } = await measuredWith({ roles: ['app/DataLoader', 'other'], ...naming(arn) });
      expect(told.filter(({ name }) => name === 'app/DataLoader')).toMatchObject(
        refused(/names the use of another principal/),
      );
    },
  );

  test('is in another account', async () => {
    const { told } = await measuredWith(naming('arn:aws:iam::999956789012:role/app/DataLoader'));
    expect(told).toMatchObject(refused(/names the use of another principal/));
  });

  test.each([
    'arn:aws:sts::123456789012:assumed-role/DataLoader/session',
    'arn:aws:iam::123456789012:role/earlier-name',
    'arn:aws:iam::123456789012:root',
    'AWS Internal',
  ])('may be the principal itself: %s', async (arn) => {
    const { measured, told } = await measuredWith(naming(arn));
    expect(told).toEqual([]);
    expect(measured[0]?.services[1]).toMatchObject({ last_accessed_entity_arn: arn });
  });
});

describe('a report that cannot be of its job', () => {
  test.each([
    ['without a JobType', '<JobType>ACTION_LEVEL</JobType>', '', /not one of actions/],
    ['of 2099', /(?<=<JobCreationDate>)2026/, '2099', /not of its job/],
    ['of six minutes before', /(?<=<JobCreationDate>2026-09-27T18:)12/, '06', /not of its job/],
    ['of 30 February', /(?<=<JobCreationDate>)2026-09-27/, '2026-02-30', /in no calendar/],
    ['with a use on 31 June', '2026-09-26T11:24:00Z', '2026-06-31T11:24:00Z', /in no calendar/],
    ['with a use in second 60', '2026-09-25T08:02:11Z', '2026-09-25T08:02:60Z', /in no calendar/],
    ['with a use after it', '2026-09-26T11:24:00Z', '2026-09-27T18:18:00Z', /later than itself/],
    ['with an action used after it', '2026-09-25T08:02:11Z', '2027-09-25T08:02:11Z', /later than itself/],
  ])('%s is told', async (_, from, to, message) => {
    const wrong = report.replace(from, to);
    expect(wrong).not.toBe(report);
    const { measured, told } = await measuredWith({ report: () => wrong });
    expect(measured).toEqual([]);
    expect(told).toMatchObject(refused(message));
  });

  test('is read again, and the right one counts', async () => {
    const wrong = report.replace('<JobCreationDate>2026', '<JobCreationDate>2099');
    const { measured, told } = await measuredWith({ report: (_, get) => (get === 0 ? wrong : report) });
    expect(told).toEqual([]);
    expect(measured[0]?.principal.generated_at).toBe(Date.parse('2026-09-27T18:12:59.368Z'));
  });
});

describe('an empty report', () => {
  const empty = sample('get.completed.no-policies.response.xml');
  const listed = rolesXml(['app/DataLoader']);
  const attached = listed.replace(
    '</member></RoleDetailList>',
    '<AttachedManagedPolicies><member><PolicyName>P</PolicyName><PolicyArn>arn:aws:iam::aws:policy/P</PolicyArn></member></AttachedManagedPolicies></member></RoleDetailList>',
  );

  async function asked(roles: string, second: string) {
    const seen: string[] = [];
    const bodies: Record<string, () => string> = {
      GetAccountSummary: () => summaryXml(0, 1),
      GetAccountAuthorizationDetails: () => roles,
      ListUsers: () => usersXml(),
      GenerateServiceLastAccessedDetails: () => jobXml(jobOf(seen.length)),
      GetServiceLastAccessedDetails: () => (seen.push('report') === 1 ? empty : second),
    };
    const session = iam.account((params) => ({
      status: 200,
      body: bytes(bodies[params.get('Action') ?? '']?.() ?? ''),
    }));
    const { measured } = await collected(session);
    return { reports: seen.length, services: measured[0]?.services.length };
  }

  test('of a principal with policies is asked for once more', async () => {
    expect(await asked(attached, report)).toEqual({ reports: 2, services: 3 });
    expect(await asked(attached, empty)).toEqual({ reports: 2, services: 0 });
  });

  test('of a principal without policies is taken', async () => {
    expect(await asked(listed, report)).toEqual({ reports: 1, services: 0 });
  });
});
