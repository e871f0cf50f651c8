import { KIND_CODES, type KindCode } from '../../digest/kinds.js';
import type { Given } from '../../query/question/values.js';
import { nearest } from '../../tools/nearest.js';
import { athenaOptions } from '../options/athena.js';
import { ownersFile, tasksFile } from '../options/decided.js';
import { flag, option, Refusal, repeated, type Values } from '../options/option.js';
import { account, dateOfSnapshot, isAccountId, isOuId, oneOf, ou } from '../options/parsers.js';
import { makingOptions, memoryOptions, storeOptions } from '../options/shared.js';

const text = (written: string): string => written;

/** Filters of questions: the option by its key, and the parameter that takes its values. */
export const FILTERS = {
  account: 'account',
  ou: 'ou',
  principal: 'principal',
  tag: 'tag',
  owner: 'owner',
  ownerTag: 'owner_tag',
  except: 'except',
  exceptTag: 'except_tag',
} as const;

function kindCode(written: string): KindCode {
  const wanted = written.toUpperCase().replaceAll('-', '_');
  const found = KIND_CODES.find((code) => code === wanted);
  if (found !== undefined) return found;
  const near = nearest(wanted, KIND_CODES);
  throw new Refusal('there is no such kind', `Give one of ${(near.length > 0 ? near : KIND_CODES).join(', ')}.`);
}

/** SNS sends e-mail from standard topics alone. */
function topicArn(written: string): string {
  if (/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(written)) return written;
  if (written.endsWith('.fifo')) throw new Refusal('a FIFO topic', 'Give a standard one, which can send email.');
  throw new Refusal('not the ARN of a topic', 'It looks like arn:aws:sns:eu-central-1:111122223333:access-lake.');
}

export const digestOptions = {
  ...storeOptions,
  ...makingOptions,
  ...memoryOptions,
  fromDate: option('<date>', 'earlier snapshot: yyyy-MM-dd or first', dateOfSnapshot, {
    shown: 'the one of all accounts before',
  }),
  toDate: option('<date>', 'later snapshot: yyyy-MM-dd or newest', dateOfSnapshot, {
    shown: 'the newest of all accounts',
  }),
  format: option('<name>', 'text, markdown or json', oneOf('text', 'markdown', 'json'), { fallback: 'text' }),
  kind: repeated('<code>', `only this kind: ${KIND_CODES.join(', ')}`, kindCode),
  tasksFile,
  account: repeated('<id or name>', 'only these accounts', account, isAccountId),
  ou: repeated('<id or name>', 'only accounts below these OUs or roots', ou, isOuId),
  principal: repeated('<name or ARN>', 'only these users and roles, with wildcards such as role/ci-*', text),
  tag: option('<key=value>', 'only users and roles with this tag', text),
  owner: repeated('<name>', 'only what these owners answer for', text),
  ownerTag: repeated(
    '<key>',
    'tags that name an owner; the first that is present counts (default: owner, Owner, team, Team)',
    text,
  ),
  ownersFile,
  except: repeated('<name>', 'not these users and roles, by name or ARN, with wildcards', text),
  exceptTag: repeated('<key=value>', 'no users and roles with these tags', text),
  exceptFile: option(
    '<path>',
    'JSON or YAML of exceptions, or s3://bucket/key of it: not the users and roles of its principals and tags, each with reason, owner and expiry',
    text,
  ),
  notify: option(
    '<topic ARN>',
    'send the text to this SNS topic if something is new, and once in four weeks if nothing is',
    topicArn,
  ),
  once: flag('with --notify: send nothing that was sent before; the lake remembers what was'),
  failOnRows: flag('end with exit code 5 if something is new, for audits'),
  engine: option('<name>', 'duckdb or athena', oneOf('duckdb', 'athena'), {
    shown: 'athena for s3://, duckdb for a folder',
  }),
  ...athenaOptions,
};

export type DigestValues = Values<typeof digestOptions>;

/** The values of the filters, by the parameters of questions. */
export function filtersIn(values: DigestValues): Given {
  const given = Object.entries(FILTERS).map(([key, name]) => [name, values[key as keyof typeof FILTERS]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value.length > 0));
}
