/** Commands to copy: what is written is what a shell takes, whatever stands in a name. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessLake, beginning, commandLine, OF_TASK, pasteable } from '../../src/model/commands/command-line.js';
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

test('a command is named as the program was started, in a container of the hub as the input of Task', () => {
  const words = ['query', '--tag', 'team=a b'];
  expect(accessLake(words, 'access-lake')).toBe("access-lake query --tag 'team=a b'");
  expect(JSON.parse(accessLake(words, OF_TASK))).toEqual({ command: words });
  for (const started of ['access-lake', OF_TASK])
    expect(accessLake(words, started).startsWith(beginning(started))).toBe(true);
});

test.each([
  ['access-lake', '`access-lake derive --destination LAKE` renews them.'],
  ['npx ./packed.tgz', '`npx ./packed.tgz derive --destination LAKE` renews them.'],
  [OF_TASK, '`{"command":["derive","--destination","LAKE"]}` renews them.'],
])('so is one that a sentence names: %s', (started, sentence) => {
  expect(pasteable('`access-lake derive --destination LAKE` renews them.', started)).toBe(sentence);
});

test('a sentence keeps a command that a shell would have to unquote, and what is no command', () => {
  const sentence = "`access-lake catalog --database 'a b'`, by the user that runs access-lake";
  expect(pasteable(sentence, OF_TASK)).toBe(sentence);
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
  const writes = /`[^`]*\$\{OF_A_CLONE\} |`aws \w+ [^`]*\$\{|npx --no-install|access-lake [a-z]+ --[^`'\n]*\$\{/;
  const found = names.filter(
    (name) => name.endsWith('.ts') && writes.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  expect(found).toEqual(['model/commands/command-line.ts']);
});
