/** What the benches share: a clock of CPU time, and tables in Markdown with machine and commit. */
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** One table of figures, as it goes into bench/results. */
export interface Report {
  readonly title: string;
  /** What was measured, on what, in a sentence or two. */
  readonly text: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** CPU time of this process, all its threads, in µs; it stands still while a paused source is asked for more. */
export class CpuClock {
  private readonly start = cpuUs();
  private outside = 0;

  elapsedUs(): number {
    return cpuUs() - this.start - this.outside;
  }

  /** The elements of `source`; making them is not counted. */
  async *paused<T>(source: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, void> {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    for (;;) {
      const before = cpuUs();
      const { done, value } = await iterator.next();
      this.outside += cpuUs() - before;
      if (done) return;
      yield value;
    }
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The most memory this process ever held, in MB. */
export function peakResidentMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

export function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}

export function markdown({ title, text, headers, rows }: Report): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', text, '', line(headers), line(headers.map(() => '---')), ...rows.map(line), ''].join('\n');
}

/** The machine and the commit that figures belong to. */
export function environment(): string {
  const cores = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const machine = `${cores.length} cores (${cores[0]?.model.trim()}), ${memoryGb} GB, Node ${process.versions.node}`;
  return `Commit ${commit()} on ${machine}, ${new Date().toISOString().slice(0, 10)}.`;
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src', 'bench') === '' ? '' : ' with changes';
  return git('rev-parse', '--short', 'HEAD') + changed;
}
