/** What can be wrong with a credential report, and with asking for one. */
const ALWAYS = Number.POSITIVE_INFINITY;

const ofStart = { count: ALWAYS, actions: ['iam:GenerateCredentialReport'] } as const;
const ofAnswer = { count: 1, actions: ['iam:GetCredentialReport'] } as const;
const wrong = { stage: 'wrong', ...ofAnswer } as const;

export const CREDENTIAL_FAULTS = {
  'credentials-no-capacity': {
    stage: 'error',
    ...ofStart,
    count: 3,
    description: 'no capacity to start a credential report (LimitExceeded)',
  },
  'credentials-never-ready': { stage: 'job', ...ofStart, description: 'a credential report that stays INPROGRESS' },
  'credentials-slow': {
    stage: 'job',
    ...ofStart,
    description: 'a credential report that takes ms longer (default 5000)',
  },
  'credentials-lost': {
    stage: 'error',
    ...ofAnswer,
    description: 'a credential report that is gone (ReportNotPresent)',
  },
  'credentials-expired': { stage: 'error', ...ofAnswer, description: 'a credential report that has expired' },
  'credentials-of-another': { ...wrong, description: 'the credential report of another account' },
  'credentials-of-before': {
    ...wrong,
    description: 'a credential report that was generated ms ago (default 172800000, two days)',
  },
  'credentials-more-columns': { ...wrong, description: 'a credential report with further columns' },
  'credentials-fewer-columns': { ...wrong, description: 'a credential report without MFA, certificates, and Regions' },
  'credentials-no-keys': { ...wrong, description: 'a credential report without the columns of the second key' },
  'credentials-reordered': { ...wrong, description: 'a credential report with its columns in another order' },
  'credentials-in-quotes': { ...wrong, description: 'a credential report with each value in quotes' },
  'credentials-bare-commas': { ...wrong, description: 'a credential report with commas in names and without quotes' },
  'credentials-crlf': { ...wrong, description: 'a credential report whose lines end with CRLF, the last one too' },
  'credentials-unknown-words': { ...wrong, description: 'a credential report that says neither true nor false' },
  'credentials-upper-case': { ...wrong, description: 'a credential report with TRUE and FALSE' },
  'credentials-cut': { ...wrong, description: 'a credential report that ends within its last row' },
  'credentials-no-csv': { ...wrong, description: 'a credential report that is a page of HTML' },
  'credentials-user-again': {
    ...wrong,
    description: 'a credential report with an earlier user under the name of one',
  },
  'credentials-user-missing': {
    ...wrong,
    description: 'a credential report that lacks a share (at, default 0.2) of the users',
  },
} as const;
