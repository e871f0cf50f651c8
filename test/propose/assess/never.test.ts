/** What no evidence takes away, through a proposal and its proof: hand list, unseen uses, and statements of self-service. */
import { describe, expect, it } from 'vitest';
import { isReadable } from '../../../src/policy/document.js';
import { readHeld } from '../../../src/policy/fixed-statements.js';
import { NeverList, readNeverList } from '../../../src/policy/never-list.js';
import { type Proposal, propose, type Rewriter } from '../../../src/propose/assess/propose.js';
import { KnownActions } from '../../../src/propose/evidence/known-actions.js';
import { rewrite } from '../../../src/propose/rewrite/rewrite.js';

const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
const shipped = readNeverList();
const dollar = '$';
const OWN = `arn:aws:iam::*:user/${dollar}{aws:username}`;

interface Changes {
  /** Whether the service of the actions is in use; their own rows say that nobody used them. */
  readonly isInUse?: boolean;
  readonly isHeldByUser?: boolean;
  readonly resource?: string | readonly string[];
  readonly rewriter?: Rewriter;
  readonly never?: NeverList;
}

/** One holder; of the tracked actions there are rows. */
function proposed(tracked: readonly string[], untracked: readonly string[], changes: Changes = {}): Proposal {
  const { isInUse = false, isHeldByUser = false, resource = '*', rewriter, never = shipped } = changes;
  const all = [...tracked, ...untracked];
  const statement = { Effect: 'Allow', Action: all, Resource: resource };
  const document = readHeld(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), isHeldByUser);
  if (!isReadable(document)) throw new Error(document.problem);
  const services = new Set(all.map((action) => action.split(':')[0] as string));
  const evidence = {
    holders: 1,
    services: new Map([...services].map((service) => [service, { ...row, isUsed: isInUse }])),
    actions: new Map(tracked.map((action) => [action.toLowerCase(), { ...row, grantAge: 'KNOWN' as const }])),
  };
  return propose(document, evidence, new KnownActions(all), {
    ...{ grade: 'action', grantAge: 'any', isUnprovenIncluded: false, never, dependents: new Map() },
    ...{ isProven: () => true, isExcepted: () => false, limit: 10_000, isHeldByUser, rewriter },
    ...{ beside: [], calledBeside: [], earlierTexts: [] },
  });
}

const gone = ({ removed, violations }: Proposal): string[] => {
  expect(violations).toEqual([]);
  return [...removed].sort();
};

describe('by class, of a service that nobody uses and of one in use', () => {
  it.each([
    ['connection', 'ecs:Poll', 'ecs:CreateCluster', false],
    ['elsewhere', 'lakeformation:GetDataAccess', 'lakeformation:CreateLFTag', false],
    ['within', 'redshift:CreateClusterUser', 'redshift:CreateCluster', true],
    ['unjudged', 'securityagent:CreateDesignReview', 'securityagent:CreateDesignReviewer', true],
    ['handed over', 'glue:PassConnection', 'glue:CreateJob', true],
  ])('%s: %s', (_class, unseen, tracked, goes) => {
    const both = [tracked, unseen].map((action) => action.toLowerCase()).sort();
    expect(gone(proposed([tracked], [unseen]))).toEqual(goes ? both : [tracked.toLowerCase()]);
    expect(gone(proposed([tracked], [unseen], { isInUse: true }))).toEqual([tracked.toLowerCase()]);
  });

  it('lets nothing go by the service where most of it is used over a connection', () => {
    expect(gone(proposed(['ssm-guiconnect:DeleteConnectionRecordingPreferences'], []))).toEqual([]);
    const used = { isInUse: true };
    expect(gone(proposed(['ssm-guiconnect:DeleteConnectionRecordingPreferences'], [], used))).toHaveLength(1);
  });

  it.each(['billing:GetBillingData', 'payments:GetPaymentStatus', 'tax:GetTaxRegistration', 'invoicing:GetInvoicePDF'])(
    'keeps %s, which the console uses like aws-portal; not what stands beside it',
    (action) => {
      expect(gone(proposed([action, 'ce:GetCostAndUsage'], []))).toEqual(['ce:getcostandusage']);
    },
  );

  it('keeps iam:PassRole, which serves other services', () => {
    expect(gone(proposed(['iam:CreateGroup'], ['iam:PassRole']))).toEqual(['iam:creategroup']);
  });

  it('is proven by code of its own', () => {
    const all: Rewriter = (document, known, _removable, options) =>
      rewrite(document, known, new Set(known.keysByService().values().next().value), options);
    const { violations } = proposed(['ecs:CreateCluster'], ['ecs:Poll'], { rewriter: all });
    expect(violations).toContainEqual({ property: 'P4', detail: 'ecs:poll is needed' });
    const service = proposed([], ['ssm-guiconnect:StopAnything'], { rewriter: all });
    expect(service.violations).toContainEqual({ property: 'P4', detail: 'ssm-guiconnect:stopanything is needed' });
  });

  it('is proven by a reading of its own of what shows nowhere', () => {
    const never = new NeverList(shipped.entries); // whoever decides has not read the list
    for (const action of ['ecs:Poll', 'lakeformation:GetDataAccess']) {
      const { removed, violations } = proposed([], [action], { never });
      expect([...removed]).toEqual([action.toLowerCase()]);
      expect(violations).toEqual([{ property: 'P4', detail: `${action.toLowerCase()} is needed` }]);
    }
    expect(proposed([], ['redshift:CreateClusterUser'], { never }).violations).toEqual([]);
  });
});

describe('self-service', () => {
  const actions = ['iam:CreateAccessKey', 'iam:DeleteAccessKey'];
  const lower = actions.map((action) => action.toLowerCase());

  it('stays to the letter where a user holds it and it speaks of nobody else', () => {
    expect(gone(proposed(actions, [], { isHeldByUser: true, resource: OWN }))).toEqual([]);
    expect(gone(proposed(actions, [], { isHeldByUser: true, resource: [OWN, OWN.toUpperCase()] }))).toEqual([]);
  });

  it.each([
    ['roles alone hold it', { isHeldByUser: false, resource: OWN }],
    ['it speaks of others, too', { isHeldByUser: true, resource: [OWN, 'arn:aws:iam::*:user/*'] }],
    ['it speaks of all', { isHeldByUser: true, resource: '*' }],
  ])('goes like any other where %s', (_what, changes) => {
    expect(gone(proposed(actions, [], changes))).toEqual(lower);
  });

  it('is proven by code of its own', () => {
    const blind: Rewriter = ({ statements, ...document }, ...others) =>
      rewrite({ ...document, statements: statements.map((one) => ({ ...one, fixed: undefined })) }, ...others);
    const all: Rewriter = (document, known, _removable, options) =>
      blind(document, known, new Set(['iam:createaccesskey']), options);
    const { violations } = proposed(actions, [], { isHeldByUser: true, resource: OWN, rewriter: all });
    expect(violations.map(({ property }) => property)).toContain('P1');
  });
});
