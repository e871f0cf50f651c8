/** What deploy/README.md shows is what the template takes. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/model/errors.js';
import { definitionOf } from './machines.js';
import { HUB, refusals } from './template.js';

// Its types would bring those of a browser into every test.
const { parse } = createRequire(import.meta.url)('@cdktf/hcl2json');
const ROOT = new URL('../../', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');
const readme = textOf('deploy/README.md');

test('the Terraform gives parameters of the template, with values that it takes', async () => {
  const [, text = ''] = /```hcl\n([\s\S]*?)```/.exec(readme) ?? [];
  const { resource } = await parse('main.tf', text);
  const [stack] = resource.aws_cloudformation_stack.access_lake;
  const given = Object.entries<string | number>(stack.parameters).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const names = Object.keys(HUB.Parameters);
  expect(given.filter(([name]) => !names.includes(name))).toEqual([]);
  const needed = names.filter((name) => HUB.Parameters[name]?.Default === undefined);
  expect(given.map(([name]) => name)).toEqual(expect.arrayContaining(needed));
  const written = given.filter(([, value]) => !value.startsWith('${'));
  expect(refusals(Object.fromEntries(written))).toEqual([]);
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});

test('every parameter and output that it names in code is of the template', () => {
  const named = [...readme.matchAll(/\b([A-Z][A-Za-z]+)=(?!=)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(4);
  expect([...Object.keys(HUB.Parameters)]).toEqual(expect.arrayContaining([...new Set(named)]));
  const outputs = [...readme.matchAll(/outputs? `(\w+)`|OutputKey=='(\w+)'/g)].map(([, one, other]) => one ?? other);
  expect(Object.keys(HUB.Outputs)).toEqual(expect.arrayContaining([...new Set(outputs)]));
});

test('the runbook has each error of the machine', () => {
  const machines = ['TaskMachine', 'RunMachine', 'WatchMachine'].map((name) => definitionOf(name).States);
  const errors = machines.flatMap((states) =>
    Object.values<{ Error?: string }>(states).flatMap(({ Error: name }) => name ?? []),
  );
  expect(errors.length).toBeGreaterThan(Object.keys(EXIT_CODES).length - 2);
  for (const error of errors) expect(readme).toContain(`\`${error}\``);
});

test('each kind of bad input in docs/reliability.md has a test of that name', () => {
  const text = textOf('docs/reliability.md');
  const [, section = ''] = text.split('## Bad input to the hub');
  const rows =
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| ')) ?? [];
  const cases = rows.slice(2).map((row) => [...row.matchAll(/`(test\/[^`]+)`: "([^"]+)"/g)]);
  expect(cases.length).toBeGreaterThan(6);
  for (const [at, tests] of cases.entries()) expect(tests, rows[at + 2]).not.toEqual([]);
  for (const [, path = '', name = ''] of cases.flat()) {
    const files = path.endsWith('.ts') ? [path] : readdirSync(new URL(path, ROOT)).map((file) => `${path}/${file}`);
    expect(
      files.filter((file) => textOf(file).includes(name)),
      name,
    ).not.toEqual([]);
  }
});
