/** What a session is asked for: the calls of the reports and of the chosen sources, whatever the role allows. */
import type { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { Caller } from '../../src/aws/caller.js';
import { clientOptions, sharedHandler } from '../../src/aws/clients.js';
import type { Account } from '../../src/model/account.js';
import { MEMBER_READS, memberReads } from '../../src/model/aws/reads.js';
import { systemEffects } from '../../src/model/effects.js';
import { SOURCES } from '../../src/model/sources.js';
import { accountSession, type Hub } from '../../src/organization/assume.js';

const account = { id: '111122223333' } as Account;
const Credentials = { AccessKeyId: 'ASIA', SecretAccessKey: 'secret', SessionToken: 'token' };

/** The session policy of an account that is entered for these sources. */
async function policyFor(sources: readonly string[] | undefined): Promise<string> {
  const sent: AssumeRoleCommand[] = [];
  const send = async (command: AssumeRoleCommand) => {
    sent.push(command);
    return { Credentials };
  };
  const sts = { send, config: { systemClockOffset: 0 } } as unknown as STSClient;
  const hub: Hub = {
    access: { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'test' },
    identity: { accountId: '444455556666', partition: 'aws' } as Hub['identity'],
    sts,
    caller: new Caller(),
    calls: sources && { sources },
    region: 'eu-central-1',
    clients: clientOptions(sharedHandler()),
    effects: systemEffects,
  };
  await accountSession(hub, account).current();
  return sent[0]?.input.Policy ?? '';
}

const actionsOf = (policy: string) => {
  const { Statement } = JSON.parse(policy) as { Statement: { Effect: string; Action: string[]; Resource: string }[] };
  expect(Statement).toMatchObject([{ Effect: 'Allow', Resource: '*' }]);
  return Statement[0]?.Action;
};

test('a session for all sources may do what the member role allows, in the 2,048 characters that STS takes', async () => {
  const policy = await policyFor(SOURCES.map(({ name }) => name));
  expect(actionsOf(policy)).toEqual(MEMBER_READS);
  expect(policy.length).toBeLessThanOrEqual(2048);
});

test.each([undefined, []])('a session for no source may make the calls of the reports alone', async (sources) => {
  expect(actionsOf(await policyFor(sources))).toEqual(memberReads([]));
});
