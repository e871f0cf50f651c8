/** What lists tell of a user or role. */
import { h, link, middle } from '../../dom.js';
import { named } from '../../figure.js';
import type { Column } from '../../list/column.js';
import { notMeasured } from '../../list/columns.js';
import { hashOf } from '../../route.js';
import { ACCESSED, count, day, evidence, NOT_ACCESSED, NOT_MEASURED, used } from '../../words.js';
import { codeOf } from '../owners/owned.js';
import { type Principal, stateOf } from './principals.js';
import { twoWidths, unusedMark } from './state-mark.js';

type OfPrincipal = Column<Principal>;

export const whoColumn: OfPrincipal = {
  title: 'Principal',
  cell: ({ arn, name, accountId, accountName }) => [
    link(hashOf('principal', arn), middle(name, arn)),
    h('span', { class: 'narrow below' }, middle(accountName || accountId)),
  ],
  sort: ({ name }) => name.toLowerCase(),
  className: 'col-who',
};

export const typeColumn: OfPrincipal = {
  title: 'Type',
  cell: ({ type }) => type.replace('-linked role', '-linked'),
  sort: ({ type }) => type,
  isSecondary: true,
  className: 'col-type',
};

export const accountColumn: OfPrincipal = {
  title: 'Account',
  cell: ({ accountId, accountName }) => link(hashOf('account', accountId), middle(accountName || accountId)),
  sort: ({ accountName }) => accountName.toLowerCase(),
  isSecondary: true,
  className: 'col-account',
};

export const ownerColumn: OfPrincipal = {
  title: 'Owner',
  cell: ({ owner }) => (owner === null ? '' : link(hashOf('owner', codeOf(owner)), middle(owner))),
  sort: ({ owner }) => owner?.toLowerCase() ?? null,
  isSecondary: true,
  className: 'col-owner',
};

export const stateColumn: OfPrincipal = { title: 'State', cell: stateCell, sort: stateOf, className: 'col-state' };

export const lastUseColumn: OfPrincipal = {
  title: 'Last use',
  cell: ({ isMeasured, lastUsedAt }) =>
    isMeasured ? day(lastUsedAt) || 'none seen' : h('span', { class: 'unknown' }, 'not known'),
  sort: ({ lastUsedAt }) => lastUsedAt,
  isSecondary: true,
  className: 'col-day',
};

export const unusedColumn: OfPrincipal = {
  title: 'Unused',
  cell: ({ unused }) => count(unused),
  sort: ({ unused }) => unused,
  number: 'actions_unused',
  className: 'col-actions',
};

export const grantedColumn: OfPrincipal = {
  title: 'Granted',
  cell: ({ granted }) => count(granted),
  sort: ({ granted }) => granted,
  number: 'actions_tracked',
  isSecondary: true,
  className: 'col-actions',
};

export const administratorColumn: OfPrincipal = {
  title: 'Admin',
  cell: ({ isAdministrator }) => (isAdministrator === null ? 'not known' : isAdministrator ? 'yes' : 'no'),
  sort: ({ isAdministrator }) => (isAdministrator === null ? null : Number(isAdministrator)),
  isSecondary: true,
};

function stateCell(principal: Principal): HTMLElement {
  const state = stateOf(principal);
  if (state === NOT_MEASURED) return notMeasured();
  if (state === ACCESSED) {
    const since = named('days_since_last_access', principal.arn, used(principal.daysSinceUse));
    return twoWidths('●', since, day(principal.lastUsedAt));
  }
  const mark = unusedMark('Not accessed');
  mark.title = `${NOT_ACCESSED}, ${evidence(principal.evidenceDays)}`;
  return mark;
}
