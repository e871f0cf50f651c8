/** Organizations: JSON 1.1, pages of at most 20, of which one is empty although more follow. */
import { type OrganizationalUnit, pathOf, type SimulatedAccount } from '../world/accounts.js';
import type { World } from '../world/world.js';
import { AwsError, notSimulated } from './aws-error.js';
import type { Call } from './call.js';
import { GAP, markerOf, pageOf, positionOf } from './pages.js';

type Json = Readonly<Record<string, unknown>>;
type Operation = (call: Call, input: Json) => Json;

const MOST_ENTRIES = 20;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeOrganization: ({ world }) => ({ Organization: organizationJson(world) }),
  ListAccounts: (call, input) =>
    listed(call, input, { name: 'Accounts', all: call.world.organization.accounts, json: accountJson(call) }),
  ListAccountsForParent: (call, input) => {
    const parent = parentOf(call, input);
    const accounts = call.world.organization.accounts.filter(({ unit }) => unit === parent);
    return listed(call, input, { name: 'Accounts', all: accounts, json: accountJson(call) });
  },
  ListRoots: (call, input) =>
    listed(call, input, { name: 'Roots', all: [call.world.organization.root], json: rootJson(call) }),
  ListOrganizationalUnitsForParent: (call, input) => {
    const parent = parentOf(call, input);
    const units = call.world.organization.units.filter((unit) => unit.parent === parent);
    return listed(call, input, { name: 'OrganizationalUnits', all: units, json: unitJson(call) });
  },
  ListParents: (call, input) =>
    listed(call, input, { name: 'Parents', all: [parentOfChild(call, input)], json: parentJson }),
  ListTagsForResource: (call, input) => {
    const account = call.world.account(String(input.ResourceId));
    if (!account) throw new AwsError(400, 'TargetNotFoundException', "You specified a target that doesn't exist.");
    return listed(call, input, { name: 'Tags', all: Object.entries(account.tags), json: tagJson });
  },
  DescribeOrganizationalUnit: (call, input) => {
    const unit = call.world.organization.units.find(({ id }) => id === input.OrganizationalUnitId);
    if (unit) return { OrganizationalUnit: unitJson(call)(unit) };
    throw new AwsError(
      400,
      'OrganizationalUnitNotFoundException',
      "You specified an organizational unit that doesn't exist.",
    );
  },
  DescribeAccount: (call, input) => {
    const account = call.world.account(String(input.AccountId));
    if (account) return { Account: accountJson(call)(account) };
    throw new AwsError(400, 'AccountNotFoundException', "You specified an account that doesn't exist.");
  },
};

/** @throws AwsError as Organizations answers it */
export function organizationsCall(call: Call, input: Json): Json {
  const operation = OPERATIONS[call.action.slice('organizations:'.length)];
  if (!operation && call.world.catalog.names.has(call.action)) throw notSimulated(call.action);
  if (!operation) throw new AwsError(400, 'UnknownOperationException', '');
  // Members may only describe the organization, unless they are its delegated administrator.
  if (call.session.caller.kind === 'member') throw organizationsDenied();
  return operation(call, input);
}

export function organizationsDenied(): AwsError {
  return new AwsError(400, 'AccessDeniedException', "You don't have permissions to access this resource.");
}

export function organizationsNotInUse(): AwsError {
  return new AwsError(400, 'AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** What an operation lists, under its name in the answer. */
interface List<T> {
  readonly name: string;
  readonly all: readonly T[];
  readonly json: (one: T) => Json;
}

function listed<T>(call: Call, input: Json, { name, all, json }: List<T>): Json {
  const { subject } = call;
  const boundTo = `${subject.action} ${input.ParentId ?? input.ResourceId ?? ''}`;
  const position =
    input.NextToken === undefined ? { boundTo, after: '', note: 0 } : positionOf(String(input.NextToken));
  if (position?.boundTo !== boundTo)
    throw new AwsError(400, 'InvalidInputException', 'You specified an invalid value for nextToken.');
  if (position.note === GAP) return { [name]: [], NextToken: markerOf({ ...position, note: 0 }) };
  const keyed = all.map((one, place) => ({ key: String(place).padStart(6, '0'), one }));
  const page = pageOf(keyed, maxResultsOf(input), position, call);
  const entries = page.entries.map(({ one }) => json(one));
  const isFirstOfAccounts = subject.action === 'organizations:ListAccounts' && position.after === '';
  const after = page.entries.at(-1)?.key;
  const marker = isFirstOfAccounts && after ? markerOf({ boundTo, after, note: GAP }) : page.marker;
  return { [name]: entries, ...(marker === null ? {} : { NextToken: marker }) };
}

function maxResultsOf({ MaxResults = MOST_ENTRIES }: Json): number {
  const asked = Number(MaxResults);
  if (asked >= 1 && asked <= MOST_ENTRIES) return asked;
  throw new AwsError(400, 'InvalidInputException', `You specified an invalid value for maxResults: ${asked}`);
}

function organizationJson({ organization: { id, managementAccountId } }: World): Json {
  const arn = `arn:aws:organizations::${managementAccountId}`;
  return {
    Id: id,
    Arn: `${arn}:organization/${id}`,
    FeatureSet: 'ALL',
    MasterAccountId: managementAccountId,
    MasterAccountArn: `${arn}:account/${id}/${managementAccountId}`,
    MasterAccountEmail: 'aws+0@example.com',
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  };
}

function accountJson({ world, faults, subject }: Call): (account: SimulatedAccount) => Json {
  const { id, managementAccountId } = world.organization;
  const withoutPaths = faults.strike(['no-paths'], subject) !== undefined;
  const withoutState = faults.strike(['no-state'], subject) !== undefined;
  return (account) => ({
    Id: account.id,
    Arn: `arn:aws:organizations::${managementAccountId}:account/${id}/${account.id}`,
    Email: account.email,
    Name: account.name,
    // The older word knows no CLOSED.
    Status: account.state === 'CLOSED' ? 'SUSPENDED' : account.state,
    ...(withoutState ? {} : { State: account.state }),
    ...(withoutPaths ? {} : { Paths: [`${id}/${pathOf(account.unit, 'id')}/${account.id}/`] }),
    JoinedMethod: account.index === 0 ? 'INVITED' : 'CREATED',
    JoinedTimestamp: account.joinedAt / 1000,
  });
}

function rootJson({ world: { organization } }: Call): (root: OrganizationalUnit) => Json {
  const arn = `arn:aws:organizations::${organization.managementAccountId}:root/${organization.id}`;
  return ({ id, name }) => ({ Id: id, Arn: `${arn}/${id}`, Name: name, PolicyTypes: [] });
}

function unitJson({ world: { organization }, faults, subject }: Call): (unit: OrganizationalUnit) => Json {
  const withoutPath = faults.strike(['no-paths'], subject) !== undefined;
  const arn = `arn:aws:organizations::${organization.managementAccountId}:ou/${organization.id}`;
  return (unit) => ({
    Id: unit.id,
    Arn: `${arn}/${unit.id}`,
    Name: unit.name,
    ...(withoutPath ? {} : { Path: `${organization.id}/${pathOf(unit, 'id')}/` }),
  });
}

function tagJson([Key, Value]: readonly [string, string]): Json {
  return { Key, Value };
}

function parentJson({ id, parent }: OrganizationalUnit): Json {
  return { Id: id, Type: parent ? 'ORGANIZATIONAL_UNIT' : 'ROOT' };
}

function parentOf({ world: { organization } }: Call, { ParentId }: Json): OrganizationalUnit {
  const parent = [organization.root, ...organization.units].find(({ id }) => id === ParentId);
  if (parent) return parent;
  throw new AwsError(400, 'ParentNotFoundException', "You specified parent that doesn't exist.");
}

function parentOfChild({ world }: Call, { ChildId }: Json): OrganizationalUnit {
  const parent =
    world.account(String(ChildId))?.unit ?? world.organization.units.find(({ id }) => id === ChildId)?.parent;
  if (parent) return parent;
  throw new AwsError(400, 'ChildNotFoundException', "You specified a child that doesn't exist.");
}
