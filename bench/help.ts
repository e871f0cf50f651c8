/** How long a person waits for the help, beside Node that does nothing. */
import { spawnSync } from 'node:child_process';
import { buildCommand } from '../test/cli/built.js';
import { fixed, type Report } from './harness.js';

const runs = 21;

export async function run(): Promise<Report[]> {
  const built = await buildCommand();
  try {
    const ways: readonly (readonly [string, readonly string[]])[] = [
      ['node -e 0', ['-e', '0']],
      ['--version', [built.main, '--version']],
      ['--help', [built.main, '--help']],
      ['export --help', [built.main, 'export', '--help']],
      ['query --help', [built.main, 'query', '--help']],
    ];
    const times = ways.map((): number[] => []);
    for (let at = 0; at < runs; at += 1)
      for (const [way, [, argv]] of ways.entries()) times[way]?.push(elapsedMs(argv));
    return [
      {
        title: 'Help',
        text: `Start to end of a process, in turn; median and least of ${runs}. The target is 150 ms.`,
        headers: ['command', 'median ms', 'least ms'],
        rows: ways.map(([name], way) => {
          const sorted = (times[way] ?? []).toSorted((a, b) => a - b);
          return [`\`${name}\``, fixed(sorted[(runs - 1) / 2] ?? 0, 0), fixed(sorted[0] ?? 0, 0)];
        }),
      },
    ];
  } finally {
    built.remove();
  }
}

function elapsedMs(argv: readonly string[]): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, argv);
  if (status !== 0) throw new Error(`${argv} ended with ${status}`);
  return performance.now() - begun;
}
