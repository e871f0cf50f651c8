/** denials.sh against event history as CloudTrail serves it: pages of 50, two calls a second a Region, denied without the right. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { failure, json, xml } from './front.js';
import { ACCOUNT, ROLES, roleArn, sharedWorld, type World } from './world.js';

interface Event {
  readonly region: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly arn: string;
}

const PAGE = 50;
const CALLS_A_SECOND = 2;

let world: World;
let events: Event[] = [];
let asked: { region: string; attribute: string; value: string }[] = [];
const askedAt = new Map<string, number[]>();
let isThrottlingFor = 0;

beforeAll(async () => {
  world = await sharedWorld();
  world.front.handlers.set('cloudtrail:LookupEvents', (request) => {
    const region = /\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (isThrottlingFor-- > 0 || isTooFast(region)) return failure(request, 'ThrottlingException', 'Rate exceeded');
    const [attribute] = request.params.LookupAttributes as { AttributeKey: string; AttributeValue: string }[];
    const { AttributeKey = '', AttributeValue = '' } = attribute ?? {};
    asked.push({ region, attribute: AttributeKey, value: AttributeValue });
    const own = events.filter((one) => one.region === region);
    const found = own.filter(
      (one) => (AttributeKey === 'EventName' ? one.eventName : one.eventSource) === AttributeValue,
    );
    const at = Number(request.params.NextToken ?? 0);
    const more = found.length > at + PAGE ? { NextToken: String(at + PAGE) } : {};
    return json({ Events: found.slice(at, at + PAGE).map(eventOf), ...more });
  });
});

beforeEach(() => {
  asked = [];
  events = [];
});

function isTooFast(region: string): boolean {
  const now = performance.now();
  const recent = (askedAt.get(region) ?? []).filter((at) => now - at < 1000);
  askedAt.set(region, [...recent, now]);
  return recent.length >= CALLS_A_SECOND;
}

const eventOf = ({ eventName, eventSource, errorCode, errorMessage, arn }: Event) => ({
  EventName: eventName,
  CloudTrailEvent: JSON.stringify({
    ...{ eventTime: '2026-11-27T00:00:00Z', eventName, eventSource, errorCode, errorMessage },
    userIdentity: { arn: 'arn:aws:sts::1:assumed-role/x/me', sessionContext: { sessionIssuer: { arn } } },
  }),
});

const denied = (eventName: string, more: Partial<Event> = {}): Event => ({
  ...{ region: 'eu-west-1', eventName, eventSource: 's3.amazonaws.com', errorCode: 'AccessDenied' },
  ...{ arn: roleArn(ROLES.plain), ...more },
});

const today = new Date().toISOString().slice(0, 10);

const look = (...args: string[]) => world.run('shared', 'denials', ...args);

it('finds every kind of denial of the holders, on all pages, in the Regions of the lake and the home Region', async () => {
  const others = Array.from({ length: 2 * PAGE }, () => denied('CreateBucket', { arn: roleArn('other') }));
  events = [
    ...others,
    denied('CreateBucket'),
    denied('CreateBucket', { region: 'us-east-1', errorCode: 'Client.UnauthorizedOperation' }),
    denied('CreateBucket', { errorCode: 'Failed', errorMessage: 'User is not authorized to perform: s3:CreateBucket' }),
    { ...denied('CreateBucket'), errorCode: 'NoSuchBucket' },
    denied('CreateBucket', { eventSource: 'other.amazonaws.com' }),
  ];
  const { code, stdout, stderr } = await look(today);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Searching eu-west-1, us-east-1');
  expect(stdout.match(/s3:CreateBucket {2}removed/g)).toHaveLength(3);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^3 denials of removed actions .* Not seen: .*data events/);
  expect(asked.every(({ attribute }) => attribute === 'EventName')).toBe(true);
});

it('takes other Regions, waits where it is throttled, and says what was not asked and how to go on', async () => {
  isThrottlingFor = 2;
  const throttled = await look(today, '--regions=ap-south-1');
  expect(throttled.code).toBe(0);
  expect(new Set(asked.map(({ region }) => region))).toEqual(new Set(['ap-south-1']));
  isThrottlingFor = 99;
  const stopped = await look(today, '--regions=eu-west-1,us-east-1');
  isThrottlingFor = 0;
  expect(stopped.code).toBe(3);
  expect(stopped.stdout).toContain(`continue with: ./denials.sh ${today} --regions=eu-west-1,us-east-1 --from=1`);
  const rest = await look(today, '--regions=eu-west-1,us-east-1', '--from=2');
  expect(rest.code).toBe(3);
  expect(rest.stdout).toContain('anything before question 2: earlier runs asked for it');
});

const PACE = 'PACE_SECONDS = 0.55\n';
/** Each question takes 25 seconds by a clock that goes on only where the script sleeps. */
const FAKE_CLOCK = `PACE_SECONDS = 25


class time:
    now = 0.0

    @staticmethod
    def monotonic():
        return time.now

    @staticmethod
    def sleep(seconds):
        time.now += seconds


`;

it('stops when --max-minutes is over, with what was not asked, and a second run goes on there', async () => {
  const path = join(world.folder, 'denials-by-a-fake-clock.sh');
  const text = readFileSync(world.script('shared', 'denials.sh'), 'utf8');
  expect(text).toContain(PACE);
  writeFileSync(path, text.replace(PACE, FAKE_CLOCK));
  const regions = ['ap-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'us-east-1', 'us-west-2'];
  const given = `--regions=${regions.join(',')}`;
  events = regions.map((region) => denied('CreateBucket', { region }));
  const caller = world.callerOf('shared', 'denials');
  const stopped = await world.bash(path, [today, given, '--max-minutes=1'], caller);
  const first = asked.length;
  expect(first, 'at 0, 25 and 50 seconds').toBe(3);
  expect(stopped).toMatchObject({ code: 3, stderr: '' });
  const left = regions.length - first;
  const next = `${today} ${given} --from=${first + 1}`;
  expect(stopped.stdout).toContain(
    `Not seen: ${left} of ${regions.length} questions; continue with: ./denials.sh ${next};`,
  );
  const rest = await world.bash(path, [...next.split(' '), '--max-minutes=30'], caller);
  expect(rest.stdout).toContain(`anything before question ${first + 1}: earlier runs asked for it`);
  expect(asked.map(({ region }) => region)).toEqual(regions);
  const found = `${stopped.stdout}${rest.stdout}`.match(/s3:CreateBucket {2}removed/g);
  expect(found).toHaveLength(regions.length);
});

it('refuses bad days and Regions, another account, and says that a call was denied', async () => {
  const old = new Date(Date.now() - 100 * 86_400_000).toISOString().slice(0, 10);
  for (const args of [
    [],
    ['yesterday'],
    ['2026-02-31'],
    ['2999-01-01'],
    [old],
    [today, '--regions=--profile'],
    [today, '--from=0'],
  ]) {
    expect(await look(...args)).toMatchObject({ code: 2 });
  }
  const path = world.script('shared', 'denials.sh');
  const refused = await world.bash(path, [today], world.callerWith({ Statement: [] }));
  expect([refused.code, refused.stderr]).toEqual([
    3,
    expect.stringMatching(/^Stopped: `aws cloudtrail lookup-events` failed: .*AccessDenied/),
  ]);
  world.front.handlers.set('sts:GetCallerIdentity', () =>
    xml(
      'GetCallerIdentity',
      '<Arn>arn:aws:iam::999999999999:user/x</Arn><UserId>x</UserId><Account>999999999999</Account>',
    ),
  );
  expect((await world.bash(path, [today])).stderr).toContain(`Use credentials for one of: ${ACCOUNT}`);
  world.front.handlers.delete('sts:GetCallerIdentity');
});
