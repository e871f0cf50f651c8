/** Every fault of the control plane at every kind of place, and what must come of it. */
import { CREDENTIAL_FAULTS } from '../../src/simulation/credential-faults.js';
import type { Fault, FaultName } from '../../src/simulation/faults.js';
import { REGION_FAULTS } from '../../src/simulation/region-faults.js';
import type { Case, Ending } from './run.js';

const LISTING = ['iam:GetAccountSummary', 'iam:GetAccountAuthorizationDetails', 'iam:ListUsers'];
const GENERATE = 'iam:GenerateServiceLastAccessedDetails';
const GET = 'iam:GetServiceLastAccessedDetails';
const PAGED = ['iam:GetAccountAuthorizationDetails', 'iam:ListUsers', GET];
const IAM = [...LISTING, GENERATE, GET];
const PLACES = ['sts:AssumeRole', ...IAM];

const RIGHT: Ending = { kind: 'right' };
const ALWAYS = Number.POSITIVE_INFINITY;

type Options = Omit<Fault, 'name' | 'account' | 'action' | 'principal'>;

/** Trouble on the way, or an answer that is none, and the code that names it when it lasts. */
export const TROUBLES: readonly { readonly name: FaultName; readonly options?: Options; readonly code: RegExp }[] = [
  { name: 'throttle', code: /^Throttling$/ },
  { name: 'internal-error', code: /^ServiceFailure$/ },
  { name: 'unavailable', code: /^ServiceUnavailable$/ },
  { name: 'reset', code: /^ECONNRESET$/ },
  { name: 'cut', options: { at: 0 }, code: /^InvalidAnswer$/ },
  { name: 'cut', options: { at: 0.3 }, code: /^InvalidAnswer$/ },
  { name: 'cut', options: { at: 0.7 }, code: /^InvalidAnswer$/ },
  { name: 'cut', options: { at: 0.98 }, code: /^InvalidAnswer$/ },
  { name: 'cut-reset', options: { at: 0.02 }, code: /^(ECONNRESET|InvalidAnswer)$/ },
  { name: 'cut-reset', options: { at: 0.6 }, code: /^(ECONNRESET|InvalidAnswer)$/ },
  { name: 'wrong-length', options: { at: 0.5 }, code: /^(InvalidAnswer|HPE_.*)$/ },
  { name: 'wrong-length', options: { at: 1.5 }, code: /^(ECONNRESET|InvalidAnswer)$/ },
  { name: 'html', code: /^InvalidAnswer$/ },
  { name: 'redirect', code: /^Redirected$/ },
  { name: 'empty', code: /^InvalidAnswer$/ },
  { name: 'hang', code: /^CallTimedOut$/ },
  { name: 'trickle', code: /^CallTimedOut$/ },
];

/** Faults that no account meets alone: of the whole organization (organization.process.test.ts, test/organization), or of every call (faults.process.test.ts). */
export const OF_NO_ACCOUNT: readonly FaultName[] = [
  'organizations-denied',
  'organizations-not-in-use',
  'no-paths',
  'no-state',
  'clock-off',
];

/** Faults of sources of evidence beside the reports, which fail no account: test/simulation. */
export const OF_SOURCES = Object.keys({ ...CREDENTIAL_FAULTS, ...REGION_FAULTS }) as readonly FaultName[];

/** Trouble that ends within the retry bound, at each place. */
export function passingTroubles(count = 2): Case[] {
  return TROUBLES.flatMap(({ name, options }) =>
    PLACES.map((action) =>
      on({ name, action, ...options, count: name === 'hang' || name === 'trickle' ? 1 : count }, RIGHT),
    ),
  );
}

/** Trouble that never ends, at each place: the account or the one principal fails by name. */
export function lastingTroubles(): Case[] {
  return TROUBLES.flatMap(({ name, options, code }) =>
    PLACES.map((action) => {
      const fault = { name, action, ...options, count: ALWAYS };
      return isOfJob(action)
        ? onPrincipal(fault, { kind: 'principal', status: 'failed', code })
        : on(fault, { kind: 'account', code });
    }),
  );
}

/** Takes many time-outs or thousands of pages where it lasts. */
export function isSlow({ name }: Case): boolean {
  return /^(hang|trickle) .*Infinity|^endless-marker iam:GetService.*Infinity/.test(name);
}

/** Sessions that end at each call. */
export function sessionCases(steps: readonly number[]): Case[] {
  const ended = (['session-expired', 'session-revoked'] as const).flatMap((name) =>
    IAM.flatMap((action) => stepsOf(action, steps).map((nth) => on({ name, action, nth }, RIGHT))),
  );
  const removed = IAM.map((action) =>
    on({ name: 'role-removed', action }, { kind: 'account', code: /^AccessDenied$/ }),
  );
  return [...ended, ...removed];
}

/** Users are listed once. */
function stepsOf(action: string, steps: readonly number[]): readonly number[] {
  return action === 'iam:ListUsers' ? steps.slice(0, 1) : steps;
}

/** Odd pages, and listings that lack principals. */
export function pageCases(): Case[] {
  const passing = (['empty-page', 'duplicate-page', 'endless-marker'] as const).flatMap((name) =>
    PAGED.map((action) => on({ name, action, count: 1 }, RIGHT)),
  );
  const small = PAGED.map((action) => on({ name: 'small-pages', action, size: 1 }, RIGHT));
  const lasting = (['repeat-page', 'endless-marker'] as const).flatMap((name) =>
    PAGED.map((action) => {
      const fault = { name, action, count: ALWAYS };
      const code = /^InvalidAnswer$/;
      return isOfJob(action)
        ? onPrincipal(fault, { kind: 'principal', status: 'failed', code })
        : on(fault, { kind: 'account', code });
    }),
  );
  const incomplete = { name: 'listing-incomplete' } as const;
  return [
    ...passing,
    ...small,
    ...lasting,
    on({ ...incomplete, count: 1 }, RIGHT),
    on(incomplete, { kind: 'account', code: /^ListingIncomplete$/ }),
  ];
}

/** Jobs that fail, are lost or never end, and principals that go between listing and report. */
export function jobCases(): Case[] {
  // Neither the first nor the second under the ARN is measured: the report may be of either.
  const recreated = { kind: 'principal', status: 'failed', code: /^PrincipalRecreated$/, rows: 2 } as const;
  const renamed = onPrincipal({ name: 'principal-renamed' }, RIGHT);
  return [
    onPrincipal({ name: 'job-failed', count: 1 }, RIGHT),
    onPrincipal({ name: 'job-failed' }, failed(/^ServiceFailure$/)),
    onPrincipal({ name: 'job-lost', count: 1 }, RIGHT),
    onPrincipal({ name: 'job-lost', count: ALWAYS }, failed(/^NoSuchEntity$/)),
    onPrincipal({ name: 'job-slow', ms: 100 }, RIGHT),
    onPrincipal({ name: 'job-never-ends' }, failed(/^JobTimedOut$/)),
    onPrincipal({ name: 'principal-deleted' }, { kind: 'principal', status: 'deleted', code: /^Deleted$/ }),
    {
      ...onPrincipal({ name: 'principal-recreated' }, recreated),
      wants: (row) => row.principal_type === 'role' && (row.services_granted ?? 0) > 0,
    },
    { ...renamed, wants: ({ password_last_used_at }) => password_last_used_at !== null },
    { ...renamed, wants: (row) => row.principal_type === 'role' && (row.inline_policy_names ?? []).length > 0 },
  ];
}

const failed = (code: RegExp): Ending => ({ kind: 'principal', status: 'failed', code });

/** A code is kept up to 128 characters. */
const HUGE_CODE = /^X{127}…$/;

/** Answers that look right and are not: once, they are asked for again; for ever, they are told. */
export function wrongAnswerCases(): Case[] {
  const isUsed = (row: { readonly services_accessed: number | null }) => (row.services_accessed ?? 0) > 0;
  const ofReport = (
    ['entity-of-another', 'entity-elsewhere', 'no-job-type', 'job-of-2099', 'impossible-date', 'later-use'] as const
  ).flatMap((name) => [
    { ...onPrincipal({ name, count: 1 }, RIGHT), wants: isUsed },
    {
      ...onPrincipal({ name, count: ALWAYS }, failed(/^InvalidAnswer$/)),
      wants: isUsed,
    },
  ]);
  const ofListing = (['groups-lost', 'policies-lost'] as const).flatMap((name) => [
    on({ name, count: 1 }, RIGHT),
    on({ name, count: ALWAYS }, { kind: 'account', code: /^ListingIncomplete$/ }),
  ]);
  return [
    ...ofReport,
    ...ofListing,
    on({ name: 'job-of-another', nth: 2, count: 1 }, RIGHT),
    {
      ...onPrincipal({ name: 'job-of-another', count: ALWAYS }, failed(/^InvalidAnswer$/)),
      wants: (row) => row.principal_type === 'role' && isUsed(row), // there is a job before that of a role
    },
    onPrincipal({ name: 'endless', action: GET, count: 1 }, RIGHT),
    onPrincipal({ name: 'endless', action: GET, count: ALWAYS }, failed(/^(InvalidAnswer|CallTimedOut)$/)),
    onPrincipal({ name: 'huge-error', action: GET }, failed(HUGE_CODE)),
    on({ name: 'huge-error', action: 'iam:GetAccountAuthorizationDetails' }, { kind: 'account', code: HUGE_CODE }),
    onPrincipal({ name: 'empty-report', count: 1 }, RIGHT),
  ];
}

/** Denials: of a call, of a role that is missing, by a service control policy. */
export function denialCases(): Case[] {
  const ofRole = (['role-missing', 'scp-deny', 'region-disabled'] as const).map((name) =>
    on({ name, action: 'sts:AssumeRole' }, { kind: 'account', code: /^(AccessDenied|DeniedBy.*|RegionDisabled)$/ }),
  );
  const ofCalls = (['access-denied', 'scp-deny'] as const).flatMap((name) =>
    IAM.map((action) => on({ name, action }, { kind: 'account', code: /^(AccessDenied|DeniedBy.*)$/ })),
  );
  const ofOne = [GENERATE, GET].map((action) =>
    onPrincipal({ name: 'access-denied', action }, { kind: 'principal', status: 'failed', code: /^AccessDenied/ }),
  );
  return [...ofRole, ...ofCalls, ...ofOne];
}

function on(fault: Fault, ending: Ending): Case {
  return { name: nameOf(fault), ending, wants: wantedBy(fault), faults: (account) => [{ ...fault, account }] };
}

function onPrincipal(fault: Fault, ending: Ending): Case {
  return {
    name: `${nameOf(fault)} (one principal)`,
    ending,
    wants: wantedBy(fault),
    faults: (account, principal) => [{ ...fault, account, principal }],
  };
}

function wantedBy({ action }: Fault): Case['wants'] {
  return action === 'iam:ListUsers' ? ({ principal_type }) => principal_type === 'user' : undefined;
}

/** Every `nth` of the cases, so that each fault and each place is met. */
export function oneOf<T>(nth: number, cases: readonly T[], places = PLACES.length): T[] {
  return cases.filter((_, at) => ((at % places) + Math.floor(at / places)) % nth === 0);
}

function isOfJob(action: string): boolean {
  return action === GENERATE || action === GET;
}

function nameOf({ name, action, ...options }: Fault): string {
  return [name, action, ...Object.entries(options).map(([key, value]) => `${key}=${value}`)].filter(Boolean).join(' ');
}
