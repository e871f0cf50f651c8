/** Commands to copy: what is written is what a shell takes, whatever stands in a name. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessLake, commandLine } from '../../src/model/commands/command-line.js';
import { quarantine } from '../../src/model/commands/quarantine.js';
import { escapeForTerminal } from '../../src/model/escape.js';

/** What sh makes of a line that follows `printf`. */
function wordsIn(line: string): string[] {
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return said.split('\0').slice(0, -1);
}

test('a shell takes each word as it is, and runs nothing of it', () => {
  const special = fc.string({ unit: fc.constantFrom(...' \'"`$()\\;&|<>*?[]{}~#!=%\n\tab-'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.oneof(special, fc.string()), { minLength: 1, maxLength: 5 }), (words) => {
      expect(wordsIn(commandLine(words))).toEqual(words.map(escapeForTerminal));
    }),
    { numRuns: 50 },
  );
});

test('zsh expands no word either: one that begins with = or ~ is quoted', () => {
  expect(commandLine(['=ls', '~root', 'a=b', ''])).toBe("'=ls' '~root' a=b ''");
  expect(accessLake(['query', '--tag', 'team=a b'])).toBe("npx --no-install access-lake query --tag 'team=a b'");
});

test.each([
  ['arn:aws:iam::111122223333:role/app', 'app', 'aws'],
  ['arn:aws-us-gov:iam::111122223333:role/team/a+b=c,d.e@f-g_h', 'a+b=c,d.e@f-g_h', 'aws-us-gov'],
])('the quarantine of %s', (arn, name, partition) => {
  const rest = `-role-policy --role-name ${name} --policy-arn arn:${partition}:iam::aws:policy/AWSDenyAll`;
  expect(quarantine(arn, 'attach')).toBe(`aws iam attach${rest}`);
  expect(quarantine(arn, 'detach')).toBe(`aws iam detach${rest}`);
});

test.each([
  'arn:aws;id;:iam::111122223333:role/app',
  'arn:aws:iam::111122223333:role/app;id',
  'arn:aws:iam::111122223333:role/-app',
  'arn:aws:iam::111122223333:role/',
  'arn:aws:iam::111122223333:user/app',
  'arn:aws:iam::11112222:role/app',
  'arn:aws:iam::111122223333:role/app\n',
  `arn:aws:iam::111122223333:role/${'a'.repeat(65)}`,
])('%j is no ARN that IAM gives to a role: it has none', (arn) => {
  expect(quarantine(arn, 'attach')).toBeUndefined();
});

test('no other source writes a command: each would quote in a way of its own', () => {
  const folder = new URL('../../src/', import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const writes =
    /`[^`]*\$\{ACCESS_LAKE\} (?!\.\*)|`aws \w+ [^`]*\$\{|npx --no-install|access-lake [a-z]+ --[^`'\n]*\$\{/;
  const found = names.filter(
    (name) => name.endsWith('.ts') && writes.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  expect(found).toEqual(['model/commands/command-line.ts']);
});
