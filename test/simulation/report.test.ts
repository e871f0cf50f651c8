import { ListRolesCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, finished, generate, get, type Keys, reported, start, type World } from './clients.js';

let world: World;

beforeAll(async () => {
  world = await start();
});
afterAll(() => world.simulation.stop());

function arnOf(name: string): string {
  return world.principal(name).row.principal_arn;
}

describe('a report', () => {
  test('equals the truth row by row, for every principal of the special account', async () => {
    const iam = await world.member();
    const { principals } = world.special;
    expect(principals.length).toBeGreaterThan(30);
    for (const principal of principals) {
      const services = await reported(iam, principal.row.principal_arn);
      const seen = services.map((service) => ({
        service_namespace: service.ServiceNamespace,
        service_name: service.ServiceName,
        last_accessed_at: service.LastAuthenticated?.getTime() ?? null,
        last_accessed_region: service.LastAuthenticatedRegion ?? null,
        last_accessed_entity_arn: service.LastAuthenticatedEntity ?? null,
        total_authenticated_entities: service.TotalAuthenticatedEntities,
        actions: (service.TrackedActionsLastAccessed ?? []).map((action) => ({
          action_name: action.ActionName,
          last_accessed_at: action.LastAccessedTime?.getTime() ?? null,
          last_accessed_region: action.LastAccessedRegion ?? null,
          last_accessed_entity_arn: action.LastAccessedEntity ?? null,
        })),
      }));
      const actions = principal.actions();
      const true_ = principal
        .services()
        .map(({ account_id, principal_arn, actions_tracked, actions_accessed, ...row }) => ({
          ...row,
          actions: actions
            .filter(({ service_namespace }) => service_namespace === row.service_namespace)
            .map(({ account_id, principal_arn, service_namespace, ...action }) => action),
        }));
      expect(seen, principal.row.principal_arn).toEqual(true_);
    }
  });

  test('of an administrator has 457 services of the reference and more, by namespace', async () => {
    const iam = await world.member();
    const jobId = await generate(iam, arnOf('busy-administrator'));
    const { ServicesLastAccessed = [], IsTruncated } = await finished(iam, jobId, { MaxItems: 1000 });
    const namespaces = ServicesLastAccessed.map(({ ServiceNamespace }) => ServiceNamespace as string);
    expect([namespaces.length, IsTruncated]).toEqual([458, false]);
    expect(namespaces).toEqual([...namespaces].sort());
  });

  test('has pages of 200 services unless more are asked for, and markers that belong to the job', async () => {
    const iam = await world.member();
    const [jobId, other] = [await generate(iam, arnOf('busy-administrator')), await generate(iam, arnOf('denied'))];
    const first = await finished(iam, jobId);
    expect([first.ServicesLastAccessed?.length, first.IsTruncated]).toEqual([200, true]);
    const Marker = first.Marker as string;
    const second = await get(iam, jobId, { Marker, MaxItems: 1000 });
    expect([second.ServicesLastAccessed?.length, second.IsTruncated, second.Marker]).toEqual([258, false, undefined]);
    await finished(iam, other);
    const invalid = 'The marker passed in the request was invalid.';
    expect(await failure(get(iam, other, { Marker }))).toEqual({ code: 'InvalidInput', status: 400, message: invalid });
  });

  test('at service level has the same services and no actions', async () => {
    const iam = await world.member();
    const services = await reported(iam, arnOf('denied'));
    const jobId = await generate(iam, arnOf('denied'), 'SERVICE_LEVEL');
    const { ServicesLastAccessed = [], JobType } = await finished(iam, jobId);
    expect(JobType).toBe('SERVICE_LEVEL');
    const bare = services.map(({ TrackedActionsLastAccessed, ...service }) => service);
    expect(ServicesLastAccessed).toEqual(bare);
  });

  test('of a principal without policies is complete and empty', async () => {
    const iam = await world.member();
    const answer = await finished(iam, await generate(iam, arnOf('no-policies')));
    expect([answer.JobStatus, answer.ServicesLastAccessed]).toEqual(['COMPLETED', []]);
  });

  test('is in progress at first, with nothing but status and creation date', async () => {
    const slow = await start({ jobMs: [400, 400] });
    const iam = await slow.member();
    const jobId = await generate(iam, slow.principal('denied').row.principal_arn);
    const { $metadata, ...answer } = await get(iam, jobId);
    expect(answer).toEqual({ JobStatus: 'IN_PROGRESS', JobCreationDate: expect.any(Date), IsTruncated: false });
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const done = await finished(iam, jobId);
    expect((done.JobCompletionDate?.getTime() ?? 0) - (done.JobCreationDate?.getTime() ?? 0)).toBe(400);
    await slow.simulation.stop();
  });

  test('belongs to the session that asked for it, not to its role', async () => {
    const [mine, other] = [await world.member(), await world.member()];
    const jobId = await generate(mine, arnOf('denied'));
    const expected = { code: 'NoSuchEntity', status: 404, message: `Job ${jobId} does not exist.` };
    expect(await failure(get(other, jobId))).toEqual(expected);
    expect((await finished(mine, jobId)).JobStatus).toBe('COMPLETED');
  });

  test('of the management account belongs to the IAM user of the hub', async () => {
    const jobId = await generate(world.iam(), world.truth.callerArn);
    expect((await finished(world.iam(), jobId)).ServicesLastAccessed?.length).toBeGreaterThan(2);
  });
});

describe('an error is told as IAM tells it', () => {
  const query = 'Action=GetServiceLastAccessedDetails&Version=2010-05-08';

  test.each([
    ['arn:aws:iam::ACCOUNT:role/gone', 'NoSuchEntity', 404, 'ARN arn:aws:iam::ACCOUNT:role/gone does not exist.'],
    [
      'arn:aws:iam::ACCOUNT:root',
      'InvalidInput',
      400,
      'Invalid Entity Arn: arn:aws:iam::ACCOUNT:root is not supported.',
    ],
    ['arn:aws:s3::ACCOUNT:role/x', 'ValidationError', 400, 'Invalid service in ARN'],
    ['arn:aws-cn:iam::ACCOUNT:role/x', 'ValidationError', 400, 'Invalid ARN partition'],
  ])('for a job on %s', async (arn, code, status, message) => {
    const placed = (text: string) => text.replaceAll('ACCOUNT', world.special.row.account_id);
    const error = await failure(generate(await world.member(), placed(arn)));
    expect(error).toEqual({ code, status, message: placed(message) });
  });

  test('for the ARN of another account', async () => {
    const error = await failure(generate(await world.member(), world.truth.callerArn));
    expect([error.code, error.status]).toEqual(['AccessDenied', 403]);
    expect(error.message).toContain(`is not authorized to perform the operation on ${world.truth.callerArn}`);
  });

  test.each([
    ['MaxItems=0', 'ValidationError', 'greater than or equal to 1'],
    ['MaxItems=1001', 'ValidationError', 'less than or equal to 1000'],
    ['MaxItems=1.5', 'MalformedInput', '1.5'],
    ['Marker=garbage', 'ValidationError', 'Invalid Marker.'],
    ['Marker=', 'ValidationError', 'only printable ASCII'],
  ])('for %s', async (parameter, code, words) => {
    const keys = await world.assume();
    const jobId = await generate(world.iam(keys), arnOf('denied'));
    const body = await world.raw(keys, 'iam', `${query}&JobId=${jobId}&${parameter}`);
    expect(body).toContain(`<Code>${code}</Code>`);
    expect(body).toContain(words);
  });

  test('where a number is written with a sign or zeros, it is a number', async () => {
    const keys = await world.assume();
    const jobId = await generate(world.iam(keys), arnOf('busy-administrator'));
    await finished(world.iam(keys), jobId);
    for (const text of ['007', '%2B7']) {
      const body = await world.raw(keys, 'iam', `${query}&JobId=${jobId}&MaxItems=${text}`);
      expect(body.match(/<ServiceNamespace>/g)).toHaveLength(7);
    }
  });

  test('for an action that the role is not allowed, and one that there is not', async () => {
    const keys = await world.assume();
    const denied = await failure(world.iam(keys).send(new ListRolesCommand({})));
    expect(denied).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(denied.message).toMatch(
      /assumed-role\/AccessLakeReader\/run-1 .* because no identity-based policy allows the iam:ListRoles action$/,
    );
    const unknown = await world.raw(keys, 'iam', 'Action=ListNothing&Version=2010-05-08');
    expect(unknown).toContain('<Code>InvalidAction</Code>');
  });

  test('for keys that were never issued, a wrong token, and none', async () => {
    const session = await world.assume();
    const strangers: Keys[] = [
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
      { ...session, sessionToken: 'another' },
      { accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey },
    ];
    for (const keys of strangers) {
      const error = await failure(generate(world.iam(keys), arnOf('denied')));
      expect([error.code, error.status]).toEqual(['InvalidClientTokenId', 403]);
    }
    const response = await fetch(world.simulation.url, { method: 'POST', body: 'Action=ListUsers' });
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('MissingAuthenticationToken'),
    ]);
  });
});

test('an account has one bucket of calls, whoever asks in it', async () => {
  const limited = await start({ limits: { rate: 0.001, burst: 5 } });
  const keys = await limited.assume();
  const calls = Array.from({ length: 8 }, () => failure(generate(limited.iam(keys), 'arn:aws:iam::x:role/x')));
  const codes = (await Promise.all(calls)).map(({ code, status }) => `${code} ${status}`).sort();
  expect(codes).toEqual([...Array(5).fill('AccessDenied 403'), ...Array(3).fill('Throttling 400')]);
  const again = await limited.member();
  expect((await failure(generate(again, 'arn:aws:iam::x:role/x'))).code).toBe('Throttling');
  expect((await failure(generate(limited.iam(), 'arn:aws:iam::x:role/x'))).code).toBe('AccessDenied');
  const accountId = limited.special.row.account_id;
  expect(limited.simulation.calls.sum({ accountId })).toEqual({ total: 9, throttled: 4 });
  await limited.simulation.stop();
});
