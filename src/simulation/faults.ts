/** The faults that the simulated organization can switch on, as data: `simulate --fault` lists and parses them. */
import { usageError } from '../model/errors.js';
import { CREDENTIAL_FAULTS } from './credential-faults.js';
import { REGION_FAULTS } from './region-faults.js';
import { WRONG_ANSWERS } from './wrong-answers.js';

/** When a fault strikes: before the call is looked at, while it is answered, on the answer's way back. */
type Stage = 'session' | 'error' | 'page' | 'job' | 'principal' | 'shape' | 'wrong' | 'answer';

interface FaultKind {
  readonly stage: Stage;
  readonly description: string;
  /** Calls that it strikes where the fault names no action; none: every call. */
  readonly actions?: readonly string[];
  /** How often it strikes where the fault does not say. */
  readonly count: number;
}

const ASSUME = ['sts:AssumeRole'];
const IAM = ['iam:*'];
const LISTS = [
  'iam:GetAccountAuthorizationDetails',
  'iam:ListUsers',
  'iam:ListServiceSpecificCredentials',
  'organizations:List*',
  'account:ListRegions',
];
const PAGED = [...LISTS, 'iam:GetServiceLastAccessedDetails'];
const GENERATE = ['iam:GenerateServiceLastAccessedDetails'];
const ORGANIZATIONS = ['organizations:*'];
const ALWAYS = Number.POSITIVE_INFINITY;

export const FAULTS = {
  throttle: {
    stage: 'error',
    count: 10,
    description: 'a burst of throttling answers (Throttling, TooManyRequestsException)',
  },
  'internal-error': { stage: 'error', count: 1, description: '500 with an error of the service' },
  unavailable: { stage: 'error', count: 1, description: '503 ServiceUnavailable' },
  'access-denied': { stage: 'error', count: ALWAYS, actions: IAM, description: 'no identity policy allows the action' },
  'scp-deny': {
    stage: 'error',
    count: ALWAYS,
    actions: [...IAM, ...ASSUME],
    description: 'an explicit deny in a service control policy',
  },
  'role-missing': {
    stage: 'error',
    count: ALWAYS,
    actions: ASSUME,
    description: 'the role does not exist or does not trust the caller',
  },
  'region-disabled': {
    stage: 'error',
    count: ALWAYS,
    actions: ASSUME,
    description: 'STS is not activated in the Region',
  },
  'organizations-denied': {
    stage: 'error',
    count: ALWAYS,
    actions: ORGANIZATIONS,
    description: 'the caller may not read the organization',
  },
  'organizations-not-in-use': {
    stage: 'error',
    count: ALWAYS,
    actions: ORGANIZATIONS,
    description: 'the account is in no organization',
  },
  'session-expired': { stage: 'session', count: 1, actions: IAM, description: 'the session of the call expires now' },
  'session-revoked': {
    stage: 'session',
    count: 1,
    actions: IAM,
    description: 'all sessions of the account so far are revoked',
  },
  'role-removed': { stage: 'session', count: 1, actions: IAM, description: 'the member role is deleted now, for good' },
  'clock-off': {
    stage: 'session',
    count: ALWAYS,
    description: 'the clock of the service is off by ms (default 600000)',
  },
  'small-pages': {
    stage: 'page',
    count: ALWAYS,
    actions: PAGED,
    description: 'pages of at most size entries (default 3)',
  },
  'empty-page': {
    stage: 'page',
    count: 1,
    actions: PAGED,
    description: 'a page without entries that says there are more',
  },
  'duplicate-page': { stage: 'page', count: 1, actions: PAGED, description: 'a page that is served once more' },
  'repeat-page': {
    stage: 'page',
    count: ALWAYS,
    actions: PAGED,
    description: 'a page whose marker leads to itself, forever',
  },
  'endless-marker': {
    stage: 'page',
    count: ALWAYS,
    actions: PAGED,
    description: 'a new marker after the last page, forever',
  },
  'listing-incomplete': {
    stage: 'page',
    count: ALWAYS,
    actions: ['iam:GetAccountAuthorizationDetails'],
    description: 'a listing that lacks a share (at, default 0.2) of the principals',
  },
  'job-never-ends': { stage: 'job', count: ALWAYS, actions: GENERATE, description: 'a job that stays IN_PROGRESS' },
  'job-failed': { stage: 'job', count: ALWAYS, actions: GENERATE, description: 'a job that ends FAILED' },
  'job-lost': { stage: 'job', count: 1, actions: GENERATE, description: 'a job that the service forgets' },
  'job-slow': {
    stage: 'job',
    count: ALWAYS,
    actions: GENERATE,
    description: 'a job that takes ms longer (default 5000)',
  },
  'principal-deleted': {
    stage: 'principal',
    count: 1,
    actions: GENERATE,
    description: 'deleted between listing and report',
  },
  'principal-renamed': {
    stage: 'principal',
    count: 1,
    actions: GENERATE,
    description: 'renamed between listing and report',
  },
  'principal-recreated': {
    stage: 'principal',
    count: 1,
    actions: GENERATE,
    description: 'deleted and recreated under its ARN between listing and report',
  },
  'no-paths': {
    stage: 'shape',
    count: ALWAYS,
    actions: ORGANIZATIONS,
    description: 'accounts without Paths, as older answers',
  },
  'no-state': {
    stage: 'shape',
    count: ALWAYS,
    actions: ORGANIZATIONS,
    description: 'accounts without State, as older answers',
  },
  ...WRONG_ANSWERS,
  ...CREDENTIAL_FAULTS,
  ...REGION_FAULTS,
  redirect: { stage: 'answer', count: 1, description: '302 that leads to a page of a proxy' },
  reset: { stage: 'answer', count: 1, description: 'the connection is reset instead of an answer' },
  hang: { stage: 'answer', count: 1, description: 'the answer never comes' },
  cut: { stage: 'answer', count: 1, description: 'a body that ends at a share (at, default 0.5) of its length' },
  'cut-reset': { stage: 'answer', count: 1, description: 'the connection is reset at a share (at) of the body' },
  'wrong-length': {
    stage: 'answer',
    count: 1,
    description: 'Content-Length is a share (at, also above 1) of the body',
  },
  html: { stage: 'answer', count: 1, description: '200 with an HTML page of a proxy' },
  empty: { stage: 'answer', count: 1, description: '200 with an empty body' },
  trickle: { stage: 'answer', count: 1, description: 'a body that comes a byte every ms (default 1000)' },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULTS;

/** All names, for help. */
export const faultNames = Object.keys(FAULTS) as readonly FaultName[];

export interface Fault {
  readonly name: FaultName;
  /** Such as `GetAccountSummary` or `iam:Get*`; default: those that the fault is made for. */
  readonly action?: string;
  /** Account id of the call; of AssumeRole that of the role. */
  readonly account?: string;
  /** ARN, name or unique ID of the user or role that the call, or its job, is about. */
  readonly principal?: string;
  /** The first matching call that it can strike, counted from 1. Default 1. */
  readonly nth?: number;
  /** How many calls it strikes at most; Infinity: no end. */
  readonly count?: number;
  /** Of each matching call, by the seed. Default 1. */
  readonly probability?: number;
  /** Count calls (nth, count) for each account or principal separately. Default: over all. */
  readonly per?: 'account' | 'principal';
  /** A share, for the faults that know a place. */
  readonly at?: number;
  readonly ms?: number;
  readonly size?: number;
}

const NUMBERS = ['nth', 'count', 'probability', 'at', 'ms', 'size'];
const WORDS = ['action', 'account', 'principal'];
const HINT = 'Write name or name:option=value,option=value with the options ';

/** Stage, default actions and default count of a fault. */
export function kindOf({ name }: Fault): FaultKind {
  return FAULTS[name];
}

/**
 * Reads `throttle:action=ListUsers,count=5`; a value may be percent-encoded, count may be `all`.
 * @throws UserError with exit `usage` on anything else
 */
export function parseFault(text: string): Fault {
  const [name = '', ...rest] = text.split(':');
  if (!Object.hasOwn(FAULTS, name)) {
    throw usageError(
      `Cannot read the fault "${text}": there is no fault "${name}".`,
      `The faults are ${faultNames.join(', ')}.`,
    );
  }
  const options = rest
    .join(':')
    .split(',')
    .filter(Boolean)
    .map((option) => parseOption(option, text));
  return { name: name as FaultName, ...Object.fromEntries(options) };
}

function parseOption(option: string, text: string): [string, string | number] {
  const [key = '', ...rest] = option.split('=');
  const value = decoded(rest.join('='));
  if (NUMBERS.includes(key)) return [key, parseNumber(key, value, text)];
  if (WORDS.includes(key) && value) return [key, value];
  if (key === 'per' && (value === 'account' || value === 'principal')) return [key, value];
  throw usageError(
    `Cannot read the fault "${text}": "${option}" is not an option.`,
    `${HINT}${[...WORDS, ...NUMBERS, 'per'].join(', ')}.`,
  );
}

function parseNumber(key: string, value: string, text: string): number {
  if (key === 'count' && value === 'all') return ALWAYS;
  const number = Number(value);
  const isWhole = ['nth', 'count', 'size'].includes(key);
  const isSigned = key === 'ms';
  const fits = isSigned || (number >= (isWhole ? 1 : 0) && (key !== 'probability' || number <= 1));
  if (value.trim() && Number.isFinite(number) && fits && (!isWhole || Number.isInteger(number))) return number;
  throw usageError(
    `Cannot read the fault "${text}": ${key} "${value}" is out of range.`,
    'count takes a whole number from 1 or "all", probability 0 to 1.',
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
