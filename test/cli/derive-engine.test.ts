/** What `derive --engine athena` refuses before it calls anybody, and that the environment does not choose it. */
import { expect, test } from 'vitest';
import { runCommand } from './run-command.js';

test.each([
  [['--destination', './lake'], /^Cannot derive of "\.\/lake" on Athena: it only reads S3\.$/],
  [[], /^Cannot derive: no destination given\.$/],
  [['--destination', 's3://my-bucket/lake', '--database', 'My lake'], /--database "My lake"/],
  [['--destination', 's3://my-bucket/lake', '--workgroup', 'a b'], /--workgroup "a b"/],
  [['--destination', 's3://my-bucket/lake', '--output-location', 'results'], /--output-location "results"/],
])('--engine athena %j is refused', async (options, message) => {
  const { error } = await runCommand(['derive', '--engine', 'athena', ...options]);
  expect(error?.message).toMatch(message);
  expect(error?.exit).toBe('usage');
});

test('an unknown engine is refused', async () => {
  const { error } = await runCommand(['derive', '--engine', 'presto', '--destination', 's3://my-bucket/lake']);
  expect(error?.message).toBe('Cannot use --engine "presto": not one of duckdb, athena.');
});

test('the engine that the environment names for questions is not taken', async () => {
  const { error } = await runCommand(['derive', '--destination', './no-such-lake'], {
    environment: { ACCESS_LAKE_ENGINE: 'athena' },
  });
  expect(error?.message).toMatch(/^Cannot .*no-such-lake/);
  expect(error?.message).not.toContain('Athena');
  const { out } = await runCommand(['derive', '--help']);
  expect(out).toContain('Every option but --engine can also be set in the environment');
});
