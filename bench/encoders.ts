/** The encoders side by side: from the columns of principals to Parquet, bytes and CPU time an action row. */
import type { Columns } from '../src/model/columns.js';
import type { TableSchema } from '../src/model/schema.js';
import { actionLastAccessed } from '../src/model/tables.js';
import { arrowEncoder } from '../src/tables/arrow/encoder.js';
import { withConstants } from '../src/tables/columns/complete.js';
import { concat } from '../src/tables/columns/merge.js';
import { ROWS_PER_GROUP, rowGroups } from '../src/tables/columns/row-groups.js';
import { rowsOf } from '../src/tables/columns/rows.js';
import type { Encoder } from '../src/tables/encoder.js';
import { openEncoder } from '../src/tables/encoders.js';
import { loadParquetWasm } from '../src/tables/parquet/wasm.js';
import { decodePart, encodePart } from '../src/tables/part.js';
import { baselineBytes } from './baseline.js';
import { CpuClock, fixed, peakResidentMb, type Report } from './harness.js';
import { type Mix, type PrincipalActions, principalsOf } from './mix.js';

interface Figures {
  readonly rows: number;
  readonly bytes: number;
  readonly cpuUs: number;
}

const RUN_ID = '20251125T000000Z-0123456789abcdef-1';
const PART_ROWS = 262_144;

const ORGANIZATIONS: Readonly<Record<string, Mix>> = {
  'few large accounts (8 of 500 principals)': { accounts: 8, principalsPerAccount: 500 },
  'middling accounts (27 of 150)': { accounts: 27, principalsPerAccount: 150 },
  'many small accounts (200 of 20)': { accounts: 200, principalsPerAccount: 20 },
};

const SEEDS = [1, 2, 3];

/** Row-wise writers are slow, and cost the same for each row. */
const SMALL: Mix = { accounts: 1, principalsPerAccount: 150 };

export async function run(): Promise<Report[]> {
  return [await sizes(), await encoders(), await orders(), await pages(), await staging()];
}

async function sizes(): Promise<Report> {
  const rows: string[][] = [];
  for (const [name, mix] of Object.entries(ORGANIZATIONS)) {
    const figures: Figures[] = [];
    for (const seed of SEEDS) figures.push(await published({ ...mix, seed }, {}));
    const all = figures.reduce(sum);
    const each = figures.map((one) => perRow(one.bytes, one)).join(', ');
    rows.push([name, String(all.rows), perRow(all.bytes, all), each, perRow(all.cpuUs, all)]);
  }
  return {
    title: 'Action rows: size and speed',
    text: `Encoder arrow, parts of ${PART_ROWS} rows refilled to row groups of a million. The process never held more than ${peakResidentMb()} MB. The mix is in bench/mix.ts, seeds ${SEEDS.join(', ')}.`,
    headers: ['organization', 'rows', 'bytes a row', 'of each seed', 'µs of CPU a row'],
    rows,
  };
}

function sum(a: Figures, b: Figures): Figures {
  return { rows: a.rows + b.rows, bytes: a.bytes + b.bytes, cpuUs: a.cpuUs + b.cpuUs };
}

async function encoders(): Promise<Report> {
  const baseline = await naive(SMALL);
  const line = (name: string, figures: Figures) => [
    name,
    perRow(figures.bytes, figures),
    perRow(figures.cpuUs, figures),
    fixed(baseline.bytes / baseline.rows / (figures.bytes / figures.rows), 1),
    fixed(baseline.cpuUs / baseline.rows / (figures.cpuUs / figures.rows), 1),
  ];
  const large = { accounts: 3, principalsPerAccount: 500 };
  return {
    title: 'Encoders side by side',
    text: `In one run: the baseline and parquetjs on ${baseline.rows} rows, arrow on a row group of a million and more.`,
    headers: ['writer', 'bytes a row', 'µs of CPU a row', 'times smaller', 'times faster'],
    rows: [
      line('row objects + parquetjs-lite (baseline)', baseline),
      line('parquetjs', await published(SMALL, { encoder: await openEncoder('parquetjs') })),
      line('arrow', await published(large, {})),
    ],
  };
}

async function orders(): Promise<Report> {
  const keys = ['service_namespace', 'action_name', 'account_id', 'principal_arn'] as const;
  const [service, action, account, principal] = keys;
  const { clustering, ...plain } = actionLastAccessed;
  const tried: TableSchema[] = [
    actionLastAccessed,
    plain,
    { ...plain, sortedBy: [service, account, action, principal] },
    { ...plain, sortedBy: [service, action, account, principal] },
    { ...plain, sortedBy: [account, service, action, principal] },
    { ...plain, sortedBy: [account, principal, service, action] },
  ];
  const rows: string[][] = [];
  for (const table of tried) {
    const order =
      table.sortedBy.join(', ') + (table.clustering ? '; principals with the same actions side by side' : '');
    rows.push([order, ...(await fewAndMany({ table }))]);
  }
  return {
    title: 'Orders tried',
    text: 'Bytes an action row by the order within a row group; the first is the one in use.',
    headers: ['order', ...FEW_AND_MANY],
    rows,
  };
}

async function pages(): Promise<Report> {
  const rows: string[][] = [];
  for (const rowsPerPage of [1024, 16_384, 131_072, 262_144, 1_048_576]) {
    const encoder = arrowEncoder(await loadParquetWasm(), rowsPerPage);
    rows.push([`pages of ${rowsPerPage}`, ...(await fewAndMany({ encoder }))]);
  }
  for (const rowsPerGroup of [250_000, 500_000, 2_000_000]) {
    rows.push([`row groups of ${rowsPerGroup}`, ...(await fewAndMany({ rowsPerGroup }))]);
  }
  return {
    title: 'Page sizes tried',
    text: `Bytes an action row. In use: row groups of ${ROWS_PER_GROUP} rows, which lie in memory whole, in pages of 131072, which the Parquet library is given one at a time.`,
    headers: ['rows', ...FEW_AND_MANY],
    rows,
  };
}

const FEW_AND_MANY = ['few large accounts', 'many small accounts'];

async function fewAndMany(options: Publishing): Promise<string[]> {
  const [large, , small] = Object.values(ORGANIZATIONS) as [Mix, Mix, Mix];
  const [few, many] = [await published(large, options), await published(small, options)];
  return [fixed(few.bytes / few.rows, 3), fixed(many.bytes / many.rows, 3)];
}

async function staging(): Promise<Report> {
  const rows: string[][] = [];
  for (const [name, mix] of Object.entries(ORGANIZATIONS)) {
    const { write, read } = await staged(mix);
    rows.push([name, perRow(write.bytes, write), perRow(write.cpuUs, write), perRow(read.cpuUs, read)]);
  }
  return {
    title: 'Staged parts',
    text: `Arrow IPC under Brotli; a part closes with its account or at ${PART_ROWS} rows.`,
    headers: ['organization', 'bytes a row', 'µs of CPU a row to write', 'to read back'],
    rows,
  };
}

interface Publishing {
  readonly encoder?: Encoder;
  readonly table?: TableSchema;
  readonly rowsPerGroup?: number;
}

async function published(
  mix: Mix,
  { encoder, table = actionLastAccessed, rowsPerGroup }: Publishing,
): Promise<Figures> {
  const { encode } = encoder ?? (await openEncoder('arrow'));
  const clock = new CpuClock();
  const count = { rows: 0 };
  let bytes = 0;
  const groups = rowGroups(table, counted(clock.paused(parts(mix)), count), rowsPerGroup);
  for await (const piece of encode(table, groups)) bytes += piece.length;
  return { rows: count.rows, bytes, cpuUs: clock.elapsedUs() };
}

async function* counted(chunks: AsyncIterable<Columns>, count: { rows: number }): AsyncGenerator<Columns, void, void> {
  for await (const chunk of chunks) {
    count.rows += chunk.rows;
    yield withConstants(chunk, { run_id: RUN_ID });
  }
}

async function naive(mix: Mix): Promise<Figures> {
  const chunks = [...parts(mix)];
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  const clock = new CpuClock();
  const bytes = await baselineBytes(objectsOf(chunks));
  return { rows, bytes, cpuUs: clock.elapsedUs() };
}

function* objectsOf(chunks: readonly Columns[]): Generator<Record<string, unknown>, void, void> {
  for (const chunk of chunks) yield* rowsOf(actionLastAccessed, withConstants(chunk, { run_id: RUN_ID }));
}

async function staged(mix: Mix): Promise<{ write: Figures; read: Figures }> {
  let [rows, bytes, writeUs, readUs] = [0, 0, 0, 0];
  for (const actions of parts(mix)) {
    const writing = new CpuClock();
    const part = await encodePart({ action_last_accessed: actions });
    writeUs += writing.elapsedUs();
    const reading = new CpuClock();
    await decodePart(part);
    readUs += reading.elapsedUs();
    rows += actions.rows;
    bytes += part.length;
  }
  return { write: { rows, bytes, cpuUs: writeUs }, read: { rows, bytes, cpuUs: readUs } };
}

/** The rows as the parts of a run hold them. */
function* parts(mix: Mix): Generator<Columns, void, void> {
  let open: PrincipalActions[] = [];
  let rows = 0;
  for (const principal of principalsOf(mix)) {
    const closes = open.length > 0 && (open[0]?.accountId !== principal.accountId || rows >= PART_ROWS);
    if (closes) yield partOf(open.splice(0));
    rows = closes ? principal.actions.rows : rows + principal.actions.rows;
    open = [...open, principal];
  }
  yield partOf(open);
}

function partOf(principals: readonly PrincipalActions[]): Columns {
  return concat(
    principals.map(({ accountId, principalArn, actions }) =>
      withConstants(actions, { account_id: accountId, principal_arn: principalArn }),
    ),
  );
}

function perRow(value: number, { rows }: Figures): string {
  return fixed(value / rows, 2);
}
