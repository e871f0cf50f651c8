/** Commands that a report tells a person to paste ask the same lake in the same way. */
import { expect, test } from 'vitest';
import { command as query } from '../../../src/cli/commands/query.js';
import { readValues } from '../../../src/cli/options/option.js';
import { parse } from '../../../src/cli/program.js';
import { placeOf } from '../../../src/cli/report/place.js';

/** The place of a command line; and that a command with that place alone is given the same values. */
function placeAfter(engine: 'duckdb' | 'athena', line: string): readonly string[] {
  const valuesOf = (argv: string[]) => readValues(query.options, parse('query', query, argv).given, {}, 0);
  const values = valuesOf(line.split(' ')) as Parameters<typeof placeOf>[0];
  const place = placeOf(values, engine);
  expect(valuesOf(place)).toEqual(values);
  return place;
}

test.each([
  ['duckdb', '--destination ./lake'],
  ['duckdb', '--destination s3://bucket/lake --expected-bucket-owner 111111111111 --engine duckdb'],
] as const)('%s: %s', (engine, line) => expect(placeAfter(engine, line)).toEqual(line.split(' ')));

test('athena: every option that it is asked with', () => {
  const own = '--database audit_lake --workgroup audit --output-location s3://results/access/ --region eu-central-1';
  for (const lake of ['--destination s3://bucket/lake --expected-bucket-owner 111111111111', '--engine athena'])
    expect(placeAfter('athena', `${lake} ${own}`)).toEqual(`${lake} ${own}`.split(' '));
  const defaults = '--database access_lake --workgroup primary';
  expect(placeAfter('athena', '--destination s3://bucket/lake')).toEqual(
    `--destination s3://bucket/lake ${defaults}`.split(' '),
  );
});
