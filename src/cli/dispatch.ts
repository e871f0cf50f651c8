/** From the command line to the command: help, version, or the values checked and the command run. */
import { asStarted } from '../model/commands/command-line.js';
import type { ExitName } from '../model/errors.js';
import { allowMemory } from '../tools/memory.js';
import type { Context } from './command.js';
import { COMMANDS } from './commands.js';
import { withModes } from './modes.js';
import { placeFiles } from './options/from-s3.js';
import { readValues } from './options/option.js';
import { helpOf, overview, parse, unknownCommand } from './program.js';
import { toolVersion } from './version.js';

/** Runs what `argv` (without node and script) asks for; the name of the exit code. Throws UserError and Interrupted. */
export async function dispatch(argv: readonly string[], context: Omit<Context, 'operands'>): Promise<ExitName> {
  const [first, ...rest] = argv;
  if (first === undefined || isHelp(first)) {
    return rest[0] === 'completion' ? printed(await completionOf(['--help']), context) : help(rest[0], context);
  }
  if (first === '--version' || first === '-V') return printed(`${toolVersion()}\n`, context);
  if (first === 'completion') return printed(await completionOf(rest), context);
  const command = await load(first);
  if (rest.slice(0, untilOperands(rest)).some((argument) => argument === '--help' || argument === '-h')) {
    return printed(helpOf(first, command), context);
  }
  const { given, operands } = parse(first, command, rest);
  const values = readValues(command.options, given, context.environment, context.effects.now());
  command.check?.(values);
  allowMemory(values.memory as number | undefined);
  await placeFiles(values, context.terminal);
  const run = (): Promise<ExitName> => command.run(values, { ...context, operands });
  return command.makes === undefined ? run() : withModes(values.shared === true, command.makes(values), run);
}

async function help(name: string | undefined, context: Omit<Context, 'operands'>): Promise<ExitName> {
  return printed(name === undefined ? overview() : helpOf(name, await load(name)), context);
}

async function completionOf(argv: readonly string[]): Promise<string> {
  const { COMPLETION_HELP: completionHelp, completionScript } = await import('./completion.js');
  return argv.some(isHelp) ? asStarted(completionHelp) : completionScript(argv[0]);
}

async function load(name: string) {
  const entry = COMMANDS.find((command) => command.name === name);
  if (!entry) throw unknownCommand(name);
  return (await entry.load()).command;
}

function isHelp(argument: string): boolean {
  return ['help', '--help', '-h'].includes(argument);
}

/** Options end at `--`. */
function untilOperands(argv: readonly string[]): number {
  const at = argv.indexOf('--');
  return at < 0 ? argv.length : at;
}

async function printed(text: string, { terminal }: Omit<Context, 'operands'>): Promise<ExitName> {
  await terminal.print(text);
  return 'ok';
}
