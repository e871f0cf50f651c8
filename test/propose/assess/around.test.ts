/** What one document of a holder needs of another, and what services do with a holder's rights. */
import { describe, expect, it } from 'vitest';
import { readActing } from '../../../src/policy/dependent-actions.js';
import { isReadable, readPolicy } from '../../../src/policy/document.js';
import { NeverList } from '../../../src/policy/never-list.js';
import { gapsOfActing } from '../../../src/propose/assess/acting.js';
import { Callers } from '../../../src/propose/assess/callers.js';
import { propose } from '../../../src/propose/assess/propose.js';
import { KnownActions } from '../../../src/propose/evidence/known-actions.js';
import { Beside } from '../../../src/propose/subjects/beside.js';
import type { Principal } from '../../../src/propose/subjects/snapshot.js';
import type { Subject } from '../../../src/propose/subjects/subject.js';

const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
const dependents = new Map([['athena:startqueryexecution', ['glue:gettable']]]);
const callers = new Callers(dependents);

const textOf = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] });

const subjectOf = (key: string, text: string | null, arns: readonly string[]): Subject => {
  const holders = arns.map((arn) => ({ arn }) as Principal);
  const parts = [{ name: key, arn: key, text }];
  return { kind: 'managed_policy', key, parts, holders } as unknown as Subject;
};

describe('a call that another document allows', () => {
  const own = textOf({ Action: ['glue:GetTable', 'glue:CreateTable'] });
  const known = new KnownActions(['glue:GetTable', 'glue:CreateTable', 'athena:StartQueryExecution']);
  const gone = (texts: readonly (string | null)[], isInUse = true, calledBeside = callers.allowedBy(texts)) => {
    const document = readPolicy(own);
    if (!isReadable(document)) throw new Error(document.problem);
    const action = { ...row, grantAge: 'KNOWN' as const };
    const services = new Map([
      ['glue', row],
      ['athena', { ...row, isUsed: isInUse }],
    ]);
    const actions = new Map([
      ['glue:gettable', action],
      ['glue:createtable', action],
    ]);
    const proposal = propose(document, { holders: 1, services, actions }, known, {
      ...{ grade: 'action', grantAge: 'any', isUnprovenIncluded: false, never: new NeverList([]), dependents },
      ...{ isProven: () => true, isExcepted: () => false, limit: 10_000, isHeldByUser: false },
      ...{ beside: texts, calledBeside, earlierTexts: [] },
    });
    return { ...proposal, removed: [...proposal.removed].sort() };
  };
  const both = ['glue:createtable', 'glue:gettable'];

  it.each([
    ['its Action list', textOf({ Action: 'athena:Start*' }), true],
    ['its NotAction', textOf({ Action: undefined, NotAction: 'iam:*' }), true],
    ['one that nobody can read', '{', true],
    ['one that is not known', null, true],
    ['another action alone', textOf({ Action: 'athena:Get*' }), false],
    ['its Deny', textOf({ Effect: 'Deny', Action: 'athena:*' }), false],
    ['all but it', textOf({ Action: undefined, NotAction: 'athena:*' }), false],
  ])('keeps what it needs: by %s', (_what, text, isKept) => {
    const { removed, violations } = gone([text]);
    expect(violations).toEqual([]);
    expect(removed).toEqual(isKept ? ['glue:createtable'] : both);
    const proof = gone([text], true, []).violations.map(({ detail }) => detail);
    expect(proof).toEqual(isKept ? ['glue:gettable is needed'] : []);
  });

  it('keeps nothing for a service that is not in use', () => {
    expect(gone([textOf({ Action: 'athena:*' })], false)).toMatchObject({ removed: both, violations: [] });
  });
});

describe('the other documents of the holders', () => {
  const first = subjectOf('first', 'one', ['a', 'b']);
  const all = [
    first,
    subjectOf('second', 'two', ['b']),
    subjectOf('third', null, ['c']),
    subjectOf('same', 'one', ['a']),
  ];
  const [part] = first.parts;
  it('are those of any holder, without the text itself', () => {
    expect(new Beside(all).textsOf(first, part as (typeof first.parts)[0])).toEqual(['two']);
    const others = new Beside([...all, subjectOf('fourth', null, ['a'])]);
    expect(others.textsOf(first, part as (typeof first.parts)[0])).toEqual([null, 'two']);
  });

  it('are read where their accounts differ as if they said anything', () => {
    const differing = { ...subjectOf('set', null, ['a']), kind: 'permission_set', parts: [] } as unknown as Subject;
    expect(new Beside([first, differing]).heldBy('a')).toEqual(['one', null]);
  });
});

describe('a service that acts with the rights of its user', () => {
  const user = 'arn:aws:iam::222222222222:role/ci';
  const acting = readActing();
  const passing = (Resource: string | readonly string[]) => textOf({ Action: 'iam:PassRole', Resource });
  const executing = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-cfn-exec-role-*';
  const used = { ...row, lastKnownUse: '2026-06-01T00:00:00.000Z', usedBy: [user] };
  const gaps = (text: string | null, changes: object = {}, removed = ['s3:CreateBucket']) =>
    asked(text, 'cloudformation:executechangeset', { removed, changes });
  /** `use`: an action, or a service, that the holder used. */
  const asked = (text: string | null, use: string, { removed = ['s3:CreateBucket'], changes = {} } = {}) => {
    const subject = subjectOf('doc', text, [user]);
    const found = [use, { ...used, grantAge: 'KNOWN' as const, ...changes }] as const;
    const isAction = use.includes(':');
    const evidence = {
      holders: 1,
      services: new Map(isAction ? [] : [found]),
      actions: new Map(isAction ? [found] : []),
    };
    const going = removed.map((action) => ({ action }));
    return gapsOfActing(subject, going, evidence, { acting, beside: new Beside([subject]) });
  };
  const gapOf = (service: string) => ({ code: 'acts_through', subject: `${user} through ${service}` });

  it('stands in the way where a holder changed stacks', () => {
    const gap = gapOf('cloudformation');
    expect(gaps(textOf({ Action: '*' }))).toEqual([gap]);
    expect(gaps(textOf({ Action: 'cloudformation:*' }))).toEqual([gap]);
    expect(gaps(passing([executing, 'arn:aws:iam::222222222222:role/app']))).toEqual([gap]);
    expect(gaps(null)).toEqual([gap]);
  });

  it.each([
    'amplify:createapp',
    'codestar:createproject',
    'elasticbeanstalk:createenvironment',
    'imagebuilder:startimagepipelineexecution',
    'opsworks:createstack',
    'servicecatalog:provisionproduct',
    'ssm:startautomationexecution',
  ])('stands in the way where a holder used %s, and something of another service goes', (call) => {
    const service = call.split(':')[0] as string;
    const text = textOf({ Action: '*' });
    expect(asked(text, call)).toEqual([gapOf(service)]);
    expect(asked(text, call, { removed: [`${service}:ListTagsForResource`, 'iam:CreateRole'] })).toEqual([
      gapOf(service),
    ]);
    expect(asked(text, call, { removed: [`${service}:ListTagsForResource`] })).toEqual([]);
    expect(asked(text, call, { changes: { lastKnownUse: null, usedBy: [] } })).toEqual([]);
  });

  it.each([
    'elasticbeanstalk:describeenvironments',
    'servicecatalog:searchproducts',
    'cloudformation:liststacks',
    'ssm:sendcommand',
  ])('does not where %s alone was used', (call) => expect(asked(textOf({ Action: '*' }), call)).toEqual([]));

  it.each([
    ['proton', 'proton:CreateEnvironment'],
    ['controltower', 'controltower:CreateManagedAccount'],
  ])('counts any use of %s, of which IAM tracks no call, by whoever may make one', (service, call) => {
    expect(asked(textOf({ Action: call }), service)).toEqual([gapOf(service)]);
    expect(asked(null, service)).toEqual([gapOf(service)]);
    expect(asked(textOf({ Action: `${service}:List*` }), service)).toEqual([]);
  });

  it.each([
    ['every role that it may pass executes stacks', gaps(passing(executing))],
    ['nobody changed a stack within the days', gaps(textOf({ Action: '*' }), { lastKnownUse: null, usedBy: [] })],
    ['nothing goes but of CloudFormation', gaps(textOf({ Action: '*' }), {}, ['cloudformation:ListStacks'])],
    ['nothing goes', gaps(textOf({ Action: '*' }), {}, [])],
  ])('does not where %s', (_what, found) => expect(found).toEqual([]));

  it('asks for one of the others where more than two changed stacks', () => {
    const users = { usedBy: ['arn:aws:iam::222222222222:role/gone', user] };
    expect(gaps(passing(executing), users)).toHaveLength(1);
  });
});
