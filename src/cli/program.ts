/** Commander's program, made from the commands' declarations: parsing, help and their errors. */
import { CommanderError, Command as Program, Option as ProgramOption } from 'commander';
import { asStarted } from '../model/commands/command-line.js';
import { EXIT_CODES, usageError } from '../model/errors.js';
import { wrapped } from '../query/format/width.js';
import { nearest } from '../tools/nearest.js';
import type { Command } from './command.js';
import { COMMANDS } from './commands.js';
import { environmentNameOf, flagOf, type Options, unknownOption, withoutValue } from './options/option.js';

/** What stood on the command line, as text. */
export interface Parsed {
  readonly given: Readonly<Record<string, readonly string[] | undefined>>;
  readonly operands: readonly string[];
}

/** The help of all, with the commands. */
export function overview(): string {
  const program = bare('access-lake')
    .description(
      'Exports the IAM last-accessed data of every principal of an AWS Organization to Parquet, and answers least-privilege questions over it with SQL.',
    )
    .usage('<command> [options]')
    .addHelpCommand(beside('help', '[command]', 'the options of a command'))
    .option('-V, --version', 'the version');
  for (const { name, group, summary } of COMMANDS) {
    program.addCommand(bare(name).summary(summary).description(summary).helpGroup(`${group}:`));
  }
  program.addCommand(beside('completion', '<shell>', 'print a script that completes commands and options'));
  return `${asStarted(program.helpInformation())}\n${exitCodes()}\n`;
}

/** The help of one command. */
export function helpOf(name: string, command: Command): string {
  return `${declared(name, command).helpInformation()}\n${after(command)}\n`;
}

/** Splits a command's arguments; throws a usageError for what the command does not know. */
export function parse(name: string, command: Command, argv: readonly string[]): Parsed {
  const program = declared(name, command);
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw personsError(error, name, command.options, program);
    throw error;
  }
  const given = Object.entries(program.opts<Record<string, string[] | boolean>>());
  return {
    given: Object.fromEntries(
      given.flatMap(([key, value]) => {
        if (Array.isArray(value)) return [[key, value]];
        // Commander takes --no-trends for the opposite of an option --trends, which is on
        if (!(key in command.options)) return value ? [] : [[`no${key[0]?.toUpperCase()}${key.slice(1)}`, ['true']]];
        return [[key, ['true']]];
      }),
    ),
    operands: program.args,
  };
}

/** The error of a command that is not there. */
export function unknownCommand(word: string): Error {
  const name = withoutValue(word);
  const names = COMMANDS.map((command) => command.name);
  const [near] = nearest(name, names);
  return usageError(
    `Cannot run "${name === word ? name : `${name}…`}": no such command.`,
    near ? `Did you mean "${near}"?` : `The commands: ${names.join(', ')}.`,
  );
}

function declared(name: string, { description, operands, takesUnknownOptions, options }: Command): Program {
  const program = bare(asStarted(`access-lake ${name}`))
    .description(asStarted(description))
    .usage(operands ? `[options] ${operands}` : '[options]')
    .allowUnknownOption(takesUnknownOptions === true)
    .allowExcessArguments(operands !== undefined)
    .helpOption('-h, --help', 'this help');
  if (operands) program.argument('[operands...]').configureHelp({ visibleArguments: () => [] });
  const flags = Object.keys(options).map(flagOf);
  for (const [key, { placeholder, help }] of Object.entries(options)) {
    const written = placeholder ? `${flagOf(key)} ${placeholder}` : flagOf(key);
    const declaredOption = new ProgramOption(written, asStarted(help));
    program.addOption(placeholder ? declaredOption.argParser(collector(written, flags)) : declaredOption);
  }
  return program;
}

/** Adds a value to those before it; another option is none, and may hold a secret. */
function collector(written: string, flags: readonly string[]) {
  return (text: string, before: readonly string[] | undefined): string[] => {
    if (flags.includes(withoutValue(text))) throw missingValue(written);
    return [...(before ?? []), text];
  };
}

/** `written`: the option with its placeholder. */
function missingValue(written: string): Error {
  return usageError(`Cannot use option "${written.split(' ')[0]}": its value is missing.`, `Write ${written}.`);
}

/** What the dispatcher does itself, as the help lists it. */
function beside(name: string, operand: string, summary: string): Program {
  return bare(name).arguments(operand).summary(summary).description(summary).helpGroup('Help:');
}

function bare(name: string): Program {
  return new Program(name)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
}

function after({ examples, options }: Command): string {
  const first = Object.keys(options)[0];
  const flagOnly = Object.keys(options).filter((key) => options[key]?.isFlagOnly);
  const every = ['Every option', ...flagOnly.map(flagOf)].join(' but ');
  const environment = first
    ? [`${every} can also be set in the environment, such as ${flagOf(first)} as ${environmentNameOf(first)}.`]
    : [];
  return [
    ...environment,
    ...section(
      'Examples',
      examples.map((line) => asStarted(line)),
    ),
    exitCodes(),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n')];
}

/** Beside the codes, on a terminal of 80 columns. */
const MEANING_COLUMNS = 72;

function exitCodes(): string {
  const lines = Object.values(EXIT_CODES).flatMap(({ code, meaning }) =>
    wrapped(meaning, MEANING_COLUMNS).map((line, at) => `${(at === 0 ? String(code) : '').padStart(3)}  ${line}`),
  );
  return section('Exit codes', lines).join('\n');
}

function personsError(error: CommanderError, name: string, options: Options, program: Program): Error {
  const quoted = /'([^']*)'/s.exec(error.message)?.[1] ?? '';
  if (error.code === 'commander.unknownOption') return unknownOption(quoted, options, name);
  if (error.code === 'commander.optionMissingArgument') return missingValue(quoted);
  if (error.code === 'commander.excessArguments') {
    const isSecretGiven = Object.keys(program.opts()).some((key) => options[key]?.secret);
    const excess = isSecretGiven ? 'a word next to the options' : `"${program.args[0]}"`;
    return usageError(`Cannot use ${excess}: "${name}" takes options only.`, SPACE_HINT);
  }
  return error;
}

const SPACE_HINT =
  'A value with spaces needs quotes around it, and no space goes before or after =; lists are separated by commas without spaces.';
