/** What every encoder promises. One suite for all members. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Columns } from '../../src/model/columns.js';
import type { Row, TableSchema } from '../../src/model/schema.js';
import { ALL_TABLES, actionLastAccessed, principals } from '../../src/model/tables.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import type { Encoder } from '../../src/tables/encoder.js';
import { readParquet } from '../../src/tables/read.js';
import { type AnyRow, rowsOfTable } from './arbitrary-rows.js';
import { parquetOf, parquetOfColumns } from './parquet-of.js';
import { openReader, type Reader } from './read-back.js';

const MAX_ROW_GROUPS = 4;

export interface Member {
  readonly name: string;
  readonly open: () => Promise<Encoder>;
  /** Compressions of column chunks, in DuckDB's words. */
  readonly compressions: readonly string[];
  readonly dictionaries: boolean;
  /** Rows of a large row group: beyond its pages and batches, and no more than a test has time for. */
  readonly largeGroup: number;
}

export function encoderConformance({ name, open, compressions, dictionaries, largeGroup: rows }: Member): void {
  describe(`encoder ${name}`, () => {
    let encoder: Encoder;
    let reader: Reader;
    beforeAll(async () => {
      encoder = await open();
      reader = await openReader('UTC');
    });
    afterAll(() => reader.close());

    const encoded = (table: TableSchema, groups: readonly (readonly AnyRow[])[]) => parquetOf(encoder, table, groups);

    for (const table of ALL_TABLES) {
      it(`${table.name}: read back as written`, async () => {
        const groups = fc.array(rowsOfTable(table), { maxLength: MAX_ROW_GROUPS });
        await fc.assert(
          fc.asyncProperty(groups, async (written) => {
            const file = await encoded(table, written);
            expect(await reader.rows(table, file)).toEqual(written.flat());
            expect(await readParquet(table, file)).toEqual(written.flat().map((row) => flat(table, row)));
          }),
          { numRuns: 12 },
        );
      });
    }

    it('reads to the same instants wherever the reader stands', async () => {
      const elsewhere = await openReader('America/New_York');
      const file = await encoded(principals, [[principal({ created_at: Date.UTC(2025, 2, 9, 7, 30) })]]);
      const [here, there] = [await reader.rows(principals, file), await elsewhere.rows(principals, file)];
      await elsewhere.close();
      expect(here).toEqual(there);
      expect(there[0]?.created_at).toBe(Date.UTC(2025, 2, 9, 7, 30));
    });

    it('declares times as milliseconds in UTC, and every column optional', async () => {
      const file = await encoded(principals, [[principal({})]]);
      const schema = await reader.query('SELECT * FROM parquet_schema(FILE)', file);
      const declared = new Map(schema.map((element) => [element.name, element]));
      expect(declared.get('created_at')).toMatchObject({ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' });
      expect(declared.get('tags')?.converted_type).toBe('MAP');
      expect(declared.get('group_names')?.converted_type).toBe('LIST');
      for (const column of Object.keys(principals.columns)) {
        expect(declared.get(column)?.repetition_type, column).toBe('OPTIONAL');
      }
    });

    it('makes each group of rows a row group, with statistics and compression', async () => {
      const actions = (names: readonly string[]) => names.map((action_name) => action({ action_name }));
      const file = await encoded(actionLastAccessed, [actions(['b', 'a', '\uffff', '😀']), [], actions(['z'])]);
      const chunks = await reader.query('SELECT * FROM parquet_metadata(FILE)', file);
      const names = chunks.filter((chunk) => chunk.path_in_schema === 'action_name');
      expect(names.map((chunk) => Number(chunk.row_group_num_rows))).toEqual([4, 1]);
      expect(names[0]).toMatchObject({ stats_min_value: 'a', stats_max_value: '😀' });
      expect(names[1]).toMatchObject({ stats_min_value: 'z', stats_max_value: 'z' });
      expect(new Set(chunks.map((chunk) => chunk.compression))).toEqual(new Set(compressions));
      const dictionary = names.map((chunk) => String(chunk.encodings).includes('RLE_DICTIONARY'));
      expect(dictionary).toEqual([dictionaries, dictionaries]);
    });

    it('writes as many row groups as there are groups', async () => {
      const groups = Array.from({ length: 40 }, (_, group) =>
        [0, 1, 2].map((row) => action({ last_accessed_at: group * 3 + row })),
      );
      const file = await encoded(actionLastAccessed, groups);
      expect((await reader.rows(actionLastAccessed, file)).map((row) => row.last_accessed_at)).toEqual([
        ...Array(120).keys(),
      ]);
      const [counted] = await reader.query(
        'SELECT num_row_groups::int AS groups FROM parquet_file_metadata(FILE)',
        file,
      );
      expect(counted).toEqual({ groups: 40 });
    });

    it('writes a large group as one row group, every row in its place', async () => {
      const service = Int32Array.from({ length: rows }, (_, row) => (row % 7) - 1);
      const numbers = Float64Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? Number.NaN : row));
      const { columns } = columnsOf(actionLastAccessed, Array(rows).fill(action({})));
      const dictionary = ['a', 'b', 'c', 'd', 'e', 'f'];
      const group: Columns = {
        rows,
        columns: {
          ...columns,
          service_namespace: { kind: 'codes', dictionary, codes: service },
          last_accessed_at: { kind: 'numbers', numbers },
        },
      };
      const file = await parquetOfColumns(encoder, actionLastAccessed, [group]);
      const misplaced = `SELECT count(*)::int AS rows, count(*) FILTER (
          service_namespace IS DISTINCT FROM ['a', 'b', 'c', 'd', 'e', 'f'][row % 7]
          OR epoch_ms(last_accessed_at) IS DISTINCT FROM CASE WHEN row % 3 = 0 THEN NULL ELSE row END
        )::int AS misplaced FROM (SELECT *, row_number() OVER () - 1 AS row FROM FILE)`;
      expect(await reader.query(misplaced, file)).toEqual([{ rows, misplaced: 0 }]);
      const groups = 'SELECT num_row_groups::int AS groups FROM parquet_file_metadata(FILE)';
      expect(await reader.query(groups, file)).toEqual([{ groups: 1 }]);
    });

    it('refuses a group whose columns differ in length', async () => {
      const { columns } = columnsOf(actionLastAccessed, [action({}), action({})]);
      for (const codes of [[0], [0, 0, 0]]) {
        const action_name = { kind: 'codes', dictionary: ['x'], codes: Int32Array.from(codes) } as const;
        const group = { rows: 2, columns: { ...columns, action_name } };
        await expect(parquetOfColumns(encoder, actionLastAccessed, [group])).rejects.toThrow('"action_name"');
      }
    });

    it('counts nulls: a column of nulls alone has no least and no greatest value', async () => {
      const file = await encoded(actionLastAccessed, [[action({}), action({})]]);
      const sql = "SELECT * FROM parquet_metadata(FILE) WHERE path_in_schema = 'last_accessed_at'";
      const [chunk] = await reader.query(sql, file);
      expect(Number(chunk?.stats_null_count)).toBe(2);
      expect(chunk).toMatchObject({ stats_min_value: null, stats_max_value: null });
    });

    it('takes dictionaries with entries that no row uses, doubled entries, and codes that share a buffer', async () => {
      const buffer = new Int32Array([9, 0, 2, -1, 1, 9]);
      const codes = buffer.subarray(1, 5);
      const dictionary = ['a', 'b', 'a', 'unused'];
      const shared = { kind: 'codes', dictionary, codes } as const;
      const numbers = new Float64Array([7, 1, Number.NaN, 3, 4, 7]).subarray(1, 5);
      const plain = columnsOf(actionLastAccessed, [action({}), action({}), action({}), action({})]);
      const columns = { ...plain.columns, action_name: shared, last_accessed_region: shared };
      const group = { rows: 4, columns: { ...columns, last_accessed_at: { kind: 'numbers', numbers } as const } };
      const read = await reader.rows(actionLastAccessed, await parquetOfColumns(encoder, actionLastAccessed, [group]));
      expect(read.map((row) => row.action_name)).toEqual(['a', 'a', null, 'b']);
      expect(read.map((row) => row.last_accessed_region)).toEqual(['a', 'a', null, 'b']);
      expect(read.map((row) => row.last_accessed_at)).toEqual([1, null, 3, 4]);
    });

    it('hands a failure of its source on, and never ends the file', async () => {
      const failure = new Error('the part is gone');
      const pieces: Uint8Array[] = [];
      const consume = async () => {
        for await (const piece of encoder.encode(actionLastAccessed, failing(failure))) pieces.push(piece);
      };
      await expect(consume()).rejects.toBe(failure);
      expect(Buffer.concat(pieces).subarray(-4).toString()).not.toBe('PAR1');
      expect(pieces.length).toBeGreaterThan(0);
    });

    it('refuses a group that lacks a column of the table', async () => {
      const { action_name: _, ...columns } = columnsOf(actionLastAccessed, [action({})]).columns;
      await expect(parquetOfColumns(encoder, actionLastAccessed, [{ rows: 1, columns }])).rejects.toThrow(
        '"action_name"',
      );
    });

    it('passes a row group on before it asks for the next', async () => {
      const steps: string[] = [];
      const source = async function* () {
        for (const step of ['first', 'second']) {
          steps.push(`asked for the ${step}`);
          yield columnsOf(actionLastAccessed, [action({})]);
        }
      };
      for await (const _ of encoder.encode(actionLastAccessed, source())) steps.push('bytes');
      const second = steps.indexOf('asked for the second');
      expect(steps.slice(steps.indexOf('asked for the first'), second)).toContain('bytes');
    });
  });
}

async function* failing(failure: Error): AsyncGenerator<Columns, void, void> {
  yield columnsOf(actionLastAccessed, [action({})]);
  throw failure;
}

/** The row without its lists and maps. */
export function flat({ columns }: TableSchema, row: AnyRow): AnyRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !columns[name]?.type.includes('<')));
}

function action(cells: Partial<Row<typeof actionLastAccessed>>): Row<typeof actionLastAccessed> {
  return {
    run_id: 'r',
    account_id: '111122223333',
    principal_arn: 'arn:aws:iam::111122223333:role/a',
    service_namespace: 's3',
    action_name: 'GetBucketAcl',
    last_accessed_at: null,
    last_accessed_region: null,
    last_accessed_entity_arn: null,
    ...cells,
  };
}

function principal(cells: Partial<Row<typeof principals>>): Row<typeof principals> {
  const row = Object.entries(principals.columns).map(([name, { type, required }]) => {
    if (!required) return [name, null];
    return [name, type === 'boolean' ? false : 'x'];
  });
  return { ...(Object.fromEntries(row) as Row<typeof principals>), ...cells };
}
