/**
 * Whether test/fixtures/lake holds the rows that this build makes, table by table: the same columns and, apart from ids and
 * times of a run, the same rows as often. Derived tables are made of the fixture's own facts: its audits are 90 days apart,
 * so that what counts as 90 days old would turn on seconds. Prints a line a difference; ends with 1 where there is one.
 * Usage: node scripts/release/fixture.mjs [<lake>], a lake that was made before, in place of one that it makes (needs a build)
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { LAKE, makeFixtureLake, run } from '../fixture-lake.mjs';

/** Differ in each run that measures the same. */
const OF_A_RUN = ['run_id', 'job_id', 'started_at', 'finished_at', 'generated_at', 'first_generated_at', 'manifest'];

const [made] = process.argv.slice(2);
const differences = made === undefined ? await withMadeLake(differencesOf) : await differencesOf(made);
for (const difference of differences) console.error(difference);
process.exit(differences.length > 0 ? 1 : 0);

async function withMadeLake(use) {
  const folder = mkdtempSync(join(tmpdir(), 'access-lake-release-'));
  try {
    const lake = join(folder, 'lake');
    await makeFixtureLake(lake);
    deriveFixture(join(folder, 'fixture'), join(lake, 'derived'));
    return await use(lake);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts what this build derives of the fixture's facts into a folder, by way of a copy: as exports do, one run after the other. */
function deriveFixture(copy, target) {
  const left = ['derived', 'runs'].map((name) => join(LAKE, name));
  cpSync(LAKE, copy, { recursive: true, filter: (path) => !left.includes(path) });
  for (const file of readdirSync(join(LAKE, 'runs')).sort()) {
    cpSync(join(LAKE, 'runs', file), join(copy, 'runs', file));
    run(['derive', '--destination', copy], {}, [0]);
  }
  rmSync(target, { recursive: true });
  cpSync(join(copy, 'derived'), target, { recursive: true });
}

async function differencesOf(lake) {
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  const ask = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const tables = [...new Set([...tablesOf(LAKE), ...tablesOf(lake)])].sort();
  const found = [];
  for (const table of tables) found.push(...(await tableDifferences(ask, table, lake)));
  return found;
}

/** The tables of a lake: folders of Parquet files, whose dates are folders below. */
function tablesOf(lake) {
  return readdirSync(lake, { recursive: true })
    .filter((path) => path.endsWith('.parquet'))
    .map((path) => path.replace(/(\/snapshot_date=[^/]+)?\/[^/]+$/, ''));
}

async function tableDifferences(ask, table, lake) {
  const lacking = [LAKE, lake].filter((each) => !tablesOf(each).includes(table));
  if (lacking.length > 0) return [`Table "${table}" differs: there is none in ${lacking[0]}.`];
  const [ours, theirs] = [rowsOf(LAKE, table), rowsOf(lake, table)];
  const [columns, others] = [await columnsOf(ask, ours), await columnsOf(ask, theirs)];
  if (columns !== others)
    return [`Table "${table}" differs: its columns are ${columns}, and this build makes ${others}.`];
  const only = async (from, to) => (await ask(`SELECT count(*)::INT AS n FROM (${from} EXCEPT ALL ${to})`))[0].n;
  const [here, there] = [await only(ours, theirs), await only(theirs, ours)];
  if (here + there === 0) return [];
  return [`Table "${table}" differs: rows in the fixture alone ${here}, made by this build alone ${there}.`];
}

function rowsOf(lake, table) {
  const files = join(lake, table, '**/*.parquet').replaceAll("'", "''");
  const compared = `COLUMNS(name -> name NOT IN (${OF_A_RUN.map((name) => `'${name}'`).join(', ')}))`;
  return `SELECT ${compared} FROM read_parquet('${files}', hive_partitioning = true, union_by_name = true)`;
}

async function columnsOf(ask, rows) {
  return (await ask(`DESCRIBE ${rows}`))
    .map(({ column_name: name, column_type: type }) => `${name} ${type}`)
    .join(', ');
}
