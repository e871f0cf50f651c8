/** What a question needs to be asked of a random lake. */
import type { Question } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import type { Lake } from './world/lake.js';
import type { Random } from './world/random.js';

/** Values of parameters that a question requires. */
const REQUIRED: Given = {
  service: 's3,sqs,ec2,iam,x',
  action: 'iam:PutRolePolicy,s3:CreateBucket',
  expected: 'us-east-1',
  policy: 'ReadOnly',
};

export const takes = ({ parameters }: Question, name: string): boolean => parameters.some((each) => each.name === name);

export function requiredOf(question: Question, dates: readonly string[], lake: Lake, random: Random): Given {
  const principals = lake.get('principals') ?? [];
  const nobody = { principal_arn: 'arn:aws:iam::111111111111:role/nobody' };
  const principal = (principals.length > 0 ? random.one(principals) : nobody).principal_arn as string;
  const values: Given = { ...REQUIRED, principal };
  const range = takes(question, 'to_date') ? { from_date: dates[1], to_date: dates[0] } : {};
  const required = question.parameters.filter((each) => each.required);
  const by = takes(question, 'by') ? { by: 'principal' } : {};
  return { ...range, ...by, ...Object.fromEntries(required.map(({ name }) => [name, values[name]])) };
}
