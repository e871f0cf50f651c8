/** The completions are read by the shells that are here, and complete what the commands declare. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { completionScript } from '../../src/cli/completion.js';
import { flagOf } from '../../src/cli/options/option.js';
import { UserError } from '../../src/model/errors.js';

/** What bash offers for the last of these words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const ask = `COMP_WORDS=(access-lake "$@"); COMP_CWORD=$#; _access_lake; printf "%s\\n" "\${COMPREPLY[@]}"`;
  const script = `${await completionScript('bash')}\n${ask}`;
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

test('bash completes every command', async () => {
  expect((await offered('')).sort()).toEqual(['help', ...COMMANDS.map(({ name }) => name)].sort());
});

test.each(COMMANDS.map(({ name }) => name))('bash completes every option of %s', async (name) => {
  const { command } = (await COMMANDS.find((entry) => entry.name === name)?.load()) ?? {};
  const flags = Object.keys(command?.options ?? {}).map(flagOf);
  expect((await offered(name, '--')).sort()).toEqual(['--help', ...flags].sort());
});

test('bash completes the questions of query', async () => {
  expect(await offered('query', 'remov')).toEqual(['removable']);
});

test('fish tells what each option does', async () => {
  const script = await completionScript('fish');
  expect(script).toMatch(/^complete -c access-lake -n '__fish_seen_subcommand_from export' -l role-name -d '.+'$/m);
});

test('another shell is refused with those that there are', async () => {
  const error = await completionScript('tcsh').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ exit: 'usage', hint: expect.stringContaining('bash, zsh, fish') });
});
