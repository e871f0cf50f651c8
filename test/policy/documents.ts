/** Random policy documents in every form that the grammar allows, as text. */
import * as fc from 'fast-check';

/** A text such as `aCTION`: element names are taken in any case. */
const inAnyCase = (name: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(name) }, fc.constantFrom(name.toLowerCase(), name.toUpperCase()));

/** One value, or a list of it and others. */
const oneOrMore = (value: fc.Arbitrary<string>): fc.Arbitrary<string | string[]> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 5 }));

const space = fc.constantFrom('', ' ', '\n', '\t\r\n  ');

/** JSON of the value with white space of its own between the tokens. */
function spaced(value: unknown): fc.Arbitrary<string> {
  return fc.array(space, { minLength: 1, maxLength: 7 }).map((spaces) => {
    let next = 0;
    const gap = (): string => spaces[next++ % spaces.length] as string;
    const write = (node: unknown): string => {
      if (Array.isArray(node)) return `[${gap()}${node.map(write).join(`${gap()},${gap()}`)}${gap()}]`;
      if (node === null || typeof node !== 'object') return JSON.stringify(node);
      const members = Object.entries(node).map(
        ([key, item]) => `${JSON.stringify(key)}${gap()}:${gap()}${write(item)}`,
      );
      return `{${gap()}${members.join(`${gap()},${gap()}`)}${gap()}}`;
    };
    return `${gap()}${write(value)}${gap()}`;
  });
}

interface StatementForms {
  readonly action: fc.Arbitrary<string>;
}

/** A statement as an object, its elements in any order and case. */
function statements({ action }: StatementForms): fc.Arbitrary<Record<string, unknown>> {
  const dollar = '$';
  const own = `arn:aws:iam::*:user/${dollar}{aws:username}`;
  const resource = fc.constantFrom('*', '*', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::"odd"', own);
  const condition = fc.constantFrom(
    {},
    { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    { 'ForAnyValue:StringEquals': { 'aws:calledVia': ['athena.amazonaws.com'] } },
    { StringEquals: { 'sts:ExternalId': ['a', 'b'] }, NumericLessThan: { 'aws:MultiFactorAuthAge': 1.5e3 } },
  );
  return fc
    .tuple(
      fc.tuple(inAnyCase('Effect'), fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny')),
      fc.tuple(fc.oneof({ weight: 6, arbitrary: inAnyCase('Action') }, inAnyCase('NotAction')), oneOrMore(action)),
      fc.tuple(
        fc.oneof({ weight: 6, arbitrary: inAnyCase('Resource') }, inAnyCase('NotResource')),
        oneOrMore(resource),
      ),
      fc.option(fc.tuple(inAnyCase('Sid'), fc.string({ maxLength: 8 }))),
      fc.option(fc.tuple(inAnyCase('Condition'), condition)),
    )
    .chain((elements) => {
      const present = elements.filter((element) => element !== null);
      return fc.shuffledSubarray(present, { minLength: present.length });
    })
    .map((elements) => Object.fromEntries(elements));
}

export function documents(forms: StatementForms, most = 4): fc.Arbitrary<string> {
  const statement = statements(forms);
  return fc
    .record(
      {
        Version: fc.constantFrom('2012-10-17', '2008-10-17'),
        Id: fc.string({ maxLength: 5 }),
        Statement: fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: most })),
      },
      { requiredKeys: ['Statement'] },
    )
    .chain(spaced);
}
