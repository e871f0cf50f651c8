/** Columns to Parquet through Arrow: apache-arrow lays them out, parquet-wasm (Rust's arrow) encodes them. */
import type { RecordBatch, WriterProperties, WriterPropertiesBuilder } from 'parquet-wasm';
import type { Columns } from '../../model/columns.js';
import type { ColumnSchema, TableSchema } from '../../model/schema.js';
import { wholeGroup } from '../columns/complete.js';
import { columnsOf } from '../columns/rows.js';
import { sliced } from '../columns/select-rows.js';
import type { Encoder } from '../encoder.js';
import { readFooter } from '../parquet/footer.js';
import { ParquetJoin } from '../parquet/join.js';
import type { ParquetWasm } from '../parquet/wasm.js';
import { arrowData } from './data.js';
import { arrowStream } from './stream.js';

/** Rows a batch and a page. `npm run bench encoders` says what other sizes make. */
const ROWS_PER_PAGE = 131_072;

interface Writer {
  readonly parquet: ParquetWasm;
  readonly rowsPerPage: number;
}

export function arrowEncoder(parquet: ParquetWasm, rowsPerPage = ROWS_PER_PAGE): Encoder {
  const writer: Writer = { parquet, rowsPerPage };
  return { name: 'arrow', encode: (table, groups) => encode(writer, table, groups) };
}

/** Each row group is written as a file of its own and joined: parquet-wasm has no way to end one where we want it. */
async function* encode(
  writer: Writer,
  table: TableSchema,
  groups: AsyncIterable<Columns>,
): AsyncGenerator<Uint8Array, void, void> {
  const join = new ParquetJoin();
  yield join.append(await writeFile(writer, table, columnsOf(table, [])));
  for await (const group of groups) if (group.rows > 0) yield join.append(await writeFile(writer, table, group));
  yield join.finish();
}

/**
 * A file of one row group. The rows go to the library batch by batch: all at once they lie in the memory of Arrow, of the
 * IPC stream and twice in that of WebAssembly, which never shrinks.
 */
async function writeFile(writer: Writer, table: TableSchema, group: Columns): Promise<Uint8Array> {
  let failure: unknown;
  const source = streamOf(batchesOf(writer, table, wholeGroup(table, group)), (error) => {
    failure = error;
  });
  const written = writer.parquet.transformParquetStream(source, propertiesOf(writer, table, group.rows));
  const file = await written.then(bytesOf).catch((error) => {
    throw failure ?? error;
  });
  if (failure !== undefined) throw failure; // the library ends in a valid, shorter file then
  if (readFooter(file).rows !== group.rows) throw new Error(`Cannot write ${table.name}: rows were lost`);
  return file;
}

/** At least one, which holds the schema. */
function* batchesOf(
  { parquet, rowsPerPage }: Writer,
  table: TableSchema,
  group: Columns,
): Generator<RecordBatch, void, void> {
  for (let from = 0; from === 0 || from < group.rows; from += rowsPerPage) {
    const rows = sliced(group, from, Math.min(group.rows, from + rowsPerPage));
    const arrow = parquet.Table.fromIPCStream(arrowStream(rows.rows, arrowColumns(table, rows)));
    const [batch] = arrow.recordBatches();
    arrow.free();
    yield batch as RecordBatch;
  }
}

/** What `items` throws is passed on, because the reader of the stream may swallow it. */
function streamOf<T>(items: Iterator<T, void>, onError: (error: unknown) => void): ReadableStream<T> {
  const pull = (controller: ReadableStreamDefaultController<T>) => {
    try {
      const { done, value } = items.next();
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      onError(error);
      throw error;
    }
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function arrowColumns(table: TableSchema, { columns }: Columns) {
  const data = Object.entries(columns).map(([name, column]) => {
    return [name, arrowData((table.columns[name] as ColumnSchema).type, column)] as const;
  });
  return Object.fromEntries(data);
}

/**
 * ZSTD in the library has its lowest level. Of times and of the codes of ARNs, irregular and few bytes, GZIP
 * leaves 2 to 4 % less; of the codes of actions it leaves more. What is not compressed has few rows: dictionaries and
 * statistics of all columns would say each value three times.
 */
function propertiesOf({ parquet, rowsPerPage }: Writer, table: TableSchema, rows: number): WriterProperties {
  const properties = new parquet.WriterPropertiesBuilder()
    .setCreatedBy('access-lake')
    .setWriteBatchSize(rowsPerPage)
    .setMaxRowGroupSize(Math.max(1, rows));
  return (table.isUncompressed ? plain(parquet, properties) : packed(parquet, properties, table)).build();
}

/** What queries join commits by: the statistics of these let an engine leave out the commits of other dates. */
const JOINED_BY = ['run_id', 'snapshot_date'] as const;

function plain({ Compression, EnabledStatistics }: ParquetWasm, builder: WriterPropertiesBuilder) {
  const properties = builder
    .setCompression(Compression.UNCOMPRESSED)
    .setDictionaryEnabled(false)
    .setStatisticsEnabled(EnabledStatistics.None);
  return JOINED_BY.reduce((each, name) => each.setColumnStatisticsEnabled(name, EnabledStatistics.Chunk), properties);
}

function packed(parquet: ParquetWasm, builder: WriterPropertiesBuilder, table: TableSchema): WriterPropertiesBuilder {
  let properties = builder
    .setCompression(parquet.Compression.ZSTD)
    .setDictionaryEnabled(true)
    .setStatisticsEnabled(parquet.EnabledStatistics.Chunk);
  for (const [name, { type }] of Object.entries(table.columns)) {
    if (type === 'timestamp') properties = withDeltas(parquet, properties, name);
    if (type === 'timestamp' || name.endsWith('_arn')) {
      properties = properties.setColumnCompression(name, parquet.Compression.GZIP);
    }
  }
  return properties;
}

/** Times hardly repeat to the millisecond: a dictionary of them costs half as much again as their differences. */
function withDeltas(parquet: ParquetWasm, builder: WriterPropertiesBuilder, name: string): WriterPropertiesBuilder {
  const { DELTA_BINARY_PACKED } = parquet.Encoding;
  return builder.setColumnDictionaryEnabled(name, false).setColumnEncoding(name, DELTA_BINARY_PACKED);
}
