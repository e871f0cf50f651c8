/** Answers that look right and are not: faults for what a reader must not believe. */
const GET = ['iam:GetServiceLastAccessedDetails'];
const DETAILS = ['iam:GetAccountAuthorizationDetails'];

const ofReport = { stage: 'wrong', count: 1, actions: GET } as const;
const ofListing = { stage: 'wrong', count: 1, actions: DETAILS } as const;

export const WRONG_ANSWERS = {
  'job-of-another': {
    stage: 'job',
    count: 1,
    actions: ['iam:GenerateServiceLastAccessedDetails'],
    description: 'the job of the principal that was asked for before',
  },
  'entity-of-another': { ...ofReport, description: 'a report that names the use of another principal' },
  'entity-elsewhere': { ...ofReport, description: 'a report that names the use of another account' },
  'no-job-type': { ...ofReport, description: 'a report that does not say its type, and has no actions' },
  'job-of-2099': { ...ofReport, description: 'a report that was created in 2099' },
  'impossible-date': { ...ofReport, description: 'a report with a use on 30 February' },
  'later-use': { ...ofReport, description: 'a report with a use later than itself' },
  'empty-report': { ...ofReport, description: 'a completed report without services' },
  'huge-error': {
    stage: 'error',
    count: Number.POSITIVE_INFINITY,
    actions: ['iam:*'],
    description: 'an error with a code of 1 MB and a message of 9 MB',
  },
  endless: { stage: 'answer', count: 1, description: 'a body that never ends' },
  'groups-lost': { ...ofListing, description: 'a listing without its groups' },
  'policies-lost': { ...ofListing, description: 'a listing without its managed policies' },
} as const;
