/** A lake whose names would run something in a shell, and a shell that tells what a command runs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RUNS = "$(touch pwned)`touch pwned`;touch pwned;'touch pwned'\"&touch pwned&>pwned<pwned\\";

/** Stands where AWS or a person gives a name; of `PARTITION` in the place of the partition of an ARN. */
const HOSTILE: readonly (readonly [plain: string, hostile: string])[] = [
  ['222222222222:role/one', `arn:aws:iam::222222222222:role/one${RUNS}`],
  ['222222222222:role/vendor', `arn:aws${RUNS}:iam::222222222222:role/vendor`],
  ['222222222222:role/fresh', `arn:aws:iam::222222222222:role/${RUNS}/-fresh`],
  ['arn:aws:iam::222222222222:policy/shared', `arn:aws:iam::222222222222:policy/shared${RUNS}`],
  [' Admin ', ` Admin${RUNS} `],
  ['team=Data', `team=Data${RUNS}`],
];

/** Roles without a use: with the name, the path and the partition of an ARN that IAM does not give, and one of IAM. */
const IDLE = [
  `arn:aws${RUNS}:iam::222222222222:role/idle`,
  `arn:aws:iam::222222222222:role/idle${RUNS}`,
  'arn:aws:iam::222222222222:role/-idle',
  'arn:aws-cn:iam::222222222222:role/idle',
];

const IDLE_POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

/** The lake of the question worklist, with hostile names; each of {@link IDLE} has an inline policy. */
export function hostileLake(): string {
  const plain = readFileSync(new URL('../query/questions/worklist/work.lake', import.meta.url), 'utf8');
  const lines = plain.split('\n').flatMap((line) => {
    if (!line.includes('222222222222:role/idle')) return [line];
    return IDLE.map((arn, at) => line.replace('222222222222:role/idle', arn).replace('AROAIDLE', `AROAIDLE${at}`));
  });
  const named = HOSTILE.reduce((text, [from, to]) => text.replaceAll(from, () => to), lines.join('\n'));
  const inline = IDLE.map((arn) => `r0 r1 r2 | 222222222222 | ${arn} | role | own | ${IDLE_POLICY}`);
  return `${named}\n[inline_policies]\nrun_id | account_id | owner_arn | owner_type | policy_name | document\n${inline.join('\n')}\n`;
}

/** Commands in a text: the rest of a line, or what stands in a code span of Markdown, whose fence is as long at both ends. */
export function commandsIn(text: string): string[] {
  const span = /(?<!`)(`+)(?<command>(?:npx|access-lake|aws) .*?)(?<!`)\1(?!`)/;
  const line = /(?<=^|: |^ +)(?:npx|access-lake|aws) .*$/;
  const found = [...text.matchAll(new RegExp(`${span.source}|${line.source}`, 'gm'))];
  return found.map(({ 0: whole, groups }) => groups?.command ?? whole);
}

/** Pastes a command into sh, where `npx` and `aws` write down their arguments; gives these, for each program that ran. */
export function paster(folder: string): (command: string) => string[][] {
  const [bin, here, log] = [join(folder, 'bin'), join(folder, 'here'), join(folder, 'log')];
  mkdirSync(bin, { recursive: true });
  for (const name of ['npx', 'access-lake', 'aws']) {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\0' ${name} "$@" >> '${log}'\nprintf '\\n\\0' >> '${log}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return (command) => {
    rmSync(here, { recursive: true, force: true });
    rmSync(log, { force: true });
    mkdirSync(here);
    execFileSync('sh', ['-c', command], { cwd: here, env: { PATH: `${bin}:/usr/bin:/bin` }, stdio: 'pipe' });
    const made = readdirSync(here);
    if (made.length > 0) throw new Error(`It made ${made.join(', ')}: ${command}`);
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    return said
      .split('\n\0')
      .slice(0, -1)
      .map((words) => words.split('\0').slice(0, -1));
  };
}
