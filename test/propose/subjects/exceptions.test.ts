/** Who is left alone, by name and by trust, and how one is released. */
import { describe, expect, it } from 'vitest';
import { isForRecovery } from '../../../src/policy/left-alone.js';
import {
  exceptionsOf,
  whyDocumentLeftAlone,
  whyKeepsPoliciesOfAws,
  whyLeftAlone,
} from '../../../src/propose/subjects/exceptions.js';

const principal = (name: string, ...trusted: string[]) => ({
  ...{ name, arn: `arn:aws:iam::222222222222:role/${name}` },
  trusted: trusted.map((service) => `Service:${service}`),
});
const isLeftAlone = (one: ReturnType<typeof principal>, released: readonly string[] = []): boolean =>
  whyLeftAlone(exceptionsOf({}, released), one) !== undefined;

describe('idle by design', () => {
  it.each([
    'dba-oncall',
    'EmergencyAccess',
    'firecall',
    'FireFighter',
    'incident-response',
    'IR-forensics',
    'dr-failover',
    'DisasterRecovery',
    'db_restore',
    'AWSAFTExecution',
    'AWSCloudFormationStackSetExecutionRole',
    'app-DR',
    'break_glass',
    'BreakGlass',
    'quarantine',
    'stacksets-exec-1a2b',
    'soc-IR',
    'first_dr_site',
    'access-lake-hub',
    'access-lake-ExportTask-1A2B3C4D',
  ])('is %s', (name) => expect(isLeftAlone(principal(name))).toBe(true));

  it.each([
    'ci',
    'driver',
    'Director',
    'first-aid',
    'irrigation',
    'payments-discovery',
    'stop-fires',
    'data-lake-access',
  ])('is not %s', (name) => expect(isLeftAlone(principal(name))).toBe(false));

  it('is nobody who is released by name, while others of the same word stay so', () => {
    expect(isLeftAlone(principal('dr-copy'), ['dr-copy'])).toBe(false);
    expect(isLeftAlone(principal('dr-site'), ['dr-copy'])).toBe(true);
    expect(isLeftAlone(principal('dr-site'), ['dr-*'])).toBe(false);
  });
});

describe('left alone', () => {
  it('is nobody who trusts what is released by its pattern', () => {
    expect(isLeftAlone(principal('x', 'backup.amazonaws.com'), ['backup.*'])).toBe(false);
    expect(isLeftAlone(principal('x', 'drs.amazonaws.com'), ['backup.*'])).toBe(true);
  });

  it.each([
    'backup.amazonaws.com',
    'drs.amazonaws.com',
    'ssm-incidents.amazonaws.com',
    'arc-region-switch.amazonaws.com',
    'config.amazonaws.com',
    'cloudformation.amazonaws.com',
    'dms.eu-west-1.amazonaws.com',
    'dlm.amazonaws.com',
    'datasync.amazonaws.com',
    'controltower.amazonaws.com',
    'member.org.stacksets.cloudformation.amazonaws.com',
  ])('is a role that trusts %s', (service) => expect(isLeftAlone(principal('x', service))).toBe(true));

  it.each(['lambda', 'ec2', 'ecs-tasks', 'codebuild'])('is none that trusts %s', (service) =>
    expect(isLeftAlone(principal('x', `${service}.amazonaws.com`))).toBe(false),
  );

  it.each([
    ['arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores', true],
    ['arn:aws-us-gov:iam::aws:policy/service-role/AWSConfigRole', true],
    ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', true],
    ['arn:aws:iam::aws:policy/AdministratorAccess', false],
    ['arn:aws:iam::222222222222:policy/service-role/AWSLambdaBasicExecutionRole-1a2b', false],
  ])('%s: %s', (arn, isLeft) => {
    const name = arn.split('/').at(-1) as string;
    expect(whyDocumentLeftAlone(exceptionsOf({}), { name, arn }) !== undefined).toBe(isLeft);
    expect(whyDocumentLeftAlone(exceptionsOf({}, [name]), { name, arn })).toBeUndefined();
  });
});

describe('a role that trusts a service keeps the policies of AWS', () => {
  const why = (service: string, released: readonly string[] = []) =>
    whyKeepsPoliciesOfAws(exceptionsOf({}, released), principal('cluster', service));

  it.each(['eks.amazonaws.com', 'glue.amazonaws.com', 'states.amazonaws.com', 'eks.amazonaws.com.cn'])(
    'of which AWS wrote the work: %s',
    (service) => {
      expect(why(service)).toBe(`trusts ${service}, for which AWS wrote the policy`);
      expect(why(service, ['cluster'])).toBeUndefined();
    },
  );

  it.each(['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'codebuild.amazonaws.com'])(
    'and not of which a customer wrote the work: %s',
    (service) => expect(why(service)).toBeUndefined(),
  );

  it('also where it trusts one of either kind, and not where it trusts other principals alone', () => {
    const kept = exceptionsOf({});
    const both = principal('both', 'lambda.amazonaws.com', 'edgelambda.amazonaws.com');
    expect(whyKeepsPoliciesOfAws(kept, both)).toContain('trusts edgelambda.amazonaws.com');
    const other = { ...principal('other'), trusted: ['AWS:arn:aws:iam::222222222222:root', 'Federated:x'] };
    expect(whyKeepsPoliciesOfAws(kept, other)).toBeUndefined();
  });
});

it.each([
  ...['ssm-incidents', 'ssm-contacts', 'security-ir', 'rbin', 'resiliencehub', 'arc-zonal-shift', 'backup-search'].map(
    (service) => [service, true] as const,
  ),
  ...['ssm', 'sqs', 'backupx', 'securityhub'].map((service) => [service, false] as const),
])('%s is for an incident or a recovery: %s', (service, is) => expect(isForRecovery(service)).toBe(is));
