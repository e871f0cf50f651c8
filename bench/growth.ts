/** CPU time and memory of whole exports against their action rows, as a table and as a chart. */
import { writeFile } from 'node:fs/promises';
import { chart, type Panel } from './chart.js';
import { exported, type Figures } from './export.js';
import { fixed, type Report } from './harness.js';

/** `SIZES=1e5,1e6` for a trial. */
const sizes = (process.env.SIZES ?? '1e5,1e6,1e7,5e7').split(',').map(Number);
const file = 'docs/images/growth.svg';
const administratorShare = 0.5;
/** Action rows a principal where half of them are administrators, about. */
const rowsEach = 5200;
const principalsPerAccount = 50;
const sideBySide = 8;
const memoryLimitMb = 512;

export async function run(): Promise<Report[]> {
  const measured: Figures[] = [];
  for (const size of sizes) measured.push(await grown(size));
  await writeFile(file, chart(panelsOf(measured)));
  return [
    {
      title: 'Growth',
      text: `Whole exports of accounts of ${principalsPerAccount} principals, half of them administrators, ${sideBySide} at a time; the simulated organization answers from another process, without a limit of calls. CPU and memory are those of the exporter alone, start to commit.\n\n![CPU time and peak memory against action rows](images/growth.svg)`,
      headers: ['action rows', 'principals', 'CPU s', 'µs of CPU a row', 's', 'peak resident MB'],
      rows: measured.map(({ rows, principals, cpuUs, seconds, peakMb }) => [
        rows,
        principals,
        fixed(cpuUs / 1e6, 1),
        fixed(cpuUs / rows, 2),
        fixed(seconds, 1),
        peakMb,
      ]),
    },
  ];
}

function grown(rows: number): Promise<Figures> {
  const principals = Math.ceil(rows / rowsEach);
  const accounts = Math.ceil(principals / principalsPerAccount);
  const each = Math.ceil(principals / accounts);
  return exported({ accounts, principalsPerAccount: each, administratorShare }, sideBySide);
}

function panelsOf(measured: readonly Figures[]): Panel[] {
  const { rows, cpuUs } = measured.at(-1) as Figures;
  const points = (value: (figures: Figures) => number) => measured.map((of) => ({ x: of.rows, y: value(of) }));
  return [
    {
      title: 'CPU time, s',
      points: points((of) => of.cpuUs / 1e6),
      guide: { label: 'linear', at: (x) => ((x / rows) * cpuUs) / 1e6 },
    },
    {
      title: 'Peak resident memory, MB',
      points: points(({ peakMb }) => peakMb),
      guide: { label: `${memoryLimitMb} MB`, at: () => memoryLimitMb },
    },
  ];
}
