/** The cases that are easy to get wrong, all in one account; each says what a lake must show of it. */

import { DAY_MS, dayOf } from '../../model/days.js';
import { iamId } from '../random.js';
import { type Draft, momentOf, type Site, serviceTrust } from './draft.js';
import { HOSTILE_NAMES, HOSTILE_PATHS, HOSTILE_TEXTS } from './hostile.js';
import { allow, documentOf, inline } from './policies/documents.js';
import { accessDrafts } from './special-access.js';

const SINCE = Date.UTC(2023, 0, 9, 8, 30, 0);

export function specialDrafts(site: Site): Draft[] {
  return [...accessDrafts(site), ...identity(site), ...timely(site), ...hurtful()];
}

function identity({ account, asOf, local }: Site): Draft[] {
  const month = Math.floor(asOf / DAY_MS / 30);
  const surname = ['novak', 'svoboda', 'dvorak'][month % 3];
  return [
    // Another principal under the same ARN every 30 days.
    {
      type: 'role',
      name: 'recreated',
      key: `recreated/${month}`,
      createdAt: momentOf(month * 30 - 1, account.id),
      attached: [local(1)],
      habit: { services: 1 },
    },
    // The same principal under another name every 30 days.
    { type: 'user', name: `maria.${surname}.${month % 2}`, key: 'renamed', createdAt: SINCE, attached: [local(2)] },
    {
      type: 'role',
      name: 'AWSReservedSSO_Weird_Name_With_Under_0123456789abcdef',
      key: 'permission-set',
      path: '/aws-reserved/sso.amazonaws.com/',
      permissionSetName: 'Weird_Name_With_Under',
      createdAt: SINCE,
      attached: [local(0)],
    },
  ];
}

/** What is new since yesterday, on whatever day one looks. */
function timely({ account, asOf }: Site): Draft[] {
  const yesterday = asOf / DAY_MS - 1;
  const date = dayOf(yesterday * DAY_MS);
  const granted = ['rds', 'lambda', 'dynamodb', 'athena'][yesterday % 4];
  return [
    // Yesterday's grant: another service each day, so that the day before does not show it.
    {
      type: 'role',
      name: 'granted-yesterday',
      key: 'granted-yesterday',
      createdAt: SINCE,
      inline: [inline('s3:List*'), { ...inline(`${granted}:*`), name: `just-in-time-${date}` }],
    },
    // Yesterday's principal: nothing it does not use says anything yet.
    {
      type: 'role',
      name: `created-${date}`,
      key: `created/${date}`,
      createdAt: momentOf(yesterday, account.id),
      inline: [inline('s3:*', 'ec2:*')],
    },
  ];
}

function hurtful(): Draft[] {
  const long = { name: 'long'.repeat(16), path: `/${'p'.repeat(500)}/`, key: 'hurt/long' };
  return [
    ...HOSTILE_NAMES.map(hurtfulUser),
    ...HOSTILE_PATHS.map(hurtfulRole),
    { ...long, type: 'role', createdAt: SINCE, tags: longTags() },
  ];
}

const HURTFUL_TAGS: Readonly<Record<string, string>> = Object.fromEntries([
  ...HOSTILE_TEXTS.map((text, n) => [`tag ${n} ${text.slice(0, 3)}`, text]),
  ['__proto__', 'polluted'],
  ['constructor', ''],
  ['=1+1', '@SUM(1)'],
]);

const HURTFUL_DOCUMENT = documentOf({
  ...allow('kms:ListKeys'),
  Sid: 'Quotes',
  Condition: { StringLike: { 'aws:PrincipalTag/x': HOSTILE_TEXTS } },
});

function hurtfulUser(name: string): Draft {
  const policy = { name: `=${name}`, document: HURTFUL_DOCUMENT };
  return { type: 'user', name, key: `hurt/${name}`, createdAt: SINCE, tags: HURTFUL_TAGS, inline: [policy] };
}

function hurtfulRole(path: string, n: number): Draft {
  return {
    type: 'role',
    name: `path-${n}`,
    key: `hurt/path/${n}`,
    path,
    createdAt: SINCE,
    tags: HURTFUL_TAGS,
    trust: serviceTrust('lambda.amazonaws.com'),
    inline: [{ name: 'x', document: HURTFUL_DOCUMENT }],
  };
}

/** As many and as long as IAM takes: 50 tags, keys of 128 characters, values of 256. */
function longTags(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [`${n}${iamId('KEYX', n).repeat(8)}`.slice(0, 128), '日'.repeat(256)]),
  );
}
