/** A question asked with all of its parameters: no line of its statement is left out. Each by itself: test/laws/answers. */

import { withDates } from '../../../src/query/question/dates.js';
import type { Parameter, Question } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import type { LakeDate } from '../../../src/query/sql/lake-dates.js';

/** Values that the lake of questions/base.txt has. */
const VALUES: Readonly<Record<Exclude<Parameter['type'], 'choice' | 'snapshot'>, string>> = {
  flag: 'yes',
  string: 'eu-central-1',
  integer: '3',
  days: '30',
  account: '222222222222',
  ou: 'ou-prod',
  arn: 'arn:aws:iam::222222222222:role/app',
  service: 's3',
  action: 'iam:AttachRolePolicy',
  tag: 'owner=shop',
  policy: 'AdministratorAccess',
  document: 'Admin',
  permission_set: 'Admin',
  role_name: 'app',
  owner: 'shop',
  owner_entry: 'none',
  task_entry: 'none',
  exception: 'shared',
  idle_name: '*glass*',
};

export function allParameters(question: Question, dates: readonly LakeDate[]): Given {
  const given = question.parameters.filter(({ type }) => type !== 'snapshot');
  return withDates(question, Object.fromEntries(given.map((each) => [each.name, exampleOf(each)])), dates);
}

function exampleOf({ type, choices, list }: Parameter): string {
  if (type === 'choice') return list ? choices.join(',') : (choices.at(-1) as string);
  if (type === 'snapshot') throw new TypeError('Dates are resolved');
  return VALUES[type];
}
