/** Who is left alone, by name and by trust, and how one is released. */
import { describe, expect, it } from 'vitest';
import { exceptionsOf, whyDocumentLeftAlone, whyLeftAlone } from '../../../src/propose/subjects/exceptions.js';

const principal = (name: string, ...trusted: string[]) => ({
  ...{ name, arn: `arn:aws:iam::222222222222:role/${name}` },
  trusted: trusted.map((service) => `Service:${service}`),
});
const isLeftAlone = (one: ReturnType<typeof principal>, released: readonly string[] = []): boolean =>
  whyLeftAlone(exceptionsOf({}, released), one) !== undefined;

describe('idle by design', () => {
  it.each([
    ...['dba-oncall', 'EmergencyAccess', 'firecall', 'FireFighter', 'incident-response', 'IR-forensics', 'dr-failover'],
    ...['DisasterRecovery', 'db_restore', 'AWSAFTExecution', 'AWSCloudFormationStackSetExecutionRole', 'app-DR'],
    ...['break_glass', 'BreakGlass', 'quarantine', 'stacksets-exec-1a2b', 'soc-IR', 'first_dr_site'],
  ])('is %s', (name) => expect(isLeftAlone(principal(name))).toBe(true));

  it.each(['ci', 'driver', 'Director', 'first-aid', 'irrigation', 'payments-discovery', 'stop-fires'])(
    'is not %s',
    (name) => expect(isLeftAlone(principal(name))).toBe(false),
  );

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
    ...['backup.amazonaws.com', 'drs.amazonaws.com', 'ssm-incidents.amazonaws.com', 'arc-region-switch.amazonaws.com'],
    ...['config.amazonaws.com', 'cloudformation.amazonaws.com', 'dms.eu-west-1.amazonaws.com', 'dlm.amazonaws.com'],
    ...['datasync.amazonaws.com', 'controltower.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
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
