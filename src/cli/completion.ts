/** `access-lake completion <shell>`: a script that completes commands, their options and the names of questions. */
import { usageError } from '../model/errors.js';
import { nearest } from '../tools/nearest.js';
import { COMMANDS } from './commands.js';
import { flagOf } from './options/option.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What a shell may complete after the name of a command. */
interface Words {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly { readonly flag: string; readonly help: string }[];
  readonly operands: readonly string[];
}

export const COMPLETION_HELP = `Usage: access-lake completion <bash|zsh|fish>

Prints a script that completes commands, options and the names of questions.

Examples:
  source <(access-lake completion bash)
  source <(access-lake completion zsh)
  access-lake completion fish > ~/.config/fish/completions/access-lake.fish
`;

/** The script for a shell, to be read by it. Fails with a usageError for any other shell. */
export async function completionScript(shell: string | undefined): Promise<string> {
  if (!isShell(shell)) {
    const [near] = nearest(shell ?? '', SHELLS);
    throw usageError(
      shell === undefined ? 'Cannot write a completion: no shell given.' : `Cannot write a completion for "${shell}".`,
      near === undefined ? `Give one of ${SHELLS.join(', ')}.` : `Did you mean "${near}"?`,
    );
  }
  const commands = await Promise.all(COMMANDS.map(wordsOf));
  return shell === 'fish' ? fish(commands) : bash(commands, shell);
}

function isShell(shell: string | undefined): shell is Shell {
  return SHELLS.some((known) => known === shell);
}

async function wordsOf({ name, summary, load }: (typeof COMMANDS)[number]): Promise<Words> {
  const { command } = await load();
  const flags = Object.entries(command.options).map(([key, { help }]) => ({ flag: flagOf(key), help }));
  return { name, summary, flags, operands: name === 'query' ? await questions() : [] };
}

async function questions(): Promise<string[]> {
  const { familyNames } = await import('../query/question/find.js');
  return familyNames();
}

/** For bash, and for zsh by its emulation of bash's completion. Values are completed as files. */
function bash(commands: readonly Words[], shell: 'bash' | 'zsh'): string {
  const cases = commands.map(({ name, flags, operands }) => {
    const words = [...operands, ...flags.map(({ flag }) => flag), '--help'];
    return `    ${name}) words=${quoted(words.join(' '))} ;;`;
  });
  return [
    ...(shell === 'zsh' ? ['autoload -U +X compinit && compinit', 'autoload -U +X bashcompinit && bashcompinit'] : []),
    '_access_lake() {',
    `  local current=\${COMP_WORDS[COMP_CWORD]} words=""`,
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W ${quoted([...commands.map(({ name }) => name), 'help'].join(' '))} -- "$current"))`,
    '    return',
    '  fi',
    `  case \${COMP_WORDS[1]} in`,
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _access_lake access-lake',
    '',
  ].join('\n');
}

function fish(commands: readonly Words[]): string {
  const first = commands.map(
    ({ name, summary }) => `complete -c access-lake -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const rest = commands.flatMap(({ name, flags, operands }) => {
    const when = `complete -c access-lake -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      ...flags.map(({ flag, help }) => `${when} -l ${flag.slice(2)} -d ${quoted(help)}`),
      ...operands.map((operand) => `${when} -f -a ${operand}`),
    ];
  });
  return [...first, ...rest, ''].join('\n');
}

/** One word of a POSIX shell or of fish, which reads both escapes between single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", `'\\''`)}'`;
}
