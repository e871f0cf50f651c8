import { LEAST_GAIN } from '../../propose/assess/least-gain.js';
import { athenaOptions } from '../options/athena.js';
import { flag, option, repeated, type Values } from '../options/option.js';
import { account, dateOfSnapshot, folder, isAccountId, isOuId, oneOf, ou, wholeNumber } from '../options/parsers.js';
import { lakeOptions, makingOptions, memoryOptions } from '../options/shared.js';

const text = (written: string): string => written;

export const proposeOptions = {
  ...lakeOptions,
  ...memoryOptions,
  ...makingOptions,
  out: option('<folder>', 'folder of the proposals, which appears when it is complete', folder),
  recheck: option('<folder>', 'folder of earlier proposals: withdraw those whose actions were used since', folder),
  snapshotDate: option('<date>', 'date of the snapshot: yyyy-MM-dd, newest or first', dateOfSnapshot, {
    fallback: 'newest',
  }),
  days: option('<days>', 'days without use, and of evidence, that are required', wholeNumber(1, 400), { fallback: 90 }),
  grade: option('<grade>', 'service: only whole services; action: single actions too', oneOf('service', 'action'), {
    fallback: 'action',
  }),
  grantAge: option(
    '<age>',
    'any: withhold what is known to be granted for less than the days; known: also withhold what is not known to be older',
    oneOf('any', 'known'),
    { fallback: 'any' },
  ),
  unproven: flag('also remove services for which the lake shows neither a tracked action nor a use'),
  perHolder: flag(
    'copy an AWS managed policy for each user, role and group that has it, instead of once for all of them',
  ),
  leastGain: option(
    '<actions>',
    'fewest actions above read that a copy of an AWS managed policy must remove',
    wholeNumber(0, 100_000),
    { fallback: LEAST_GAIN },
  ),
  readOnly: flag('also documents that only read'),
  account: repeated('<id or name>', 'only documents of these accounts', account, isAccountId),
  ou: repeated('<id or name>', 'only documents of accounts below these OUs or roots', ou, isOuId),
  principal: repeated('<name or ARN>', 'only documents that these users or roles hold; wildcards allowed', text),
  policy: repeated('<name or ARN>', 'only these policies; wildcards allowed', text),
  permissionSet: repeated('<name>', 'only these permission sets; wildcards allowed', text),
  tag: repeated('<key=value>', 'only documents of holders with this tag (or only its key)', text),
  exceptFile: option(
    '<path>',
    'JSON or YAML of exceptions: principals, actions, policies and tags, each with reason, owner and expiry',
    text,
  ),
  release: repeated(
    '<name>',
    'treat a role that is idle by design, such as OrganizationAccountAccessRole, like any other',
    text,
  ),
  acceptFile: option('<path>', 'JSON of the blockers that are accepted, with reason, owner and expires', text),
  accept: repeated('<id>', 'write a blocker of the proposals in --out to the accept file, and propose nothing', text),
  unaccept: repeated('<id>', 'remove a blocker from the accept file, and propose nothing', text),
  reason: option('<text>', 'with --accept: why the blocker does not matter', text),
  owner: option('<text>', 'with --accept: who is responsible for it', text),
  until: option('<yyyy-MM-dd>', 'with --accept: the last day on which it is valid', text),
  reference: option('<path>', 'a newer service reference: a folder of the JSON files of AWS, or a file', text),
  scpLimit: option(
    '<characters>',
    'longest draft of a service control policy, including white space',
    wholeNumber(500, 100_000),
    { fallback: 5120 },
  ),
  json: flag('the summary as one line of JSON'),
  engine: option('<name>', 'duckdb or athena', oneOf('duckdb', 'athena'), {
    shown: 'athena for s3://, duckdb for a folder',
  }),
  ...athenaOptions,
};

export type ProposeValues = Values<typeof proposeOptions>;
