/** Reads of users, roles and groups one by one, as tools make them that do not ask for all details at once. */
import { accessKeysOf } from '../../world/credentials/access-keys.js';
import type { Group, Principal } from '../../world/entities.js';
import { roleLastUsedAt } from '../../world/usage.js';
import { validationError } from '../aws-error.js';
import type { Body, Call } from '../call.js';
import { element, encodedDocument, isoSeconds, list } from '../xml.js';
import { boundary, identity, roleLastUsed, tags } from './entities-xml.js';
import { inPath, listPage, memberPage, named, pageHead } from './lists.js';

export function listUsers(call: Call): Body {
  const users = inPath(call, stateOf(call).users);
  return listPage(
    call,
    'Users',
    users.map((user) => ({ key: user.name, xml: plainUser(user) })),
  );
}

/** @throws AwsError also where a session asks for itself: it is no user */
export function getUser(call: Call): Body {
  const { params, session } = call;
  const isOwn = !params.get('UserName');
  if (isOwn && session.sessionToken) {
    throw validationError('Must specify userName when calling with non-User credentials');
  }
  const name = session.caller.arn.slice(session.caller.arn.lastIndexOf('/') + 1);
  if (isOwn) params.set('UserName', name);
  const user = named(call, 'User');
  return [`<User>${plainUser(user)}${boundary(user)}${tagsOf(user)}</User>`];
}

export function listRoles(call: Call): Body {
  const roles = inPath(call, stateOf(call).roles);
  return listPage(
    call,
    'Roles',
    roles.map((role) => ({ key: role.name, xml: plainRole(role) })),
  );
}

/** @throws AwsError */
export function getRole(call: Call): Body {
  const role = named(call, 'Role');
  const { world } = call;
  const used = roleLastUsed(role, roleLastUsedAt(role, world.report(role, world.asOf), world.asOf));
  return [`<Role>${plainRole(role)}${boundary(role)}${used}${tagsOf(role)}</Role>`];
}

export function listGroups(call: Call): Body {
  return groupPage(call, inPath(call, stateOf(call).groups));
}

/** @throws AwsError */
export function listGroupsForUser(call: Call): Body {
  return groupPage(call, named(call, 'User').groups);
}

/** A group and a page of its members. @throws AwsError */
export function getGroup(call: Call): Body {
  const group = named(call, 'Group');
  const members = stateOf(call).users.filter(({ groups }) => groups.some(({ arn }) => arn === group.arn));
  const page = memberPage(
    call,
    members.map((user) => ({ key: user.name, xml: plainUser(user) })),
  );
  const users = list(
    'Users',
    page.entries.map(({ xml }) => xml),
  );
  return [`<Group>${identity('Group', group)}</Group>`, pageHead(page), users];
}

/** @throws AwsError */
export function listAccessKeys(call: Call): Body {
  const user = call.params.get('UserName') ? named(call, 'User') : undefined;
  const { arn, userId } = call.session.caller;
  const issued = call.credentials.keysOf(user?.id ?? userId).map(({ accessKeyId }) => ({
    id: accessKeyId,
    isActive: true,
    createdAt: user?.createdAt ?? 0,
  }));
  const keys = issued.length > 0 || !user ? issued : accessKeysOf(user);
  const name = user?.name ?? arn.slice(arn.lastIndexOf('/') + 1);
  return listPage(
    call,
    'AccessKeyMetadata',
    keys.map(({ id, isActive, createdAt }) => {
      const state = element('Status', isActive ? 'Active' : 'Inactive');
      const key = `${element('UserName', name)}${element('AccessKeyId', id)}${state}`;
      return { key: id, xml: key + element('CreateDate', isoSeconds(createdAt)) };
    }),
  );
}

function plainUser(user: Principal): string {
  const { passwordLastUsedAt: at } = user;
  return identity('User', user) + (at === null ? '' : element('PasswordLastUsed', isoSeconds(at)));
}

function plainRole(role: Principal): string {
  const trust = element('AssumeRolePolicyDocument', encodedDocument(role.trust ?? '{}'));
  return `${identity('Role', role)}${trust}${element('MaxSessionDuration', 3600)}`;
}

function groupPage(call: Call, groups: readonly Group[]): Body {
  return listPage(
    call,
    'Groups',
    groups.map((group) => ({ key: group.name, xml: identity('Group', group) })),
  );
}

/** Unlike a listing of all details, GetUser and GetRole leave an empty list of tags out. */
function tagsOf(principal: Principal): string {
  return Object.keys(principal.tags).length === 0 ? '' : tags(principal);
}

function stateOf({ world, session }: Call) {
  return world.state(session.caller.accountId);
}
