/** Every command in the documents parses; docs-commands.release.test.ts runs those that need no AWS. */
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { readValues } from '../../src/cli/options/option.js';
import { parse } from '../../src/cli/program.js';
import { blocks, DEMO, wordsOf } from './docs-blocks.js';

test('the documents show commands of both kinds', () => {
  expect(new Set(blocks.map(({ kind }) => kind))).toEqual(new Set(['', 'aws']));
  expect(blocks.map(({ command }) => command)).toContain(DEMO);
  for (const { kind, command } of blocks) if (kind === '') expect(command).not.toContain('s3://');
});

test.each(blocks)('$file: $command parses', async (block) => {
  const [name = '', ...argv] = wordsOf(block);
  const { command } = (await COMMANDS.find((entry) => entry.name === name)?.load()) ?? {};
  if (command === undefined) throw new Error(`There is no command ${name}`);
  const { given } = parse(name, command, argv);
  command.check?.(readValues(command.options, given, {}, Date.now()));
});
